import { sql } from 'kysely'
import { raiseAlert } from '../../../../../alerts/raise.ts'
import { ConflictError } from '../../../../../base/errors.ts'
import type { Tx } from '../../../../../db/handles.ts'
import type { Services } from '../../../../services.ts'
import { releaseWaiting } from '../../../executions/release-waiting.ts'
import { PUBLISHING_ALERTS } from '../../../declare.ts'
import { beginPost, type BeginServices } from '../../begin-post.ts'
import { planPost } from '../../plan.ts'
import { isEditable, settleUnbegun } from './post-state.ts'
import type { PostRow } from './posts.ts'

/**
 * A translation is tried for the last time when its post would count as missed, and may take so
 * long then.
 */
export const LAST_TRY_MS = 15 * 60_000

/**
 * Ends the translation of a post that the transaction has locked, and begins the post if that was
 * requested. A post that cannot begin, or for which gramd comes too late, is held for a person. If
 * the post has begun, accounts publish that were left out untranslated.
 */
export async function endTranslation(
  tx: Tx,
  services: BeginServices & Pick<Services, 'clock'>,
  post: PostRow,
): Promise<void> {
  const { publish_requested_at: requestedAt, id } = post
  if (!isEditable(post.status)) return void (await releaseWaiting(tx, services, post))
  if (requestedAt === null) return await settleUnbegun(tx, id, 'ended')
  const lateMs = services.clock.now().getTime() - requestedAt.getTime()
  if (lateMs > services.config.publishLateMs + LAST_TRY_MS)
    return await markMissed(tx, id, {
      cause: 'not_translated',
      reason: 'gramd came too late to it',
    })
  try {
    const { accounts } = await planPost({ ...services, db: tx }, post, { begins: true })
    const { waiting } = await beginPost(tx, services, post, { accounts, requestedAt })
    await alertOfUnconfirmed(tx, id, waiting)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    await markMissed(tx, id, { cause: 'not_begun', reason: error.message })
  }
}

/**
 * Ends a translation whose task was cancelled, or failed: the post is no longer published by
 * itself.
 */
export async function abandonTranslation(
  tx: Tx,
  id: string,
  status: 'failed' | 'cancelled',
): Promise<void> {
  const { rows } = await sql`
    select from posts where id = ${id}::uuid and publish_requested_at is not null for no key update`.execute(
    tx,
  )
  if (rows.length > 0 && status === 'failed')
    return await markMissed(tx, id, { cause: 'not_translated', reason: 'its translation failed' })
  await sql`update posts set publish_requested_at = null where id = ${id}::uuid`.execute(tx)
  await settleUnbegun(tx, id, 'ended')
}

/** Marks a post that was to be published and cannot be: a person decides. */
export async function markMissed(
  tx: Tx,
  id: string,
  { cause, reason }: { cause: string; reason: string },
): Promise<void> {
  await sql`
    update posts set missed_at = world_now(), publish_requested_at = null, updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
  await settleUnbegun(tx, id, 'ended')
  const item = { post_id: id, reason }
  await raiseAlert(tx, { ...PUBLISHING_ALERTS.post_missed, cause, item })
}

/**
 * Raises an alert for a post that gramd has begun by itself: accounts wait until a person has
 * confirmed their captions.
 */
export async function alertOfUnconfirmed(tx: Tx, id: string, waiting: number): Promise<void> {
  if (waiting === 0) return
  const item = { post_id: id, accounts: waiting, reason: 'captions wait to be confirmed' }
  await raiseAlert(tx, { ...PUBLISHING_ALERTS.post_missed, cause: 'not_confirmed', item })
}
