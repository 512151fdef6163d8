import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'

/** Requests of an hour for tasks of a type; null: to care for accounts. */
type HourOfType = { hour: Date; task_type: string | null; requests: number }

/** A task with the number of its requests. */
type TaskUse = {
  task_id: number
  task_type: string
  status: string
  /** The creator that it is about, if it is about one. */
  username: string | null
  requests: number
}

/** The requests of the last 24 hours by the tasks that needed them. */
export type PoolUsage = { since: Date; until: Date; hours: HourOfType[]; tasks: TaskUse[] }

/** The tasks that sent most. */
const MAX_TASKS = 5

type Row = {
  since: Date
  until: Date
  hours: { hour: string; task_type: string | null; requests: number }[]
  tasks: TaskUse[]
}

/**
 * Reads the requests of the last 24 hours of world time, the present hour included, by hour and
 * type of task, and the tasks that sent most. Reads the day's requests of every account by index,
 * so call it rarely.
 */
export async function readPoolUsage(db: Db): Promise<PoolUsage> {
  const { rows } = await poolUsageQuery().execute(db)
  const [row] = rows
  if (!row) throw new Error('the usage of the pool has no row')
  const hours = row.hours.map((each) => ({ ...each, hour: new Date(each.hour) }))
  return { since: row.since, until: row.until, hours, tasks: row.tasks }
}

const poolUsageQuery = () => sql<Row>`
  with span as materialized (
    select w.now, date_trunc('hour', w.now, 'UTC') - interval '23 hours' as since from (select world_now() as now) w
  ),
  used as materialized (
    select r.task_id, date_trunc('hour', r.ended_at, 'UTC') as hour, count(*)::int as requests
    from span cross join instagram_accounts a
    join account_requests r on r.account_id = a.id and r.kind = 'request' and r.ended_at >= span.since
    where a.purpose = 'read'
    group by 1, 2
  ),
  -- One probe for each task: with many tasks the planner would read the table of all.
  typed as materialized (
    select u.task_id, t.task_type from (select distinct task_id from used where task_id is not null) u
    cross join lateral (select s.task_type from shared.scrape_tasks s where s.id = u.task_id offset 0) t
  ),
  hours as (
    select u.hour, typed.task_type, sum(u.requests)::int as requests
    from used u left join typed using (task_id) group by 1, 2
  ),
  most as (
    select u.task_id, sum(u.requests)::int as requests from used u where u.task_id is not null
    group by 1 order by 2 desc, 1 limit ${sql.lit(MAX_TASKS)}
  )
  select span.since, span.now as until,
    coalesce((select jsonb_agg(to_jsonb(h) order by h.hour, h.task_type nulls last) from hours h), '[]') as hours,
    coalesce((
      select jsonb_agg(jsonb_build_object('task_id', m.task_id, 'task_type', t.task_type, 'status', t.status,
        'username', coalesce(b.username, c.username), 'requests', m.requests) order by m.requests desc, m.task_id)
      from most m
      cross join lateral (select * from shared.scrape_tasks s where s.id = m.task_id offset 0) t
      left join shared.blogs b on b.id = case when t.subject like 'blog:%' then substr(t.subject, 6)::uuid end
      left join shared.relation_checks c on c.task_id = m.task_id
    ), '[]') as tasks
  from span`
