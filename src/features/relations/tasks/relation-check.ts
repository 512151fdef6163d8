import { z } from 'zod'
import type { Db, Tx } from '../../../db/handles.ts'
import type { Profile } from '../../../platforms/creators.ts'
import type { ProfileTarget } from '../../../platforms/creator-reader.ts'
import type { MemberList } from '../../../platforms/member-reader.ts'
import { troubleIn, troubleOf, type TargetTrouble } from '../../../platforms/target-trouble.ts'
import {
  defineTask,
  type Outcome,
  type Release,
  type RunningTask,
  type TaskContext,
} from '../../../queue/task-type.ts'
import { TURN, type CheckEnd, type Estimate } from '../../checks/index.ts'
import type { Services } from '../../services.ts'
import {
  awaitConfirmation,
  CheckGoneError,
  countCheckRequests,
  deleteChecks,
  endCheck,
  findCheck,
  insertEvents,
  lockCheck,
  markRunning,
  releaseCheck,
  storeTask,
  storeEstimate,
  storeTarget,
  type CheckEvent,
  type StoredCheck,
} from '../store/checks.ts'
import { estimateCheck, growthOf } from '../estimate.ts'
import { NEW_ONLY } from '../store/new-only.ts'
import { truncatedLists } from '../store/truncated-lists.ts'
import { resetLists, listsOf, storePlans, type StoredList } from '../store/lists.ts'
import { plansFor, readWholeInstead } from './plan-lists.ts'
import { probeLists } from './probe-lists.ts'
import { noList, readCheckpoint, readList, type Checkpoint } from './read-list.ts'

const Payload = z.object({ check_id: z.uuid() })
const Result = z.object({
  /**
   * The end of the run; `waiting` for a confirmation of its cost, `gone` when the check was
   * removed.
   */
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
  access: { read: 'creators:read', write: 'creators:write' },
  payload: Payload,
  result: Result,
  priority: 6,
  // A check of many hours meets more temporary failures than a task of a minute.
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
    for (const release of releases)
      await releaseCheck(tx, Payload.parse(release.payload).check_id, release)
  },
})

export async function enqueueCheck(
  tx: Tx,
  { queue }: Pick<Services, 'queue'>,
  id: string,
): Promise<void> {
  const task = await queue.enqueue(tx, relationCheck, { check_id: id })
  await storeTask(tx, id, task.id)
}

async function run(task: RunningTask<Payload>, context: Context): Promise<Outcome<Result>> {
  const { db, clock } = context.services
  const { check_id: id } = task.payload
  await context.checkpoint(task.checkpoint, async (tx) => await markRunning(tx, id))
  const check = await findCheck(db, id)
  if (!check) return gone(null)
  const begun = await begin(check, task, context)
  if ('kind' in begun) return begun
  const stored = readCheckpoint(task.checkpoint)
  let resume = stored?.isProbe ? undefined : stored
  for (let list = await openList(db, id); list; list = await openList(db, id)) {
    const toRead = {
      checkId: id,
      platformId: begun.platformId,
      max: check.max_members,
      list,
      resume: resume?.list === list.kind ? resume : undefined,
    }
    const end = await readList(toRead, context)
    if (end === 'paused')
      return { kind: 'snooze', until: clock.now(), code: TURN, message: 'others have their turn' }
    resume = undefined
    if (end === 'ended') continue
    const { isTooMuch, write } = await readWholeInstead(check, list, context)
    if (isTooMuch) return waiting(id, context, write)
  }
  return await conclude(check, context)
}

/** The first list of a check that is not read to its end. */
const openList = async (db: Db, id: string): Promise<StoredList | undefined> =>
  (await listsOf(db, id)).find(({ state }) => state !== 'complete' && state !== 'incomplete')

