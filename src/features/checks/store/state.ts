import { sql, type RawBuilder } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { cutPage, readCursor, type PageRequest } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Release } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import type { CHECK_STATUSES } from '../check-view.ts'

/** The reason why a check yields to other tasks; it continues at once when none is due. */
export const TURN = 'relation_turn'

/** No account can work before a person has resolved a problem; health uses the same word. */
const NO_ACCOUNT_IN_SERVICE = 'no_account_in_service'

/** The end of a check; the reason is null for a complete one. */
export type CheckEnd = {
  status: 'complete' | 'incomplete' | 'failed' | 'cancelled'
  reason: string | null
}

/** The columns that change in a check when its task runs. */
export const started = sql`
  status = 'running', status_reason = null, completed_at = null, started_at = coalesce(started_at, world_now())`

export const ended = ({ status, reason }: CheckEnd) => sql`
  status = ${status}, status_reason = ${reason}, completed_at = world_now()`

/** The columns that change in a check that has not ended when its cost is confirmed. */
export const confirmed = sql`
  is_confirmed = true, status = case when status = 'waiting' then 'pending' else status end,
  status_reason = case when status = 'waiting' then null else status_reason end`

/**
 * Returns the end of a check whose task has failed or was cancelled; `hasSome` is whether it found
 * anything. Returns undefined for a task that was put back.
 */
export async function endReleased(
  tx: Tx,
  { taskId, status }: Pick<Release, 'taskId' | 'status'>,
  hasSome: RawBuilder<unknown>,
): Promise<CheckEnd | undefined> {
  if (status === 'pending') return undefined
  if (status === 'cancelled') return { status, reason: 'cancelled' }
  const { rows } = await sql<{ status: 'incomplete' | 'failed'; reason: string | null }>`
    select case when ${hasSome} then 'incomplete' else 'failed' end as status,
      (select error_code from shared.scrape_tasks where id = ${taskId}) as reason`.execute(tx)
  return rows[0]
}

/** `accounts` with one more; an empty name is left out. */
export const withAccount = (account: string) => sql<string[]>`
  case when ${account} = '' or ${account} = any (accounts) then accounts else accounts || ${account}::text end`

/**
 * The fields that both kinds of checks show, in the state that the task gives them while it is
 * open, otherwise as stored. Times are world time.
 */
export type VisibleCheck = {
  id: string
  status: (typeof CHECK_STATUSES)[number]
  reason: string | null
  waiting_until: Date | null
  estimate: { requests: number; seconds: number | null } | null
  task_id: number | null
  /** Whether its task is pending or running. */
  is_open: boolean
  created_at: Date
  started_at: Date | null
  completed_at: Date | null
  /** Requests sent so far. */
  requests: number
  /** The accounts of the pool that sent the requests. */
  accounts: string[]
}

type CheckTable = 'relation_checks' | 'relation_pair_checks'
type Checks = { table: CheckTable; taskType: string; noun: string }

/**
 * The part of a query that finds checks as `chosen`; `which` may ask for columns of the check (`c`)
 * and for `shown.status`. The status is made here and nowhere else, so that what people filter by
 * is what they see. A task that is due and not running waits for the pool when no account works or
 * will within a minute; otherwise it is its turn any moment.
 */
const chosenChecks = (
  { table, taskType }: Checks,
  which: RawBuilder<unknown>,
  page: RawBuilder<unknown>,
) => sql`
  pool as materialized (
    select f.next_free_at, f.next_free_at is null and not f.has_closed as has_nobody,
      f.free = 0 and coalesce(f.next_free_at > world_now() + interval '1 minute', true)
        and not exists (select from instagram_accounts where lease_until >= clock_timestamp()) as is_resting,
      exists (select from paused_task_types where task_type = ${taskType}) as is_paused
    from derived.free_accounts(0, 0) f
  ),
  at as materialized (select world_now() as now),
  chosen as (
    select c.*, shown.status as shown_status, shown.is_open, task.error_code, task.due_at, pool.*, at.now
    from ${sql.table(table)} c
    cross join pool
    cross join at
    left join lateral (
      select t.status, t.error_code, t.due_at from scrape_tasks t
      where t.id = c.task_id and t.status in ('pending', 'running')
    ) task on true
    cross join lateral (
      select task.status is not null as is_open, case
        when task.status is null then c.status
        when task.status = 'running' then 'running'
        when pool.is_paused then 'waiting'
        when task.due_at > at.now and task.error_code <> ${TURN} then 'waiting'
        when pool.is_resting then 'waiting'
        when c.status = 'running' then 'running'
        else 'pending'
      end as status
    ) shown
    where ${which}
    order by c.id desc ${page}
  )`

