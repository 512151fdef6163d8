import { z } from 'zod'
import type { Tx } from '../../db/database.ts'
import { ReadingInterruptedError, TransientPlatformError } from '../../platforms/errors.ts'
import {
  defineTask,
  type Outcome,
  type Release,
  type RunningTask,
  type TaskContext,
} from '../../queue/task-type.ts'
import { estimateOf, TURN, type CheckEnd } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import { answersFromLists } from '../relations/index.ts'
import { personIn, placesOf, planPairs, type PairPlan, type PairStep } from './plan.ts'
import { readList } from './read-list.ts'
import { askAccount, lookUp, noList, readCheckpoint, searchList, type PairRun } from './steps.ts'
import {
  endPairs,
  FRESH_MS,
  loadPairs,
  startPairs,
  storeAnswers,
  updateCheck,
  type PairState,
} from './store.ts'

const Payload = z.object({ pair_check_id: z.uuid() })
const Result = z.object({
  /** How it ended; `waiting` for a confirmation of what it will cost. */
  status: z.enum(['complete', 'incomplete', 'waiting', 'gone']),
  reason: z.string().nullable(),
})
type Payload = z.output<typeof Payload>
type Result = z.output<typeof Result>

/** World time after which an interrupted check that has made progress resumes. */
const INTERRUPTION_MS = 60_000

/** Finds out who of named pairs follows the other. */
export const relationPairs = defineTask<Services, Payload, Result>({
  name: 'relation_pairs',
  summary: 'Finds out who follows whom in named pairs.',
  payload: Payload,
  result: Result,
  priority: 6,
  resource: 'instagram',
  dedupeKey: ({ pair_check_id }) => pair_check_id,
  handle: run,
  async onRelease(tx: Tx, releases: readonly Release[]) {
    for (const { taskId, payload, status } of releases) {
      const { pair_check_id: id } = Payload.parse(payload)
      if (status === 'cancelled') await endPairs(tx, id, { status, reason: 'cancelled' })
      else if (status === 'failed') await failPairs(tx, id, taskId)
    }
  },
})

async function failPairs(tx: Tx, id: string, taskId: number): Promise<void> {
  const task = await tx
    .selectFrom('shared.scrape_tasks')
    .select('error_code')
    .where('id', '=', taskId)
    .executeTakeFirst()
  const { questions } = await loadPairs(tx, id)
  const isAnswered = questions.some(({ answer }) => answer === 'yes' || answer === 'no')
  const status = isAnswered ? 'incomplete' : 'failed'
  await endPairs(tx, id, { status, reason: task?.error_code ?? 'failed' })
}

async function run(
  task: RunningTask<Payload>,
  context: TaskContext<Services>,
): Promise<Outcome<Result>> {
  const { pair_check_id: id } = task.payload
  const check = await context.services.db
    .selectFrom('relation_pair_checks')
    .select('completed_at')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!check) return { kind: 'done', result: { status: 'gone', reason: null } }
  // The pages of a list that an ended check was reading are gone.
  const checkpoint = check.completed_at === null ? readCheckpoint(task.checkpoint) : noList
  await context.checkpoint(checkpoint, async (tx) => {
    await startPairs(tx, id)
    await answerFromLists(tx, id)
  })
  const pairRun: PairRun = { id, context, steps: 0, isDoubtful: task.attempt > 1, checkpoint }
  try {
    return await answerAll(pairRun)
  } catch (error) {
    // A check takes hundreds of requests: a few that fail must not use up the attempts of the task.
    if (!(error instanceof TransientPlatformError) || pairRun.steps === 0) throw error
    throw new ReadingInterruptedError('the pairs were interrupted', INTERRUPTION_MS, {
      cause: error,
    })
  }
}

