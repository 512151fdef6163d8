import { z } from 'zod'
import type { Tx } from '../../db/database.ts'
import {
  PoolRestingError,
  ReadingInterruptedError,
  TransientPlatformError,
} from '../../platforms/errors.ts'
import {
  defineTask,
  type Release,
  type Outcome,
  type RunningTask,
  type TaskContext,
} from '../../queue/task-type.ts'
import { readPoolRate, TURN, type Estimate } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import { answerFromLists } from './known-answers.ts'
import { planPairs, type PairPlan } from './plan.ts'
import { noList, readCheckpoint, readPairList } from './read-list.ts'
import { askAccount, lookUp, searchPair, type PairRun } from './steps.ts'
import {
  endPairs,
  loadPairs,
  startPairs,
  storeAnswers,
  updateCheck,
  type PairState,
  type StoredQuestion,
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
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
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
    .selectFrom('scrape_tasks')
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
  const { db } = context.services
  const { pair_check_id: id } = task.payload
  const check = await db
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
  const isDoubtful = task.attempt > 1
  const pairRun: PairRun = { id, context, steps: 0, isDoubtful, checkpoint }
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

/** Plans, takes the first step and plans again with what is known then, until nothing is left to ask. */
async function answerAll(run: PairRun): Promise<Outcome<Result>> {
  const { id, context } = run
  const { db, config, clock } = context.services
  const resting = new Map<number, PoolRestingError>()
  for (;;) {
    const state = await loadPairs(db, id)
    const { people, questions, open } = state
    await context.progress({ done: questions.length - open.length, total: questions.length })
    const { list } = run.checkpoint
    // The owner was erased meanwhile.
    if (list && !people.get(list.person)?.hasId) run.checkpoint = noList
    const plan = planPairs(people, open)
    if (plan.unanswerable.length > 0) {
      const unknown = plan.unanswerable.map((each) => ({ ...each, answer: 'unknown' as const }))
      await context.checkpoint(run.checkpoint, async (tx) => await storeAnswers(tx, id, unknown))
      continue
    }
    const wait = await waitForConsent(run, plan)
    if (wait) return wait
    const step = nextStep(run, state, plan, resting)
    if (!step) {
      const [first] = [...resting.values()].toSorted((one, other) => untilOf(one) - untilOf(other))
      if (first) throw first
      const end = endOf(questions)
      return { kind: 'done', result: end, commit: async (tx) => await endPairs(tx, id, end) }
    }
    if (run.steps >= config.relationPagesAtOnce)
      return { kind: 'snooze', until: clock.now(), code: TURN, message: 'others have their turn' }
    await step()
  }
}

/** Undefined when only accounts that rest are left to ask, or nothing at all. */
function nextStep(
  run: PairRun,
  state: PairState,
  plan: PairPlan,
  resting: Map<number, PoolRestingError>,
): (() => Promise<void>) | undefined {
  const { people } = state
  const [lookup] = plan.lookups.flatMap((person) => people.get(person) ?? [])
  const friendships = plan.friendships.find(({ account }) => !resting.has(account))
  const list = run.checkpoint.list ?? plan.lists[0]
  const owner = list && people.get(list.person)
  const [search] = plan.searches
  const readList = list && owner && (async () => await readPairList(run, list, owner))
  if (run.checkpoint.list) return readList
  if (lookup) return async () => await lookUp(run, lookup)
  if (friendships)
    return async () => {
      try {
        await askAccount(run, state, friendships)
      } catch (error) {
        if (!(error instanceof PoolRestingError)) throw error
        resting.set(friendships.account, error)
      }
    }
  if (readList) return readList
  return search && (async () => await searchPair(run, state, search))
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
  const { requests, seconds } = await estimatePairs(services, plan)
  const estimate = { estimated_requests: spent + requests, estimated_seconds: seconds }
  return {
    kind: 'done',
    result: { status: 'waiting', reason: 'confirmation' },
    commit: async (tx) =>
      await updateCheck(tx, id, { ...estimate, status: 'waiting', status_reason: 'confirmation' }),
  }
}

/** What a plan will take with the accounts of the pool as they are. */
export async function estimatePairs(
  { db, poolContext }: Pick<Services, 'db' | 'poolContext'>,
  { requests }: Pick<PairPlan, 'requests'>,
): Promise<Estimate> {
  if (requests === 0) return { requests, seconds: 0 }
  const secondsFor = await readPoolRate(db, { poolContext })
  return { requests, seconds: secondsFor(requests) }
}

/** An incomplete check has the reason of most of its unknown answers. */
function endOf(questions: readonly StoredQuestion[]): {
  status: 'complete' | 'incomplete'
  reason: string | null
} {
  const reasons = questions.flatMap(({ answer, reason }) => (answer === 'unknown' ? [reason] : []))
  const [most] = [...Map.groupBy(reasons, (reason) => reason)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  )
  return most ? { status: 'incomplete', reason: most[0] } : { status: 'complete', reason: null }
}

const untilOf = ({ disposition }: PoolRestingError): number =>
  disposition.action === 'snooze' && 'until' in disposition ? disposition.until.getTime() : 0
