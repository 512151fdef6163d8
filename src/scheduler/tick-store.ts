import { sql } from 'kysely'
import { storableText } from '../db/database.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { AppError } from '../base/errors.ts'

/** The stored state of an entry and of its last task, as of `now` (world time). */
export type EntryState = {
  name: string
  now: Date
  /** The last tick that was made or skipped; null for a new entry. */
  last_slot: Date | null
  skipped_slot: Date | null
  reported_failure_at: Date | null
  failed_at: Date | null
  error_code: string | null
  error_message: string | null
  last_task_id: number | null
  /** Null without a last task, or after retention has deleted it. */
  task_status: 'pending' | 'running' | 'done' | 'failed' | 'cancelled' | null
  task_completed_at: Date | null
  task_error_code: string | null
  task_error_message: string | null
}

/** Reads one state for each name, in order. */
export async function readEntries(db: Db | Tx, names: readonly string[]): Promise<EntryState[]> {
  return (await entriesQuery(names).execute(db)).rows
}

/** Separate from `readEntries` so that a test can explain its plan. */
export const entriesQuery = (names: readonly string[]) => sql<EntryState>`
  select entry.name, (select world_now()) as now, c.last_slot, c.skipped_slot, c.reported_failure_at, c.failed_at,
    c.error_code, c.error_message, c.last_task_id, task.status as task_status,
    task.completed_at as task_completed_at, task.error_code as task_error_code,
    task.error_message as task_error_message
  from unnest(${names}::text[]) with ordinality as entry (name, place)
  left join cron_ticks c on c.name = entry.name
  left join lateral (
    select t.status, t.completed_at, t.error_code, t.error_message from shared.scrape_tasks t
      where t.id = c.last_task_id
    offset 0 -- one lookup in the view per entry, instead of a join that reads all of it
  ) task on true
  order by entry.place`

/** Begins an entry's timetable after `slot`, unless a replica has done so already. */
export async function beginEntry(db: Db, name: string, slot: Date): Promise<void> {
  await sql`insert into cron_ticks (name, last_slot) values (${name}, ${slot}) on conflict do nothing`.execute(
    db,
  )
}

/** Restarts an entry's timetable after `slot`, unless its last tick was before. */
export async function beginAgain(db: Db, name: string, slot: Date): Promise<void> {
  await sql`
    update cron_ticks set last_slot = ${slot}, skipped_slot = null, updated_at = world_now()
    where name = ${name} and last_slot > ${slot}`.execute(db)
}

/**
 * Locks the entry for this transaction. PostgreSQL ends a session that then stays idle for
 * `stallMs` (real time), so that a hanging process does not block other replicas.
 */
export async function lockEntry(tx: Tx, name: string, stallMs: number): Promise<void> {
  await sql`
    select set_config('idle_in_transaction_session_timeout', ${String(stallMs)}, true),
      set_config('statement_timeout', ${String(3 * stallMs)}, true)`.execute(tx)
  await tx.selectFrom('cron_ticks').select('name').where('name', '=', name).forUpdate().execute()
}

/** Records the tick as made by a new task, or as `skipped` while the last task is open. */
export async function storeTick(
  tx: Tx,
  name: string,
  { slot, taskId, skipped }: { slot: Date; taskId: number; skipped: boolean },
): Promise<void> {
  await sql`
    update cron_ticks
    set last_slot = ${slot}, last_task_id = ${taskId}, failed_at = null, error_code = null, error_message = null,
        skipped_slot = case when ${skipped} then ${slot}::timestamptz else skipped_slot end, updated_at = world_now()
    where name = ${name}`.execute(tx)
}

/** Records that the failure of the last task was reported. */
export async function storeReport(tx: Tx, name: string, failureAt: Date): Promise<void> {
  await sql`update cron_ticks set reported_failure_at = ${failureAt} where name = ${name}`.execute(
    tx,
  )
}

/** Records why a tick failed, unless another replica has made it. */
export async function storeFailure(
  db: Db,
  name: string,
  slot: Date,
  error: AppError,
): Promise<void> {
  const message = storableText(error.message)
  await sql`
    update cron_ticks set failed_at = world_now(), error_code = ${error.code}, error_message = ${message}
    where name = ${name} and last_slot < ${slot}`.execute(db)
}