/** Answers open questions from lists of relation checks. */
export async function answerFromLists(tx: Tx, id: string): Promise<void> {
  const { people, open } = await loadPairs(tx, id)
  const questions = open.flatMap(({ follower, followed }) =>
    placesOf({ follower, followed }).map(({ list, member }) => {
      const { platformId, username } = personIn(people, member)
      const owner = personIn(people, list.person).platformId
      const who = { owner_id: owner, member_id: platformId, member_name: username }
      return { follower, followed, kind: list.kind, ...who }
    }),
  )
  const answers = await answersFromLists(tx, questions, FRESH_MS)
  await storeAnswers(
    tx,
    id,
    answers.map((each) => ({ ...each, basis: 'check' as const })),
  )
}

/** Plans, takes the first step and plans again with its answer, until nothing is left to ask. */
async function answerAll(run: PairRun): Promise<Outcome<Result>> {
  const { id, context } = run
  const { db, config, clock } = context.services
  for (;;) {
    const state = await loadPairs(db, id)
    const { people, questions, open } = state
    await context.progress({ done: questions.length - open.length, total: questions.length })
    const plan = planPairs(people, open)
    if (plan.unanswerable.length > 0) {
      const unknown = plan.unanswerable.map((each) => ({ ...each, answer: 'unknown' as const }))
      await context.checkpoint(run.checkpoint, async (tx) => await storeAnswers(tx, id, unknown))
      continue
    }
    const wait = await waitForConsent(run, plan)
    if (wait) return wait
    const step = nextStep(run, people, plan)
    if (!step) {
      const end = endOf(questions)
      return { kind: 'done', result: end, commit: async (tx) => await endPairs(tx, id, end) }
    }
    if (run.steps >= config.relationPagesAtOnce)
      return { kind: 'snooze', until: clock.now(), code: TURN, message: 'others have their turn' }
    await takeStep(run, state, step)
  }
}

/** A list that was begun is read on, unless its owner was erased. */
function nextStep(
  { checkpoint: { list } }: PairRun,
  people: PairState['people'],
  { steps }: PairPlan,
): PairStep | undefined {
  const isReadable = list !== null && personIn(people, list.person).platformId !== null
  return isReadable && steps.length > 0 ? { kind: 'list', list } : steps[0]
}

/** Asks the platform one thing, and stores its answer. A list counts its pages itself. */
async function takeStep(run: PairRun, state: PairState, step: PairStep): Promise<void> {
  if (step.kind === 'list') return await readList(run, state, step.list)
  if (step.kind === 'profile') await lookUp(run, personIn(state.people, step.person))
  else if (step.kind === 'search') await searchList(run, state, step)
  else await askAccount(run, state, step)
  run.steps += 1
}

/** A check that turns out to take more than was confirmed waits for a confirmation. */
async function waitForConsent(
  { id, context: { services } }: PairRun,
  plan: PairPlan,
): Promise<Outcome<Result> | undefined> {
  const { db, config } = services
  if (plan.requests <= config.relationConfirmRequests) return undefined
  const { is_confirmed: isConfirmed, requests: spent } = await db
    .selectFrom('relation_pair_checks')
    .select(['is_confirmed', 'requests'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (isConfirmed) return undefined
  const { requests, seconds } = await estimateOf(services, plan.requests)
  const estimate = { estimated_requests: spent + requests, estimated_seconds: seconds }
  return {
    kind: 'done',
    result: { status: 'waiting', reason: 'confirmation' },
    commit: async (tx) =>
      await updateCheck(tx, id, { ...estimate, status: 'waiting', status_reason: 'confirmation' }),
  }
}

/** An incomplete check has the reason of most of its unknown answers. */
function endOf(
  questions: PairState['questions'],
): CheckEnd & { status: 'complete' | 'incomplete' } {
  const reasons = questions.flatMap(({ answer, reason }) => (answer === 'unknown' ? [reason] : []))
  const [most] = [...Map.groupBy(reasons, (reason) => reason)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  )
  return most ? { status: 'incomplete', reason: most[0] } : { status: 'complete', reason: null }
}
