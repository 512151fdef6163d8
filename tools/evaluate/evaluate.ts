import type { Config } from '../../src/features/declarations.ts'
import { classify } from '../../src/base/classify.ts'
import { OpenAiRefusedError } from '../../src/ai/openai/errors.ts'
import type { OpenAiGateway } from '../../src/ai/openai/gateway.ts'
import { costUsd, pricesOf } from '../../src/ai/openai/prices.ts'
import {
  cleanAnswer,
  nothingDropped,
  type Dropped,
} from '../../src/features/analyze/clean-answer.ts'
import { quotedProfile } from '../../src/features/analyze/evidence.ts'
import { creatorInsights } from '../../src/features/analyze/tasks/creator-insights.ts'
import { answerSchema, type AIInsights } from '../../src/features/analyze/insights.ts'
import { createRequestWriter, PROMPT_VERSION } from '../../src/features/analyze/prompt.ts'
import { readAnswer, type AnswerReading } from '../../src/ai/read-answer.ts'
import { inParallel } from './in-parallel.ts'
import type { LabelledProfile, Language } from './labelled-profile.ts'
import { LABELLED_PROFILES } from './profiles.ts'

export type EvaluationConfig = Pick<
  Config,
  | 'openaiBaseUrl'
  | 'openaiModel'
  | 'openaiReasoningEffort'
  | 'openaiInputUsdPerMillion'
  | 'openaiOutputUsdPerMillion'
  | 'aiSections'
>

export type EvaluationChoice = {
  model: string
  /** Maximum number of profiles. */
  limit?: number | undefined
  language?: Language | undefined
}

const chosenProfiles = ({ language, limit }: EvaluationChoice): LabelledProfile[] =>
  LABELLED_PROFILES.filter((each) => language === undefined || each.language === language).slice(
    0,
    limit,
  )

/** Estimated costs; no price without a known one. */
export type EvaluationEstimate = {
  profiles: number
  inputTokens: number
  outputTokens: number
  costUsd: number | null
}

export function estimateEvaluation(
  config: EvaluationConfig,
  choice: EvaluationChoice,
): EvaluationEstimate {
  const writeRequest = createRequestWriter(config, choice.model)
  const profiles = chosenProfiles(choice)
  const inputTokens = profiles.reduce((sum, { facts }) => sum + writeRequest(facts).promptTokens, 0)
  const outputTokens = profiles.length * creatorInsights.typical.outputTokens
  const usd = priceOf(config, choice.model, { inputTokens, outputTokens })
  return { profiles: profiles.length, inputTokens, outputTokens, costUsd: usd }
}

/** USD for direct calls; null without a known price. */
export function priceOf(
  config: EvaluationConfig,
  model: string,
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
): number | null {
  const price = pricesOf(config, model)?.direct
  return price ? costUsd(price, inputTokens, outputTokens) : null
}

/** The result for one profile. */
export type ProfileResult = {
  profile: LabelledProfile
  /** `failed` without an answer; `code` has the reason. */
  outcome: AnswerReading['outcome'] | 'failed'
  code: string | null
  /** The insights as the model answered, and as they would be stored. */
  raw: AIInsights | null
  cleaned: AIInsights | null
  dropped: Dropped
  inputTokens: number
  outputTokens: number
  latencyMs: number
}

/**
 * Asks a model about each profile once, by direct calls with the prompt, schema and cleaning of
 * every analysis. Throws OpenAiRefusedError if OpenAI refuses key, quota or model; any other
 * failure is a result.
 */
export async function evaluate(
  config: EvaluationConfig,
  gateway: Pick<OpenAiGateway, 'complete'>,
  choice: EvaluationChoice,
): Promise<ProfileResult[]> {
  const writeRequest = createRequestWriter(config, choice.model)
  const schema = answerSchema({ sections: config.aiSections, promptVersion: PROMPT_VERSION })
  const stop = new AbortController()
  const ask = async (profile: LabelledProfile): Promise<ProfileResult> => {
    const startedAt = performance.now()
    const none = { profile, raw: null, cleaned: null, dropped: nothingDropped() }
    const took = (): number => Math.round(performance.now() - startedAt)
    try {
      const { body } = writeRequest(profile.facts)
      const end = await gateway.complete(body, { signal: stop.signal })
      const { outcome, answer, fault } = readAnswer(end, schema)
      const answered = { ...none, outcome, code: fault?.code ?? null, ...end.usage }
      if (!answer) return { ...answered, latencyMs: took() }
      const cleaned = cleanAnswer(answer, quotedProfile(profile.facts), answered.dropped)
      return { ...answered, raw: answer, cleaned, latencyMs: took() }
    } catch (thrown) {
      if (thrown instanceof OpenAiRefusedError) {
        stop.abort()
        throw thrown
      }
      const { code } = classify(thrown)
      return {
        ...none,
        outcome: 'failed',
        code,
        inputTokens: 0,
        outputTokens: 0,
        latencyMs: took(),
      }
    }
  }
  return await inParallel(chosenProfiles(choice), ask)
}
