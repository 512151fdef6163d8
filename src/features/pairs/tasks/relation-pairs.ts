import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import { ReadingInterruptedError, TransientPlatformError } from '../../../platforms/errors.ts'
import {
  defineTask,
  type Outcome,
  type Release,
  type RunningTask,
  type TaskContext,
} from '../../../queue/task-type.ts'
import { endReleased, estimateOf, TURN } from '../../checks/index.ts'
import type { Services } from '../../services.ts'
import { answersFromLists } from '../../relations/index.ts'
import { placesOf, planPairs } from '../plan.ts'
import { nextStep, take, type PairRun } from './steps.ts'
import {
  endPairs,
  FRESH_MS,
  loadPairs,
  startPairs,
  storeAnswers,
  updateCheck,
} from '../store/pairs.ts'

const Payload = z.object({ pair_check_id: z.uuid() })
const Result = z.object({
  /** The state after the run; `waiting` for a confirmation of what it will cost. */
  status: z.enum(['complete', 'incomplete', 'waiting', 'gone']),
  reason: z.string().nullable(),
})
type Payload = z.output<typeof Payload>
type Result = z.output<typeof Result>

/** World time after which an interrupted check that has made progress resumes. */
const INTERRUPTION_MS = 60_000
/** World time after which a check reads again the lists that it waits for. */
const LISTS_MS = 60_000

/** Finds out who of named pairs follows the other. */
export const relationPairs = defineTask<Services, Payload, Result>({
  name: 'relation_pairs',
  summary: 'Finds out who follows whom in named pairs.',
  access: { read: 'creators:read', write: 'creators:write' },
  payload: Payload,
  result: Result,
  priority: 6,
  resource: 'instagram',
  dedupeKey: ({ pair_check_id }) => pair_check_id,
  handle: run,
  async onRelease(tx: Tx, releases: readonly Release[]) {
    for (const release of releases) {
      const { pair_check_id: id } = Payload.parse(release.payload)
      const hasSome = sql`exists (
        select from relation_pair_questions where check_id = ${id}::uuid and answer in ('yes', 'no')
      )`
      const end = await endReleased(tx, release, hasSome)
      if (end) await endPairs(tx, id, end)
    }
  },
})

async function run(
  task: RunningTask<Payload>,
  context: TaskContext<Services>,
): Promise<Outcome<Result>> {
  const { pair_check_id: id } = task.payload
  const check = await context.services.db
    .selectFrom('relation_pair_checks')
    .select('is_confirmed')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!check) return { kind: 'done', result: { status: 'gone', reason: null } }
  await context.checkpoint(null, async (tx) => await startPairs(tx, id))
  const pairRun: PairRun = { id, context, steps: 0, isDoubtful: task.attempt > 1 }
  try {
    return await answerAll(pairRun, check.is_confirmed)
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
  const places = open.flatMap((question) => placesOf(people, question))
  const questions = places.map(({ question, owner, kind, member }) => ({
    follower: question.follower,
    followed: question.followed,
    kind,
    owner_id: owner.platformId,
    member_id: member.platformId,
    member_name: member.username,
  }))
  const answers = await answersFromLists(tx, questions, FRESH_MS)
  await storeAnswers(
    tx,
    id,
    answers.map((each) => ({ ...each, basis: 'check' })),
  )
}

/** Plans, takes the first step and plans again with its answer, until nothing is left to ask. */
async function answerAll(run: PairRun, isConfirmed: boolean): Promise<Outcome<Result>> {
  const { id, context } = run
  const { db, config, clock } = context.services
  const later = (ms: number, code: string, message: string) =>
    ({ kind: 'snooze', until: new Date(clock.now().getTime() + ms), code, message }) as const
  for (;;) {
    await context.checkpoint(null, async (tx) => await answerFromLists(tx, id))
    const { people, total, open } = await loadPairs(db, id)
    await context.progress({ done: total - open.length, total })
    const plan = planPairs(people, open)
    if (plan.unanswerable.length > 0) {
      const unknown = plan.unanswerable.map((each) => ({ ...each, answer: 'unknown' as const }))
      await context.checkpoint(null, async (tx) => await storeAnswers(tx, id, unknown))
      continue
    }
    if (!isConfirmed && plan.requests > config.relationConfirmRequests)
      return await waitForConsent(run, plan.requests)
    const step = nextStep(run, plan)
    if (!step && plan.isWaiting) return later(LISTS_MS, 'relation_list', 'lists are being read')
    if (!step) return await endAnswered(run)
    if (run.steps >= config.relationPagesAtOnce) return later(0, TURN, 'others have their turn')
    await take(step, run)
  }
}

/** A check that turns out to take more than was confirmed waits for a confirmation. */
async function waitForConsent(
  { id, context: { services } }: PairRun,
  left: number,
): Promise<Outcome<Result>> {
  const { requests, seconds } = await estimateOf(services, left)
  return {
    kind: 'done',
    result: { status: 'waiting', reason: 'confirmation' },
    commit: async (tx) =>
      await updateCheck(tx, id, {
        estimated_requests: sql<number>`requests + ${requests}::integer`,
        estimated_seconds: seconds,
        status: 'waiting',
        status_reason: 'confirmation',
      }),
  }
}

/** An incomplete check has the reason of most of its unknown answers. */
async function endAnswered({ id, context }: PairRun): Promise<Outcome<Result>> {
  const { rows } = await sql<{ reason: string }>`
    select reason from relation_pair_questions where check_id = ${id}::uuid and answer = 'unknown'
    group by reason order by count(*) desc, reason limit 1`.execute(context.services.db)
  const [most] = rows
  const status = most ? ('incomplete' as const) : ('complete' as const)
  const end = { status, reason: most?.reason ?? null }
  return { kind: 'done', result: end, commit: async (tx) => await endPairs(tx, id, end) }
}