/** The target by the platform's id; or how the check ends before its first page. */
async function begin(
  check: StoredCheck,
  { checkpoint }: RunningTask<Payload>,
  context: Context,
): Promise<{ platformId: string } | Outcome<Result>> {
  const wasProbing = readCheckpoint(checkpoint)?.isProbe ?? false
  if (checkpoint !== null && !wasProbing && check.platform_id !== null)
    return { platformId: check.platform_id }
  const found = await lookAtTarget(check, context)
  if ('reason' in found) return endedBy(check.id, { status: 'failed', reason: found.reason })
  const { profile, account } = found
  const trouble = troubleIn(profile)
  const { username, platformId } = profile
  const expected = { followers: profile.followerCount, following: profile.followingCount }
  const { services } = context
  const limit = services.config.relationConfirmRequests
  const max = check.max_members
  const plans = await plansFor(services, check, { target: { username, platformId }, expected })
  const estimateWith = async (few: ReadonlySet<MemberList>): Promise<Estimate> =>
    await estimateCheck(services, kinds, { expected, max, few, growth: growthOf(plans) })
  const isTooMuch = ({ requests }: Estimate): boolean => !check.is_confirmed && requests > limit
  const lists = await listsOf(services.db, check.id)
  const kinds = lists.map(({ kind }) => kind)
  let estimate = await estimateWith(truncatedLists(lists))
  /** The lists that a probe has read, which are read again once the check continues. */
  let probed: MemberList[] = []
  let isErased = false
  const write = async (tx: Tx): Promise<void> => {
    isErased = (await services.erasures.erasedOf(tx, [profile])).size > 0
    if (isErased) return await deleteChecks(tx, [check.id])
    await storeTarget(tx, check.id, { username, platformId, expected, account, estimate })
    await resetLists(tx, check.id, probed)
    await storePlans(tx, check.id, plans)
  }
  const writeAt = async (stage: Checkpoint, events: readonly CheckEvent[]): Promise<void> =>
    await context.checkpoint(stage, async (tx) => {
      await write(tx)
      if (isErased) return
      await lockCheck(tx, check.id)
      await insertEvents(tx, check.id, events)
    })
  // Only a readable list is begun; otherwise the next run reads the target again.
  if (trouble) return endedBy(check.id, { status: 'failed', reason: trouble }, write)
  if (isTooMuch(estimate)) {
    await writeAt({ ...noList, isProbe: true }, [])
    if (isErased) return gone('target_erased')
    const listed = await probeLists(
      { checkId: check.id, platformId, max, expected, limit },
      context,
    )
    probed = listed.open
    estimate = await estimateWith(listed.few)
  }
  if (isTooMuch(estimate)) return waiting(check.id, context, write)
  await writeAt(noList, [{ event: 'begun', data: { expected, estimate } }])
  return isErased ? gone('target_erased') : { platformId }
}

/** The check waits until a person confirms what it costs. */
const waiting = (
  id: string,
  { services }: Context,
  write: (tx: Tx) => Promise<void>,
): Outcome<Result> => ({
  kind: 'done',
  result: { status: 'waiting', reason: 'confirmation' },
  commit: async (tx) => {
    await write(tx)
    // Confirmed while the profile was read: then nothing else would start it.
    if (!(await awaitConfirmation(tx, id))) await enqueueCheck(tx, services, id)
  },
})

type LookedAt = { profile: Profile; account: string } | { reason: TargetTrouble }

/** The target's current profile, or why its lists cannot be read. */
async function lookAtTarget(
  { id, platform_id, username }: StoredCheck,
  { services, signal, taskId, note }: Context,
): Promise<LookedAt> {
  const target: ProfileTarget =
    platform_id === null ? { username: username ?? '' } : { platformId: platform_id }
  let [account, requests] = ['', 0]
  try {
    const profile = await services.creatorReader.fetchProfile(target, {
      signal,
      taskId,
      onAccount: (name) => (account = name),
      onRequest: (count) => (requests = count),
    })
    note({ account })
    return { profile, account }
  } catch (error) {
    const reason = troubleOf(error)
    if (reason) return { reason }
    throw error
  } finally {
    await countCheckRequests(services.db, id, requests)
  }
}

/** Reasons for which a check without members has failed. */
const REFUSALS: ReadonlySet<string> = new Set([
  'target_private',
  'target_restricted',
  'target_gone',
] satisfies TargetTrouble[])

async function conclude(
  { id, max_members: max }: StoredCheck,
  { services }: Context,
): Promise<Outcome<Result>> {
  const lists = await listsOf(services.db, id)
  const open = lists.filter((list) => list.state !== 'complete')
  const failing = open.find(({ reason }) => reason !== NEW_ONLY) ?? open[0]
  if (!failing) return endedBy(id, { status: 'complete', reason: null })
  const hasMembers = lists.some((list) => list.collected > 0)
  const isRefused = failing.reason !== null && REFUSALS.has(failing.reason)
  const status = isRefused && !hasMembers ? 'failed' : 'incomplete'
  const end = { status, reason: failing.reason } as const
  const few = truncatedLists(lists)
  if (few.size === 0) return endedBy(id, end)
  // The plan of the whole list was never needed.
  const lengths = { ...expectedOf(lists), max, few }
  const estimate = await estimateCheck(
    services,
    lists.map(({ kind }) => kind),
    lengths,
  )
  return endedBy(id, end, async (tx) => await storeEstimate(tx, id, estimate))
}

const expectedOf = (lists: readonly StoredList[]) => {
  const countOf = (kind: MemberList): number | null =>
    lists.find((list) => list.kind === kind)?.expected ?? null
  return { expected: { followers: countOf('followers'), following: countOf('following') } }
}

const gone = (reason: string | null): Outcome<Result> => ({
  kind: 'done',
  result: { status: 'gone', reason },
})

type End = CheckEnd & { status: 'complete' | 'incomplete' | 'failed' }

const endedBy = (id: string, end: End, write?: (tx: Tx) => Promise<void>): Outcome<Result> => ({
  kind: 'done',
  result: end,
  commit: async (tx) => {
    await write?.(tx)
    await endCheck(tx, id, end)
  },
})
