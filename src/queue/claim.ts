import type { Db } from '../db/handles.ts'
import { runPrepared } from '../db/prepared.ts'

/** A place in the order of one type and priority. `due` is a timestamp as PostgreSQL writes it. */
export type Place = { due: string; id: number }

export type ClaimRequest = {
  owner: string
  /** Tasks in all. */
  limit: number
  types: readonly ClaimedType[]
  /** Most tasks per resource; a missing resource has no limit. */
  resources: Readonly<Record<string, number>>
}

export type ClaimedType = {
  name: string
  resource: string
  room: number
  leaseMs: number
  /** Most running tasks per limit key in all processes; only for types with limit keys. */
  keyLimit?: number | undefined
}

export type ClaimedTask = {
  id: number
  /** A write under another token than the task's is rejected. */
  fencing_token: number
  subject: string | null
  task_type: string
  priority: number
  /** The time at which it is due as PostgreSQL writes it, to the microsecond. */
  due: string
  payload: unknown
  attempts: number
  max_attempts: number
  lost_leases: number
  checkpoint: unknown
  limit_key: string | null
  /** Real time that its lease lasts unless it is renewed. */
  leaseMs: number
}

export type PlainClaim = ClaimRequest & {
  /** By type and priority: all tasks up to this place are known to be claimed, and skipped. */
  after?: ReadonlyMap<string, ReadonlyMap<number, Place>>
  /** Only tasks that were due this long ago (world ms), longest first whatever their priority. */
  overdueMs?: number
}

/**
 * Claims the first due tasks without a limit key by (priority, due, id), and returns them in that
 * order. Concurrent claims get different tasks, and do not wait for each other.
 */
export async function claim(db: Db, request: PlainClaim): Promise<ClaimedTask[]> {
  const roomFor = (resource: string): number => request.resources[resource] ?? request.limit
  // A type without room must be excluded: its rows would be locked, and another worker's claim
  // would skip them.
  const types = request.types.filter(
    ({ room, resource, keyLimit }) =>
      Math.min(room, roomFor(resource)) > 0 && keyLimit === undefined,
  )
  if (request.limit < 1 || types.length === 0) return []
  const requests = types.map(({ name, room, resource, leaseMs }) => [
    name,
    {
      room,
      resource,
      resource_room: roomFor(resource),
      lease_seconds: leaseMs / 1000,
      after: Object.fromEntries(request.after?.get(name) ?? []),
    },
  ])
  const rows = await runPrepared<Row>(db, CLAIM, [
    request.owner,
    request.limit,
    JSON.stringify(Object.fromEntries(requests)),
    (request.overdueMs ?? 0) / 1000,
    request.overdueMs !== undefined,
  ])
  const leases = new Map(types.map(({ name, leaseMs }) => [name, leaseMs]))
  return rows.map((row) => Object.assign(row, { leaseMs: leases.get(row.task_type) ?? 0 }))
}

type Row = Omit<ClaimedTask, 'leaseMs'>

const COLUMNS = `
  t.id, t.fencing_token, t.subject, t.task_type, t.priority, t.due_at::text as due, t.payload, t.attempts,
  t.max_attempts, t.lost_leases, t.checkpoint, t.limit_key`

const CLAIM = {
  name: 'claim_tasks',
  text: `
    select ${COLUMNS}
    from derived.claim_tasks($1, $2, $3::jsonb, world_now() - make_interval(secs => $4::float8), $5) t
    order by t.priority, t.due_at, t.id`,
}

export type KeyedClaim = {
  owner: string
  limit: number
  type: ClaimedType & { keyLimit: number }
  /** Only tasks before this place. */
  bound?: Head | undefined
  /** Only the longest overdue task, if it was due this long ago (world ms). */
  overdueMs?: number | undefined
}

/**
 * Claims the first due tasks of a type with limit keys, so that at most `keyLimit` of a key run in
 * all processes. Claims of one type wait for each other.
 */
export async function claimKeyed(
  db: Db,
  { owner, limit, type, bound, overdueMs }: KeyedClaim,
): Promise<ClaimedTask[]> {
  const room = Math.min(limit, type.room)
  if (room < 1) return []
  const rows = await runPrepared<Row>(db, CLAIM_KEYED, [
    owner,
    room,
    type.name,
    type.leaseMs / 1000,
    type.keyLimit,
    bound === undefined ? null : JSON.stringify(bound),
    overdueMs === undefined ? null : overdueMs / 1000,
  ])
  return rows.map((row) => Object.assign(row, { leaseMs: type.leaseMs }))
}

const CLAIM_KEYED = {
  name: 'claim_keyed_tasks',
  text: `
    select ${COLUMNS}
    from derived.claim_keyed_tasks($1, $2, $3, $4, $5, $6::jsonb, world_now() - make_interval(secs => $7::float8)) t
    order by t.priority, t.due_at, t.id`,
}

export type Head = Place & { priority: number }

/** The place of the first due task without a limit key of these types. */
export async function firstDue(db: Db, typeNames: readonly string[]): Promise<Head | undefined> {
  const [head] = await runPrepared<Head>(db, FIRST_DUE, [typeNames])
  return head
}

const FIRSTS = `
  from unnest($1::text[]) as input (task_type)
  cross join generate_series(1, 10) as p (priority)
  cross join lateral (
    select t.id, t.due_at from scrape_tasks t
    where t.status = 'pending' and t.batch_id is null and t.limit_key is null
      and t.task_type = input.task_type and t.priority = p.priority
    order by t.due_at, t.id
    limit 1
  ) next
  where not exists (select from paused_task_types paused where paused.task_type = input.task_type)`

const FIRST_DUE = {
  name: 'first_due_task',
  text: `
    select p.priority, next.due_at::text as due, next.id ${FIRSTS} and next.due_at <= world_now()
    order by p.priority, next.due_at, next.id
    limit 1`,
}

/** When there may be more to claim; 0 for at once, null if unknown. */
export type NextChance = {
  /** World time (ms) until the next pending task is due, by the database's clock. */
  dueInMs: number | null
  /** Real time (ms) until the first lease expires. */
  leaseEndsInMs: number | null
}

export async function nextChance(db: Db, typeNames: readonly string[]): Promise<NextChance> {
  const [row] = await runPrepared<NextChance>(db, NEXT_CHANCE, [typeNames])
  return row ?? { dueInMs: null, leaseEndsInMs: null }
}

const NEXT_CHANCE = {
  name: 'next_chance',
  text: `
    with first as (
      select next.due_at ${FIRSTS}
      union all
      -- Due ones wait for others of their key, whose end wakes the worker.
      select next.due_at
      from unnest($1::text[]) as input (task_type)
      cross join lateral (
        select t.due_at from scrape_tasks t
        where t.status = 'pending' and t.batch_id is null and t.limit_key is not null
          and t.task_type || '' = input.task_type and t.due_at > (select world_now())
        order by t.due_at, t.id
        limit 1
      ) next
      where not exists (select from paused_task_types paused where paused.task_type = input.task_type)
    )
    select
      (
        select 1000 * greatest(0, extract(epoch from min(first.due_at) - world_now()))
        from first having count(*) > 0
      )::float8 as "dueInMs",
      (
        select 1000 * extract(epoch from min(t.lease_until) - clock_timestamp())
        from scrape_tasks t where t.status = 'running' and t.batch_id is null
      )::float8 as "leaseEndsInMs"`,
}