/** The columns of a `ShownCheck`, of `chosen` as `c`. */
const visibleColumns = sql`
  c.id, c.shown_status as status, c.requests, c.accounts, c.task_id, c.is_open, c.created_at, c.started_at,
  case when c.estimated_requests is not null then
    jsonb_build_object('requests', c.estimated_requests, 'seconds', c.estimated_seconds)
  end as estimate,
  case when not c.is_open then c.completed_at end as completed_at,
  case
    when not c.is_open then c.status_reason
    when c.shown_status <> 'waiting' then null
    when c.is_paused then 'paused'
    when c.is_resting and c.has_nobody then ${NO_ACCOUNT_IN_SERVICE}
    when c.due_at > c.now and c.error_code <> ${TURN} then c.error_code
    else 'pool_resting'
  end as reason,
  case
    when not c.is_open or c.is_paused or c.shown_status <> 'waiting' then null
    when c.is_resting and c.has_nobody then null
    when c.is_resting then greatest(c.due_at, c.next_free_at)
    else c.due_at
  end as waiting_until`

const Key = z.tuple([z.uuid()])

export type CheckReader<Row extends VisibleCheck> = ReturnType<typeof checkReader<Row>>

/** Loads checks of one kind; `columns` are those that only this kind has, of the check (`c`). */
export function checkReader<Row extends VisibleCheck>(
  checks: Checks,
  columns: RawBuilder<unknown>,
) {
  const read = async (db: Db, which: RawBuilder<unknown>, page: RawBuilder<unknown>) => {
    const { rows } = await sql<Row>`
      with ${chosenChecks(checks, which, page)}
      select ${visibleColumns}, ${columns} from chosen c order by c.id desc`.execute(db)
    return rows
  }
  return {
    ...checks,
    /** A page of those checks that `which` asks for, newest first; `status` is as it is shown. */
    async page<View>(
      db: Db,
      query: PageRequest & { status?: string | undefined; which?: RawBuilder<unknown> },
      viewer: (rows: readonly Row[]) => Promise<(row: Row) => View>,
    ) {
      const { status, which = sql`true`, limit, offset = 0 } = query
      const [before] = readCursor(query, Key) ?? []
      const isOnPage = sql`
        ${which} and ${status === undefined ? sql`true` : sql`shown.status = ${status}`}
        and ${before === undefined ? sql`true` : sql`c.id < ${before}::uuid`}`
      const part = sql`limit ${sql.lit(limit + 1)} offset ${sql.lit(offset)}`
      const rows = await read(db, isOnPage, part)
      return cutPage(rows, limit, { item: await viewer(rows), key: ({ id }) => [id] })
    },
    /** Throws NoSuchRecordError. */
    async get(db: Db, id: string): Promise<Row> {
      const [row] = await read(db, sql`c.id = ${id}::uuid`, sql`limit 1`)
      if (!row) throw new NoSuchRecordError(`no ${checks.noun} ${id}`)
      return row
    },
  }
}

/**
 * Cancels a check of either kind: its open task if there is one, otherwise by `end`. Its results
 * stay. Throws ConflictError when it has already ended, or ends meanwhile.
 */
export async function cancelVisible(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  check: VisibleCheck,
  table: CheckTable,
  end: (tx: Tx) => Promise<void>,
): Promise<void> {
  if (check.completed_at !== null) throw new ConflictError(`the check is ${check.status} already`)
  if (check.task_id !== null && check.is_open) return await queue.cancel(db, check.task_id)
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      select from ${sql.table(table)}
      where id = ${check.id}::uuid and status = 'waiting' and completed_at is null for update`.execute(
      tx,
    )
    if (rows.length === 0) throw new ConflictError('the check has moved on meanwhile')
    await end(tx)
  })
}

/** The oldest checks created more than `keepMs` ago (world time) without an open task. */
export const oldChecks = (table: CheckTable, keepMs: number, limit: number) => sql<{ id: string }>`
  select c.id from ${sql.table(table)} c
  where c.created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
    and not exists (select from scrape_tasks t where t.status in ('pending', 'running') and t.id = c.task_id)
  order by c.created_at
  limit ${sql.lit(limit)}`
