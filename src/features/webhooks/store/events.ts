import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { recordset, type Columns } from '../../../db/rows.ts'

export const EVENT_STATUSES = ['pending', 'processing', 'completed', 'failed', 'ignored'] as const
export type EventStatus = (typeof EVENT_STATUSES)[number]

/**
 * World minutes before the second, third and fourth attempt: what fails for a moment, for a deploy,
 * for an outage.
 */
const RETRY_MINUTES: readonly number[] = [1, 5, 25]
const MAX_ATTEMPTS = RETRY_MINUTES.length + 1

/** A change to be stored; `reason` is why it is ignored whosever it is. */
export type NewEvent = {
  dedup_key: string
  sent_at: Date | null
  field: string
  account_id: string
  media_id: string | null
  payload: unknown
  reason: string | null
}

const NEW: Columns = {
  dedup_key: 'text',
  sent_at: 'timestamptz',
  field: 'text',
  account_id: 'text',
  media_id: 'text',
  payload: 'jsonb',
  reason: 'text',
}

/**
 * Stores changes that are new, in one statement; returns how many have to be processed and how many
 * are ignored. Ignored changes are stored without payload: no owner let gramd read it. Ids follow
 * the notification; rows are written in the order of their keys, or two notifications with the same
 * changes would wait for each other.
 */
export async function storeEvents(
  tx: Tx,
  events: readonly NewEvent[],
): Promise<{ pending: number; ignored: number }> {
  const { rows } = await sql<{ status: EventStatus; count: number }>`
    with stored as (
      insert into webhook_events (id, connection_id, dedup_key, sent_at, field, account_id, media_id, payload, status,
        error)
      select r.id, c.id, r.dedup_key, r.sent_at, r.field, r.account_id, r.media_id,
        case when why is null then r.payload end,
        case when why is null then 'pending' else 'ignored' end, why
      from (select uuidv7() as id, r.* from ${recordset(events, NEW)}) r
      left join shared.connections c on c.platform_id = r.account_id
      cross join lateral (select coalesce(r.reason, case when c.id is null then 'account_unknown' end) as why) w
      order by r.dedup_key
      on conflict (dedup_key) do nothing
      returning status
    )
    select status, count(*)::int as count from stored group by status`.execute(tx)
  const countOf = (status: EventStatus): number =>
    rows.find((row) => row.status === status)?.count ?? 0
  return { pending: countOf('pending'), ignored: countOf('ignored') }
}

export type TakenEvent = {
  id: string
  connection_id: string
  field: string
  media_id: string | null
  payload: unknown
  at: Date
}

/**
 * Takes the next due changes, the oldest first; those that a killed process had taken come again. A
 * change that has killed its process as often as it may be tried has failed.
 */
export async function takeEvents(
  db: Db,
  after: string | null,
  most: number,
): Promise<TakenEvent[]> {
  await sql`
    update webhook_events set status = 'failed', processed_at = world_now(), error = 'process_ended'
    where status = 'processing' and tries >= ${MAX_ATTEMPTS}`.execute(db)
  const { rows } = await sql<TakenEvent>`
    with taken as (
      update webhook_events set status = 'processing', tries = tries + 1
      where id = any (array(
        select id from webhook_events
        where status in ('pending', 'processing') and (${after}::uuid is null or id > ${after}::uuid)
          and (status = 'processing' or next_attempt_at <= world_now())
        order by id
        limit ${most}
        for update skip locked
      ))
      returning id, connection_id, field, media_id, payload, coalesce(sent_at, received_at) as at
    )
    select * from taken order by id`.execute(db)
  return rows
}

/** Completes those of these changes that are still taken; returns their ids. */
export async function completeEvents(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    update webhook_events set status = 'completed', processed_at = world_now(), error = null
    where id = any (${ids}::uuid[]) and status = 'processing'
    returning id`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Puts changes back that could not be processed, for 1, 5, then 25 minutes; ends them after that,
 * or if `isFinal`.
 */
export async function failEvents(
  db: Db,
  ids: readonly string[],
  { code, isFinal }: { code: string; isFinal: boolean },
): Promise<void> {
  await sql`
    update webhook_events e set
      status = case when over then 'failed' else 'pending' end,
      processed_at = case when over then world_now() end,
      next_attempt_at = world_now()
        + make_interval(mins => coalesce((${RETRY_MINUTES}::int[])[e.tries], 0)),
      error = ${code}
    from (select id, (${isFinal} or tries >= ${MAX_ATTEMPTS}) as over from webhook_events
      where id = any (${ids}::uuid[])) o
    where e.id = o.id and e.status = 'processing'`.execute(db)
}

/**
 * Ends the changes of a removed connection: they are not processed any more, and are deleted unless
 * `keepData`.
 */
export async function endConnectionEvents(
  tx: Tx,
  { connectionId, keepData }: { connectionId: string; keepData: boolean },
): Promise<void> {
  if (!keepData) {
    await tx.deleteFrom('webhook_events').where('connection_id', '=', connectionId).execute()
    return
  }
  await sql`
    update webhook_events set status = 'ignored', error = 'account_removed', payload = null
    where connection_id = ${connectionId}::uuid and status in ('pending', 'processing')`.execute(tx)
}

/** Changes that wait or are being processed, for a metric. */
export async function countOpenEvents(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from webhook_events where status in ('pending', 'processing')`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/**
 * Processes once more ended changes of connections that still exist: those that meet a condition on
 * `e`. Returns how many.
 */
export async function requeueEvents(tx: Tx, condition: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update webhook_events e set status = 'pending', tries = 0, next_attempt_at = world_now(),
      processed_at = null, error = null
    where e.status in ('completed', 'failed')
      and exists (select from shared.connections c where c.id = e.connection_id)
      and ${condition}`.execute(tx)
  return Number(numAffectedRows)
}
