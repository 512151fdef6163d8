import {
  storeConfirmation,
  insertCheck,
  insertEvents,
  listsFor,
  type CheckKind,
} from './store/checks.ts'
import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { lockExclusive } from '../../db/locks.ts'
import type { MemberList } from '../../platforms/member-reader.ts'
import { requireConfirmation, type Estimate } from '../checks/index.ts'
import type { CreatorAddress } from '../erasures.ts'
import type { Services } from '../services.ts'
import { estimateCheck, growthOf } from './estimate.ts'
import { planLists } from './store/new-only.ts'
import { truncatedBefore } from './store/truncated-lists.ts'
import { enqueueCheck } from './tasks/relation-check.ts'

/** Lists of a private profile are not asked for. */
class TargetPrivateError extends ConflictError {
  override readonly code: string = 'target_private'
}

/** Lists of an erased person are not asked for. */
class TargetErasedError extends ConflictError {
  override readonly code: string = 'target_erased'
}

export type CheckRequest = {
  target: CreatorAddress
  kinds: readonly CheckKind[]
  max: number | null
  isConfirmed: boolean
  /** Lists that were read whole before may be read for their new members alone. */
  mayReadNewOnly?: boolean
  /** An open check that reads other lists as well is as good. */
  mayReadMore?: boolean
}

type Request = (tx: Tx) => Promise<{ id: string; created: boolean }>
type Parts = Pick<Services, 'db' | 'config' | 'poolContext' | 'queue' | 'erasures'>

/** `prepareCheck` and what it returns, in a transaction of its own. */
export async function requestCheck(parts: Parts, check: CheckRequest): ReturnType<Request> {
  const request = await prepareCheck(parts, check)
  return await parts.db.transaction().execute(request)
}

/**
 * Returns what makes a check and its task, or finds the open one that reads the same: then
 * `created` is false. That throws TargetPrivateError and TargetErasedError, and
 * ConfirmationRequiredError when it is known to take too much, before any write.
 */
export async function prepareCheck(services: Parts, check: CheckRequest): Promise<Request> {
  const { db, config, erasures } = services
  const { kinds, max, isConfirmed } = check
  const target = await findTarget(db, check.target)
  const { blog, platformId, username } = target
  const lists = listsFor(kinds)
  const mayReadNewOnly = (check.mayReadNewOnly ?? false) && !kinds.includes('mutuals')
  const estimate = await estimateKnown(services, target, lists, { mayReadNewOnly, max })
  const row = {
    username,
    platform_id: platformId,
    blog_id: blog?.id ?? null,
    kinds: [...kinds],
    max_members: max,
    may_read_new_only: mayReadNewOnly,
    is_confirmed: isConfirmed,
    estimated_requests: estimate?.requests ?? null,
    estimated_seconds: estimate?.seconds ?? null,
  }
  return async (tx) => {
    const name = username === null ? `the profile ${platformId}` : `@${username}`
    const erased = await erasures.erasedOf(tx, [{ platformId, username }])
    if (erased.size > 0) throw new TargetErasedError(`${name} was erased`)
    // Two callers who ask for the same at once get the same check.
    await lockExclusive(tx, 'relation_check')
    const open = await findOpen(tx, target, { ...check, mayReadNewOnly })
    if (open) {
      if (isConfirmed && open.is_same) await confirmCheck(tx, services, open.id)
      return { id: open.id, created: false }
    }
    if (blog?.scrape_status === 'private')
      throw new TargetPrivateError(`${name} is private, as far as gramd knows`)
    if (estimate) requireConfirmation(config, estimate, isConfirmed)
    const id = await insertCheck(tx, row, lists)
    await enqueueCheck(tx, services, id)
    return { id, created: true }
  }
}

