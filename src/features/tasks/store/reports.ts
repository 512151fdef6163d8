import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import type { TaskScope } from '../../../http/access/task-scope.ts'

/** The outcomes of an attempt; `running` when it has not ended. */
export const OUTCOMES = [
  'retried',
  'snoozed',
  'failed',
  'lost',
  'cancelled',
  'done',
  'running',
] as const

type Attempt = {
  owner: string | null
  started_at: Date | null
  ended_at: Date | null
  took_seconds: number | null
  outcome: (typeof OUTCOMES)[number]
  error_code: string | null
  error_message: string | null
}

/** Stored attempts of a task, oldest first, and the one that runs. At most 22 rows. */
export async function listAttempts(db: Db, id: number): Promise<Attempt[]> {
  const { rows } = await sql<Attempt>`
    select owner, started_at, ended_at, round(extract(epoch from took), 3)::float8 as took_seconds, outcome, error_code,
      error_message
    from task_attempts where task_id = ${id}
    union all
    select owner, started_at, null, null, 'running', null, null from derived.leased_tasks where id = ${id}
    order by ended_at nulls last, started_at`.execute(db)
  return rows
}

type ErrorGroup = {
  error_code: string | null
  message: string
  attempts: number
  failed: number
  retried: number
  snoozed: number
  lost: number
  first_seen: Date
  last_seen: Date
  trend: number[]
  /** Tasks that are failed with this error now. */
  failed_tasks: number
  example_task_id: number
  task_type: string | null
}

const MAX_GROUPS = 100

/** The most failed tasks that are read, newest first. */
const MAX_FAILED = 5_000

/** The most attempts that are read, newest first. */
const MAX_ATTEMPTS = 5_000

/**
 * Groups of errors of the tasks that are seen, those with most failed tasks first, then the most
 * frequent of the last day; the example may be deleted by now.
 */
export async function listErrorGroups(db: Db, scope: TaskScope): Promise<ErrorGroup[]> {
  return await runComposed(db, 'error_groups', errorGroupsQuery(scope))
}

/** Apart from `listErrorGroups` so that a test can ask PostgreSQL to explain it. */
export function errorGroupsQuery(scope: TaskScope) {
  const condition = scope.condition('s')
  // One probe for each of the newest attempts and failed tasks.
  const attempts =
    condition === undefined
      ? sql`null::bigint[]`
      : sql`array(
          select a.id from derived.newest_attempts(${sql.lit(MAX_ATTEMPTS)}) a
          join lateral (select from shared.scrape_tasks s where s.id = a.task_id
            and ${condition} offset 0) task on true)`
  const isVisible =
    condition === undefined
      ? sql``
      : sql`join lateral (select from shared.scrape_tasks s where s.id = t.id and ${condition} offset 0) task on true`
  return sql<ErrorGroup>`
  with alike as (
    select t.error_code, t.error_message, count(*) as tasks, min(t.completed_at) as first_seen,
      max(t.completed_at) as last_seen, max(t.id) as id
    from derived.newest_failed_tasks(${sql.lit(MAX_FAILED)}) t ${isVisible}
    group by 1, 2
  ),
  failed as (
    select error_code, coalesce(derived.normal_message(error_message), '') as message,
      sum(tasks)::integer as tasks, min(first_seen) as first_seen, max(last_seen) as last_seen, max(id) as id
    from alike group by 1, 2
  ),
  groups as (
    select coalesce(e.error_code, f.error_code) as error_code, coalesce(e.message, f.message) as message,
      coalesce(e.attempts, 0) as attempts, coalesce(e.failed, 0) as failed,
      coalesce(e.retried, 0) as retried, coalesce(e.snoozed, 0) as snoozed, coalesce(e.lost, 0) as lost,
      least(e.first_seen, f.first_seen) as first_seen, greatest(e.last_seen, f.last_seen) as last_seen,
      coalesce(e.trend, array[0, 0, 0, 0, 0, 0, 0, 0]) as trend, coalesce(f.tasks, 0) as failed_tasks,
      coalesce(f.id, e.example_task_id) as example_task_id
    from derived.task_errors_of(${attempts}) e
    full join failed f on coalesce(e.error_code, '') = coalesce(f.error_code, '') and e.message = f.message
    order by failed_tasks desc, attempts desc, last_seen desc
    limit ${sql.lit(MAX_GROUPS)}
  )
  select g.*, (select t.task_type from shared.scrape_tasks t where t.id = g.example_task_id) as task_type
  from groups g order by g.failed_tasks desc, g.attempts desc, g.last_seen desc`
}

type Throughput = {
  hour: Date
  task_type: string
  done: number
  failed: number
  cancelled: number
  failure_rate: number | null
  per_minute: number
  capped: boolean
  wait_seconds: number | null
  run_seconds: number | null
}

const HOURS = 48
const HOUR_MS = 3_600_000

/**
 * Reads what ended in each hour, and remembers hours that are over: they do not change any more,
 * and are many rows. An hour is read again in the one that follows, for what was committed late.
 */
export function createThroughput(db: Db): (hours: number) => Promise<Throughput[]> {
  let known: Throughput[] = []
  /** The time before which `known` has all hours. */
  let knownUntil = 0
  return async (hours) => {
    const { rows: clocks } = await sql<{ now: Date }>`select world_now() as now`.execute(db)
    const now = clocks[0]?.now.getTime() ?? 0
    // World time may be set back.
    if (knownUntil > now) [known, knownUntil] = [[], 0]
    const present = Math.floor(now / HOUR_MS) * HOUR_MS
    const rows = [...known, ...(await readThroughput(db, new Date(knownUntil)))]
    knownUntil = present - HOUR_MS
    known = rows.filter(({ hour }) => {
      return hour.getTime() < knownUntil && hour.getTime() > present - HOURS * HOUR_MS
    })
    return rows.filter(({ hour }) => hour.getTime() > now - hours * HOUR_MS)
  }
}

async function readThroughput(db: Db, from: Date): Promise<Throughput[]> {
  const { rows } = await sql<Throughput>`
    select hour, task_type, done, failed, cancelled, failure_rate::float8 as failure_rate,
      per_minute::float8 as per_minute, capped, wait_seconds::float8 as wait_seconds,
      run_seconds::float8 as run_seconds
    from derived.task_throughput where hour >= ${from}
    order by hour, task_type`.execute(db)
  return rows
}

type Stall = {
  task_type: string | null
  reason: string
  tasks: number | null
  since: Date | null
  example_task_id: number | null
  detail: string
}

export async function listStalls(db: Db): Promise<Stall[]> {
  const { rows } = await sql<Stall>`
    select task_type, reason, tasks, since, example_task_id, detail from derived.task_stalls
    order by reason, task_type nulls last`.execute(db)
  return rows
}
