import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { NoSuchRecordError } from '../../errors.ts'
import type { MemberList } from '../../platforms/members.ts'
import { NOBODY_WORKS, TURN, type CheckKind } from './check-kinds.ts'

export type ListRow = {
  kind: MemberList
  state: string
  reason: string | null
  collected: number
  expected: number | null
  expected_at_end: number | null
  pages: number
  requests: number
}

/** A check with its lists, in the state that its task gives it. Times are world time. */
export type CheckRow = {
  id: string
  /** What it is doing: that of its task while there is an open one, and the stored one otherwise. */
  status: string
  status_reason: string | null
  waiting_until: Date | null
  username: string | null
  platform_id: string | null
  blog_id: string | null
  kinds: CheckKind[]
  max_members: number | null
  requests: number
  accounts: string[]
  estimated_requests: number | null
  estimated_seconds: number | null
  task_id: number | null
  /** Its task is pending or running. */
  is_open: boolean
  created_at: Date
  started_at: Date | null
  completed_at: Date | null
  now: Date
  lists: ListRow[]
}

export type CheckFilter = {
  username?: string | undefined
  /** As it is shown. */
  status?: string | undefined
}

/** Checks, newest first; those before `before`. */
export async function listChecks(
  db: Db,
  { username, status }: CheckFilter,
  page: { limit: number; offset?: number | undefined; before?: string | undefined },
): Promise<CheckRow[]> {
  const { rows } = await checksQuery(
    sql`
      ${username === undefined ? sql`true` : sql`c.username = ${username}`}
      and ${status === undefined ? sql`true` : sql`shown.status = ${status}`}
      and ${page.before === undefined ? sql`true` : sql`c.id < ${page.before}::uuid`}`,
    sql`limit ${sql.lit(page.limit)} offset ${sql.lit(page.offset ?? 0)}`,
  ).execute(db)
  return rows
}

/** Throws NoSuchRecordError. */
export async function getCheck(db: Db, id: string): Promise<CheckRow> {
  const { rows } = await checksQuery(sql`c.id = ${id}::uuid`, sql`limit 1`).execute(db)
  if (!rows[0]) throw new NoSuchRecordError(`no relation check ${id}`)
  return rows[0]
}

/**
 * The status is made here and nowhere else, so that what people filter by is what they see. A task that is due and not
 * running waits for the pool when no account works or will within a minute; otherwise it is its turn any moment.
 */
const checksQuery = (which: ReturnType<typeof sql>, page: ReturnType<typeof sql>) => sql<CheckRow>`
  with pool as materialized (
    select f.next_free_at, f.next_free_at is null and not f.has_closed as has_nobody,
      f.free = 0 and coalesce(f.next_free_at > world_now() + interval '1 minute', true)
        and not exists (select from instagram_accounts where lease_until >= clock_timestamp()) as is_resting,
      exists (select from paused_task_types where task_type = 'relation_check') as is_paused
    from derived.free_accounts(0, 0) f
  ),
  at as materialized (select world_now() as now),
  chosen as (
    select c.*, shown.status as shown_status, shown.is_open, task.error_code, task.due_at, pool.*, at.now
    from relation_checks c
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
  )
  select c.id, c.shown_status as status, c.username, c.platform_id, c.blog_id, c.kinds, c.max_members, c.requests,
    c.accounts, c.estimated_requests, c.estimated_seconds, c.task_id, c.is_open, c.created_at, c.started_at, c.now,
    case when not c.is_open then c.completed_at end as completed_at,
    case
      when not c.is_open then c.status_reason
      when c.shown_status <> 'waiting' then null
      when c.is_paused then 'paused'
      when c.is_resting and c.has_nobody then ${NOBODY_WORKS}
      when c.due_at > c.now and c.error_code <> ${TURN} then c.error_code
      else 'pool_resting'
    end as status_reason,
    case
      when not c.is_open or c.is_paused or c.shown_status <> 'waiting' then null
      when c.is_resting and c.has_nobody then null
      when c.is_resting then greatest(c.due_at, c.next_free_at)
      else c.due_at
    end as waiting_until,
    (
      select coalesce(jsonb_agg(to_jsonb(l) - '{check_id,reading}'::text[] order by l.kind), '[]')
      from relation_lists l where l.check_id = c.id
    ) as lists
  from chosen c
  order by c.id desc`
