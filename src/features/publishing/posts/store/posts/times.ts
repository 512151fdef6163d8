import { sql } from 'kysely'
import type { Db, Tx } from '../../../../../db/handles.ts'

/**
 * Stores when a post is to be published, at a time of a zone or never by itself; it is not asked
 * for any more.
 */
export async function setTime(
  tx: Tx,
  id: string,
  time: { at: string; zone: string } | null,
): Promise<void> {
  await sql`
    update posts set scheduled_at = ${time?.at ?? null}::timestamptz, time_zone = ${time?.zone ?? null},
      wished_at = null, missed_at = null, publish_requested_at = null
    where id = ${id}::uuid`.execute(tx)
}

/** Stores when a draft is wished to go out; nothing goes out by it. */
export async function setWish(tx: Tx, id: string, at: Date | null): Promise<void> {
  await sql`update posts set wished_at = ${at}, updated_at = world_now() where id = ${id}::uuid`.execute(
    tx,
  )
}

/** Removes the time of a post that is to be published now. */
export async function clearTime(tx: Tx, id: string): Promise<void> {
  await sql`
    update posts set scheduled_at = null, time_zone = null, missed_at = null, updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

/**
 * Stores since when a post is to be published although something is missing yet; an earlier time
 * stays.
 */
export async function askToPublish(tx: Tx, id: string, requestedAt: Date): Promise<void> {
  await sql`
    update posts set publish_requested_at = coalesce(publish_requested_at, ${requestedAt}), missed_at = null
    where id = ${id}::uuid`.execute(tx)
}

/** Replaces the time since when a post is to be published. */
export async function askAgain(tx: Tx, id: string, requestedAt: Date): Promise<void> {
  await sql`
    update posts set publish_requested_at = ${requestedAt}, missed_at = null where id = ${id}::uuid`.execute(
    tx,
  )
}

/** Stores that the publications of a post have begun. */
export async function storeBegun(tx: Tx, id: string): Promise<void> {
  await sql`
    update posts set status = 'posting', begun_at = world_now(), missed_at = null, publish_requested_at = null,
      updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

/** Stores that a user, or the service (null), has stopped a post. */
export async function storeStopped(tx: Tx, id: string, userId: string | null): Promise<void> {
  await sql`
    update posts set stopped_at = world_now(), stopped_by = ${userId}::uuid where id = ${id}::uuid`.execute(
    tx,
  )
}

/**
 * Requests publication, after the translation, of posts whose time came while they were being
 * translated.
 */
export async function askForTranslated(db: Db): Promise<void> {
  await sql`
    update posts set publish_requested_at = scheduled_at
    where status = 'translating' and missed_at is null and scheduled_at <= world_now()
      and publish_requested_at is null`.execute(db)
}

/**
 * Removes the times of posts without an account; returns these posts with the times that they had.
 */
export async function clearTimesOfEmpty(tx: Tx): Promise<{ id: string; scheduled_at: Date }[]> {
  const { rows } = await sql<{ id: string; scheduled_at: Date }>`
    update posts p set scheduled_at = null, time_zone = null, publish_requested_at = null, updated_at = world_now()
    from (
      select id, scheduled_at from posts o
      where o.status in ('pending', 'review', 'translating') and o.missed_at is null and o.scheduled_at is not null
        and not exists (select from post_targets t where t.post_id = o.id)
      order by o.id for no key update
    ) empty
    where p.id = empty.id
    returning p.id, empty.scheduled_at`.execute(tx)
  return rows
}

/**
 * Stores that posts have missed their time: those that did not begin `lateMs` after it, and those
 * that something was missing for and that were still not begun `lastTryMs` later (world time).
 * Returns them.
 */
export async function storeMissed(
  tx: Tx,
  { lateMs, lastTryMs }: { lateMs: number; lastTryMs: number },
): Promise<{ id: string; status: string; scheduled_at: Date | null }[]> {
  const { rows } = await sql<{ id: string; status: string; scheduled_at: Date | null }>`
    update posts set missed_at = world_now(), publish_requested_at = null, updated_at = world_now()
    where status in ('pending', 'review', 'translating') and missed_at is null
      and (publish_requested_at is null and scheduled_at < world_now() - ${lateMs} * interval '1 ms'
        or status <> 'review' and publish_requested_at < world_now() - ${lateMs + lastTryMs} * interval '1 ms')
    returning id, status, scheduled_at`.execute(tx)
  return rows
}
