import { randomUUID } from 'node:crypto'
import { afterClosing } from '../../../ai/after-closing.ts'
import { ask, type DirectAnswer } from '../../../ai/ask.ts'
import { AlreadyRequestedError } from '../../../ai/calls/errors.ts'
import { roundUsd } from '../../../ai/openai/prices.ts'
import { ConflictError } from '../../../base/errors.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { adviceKind, projectSubject, type AdviceServices } from '../advice/advice-kind.ts'
import { languageOf, languageQuery } from '../language.ts'
import { ModelAdviceView } from '../performance-view.ts'
import { ProjectParams } from '../project-view.ts'
import { readAdvised, readModelAdvice, type Advised } from '../store/advice.ts'
import { getProject } from '../store/projects.ts'
import { readVersions } from '../store/versions.ts'

const operation = operationsFor<AdviceServices>()

export const adviceOperations = {
  adviseProject: operation.act({
    path: '/api/projects/{id}/advice',
    access: 'own:write',
    summary: 'Have a model advise on the newest version with numbers at its horizon',
    description:
      'The model is given the numbers of the performance, the title and the script. An answer ' +
      'with any other number is dropped, and the rules stand (`outcome` dropped). An answer ' +
      'that came is paid, whatever its outcome, from the budget of the day; it may take a ' +
      'minute.',
    params: ProjectParams,
    query: z.strictObject(languageQuery),
    body: { schema: z.strictObject({}), required: false },
    answer: ModelAdviceView,
    success: 'The advice that is valid now',
    refusals: {
      404: 'No such project of yours',
      409:
        'No version has numbers at its horizon (nothing_to_advise), or a model is being asked ' +
        'already (advice_under_way)',
      429:
        'The money for the day is spent (daily_budget_spent), or as many direct calls are under ' +
        'way as may be (direct_calls_busy); Retry-After says when',
      502: 'OpenAI refuses the request, or its answer was lost and may be paid',
      503: 'There is no key, OpenAI refuses key, quota or model, or is down',
    },
    async run({ params: { id }, query }, services, { principal, http }) {
      const { db } = services
      const language = languageOf(http, query.language)
      await getProject(db, ownerScopeOf(principal), id)
      const advised = await readAdvised(db, id, language)
      if (!advised?.isCompared) {
        const message = 'no version of the project has numbers at its horizon yet'
        throw new NoAdviceError('nothing_to_advise', message)
      }
      using stopping = afterClosing(http.env?.closing)
      const context = { services, signal: stopping.signal, log: http.get('log') }
      const askId = randomUUID()
      // Only an answer is kept for its Idempotency-Key: a refusal may be gone at the next try.
      http.set('isAnswerStorable', false)
      const answer = await askModel(context, advised, { projectId: id, language, askId })
      http.set('isAnswerStorable', true)
      const stored = await readModelAdvice(db, id, { language, facts: advised.facts })
      const isStored = stored?.ask_id === askId
      return {
        version: advised.version.number,
        is_too_early: false,
        is_compared: true,
        source: stored ? ('model' as const) : ('rules' as const),
        lines: stored?.lines ?? advised.lines,
        outcome: answer.outcome === 'success' && !isStored ? ('dropped' as const) : answer.outcome,
        model: answer.model,
        input_tokens: answer.inputTokens,
        output_tokens: answer.outputTokens,
        cost_usd: roundUsd(answer.costUsd),
      }
    },
  }),
}

/** The project cannot be advised on now. */
class NoAdviceError extends ConflictError {
  override readonly code: 'nothing_to_advise' | 'advice_under_way'

  constructor(code: NoAdviceError['code'], message: string) {
    super(message)
    this.code = code
  }
}

async function askModel(
  context: Parameters<typeof ask<AdviceServices>>[0],
  { version, facts }: Advised,
  { projectId, language, askId }: { projectId: string; language: string; askId: string },
): Promise<DirectAnswer> {
  const [script] = await readVersions(context.services.db, [version.version_id])
  const payload = {
    ask_id: askId,
    project_id: projectId,
    version_id: version.version_id,
    language,
    title: version.title,
    script: script?.script ?? null,
    facts,
  }
  try {
    return await ask(context, adviceKind, { subject: projectSubject(projectId), payload })
  } catch (thrown) {
    if (!(thrown instanceof AlreadyRequestedError)) throw thrown
    throw new NoAdviceError('advice_under_way', 'a model is being asked about this project')
  }
}
