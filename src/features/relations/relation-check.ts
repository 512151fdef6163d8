import { z } from 'zod'
import type { Tx } from '../../db/database.ts'
import { troubleIn, type TargetTrouble } from '../../platforms/target-trouble.ts'
import {
  defineTask,
  type Release,
  type Outcome,
  type RunningTask,
  type TaskContext,
} from '../../queue/task-type.ts'
import { type Estimate, readPoolRate, TURN } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import {
  awaitConfirmation,
  deleteCheck,
  endCheck,
  findCheck,
  holdCheck,
  insertEvents,
  listsOf,
  markRunning,
  nameTask,
  storeEstimate,
  storeTarget,
  type StoredCheck,
} from './checks-store.ts'
import { releaseCheck } from './release-check.ts'
import { CheckGoneError } from './errors.ts'
import { estimateRequests, type ExpectedMembers } from './estimate.ts'
import { lookAtTarget } from './look-at-target.ts'
import { noList, readCheckpoint, readList } from './read-list.ts'

const Payload = z.object({ check_id: z.uuid() })
const Result = z.object({
  /** How it ended; `waiting` for somebody to confirm what it will cost, `gone` when it was removed. */
  status: z.enum(['complete', 'incomplete', 'failed', 'waiting', 'gone']),
  reason: z.string().nullable(),
})
type Payload = z.output<typeof Payload>
type Result = z.output<typeof Result>
type Context = TaskContext<Services>

/** Reads who follows a target, and whom it follows, page by page. */
export const relationCheck = defineTask<Services, Payload, Result>({
  name: 'relation_check',
  summary: 'Reads the followers and following of an account.',
  payload: Payload,
  result: Result,
  priority: 6,
  // What fails passes by: a check of many hours meets more of it than a task of a minute.
  attempts: 10,
  backoffMinutes: [2, 5, 15, 45],
  leaseMs: 45_000,
  resource: 'instagram',
  dedupeKey: ({ check_id }) => check_id,
  async handle(task, context) {
    try {
      return await run(task, context)
    } catch (error) {
      if (error instanceof CheckGoneError) return gone(null)
      throw error
    }
  },
  async onRelease(tx: Tx, releases: readonly Release[]) {
    for (const departure of releases)
      await releaseCheck(tx, Payload.parse(departure.payload).check_id, departure)
  },
})

/** Gives a check a task of its own. */
export async function enqueueCheck(
  tx: Tx,
  { queue }: Pick<Services, 'queue'>,
  id: string,
): Promise<void> {
  const task = await queue.enqueue(tx, relationCheck, { check_id: id })
  await nameTask(tx, id, task.id)
}

async function run(task: RunningTask<Payload>, context: Context): Promise<Outcome<Result>> {
  const { db, clock } = context.services
  const { check_id: id } = task.payload
  await context.checkpoint(task.checkpoint, async (tx) => await markRunning(tx, id))
  const check = await findCheck(db, id)
  if (!check) return gone(null)
  const begun = await begin(check, task, context)
  if ('kind' in begun) return begun
  let resume = readCheckpoint(task.checkpoint)
  for (const list of await listsOf(db, id)) {
    if (list.state === 'complete' || list.state === 'incomplete') continue
    const left = resume?.list === list.kind ? resume : undefined
    const { platformId } = begun
    const reading = { id, platformId, max: check.max_members, list, left }
    if ((await readList(reading, context)) === 'paused')
      return { kind: 'snooze', until: clock.now(), code: TURN, message: 'others have their turn' }
    resume = undefined
  }
  return await conclude(id, context)
}

/** The target by the platform's id; or how the check ends before its first page. */
async function begin(
  check: StoredCheck,
  { checkpoint }: RunningTask<Payload>,
  context: Context,
): Promise<{ platformId: string } | Outcome<Result>> {
  if (checkpoint !== null && check.platform_id !== null) return { platformId: check.platform_id }
  const found = await lookAtTarget(check, context)
  if ('reason' in found) return ended(check.id, 'failed', found.reason)
  const { profile, account } = found
  const trouble = troubleIn(profile)
  const expected = { followers: profile.followerCount, following: profile.followingCount }
  const estimate = await estimateOf(check, expected, context)
  const limit = context.services.config.relationConfirmRequests
  const isTooMuch = !check.is_confirmed && estimate.requests > limit
  let isErased = false
  const write = async (tx: Tx): Promise<void> => {
    isErased = (await context.services.erasures.erasedOf(tx, [profile])).size > 0
    if (isErased) return await deleteCheck(tx, check.id)
    const { username, platformId } = profile
    await storeTarget(tx, check.id, { username, platformId, expected, account })
    await storeEstimate(tx, check.id, estimate)
    const isRead = !trouble && !isTooMuch
    if (isRead) await insertEvents(tx, check.id, [{ event: 'begun', data: { expected, estimate } }])
  }
  // Only what may be read is begun: whatever else stops the process, the next one looks at the target again.
  if (trouble) return endedBy(check.id, { status: 'failed', reason: trouble }, write)
  if (isTooMuch) {
    const result = { status: 'waiting' as const, reason: 'confirmation' }
    const commit = async (tx: Tx): Promise<void> => {
      await write(tx)
      // Somebody may have said yes while the target was looked at: then nobody else would begin it.
      if (!(await awaitConfirmation(tx, check.id)))
        await enqueueCheck(tx, context.services, check.id)
    }
    return { kind: 'done', result, commit }
  }
  await context.checkpoint(noList, async (tx) => {
    await write(tx)
    if (!isErased) await holdCheck(tx, check.id)
  })
  return isErased ? gone('target_erased') : { platformId: profile.platformId }
}

async function estimateOf(
  { id, max_members }: StoredCheck,
  expected: ExpectedMembers,
  { services }: Context,
): Promise<Estimate> {
  const lists = await listsOf(services.db, id)
  const kinds = lists.map((list) => list.kind)
  const requests = estimateRequests(kinds, expected, max_members)
  const secondsFor = await readPoolRate(services.db, services)
  return { requests, seconds: secondsFor(requests) }
}

/** A list of which nothing was shown has failed, rather than being incomplete. */
const REFUSALS: ReadonlySet<string> = new Set([
  'target_private',
  'target_restricted',
  'target_gone',
] satisfies TargetTrouble[])

async function conclude(id: string, { services }: Context): Promise<Outcome<Result>> {
  const lists = await listsOf(services.db, id)
  const failing = lists.find((list) => list.state !== 'complete')
  if (!failing) return ended(id, 'complete', null)
  const hasMembers = lists.some((list) => list.collected > 0)
  const isRefused = failing.reason !== null && REFUSALS.has(failing.reason)
  return ended(id, isRefused && !hasMembers ? 'failed' : 'incomplete', failing.reason)
}

const gone = (reason: string | null): Outcome<Result> => ({
  kind: 'done',
  result: { status: 'gone', reason },
})

const ended = (
  id: string,
  status: 'complete' | 'incomplete' | 'failed',
  reason: string | null,
): Outcome<Result> => endedBy(id, { status, reason })

const endedBy = (
  id: string,
  end: { status: 'complete' | 'incomplete' | 'failed'; reason: string | null },
  write?: (tx: Tx) => Promise<void>,
): Outcome<Result> => ({
  kind: 'done',
  result: end,
  commit: async (tx) => {
    await write?.(tx)
    await endCheck(tx, id, end)
  },
})