/** Estimates a check of a creator whose counts are known; null for others. */
async function estimateKnown(
  services: Parts,
  { blog, platformId, username }: Target,
  lists: readonly MemberList[],
  reading: { mayReadNewOnly: boolean; max: number | null },
): Promise<Estimate | null> {
  if (!blog) return null
  const { db, config } = services
  const expected = { followers: blog.follower_count, following: blog.following_count }
  const known = { platformId: platformId ?? blog.platform_id, username }
  const few = await truncatedBefore(db, known)
  const planning = { ...reading, expected, wholeEvery: config.relationWholeEvery }
  const growth = growthOf(await planLists(db, known, lists, planning))
  return await estimateCheck(services, lists, { expected, max: reading.max, few, growth })
}

/**
 * A check of the same lists of the target that has not ended, or whose task is tried again. One of
 * more lists must not wait for the confirmation of what they cost.
 */
async function findOpen(
  tx: Tx,
  { platformId, username }: Target,
  { kinds, max, mayReadMore = false, mayReadNewOnly = false }: CheckRequest,
): Promise<{ id: string; is_same: boolean } | undefined> {
  const lists = listsFor(kinds)
  const { rows } = await sql<{ id: string; is_same: boolean }>`
    select id, is_same from relation_checks c
    cross join lateral (
      select array_agg(kind) <@ ${lists}::text[] as is_same, array_agg(kind) @> ${lists}::text[] as has_all
      from relation_lists l where l.check_id = c.id
    ) read
    where (completed_at is null or task_id in (select t.id from shared.scrape_tasks t
      where t.status in ('pending', 'running') and t.task_type = 'relation_check'))
      and (platform_id = ${platformId} or username = ${username})
      and has_all and (is_same or (${mayReadMore} and status <> 'waiting'))
      and (not may_read_new_only or ${mayReadNewOnly})
      and max_members is not distinct from ${max}::integer
    order by is_same desc, may_read_new_only = ${mayReadNewOnly} desc, id desc limit 1`.execute(tx)
  return rows[0]
}

/** Whether the check had waited for a confirmation; one that has not come so far will not wait. */
export async function confirmCheck(
  tx: Tx,
  services: Pick<Services, 'queue'>,
  id: string,
): Promise<boolean> {
  if (!(await storeConfirmation(tx, id))) return false
  await insertEvents(tx, id, [{ event: 'confirmed', data: {} }])
  await enqueueCheck(tx, services, id)
  return true
}

type KnownBlog = {
  id: string
  username: string
  platform_id: string | null
  scrape_status: string
  follower_count: number | null
  following_count: number | null
}

/** The owner of the lists, by the name or the id of the request, and the known blog. */
type Target = { username: string | null; platformId: string | null; blog: KnownBlog | null }

/**
 * A target need not be a known blog. A name means the account that has it now, even if a known blog
 * had it before. Throws NoSuchRecordError for an unknown blog id, and ConflictError for a blog
 * without a current name or platform id.
 */
async function findTarget(db: Db, address: CreatorAddress): Promise<Target> {
  const { rows } = await sql<KnownBlog>`
    select id, username, platform_id, scrape_status, follower_count, following_count
    from shared.blogs where ${blogIs(address)}`.execute(db)
  const blog = rows[0] ?? null
  if ('username' in address) return { username: address.username, platformId: null, blog }
  if ('platformId' in address)
    return { username: nameOf(blog), platformId: address.platformId, blog }
  if (!blog) throw new NoSuchRecordError(`no blog ${address.blogId}`)
  const target = { username: nameOf(blog), platformId: blog.platform_id, blog }
  if (target.username === null && target.platformId === null)
    throw new ConflictError(`blog ${address.blogId} has no platform id yet; scrape it first`)
  return target
}

function blogIs(address: CreatorAddress) {
  if ('blogId' in address) return sql`id = ${address.blogId}::uuid`
  return 'username' in address
    ? sql`platform = 'instagram' and username = ${address.username}`
    : sql`platform = 'instagram' and platform_id = ${address.platformId}`
}

/** `~` begins the placeholder of a name that another account has taken over. */
const nameOf = (blog: KnownBlog | null): string | null =>
  blog === null || blog.username.startsWith('~') ? null : blog.username
