import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { Services } from '../../services.ts'
import { applyIfOwn } from './apply-event.ts'
import type { Execution } from './store/executions.ts'
import { lockPosts } from '../posts/store/lock-posts.ts'
import type { WaitReason } from './waits.ts'

type Hours = Pick<Services['config'], 'activeHours' | 'activeHoursTimeZone'>

export type SendSlot =
  /** The publication counts as sent from now on. */
  | { kind: 'taken'; execution: Execution }
  | { kind: 'wait'; until: Date; reason: WaitReason }
  /** A person has stopped it, or another task has sent it: nothing is sent. */
  | { kind: 'ended' }

/**
 * Claims the slot to send a publication now: it was not stopped, its account is within its active
 * hours, and the publication before it of the same post is long enough ago. Serialised by the row
 * of the post, as stopping a post is.
 */
export async function claimSendSlot(tx: Tx, execution: Execution, hours: Hours): Promise<SendSlot> {
  await lockPosts(tx, [execution.post_id])
  const later = await findSendSlot(tx, execution, hours)
  if (later) return later
  const sent = await applyIfOwn(tx, execution, { type: 'sent' })
  return sent ? { kind: 'taken', execution: sent } : { kind: 'ended' }
}

/**
 * Returns when a publication may be sent, by its hours and the others of its post; null for now.
 */
export async function findSendSlot(
  db: Db,
  { id, post_id: postId, stagger_ms: staggerMs, route }: Execution,
  hours: Hours,
): Promise<Extract<SendSlot, { kind: 'wait' }> | null> {
  const opensAt = route === 'official' ? await opening(db, hours) : null
  if (opensAt !== null) return { kind: 'wait', until: opensAt, reason: { code: 'active_hours' } }
  // Of other accounts: how often this one is sent again has a pace of its own.
  const { rows } = await sql<{ until: Date | null }>`
    select max(coalesce(posted_at, commit_sent_at)) + ${staggerMs} * interval '1 ms' as until
    from executions where post_id = ${postId}::uuid and id <> ${id}::uuid
    having max(coalesce(posted_at, commit_sent_at)) + ${staggerMs} * interval '1 ms' > world_now()`.execute(
    db,
  )
  const until = rows[0]?.until ?? null
  return until && { kind: 'wait', until, reason: { code: 'stagger' } }
}

/**
 * Returns when active hours begin; null within them. The lease of an account of the pool observes
 * its own.
 */
async function opening(
  db: Db,
  { activeHours, activeHoursTimeZone: zone }: Hours,
): Promise<Date | null> {
  if (!activeHours) return null
  const hours = { active_from: activeHours.from, active_to: activeHours.to }
  const { rows } = await sql<{ opens_at: Date }>`
    select opens_at from derived.active_hours(world_now(), ${zone}, ${jsonb(hours)})
      where opens_at > world_now()`.execute(db)
  return rows[0]?.opens_at ?? null
}
