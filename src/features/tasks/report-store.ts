import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

/** How an attempt ended; `running` when it has not. */
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
  example_task_id: number
  task_type: string | null
}

const MOST_GROUPS = 100

/** The most frequent groups of errors of the last day; the example may be deleted by now. */
export async function listErrorGroups(db: Db): Promise<ErrorGroup[]> {
  const { rows } = await sql<ErrorGroup>`
    with frequent as (
      select * from derived.task_errors order by attempts desc, last_seen desc limit ${sql.lit(MOST_GROUPS)}
    )
    select f.*, (select t.task_type from shared.scrape_tasks t where t.id = f.example_task_id) as task_type
    from frequent f order by f.attempts desc, f.last_seen desc`.execute(db)
  return rows
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
}

export async function listThroughput(db: Db, hours: number): Promise<Throughput[]> {
  const { rows } = await sql<Throughput>`
    select hour, task_type, done, failed, cancelled, failure_rate::float8 as failure_rate,
      per_minute::float8 as per_minute, capped
    from derived.task_throughput where hour > world_now() - make_interval(hours => ${hours})
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
