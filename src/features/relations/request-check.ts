import { sql } from 'kysely'
import { ConflictError } from '../../base/errors.ts'
import type { Tx } from '../../db/database.ts'
import { lockExclusive } from '../../db/locks.ts'
import { cancelShown, requireConfirmation, type Estimate } from '../checks/index.ts'
import type { CreatorAddress, Services } from '../manifest.ts'
import type { CheckRow } from './check-view.ts'
import { endCheck, insertCheck, insertEvents, listsFor, type CheckKind } from './checks-store.ts'
import { estimateCheck } from './estimate.ts'
import { findTarget, type Target } from './find-target.ts'
import { enqueueCheck } from './relation-check.ts'

/** Lists of a private profile are not asked for. */
class TargetPrivateError extends ConflictError {
  override readonly code: string = 'target_private'
}

/** Lists of an erased person are not asked for. */
class TargetErasedError extends ConflictError {
  override readonly code: string = 'target_erased'
}

export type AskedCheck = {
  target: CreatorAddress
  kinds: readonly CheckKind[]
  max: number | null
  isConfirmed: boolean
}

/** `created` is false when a check of the same lists is open already: then `id` is that one's. */
export type RequestedCheck = { id: string; created: boolean }

/**
 * Makes a check and its task, or finds the open one that reads the same. Throws TargetPrivateError
 * and TargetErasedError, and ConfirmationRequiredError when it is known to take too much.
 */
export async function requestCheck(
  services: Pick<Services, 'db' | 'config' | 'poolContext' | 'queue' | 'erasures'>,
  asked: AskedCheck,
): Promise<RequestedCheck> {
  const { db, config, erasures } = services
  const { kinds, max, isConfirmed } = asked
  const target = await findTarget(db, asked.target)
  const { blog, platformId, username } = target
  const expected = blog && { followers: blog.follower_count, following: blog.following_count }
  const lists = listsFor(kinds)
  const estimate = expected && (await estimateCheck(services, lists, expected, max))
  return await db.transaction().execute(async (tx) => {
    const name = username === null ? `the profile ${platformId}` : `@${username}`
    const erased = await erasures.erasedOf(tx, [{ platformId, username }])
    if (erased.size > 0) throw new TargetErasedError(`${name} was erased`)
    // Two callers who ask for the same at once get the same check.
    await lockExclusive(tx, 'relation_check')
    const open = await findOpen(tx, target, asked)
    if (open !== undefined) {
      if (isConfirmed) await confirm(tx, services, open)
      return { id: open, created: false }
    }
    if (blog?.scrape_status === 'private')
      throw new TargetPrivateError(`${name} is private, as far as gramd knows`)
    if (estimate) requireConfirmation(config, estimate, isConfirmed)
    const id = await insertCheck(tx, rowOf(target, asked, estimate), lists)
    await enqueueCheck(tx, services, id)
    return { id, created: true }
  })
}

const rowOf = (
  { username, platformId, blog }: Target,
  { kinds, max, isConfirmed }: AskedCheck,
  estimate: Estimate | null,
) => ({
  username,
  platform_id: platformId,
  blog_id: blog?.id ?? null,
  kinds: [...kinds],
  max_members: max,
  is_confirmed: isConfirmed,
  estimated_requests: estimate?.requests ?? null,
  estimated_seconds: estimate?.seconds ?? null,
})

/** A check of the same lists of the target that has not ended, or whose task is tried again. */
async function findOpen(
  tx: Tx,
  { platformId, username }: Target,
  { kinds, max }: AskedCheck,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from relation_checks c
    where (completed_at is null or task_id in (select t.id from shared.scrape_tasks t where t.status in ('pending', 'running') and t.task_type = 'relation_check'))
      and (platform_id = ${platformId} or username = ${username})
      and array(select kind from relation_lists l where l.check_id = c.id order by kind) = ${listsFor(kinds).toSorted()}::text[]
      and max_members is not distinct from ${max}::integer
    order by id desc limit 1`.execute(tx)
  return rows[0]?.id
}

/** Throws ConflictError when the check does not wait for it. */
export async function confirmCheck(
  services: Pick<Services, 'db' | 'queue'>,
  id: string,
): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    if (!(await confirm(tx, services, id)))
      throw new ConflictError('the check does not wait for a confirmation')
  })
}

/** Whether the check had waited for it; one that has not come so far will not wait. */
async function confirm(tx: Tx, services: Pick<Services, 'queue'>, id: string): Promise<boolean> {
  const { rows } = await sql<{ waited: boolean }>`
    update relation_checks set is_confirmed = true,
      status = case when status = 'waiting' then 'pending' else status end,
      status_reason = case when status = 'waiting' then null else status_reason end
    where id = ${id} and completed_at is null
    returning old.status = 'waiting' as waited`.execute(tx)
  if (!rows[0]?.waited) return false
  await insertEvents(tx, id, [{ event: 'confirmed', data: {} }])
  await enqueueCheck(tx, services, id)
  return true
}

/** Throws ConflictError when the check has ended. */
export async function cancelCheck(
  services: Pick<Services, 'db' | 'queue'>,
  check: CheckRow,
): Promise<void> {
  await cancelShown(services, check, 'relation_checks', async (tx) => {
    await endCheck(tx, check.id, { status: 'cancelled', reason: 'cancelled' })
  })
}
