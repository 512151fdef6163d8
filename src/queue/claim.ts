import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import type { Resource } from './task-type.ts'

/** What a worker has room for. */
export type ClaimRequest = {
  owner: string
  /** Tasks in all. */
  limit: number
  /** Types it can run, and how many of each. */
  types: readonly { name: string; resource: Resource; room: number; leaseMs: number }[]
  /** How many tasks of one resource; a resource that is missing has no bound of its own. */
  resources: Partial<Record<Resource, number>>
}

export type ClaimedTask = {
  id: number
  blog_id: string | null
  task_type: string
  priority: number
  payload: unknown
  attempts: number
  max_attempts: number
  checkpoint: unknown
  lease_token: string
}

/** The index is read a little further than asked, so that replicas that claim at once find rows that others skip. */
const LOOK_AHEAD = 20

/**
 * Takes the first due tasks by (priority, due, id) that the request has room for, and leases them to its owner; answers
 * in that order. Concurrent callers never get the same task: each skips the rows that another has locked.
 */
export async function claim(db: Db, request: ClaimRequest): Promise<ClaimedTask[]> {
  if (request.limit < 1 || request.types.length === 0) return []
  const { rows } = await claimQuery(request).execute(db)
  return rows
}

/**
 * Apart from `claim` so that a test can ask PostgreSQL to explain the statement we really run. The index is probed for
 * each type and priority, because in one walk the tasks that wait for a later time, a batch or a free account would
 * have to be stepped over. 'pending' is a literal: a generic plan cannot match a parameter to a partial index. The
 * candidates are locked by an array of their ids: joined, the planner would overrate their number and read the table.
 * There, the status is compared in a way that no index matches, so that they are looked up by primary key.
 */
export const claimQuery = (request: ClaimRequest) => {
  const wanted = request.types.map((type) => ({
    task_type: type.name,
    resource: type.resource,
    room: Math.min(type.room, request.limit),
    resource_room: request.resources[type.resource] ?? request.limit,
    lease_ms: type.leaseMs,
  }))
  return sql<ClaimedTask>`
    with wanted as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        as w (task_type text, resource text, room integer, resource_room integer, lease_ms integer)
      where room > 0 and resource_room > 0
    ),
    candidate as materialized (
      select ready.id
      from wanted w
      cross join generate_series(1, 10) as p (priority)
      cross join lateral (
        select t.id from scrape_tasks t
        where t.status = 'pending' and t.batch_id is null and t.task_type = w.task_type and t.priority = p.priority
          and t.due_at <= (select world_now())
        order by t.due_at, t.id
        limit w.room + ${LOOK_AHEAD}
      ) ready
    ),
    locked as materialized (
      select t.id, t.task_type, t.priority, t.due_at
      from scrape_tasks t
      where t.id = any (array(select id from candidate)) and t.status || '' = 'pending'
      order by t.priority, t.due_at, t.id
      limit ${request.limit + LOOK_AHEAD}
      for update of t skip locked
    ),
    placed as (
      select locked.*, w.room, w.resource, w.resource_room, w.lease_ms,
        row_number() over (partition by w.task_type order by priority, due_at, id) as type_place
      from locked join wanted w on w.task_type = locked.task_type
    ),
    fitting as (
      select *, row_number() over (partition by resource order by priority, due_at, id) as resource_place
      from placed where type_place <= room
    ),
    picked as materialized (
      select id, lease_ms, row_number() over (order by priority, due_at, id) as place
      from fitting
      where resource_place <= resource_room
      order by place
      limit ${request.limit}
    ),
    taken as (
      update scrape_tasks t
      set status = 'running',
          lease_owner = ${request.owner},
          lease_token = gen_random_uuid(),
          lease_until = clock_timestamp() + make_interval(secs => picked.lease_ms / 1000.0),
          started_at = (select world_now()),
          error_code = null,
          error_message = null
      from picked
      where t.id = picked.id
      returning t.id, t.blog_id, t.task_type, t.priority, t.payload, t.attempts, t.max_attempts, t.checkpoint, t.lease_token,
        picked.place
    ),
    told as (insert into task_events (task_id, event) select id, 'claimed' from taken)
    select id, blog_id, task_type, priority, payload, attempts, max_attempts, checkpoint, lease_token
    from taken order by place`
}

/**
 * World time (ms) until the next task of these types is due, by the database's clock: 0 when one is due already, null
 * when none is waiting.
 */
export async function msUntilDue(db: Db, typeNames: readonly string[]): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select greatest(0, extract(epoch from min(first.due_at) - (select world_now())) * 1000)::float8 as ms
    from unnest(${typeNames}::text[]) as w (task_type)
    cross join generate_series(1, 10) as p (priority)
    cross join lateral (
      select t.due_at from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.task_type = w.task_type and t.priority = p.priority
      order by t.due_at
      limit 1
    ) first
    having count(*) > 0`.execute(db)
  return rows[0]?.ms ?? null
}
