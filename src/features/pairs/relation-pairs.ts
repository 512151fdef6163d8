import { z } from 'zod'
import type { Db, Tx } from '../../db/database.ts'
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
import { TURN } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import { endOfPairs } from './end-pairs.ts'
import { answerFromChecks } from './known-answers.ts'
import { readPairCheckpoint } from './pair-checkpoint.ts'
import { estimatePairs, FRESH_MS } from './pair-estimate.ts'
import { planPairs, type PairPlan, type PersonList } from './plan.ts'
import { askAccount, lookUp, searchPair, type PairRun, type StepEnd } from './steps.ts'
import {
  awaitPairsConfirmation,
  endPairs,
  findPairCheck,
  listsOfPairs,
  markPairsRunning,
  openQuestions,
  peopleOf,
  reopenQuestions,
  storeAnswers,
  storePairsEstimate,
  type StoredPairCheck,
} from './pairs-store.ts'
import { readPairList } from './read-pair-list.ts'

const Payload = z.object({ pair_check_id: z.uuid() })
const Result = z.object({
  /** How it ended; `waiting` for somebody to confirm what it will cost. */
  status: z.enum(['complete', 'incomplete', 'waiting', 'gone']),
  reason: z.string().nullable(),
})
type Payload = z.output<typeof Payload>
type Result = z.output<typeof Result>
type Context = TaskContext<Services>

/** World time after which a check goes on that has come somewhere and then stumbled. */
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
  const reason = task?.error_code ?? 'failed'
  const { status } = await endOfPairs(tx, id)
  await endPairs(tx, id, { status: status === 'nothing' ? 'failed' : 'incomplete', reason })
}

async function run(task: RunningTask<Payload>, context: Context): Promise<Outcome<Result>> {
  const { services } = context
  const { pair_check_id: id } = task.payload
  const check = await findPairCheck(services.db, id)
  if (!check) return { kind: 'done', result: { status: 'gone', reason: null } }
  await context.checkpoint(task.checkpoint, async (tx) => {
    await reopenQuestions(tx, id)
    await markPairsRunning(tx, id)
    await answerFromChecks(tx, id, FRESH_MS)
  })
  const progress = { steps: 0 }
  try {
    return await answerAll(check, task, context, progress)
  } catch (error) {
    // A check takes hundreds of requests, so a few that fail must not use up the attempts of the task.
    if (!(error instanceof TransientPlatformError) || progress.steps === 0) throw error
    throw new ReadingInterruptedError('the pairs stumbled on their way', INTERRUPTION_MS, {
      cause: error,
    })
  }
}

/** Plans, does what comes first, and plans again with what is known then, until nothing is left to ask. */
async function answerAll(
  check: StoredPairCheck,
  task: RunningTask<Payload>,
  context: Context,
  progress: { steps: number },
): Promise<Outcome<Result>> {
  const { db, config, clock } = context.services
  const { id } = check
  const resting = new Map<number, PoolRestingError>()
  const most = config.relationPagesAtOnce
  let resume = readPairCheckpoint(task.checkpoint)
  for (;;) {
    const { people, questions, lists, plan } = await lookAround(db, id, FRESH_MS)
    const isDoubtful = task.attempt > 1
    const run: PairRun = { id, context, people, questions, steps: progress.steps, isDoubtful }
    if (plan.hopeless.length > 0) {
      const unknown = plan.hopeless.map((each) => ({ ...each, answer: 'unknown' as const }))
      await context.checkpoint(resume ?? null, async (tx) => await storeAnswers(tx, id, unknown))
    }
    const wait = await waitForConsent(check, plan, context)
    if (wait) return wait
    const [unread] = lists.reading
    const next = unread ? listStep(run, unread, resume, most) : nextSteps(run, plan, resting, most)
    if (next.length === 0) break
    for (const step of next) {
      const outcome = progress.steps >= most ? 'paused' : await step()
      progress.steps = run.steps
      await context.progress(await told(db, id))
      if (outcome === 'paused')
        return { kind: 'snooze', until: clock.now(), code: TURN, message: 'others have their turn' }
      if (outcome === 'again') break
    }
    resume = undefined
  }
  const [rest] = [...resting.values()].toSorted((one, other) => untilOf(one) - untilOf(other))
  if (rest) throw rest
  const { status, reason } = await endOfPairs(db, id)
  const end = { status: status === 'complete' ? status : ('incomplete' as const), reason }
  return { kind: 'done', result: end, commit: async (tx) => await endPairs(tx, id, end) }
}

type Step = () => Promise<StepEnd | 'paused'>

const listStep = (
  run: PairRun,
  list: PersonList,
  resume: ReturnType<typeof readPairCheckpoint>,
  pages: number,
): Step[] => {
  const { person, kind } = list
  const isSame = resume?.list?.person === person && resume.list.kind === kind
  const state = isSame ? resume.state : undefined
  return [async () => await readPairList(run, { person, kind }, { state, pages })]
}

/** Steps of one kind: what they find out may change what the others are. */
function nextSteps(
  run: PairRun,
  plan: PairPlan,
  resting: Map<number, PoolRestingError>,
  pages: number,
): Step[] {
  if (plan.lookups.length > 0)
    return plan.lookups.map((person) => async () => await lookUp(run, person))
  const awake = plan.friendships.filter(({ account }) => !resting.has(account))
  if (awake.length > 0)
    return awake.map((asked) => async () => {
      try {
        return await askAccount(run, asked)
      } catch (error) {
        if (!(error instanceof PoolRestingError)) throw error
        resting.set(asked.account, error)
        return 'again'
      }
    })
  const [list] = plan.lists
  if (list) return listStep(run, list, undefined, pages)
  return plan.searches.map((search) => async () => await searchPair(run, search))
}

async function lookAround(db: Db, id: string, freshFor: number) {
  const people = await peopleOf(db, id, freshFor)
  const questions = await openQuestions(db, id)
  const lists = await listsOfPairs(db, id)
  return { people, questions, lists, plan: planPairs(people, questions, lists.closed) }
}

/** When a check turns out to take more than anybody has agreed to, it waits for their word. */
async function waitForConsent(
  { id, is_confirmed, requests }: StoredPairCheck,
  plan: PairPlan,
  { services }: Context,
): Promise<Outcome<Result> | undefined> {
  const { config } = services
  if (is_confirmed || plan.requests <= config.relationConfirmRequests) return undefined
  const estimate = await estimatePairs(services, plan)
  const whole = { ...estimate, requests: requests + estimate.requests }
  return {
    kind: 'done',
    result: { status: 'waiting', reason: 'confirmation' },
    commit: async (tx) => {
      await storePairsEstimate(tx, id, whole)
      await awaitPairsConfirmation(tx, id)
    },
  }
}

const untilOf = ({ disposition }: PoolRestingError): number =>
  disposition.action === 'snooze' && 'until' in disposition ? disposition.until.getTime() : 0

async function told(db: Db, id: string): Promise<{ done: number; total: number }> {
  const { answered, questions } = await endOfPairs(db, id)
  return { done: answered, total: questions }
}
