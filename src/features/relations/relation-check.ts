import { z } from 'zod'
import { NotFoundError, PrivateProfileError, TargetSetAsideError } from '../../platforms/errors.ts'
import type { Profile, ProfileTarget } from '../../platforms/port.ts'
import {
  defineTask,
  type Departure,
  type Outcome,
  type RunningTask,
  type TaskContext,
} from '../../queue/task-type.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../manifest.ts'
import { noList, readCheckpoint } from './checkpoint.ts'
import {
  awaitConfirmation,
  deleteCheck,
  endCheck,
  findCheck,
  listsOf,
  markRunning,
  storeEstimate,
  storeTarget,
  type StoredCheck,
} from './checks-store.ts'
import { departCheck } from './depart-check.ts'
import { estimateCheck, type ExpectedMembers } from './estimate.ts'
import { readList } from './read-list.ts'

const Payload = z.object({ check_id: z.uuid() })
const Result = z.object({
  /** How it ended; `waiting` for somebody to confirm what it will cost. */
  status: z.enum(['complete', 'incomplete', 'failed', 'waiting', 'gone']),
  reason: z.string().nullable(),
})
type Payload = z.output<typeof Payload>
type Result = z.output<typeof Result>
type Context = TaskContext<Services>

/** Why a check gives others their turn; it goes on at once when nobody else waits. */
export const TURN = 'relation_turn'

/** Reads who follows a target, and whom it follows, page by page. */
export const relationCheck = defineTask<Services, Payload, Result>({
  name: 'relation_check',
  summary: 'Reads the lists of followers and following of somebody.',
  payload: Payload,
  result: Result,
  priority: 6,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'instagram',
  dedupeKey: ({ check_id }) => check_id,
  handle: run,
  async onDeparture(tx: Tx, departures: readonly Departure[]) {
    for (const { taskId, payload, status } of departures) {
      if (status !== 'pending')
        await departCheck(tx, Payload.parse(payload).check_id, taskId, status)
    }
  },
})

async function run(task: RunningTask<Payload>, context: Context): Promise<Outcome<Result>> {
  const { db } = context.services
  const { check_id: id } = task.payload
  const stored = await findCheck(db, id)
  if (!stored) return { kind: 'done', result: { status: 'gone', reason: null } }
  await context.checkpoint(task.checkpoint, async (tx) => await markRunning(tx, id))
  const target = await targetOf(stored, task, context)
  if ('kind' in target) return target
  let resume = readCheckpoint(task.checkpoint)
  for (const list of await listsOf(db, id)) {
    if (list.state === 'complete' || list.state === 'incomplete') continue
    const state = resume?.list === list.kind ? resume.state : undefined
    const outcome = await readList({ ...target, list, state }, context)
    if (outcome === 'paused') {
      const until = context.services.clock.now()
      return { kind: 'snooze', until, code: TURN, message: 'others have their turn' }
    }
    resume = undefined
  }
  return await conclude(id, context)
}

/** The target by the platform's id; or how the check ends because nothing of it may be read. */
async function targetOf(
  check: StoredCheck,
  { checkpoint }: RunningTask<Payload>,
  context: Context,
): Promise<{ id: string; platformId: string; max: number | null } | Outcome<Result>> {
  const { id, platform_id, username, max_members: max } = check
  if (checkpoint !== null && platform_id !== null) return { id, platformId: platform_id, max }
  const target = platform_id === null ? { username: username ?? '' } : { platformId: platform_id }
  const found = await lookAt(target, context)
  if ('reason' in found) return ended(id, 'failed', found.reason)
  const { profile, account, requests } = found
  const expected = { followers: profile.followerCount, following: profile.followingCount }
  let isErased = false
  await context.checkpoint(noList, async (tx) => {
    const names = { platformIds: [profile.platformId], usernames: [profile.username] }
    const erased = await context.services.erasures.erasedAmong(tx, names)
    isErased = erased.platformIds.size + erased.usernames.size > 0
    if (isErased) return await deleteCheck(tx, id)
    const { username: name, platformId } = profile
    await storeTarget(tx, id, { username: name, platformId, expected, account, requests })
  })
  if (isErased) return { kind: 'done', result: { status: 'gone', reason: 'target_erased' } }
  if (profile.isPrivate) return ended(id, 'failed', 'target_private')
  const wait = await waitForConsent(
    { ...check, platform_id: profile.platformId },
    expected,
    context,
  )
  return wait ?? { id, platformId: profile.platformId, max }
}

type LookedAt = { profile: Profile; account: string; requests: number } | { reason: string }

async function lookAt(target: ProfileTarget, context: Context): Promise<LookedAt> {
  let [account, requests] = ['', 0]
  try {
    const profile = await context.services.platform.fetchProfile(target, {
      signal: context.signal,
      onAccount: (name) => (account = name),
      onRequest: (count) => (requests = count),
    })
    context.note({ account })
    return { profile, account, requests }
  } catch (error) {
    if (error instanceof NotFoundError) return { reason: 'target_gone' }
    if (error instanceof PrivateProfileError) return { reason: 'target_private' }
    if (error instanceof TargetSetAsideError) return { reason: 'target_set_aside' }
    throw error
  }
}

/** Notes what the check will cost; when that is more than anybody has agreed to, it waits for their word. */
async function waitForConsent(
  { id, is_confirmed, max_members }: StoredCheck,
  expected: ExpectedMembers,
  context: Context,
): Promise<Outcome<Result> | undefined> {
  const { db, config, poolParts } = context.services
  const lists = await listsOf(db, id)
  const wanted = lists.map((list) => ({ kind: list.kind, expected: expected[list.kind] }))
  const estimate = await estimateCheck(db, poolParts.limits, { lists: wanted, max: max_members })
  await context.checkpoint(noList, async (tx) => await storeEstimate(tx, id, estimate))
  if (is_confirmed || estimate.requests <= config.RELATION_CONFIRM_REQUESTS) return undefined
  return {
    kind: 'done',
    result: { status: 'waiting', reason: 'confirmation' },
    commit: async (tx) => await awaitConfirmation(tx, id),
  }
}

async function conclude(id: string, { services }: Context): Promise<Outcome<Result>> {
  const lists = await listsOf(services.db, id)
  const failing = lists.find((list) => list.state !== 'complete')
  if (!failing) return ended(id, 'complete', null)
  const hasMembers = lists.some((list) => list.collected > 0)
  const isRefused = failing.reason === 'target_private' || failing.reason === 'target_gone'
  return ended(id, isRefused && !hasMembers ? 'failed' : 'incomplete', failing.reason)
}

const ended = (
  id: string,
  status: 'complete' | 'incomplete' | 'failed',
  reason: string | null,
): Outcome<Result> => ({
  kind: 'done',
  result: { status, reason },
  commit: async (tx) => await endCheck(tx, id, { status, reason }),
})
