import type { Db } from '../db/database.ts'
import { runPrepared } from '../db/prepared.ts'

/** A place in the order of one type and priority. `due` is a timestamp as PostgreSQL writes it. */
export type Place = { due: string; id: number }

/** What a worker has room for. */
export type ClaimRequest = {
  owner: string
  /** Tasks in all. */
  limit: number
  /** Types it can run, and how many of each. */
  types: readonly ClaimedType[]
  /** How many tasks of one resource; a resource that is missing has no bound of its own. */
  resources: Readonly<Record<string, number>>
  /** How many of `limit` go to those that are longest due before `overdueMs` (world time) ago, whatever their priority. */
  elders?: { count: number; overdueMs: number }
  /** Tasks that all workers together may run; none means as many as they have room for. */
  total?: number | undefined
  /** Claims of the owner of which nothing is in its hands any more: they are forgotten. */
  ended?: readonly number[]
}

export type ClaimedType = {
  name: string
  resource: string
  room: number
  leaseMs: number
  /** Tasks of the type that all workers together may run. */
  concurrency?: number | undefined
  /** Tasks of one key that all workers together may run, and that this one takes at most. */
  key?: { limit: number; room: number } | undefined
  /** Keys are looked through from after this one. */
  keysAfter?: string | undefined
  /** By priority: everything up to there is known to be taken, and is not looked at. */
  after?: ReadonlyMap<number, Place> | undefined
}

export type ClaimedTask = {
  id: number
  /** The fence: whoever writes under another turn than the task's is refused. */
  turn: number
  /** The row of task_claims that holds it. */
  claim_id: number
  owner: string
  /** World time of the claim, as PostgreSQL writes it. */
  started: string
  blog_id: string | null
  task_type: string
  priority: number
  /** As PostgreSQL writes it, to the microsecond. */
  due: string
  payload: unknown
  attempts: number
  max_attempts: number
  lost_leases: number
  checkpoint: unknown
  limit_key: string | null
  /** How many tasks of its key the owner may run at once from now on; null when nothing limits it. */
  key_grant: number | null
}

/** The tasks of a claim, and for each type of whose keys there are more to look through, the last one that was. */
export type Claimed = { tasks: ClaimedTask[]; keysLeft: Map<string, string> }

/** Keys of a type that one claim looks through. */
const KEY_LOOK = 1_000

/**
 * Takes the first due tasks by (priority, due, id) that the request has room for, and leases them to its owner; answers
 * in that order. Concurrent callers never get the same task, nor together more than a limit allows.
 */
export async function claim(db: Db, request: ClaimRequest): Promise<ClaimedTask[]> {
  return (await claimAndLook(db, request)).tasks
}

/** `claim`, telling also which types have keys that it did not come to. */
export async function claimAndLook(
  db: Db,
  request: ClaimRequest,
  keyLook = KEY_LOOK,
): Promise<Claimed> {
  const keysLeft = new Map<string, string>()
  const types = request.types.filter(({ room }) => room > 0)
  if (request.limit < 1 || types.length === 0) return { tasks: [], keysLeft }
  const rows = await runPrepared<Row>(db, CLAIM, [
    request.owner,
    request.limit,
    JSON.stringify(types.map((type) => asked(type, request))),
    request.elders?.count ?? 0,
    (request.elders?.overdueMs ?? 0) / 1000,
    request.total ?? null,
    request.ended ?? [],
    keyLook,
  ])
  const tasks: ClaimedTask[] = []
  for (const row of rows) {
    if (row.id === null) keysLeft.set(row.task_type, row.limit_key)
    else tasks.push(Object.assign(row, { owner: request.owner }))
  }
  return { tasks, keysLeft }
}

type Row = Omit<ClaimedTask, 'owner'> | { id: null; task_type: string; limit_key: string }

const CLAIM = {
  name: 'claim_tasks',
  text: 'select * from derived.claim_tasks($1, $2, $3::jsonb, $4, $5, $6, $7, $8)',
}

/** A type as `derived.claim_tasks` wants it. */
const asked = (type: ClaimedType, { limit, resources }: ClaimRequest) => ({
  name: type.name,
  resource: type.resource,
  room: type.room,
  resource_room: resources[type.resource] ?? limit,
  lease_seconds: type.leaseMs / 1000,
  concurrency: type.concurrency,
  key_limit: type.key?.limit,
  key_room: type.key?.room,
  keys_after: type.keysAfter,
  after: type.after && Object.fromEntries(type.after),
})

/** When there may be more to claim: both are 0 for at once, and null for not that anybody knew. */
export type NextChance = {
  /** World time (ms) until the next task that nobody holds is due, by the database's clock. */
  dueInMs: number | null
  /** Real time (ms) until the first lease that is held now ends, unless it is renewed. */
  leaseEndsInMs: number | null
}

/** When to look again for tasks of these types. */
export async function nextChance(db: Db, typeNames: readonly string[]): Promise<NextChance> {
  const [row] = await runPrepared<NextChance>(db, NEXT_CHANCE, [typeNames])
  return row ?? { dueInMs: null, leaseEndsInMs: null }
}

const NEXT_CHANCE = {
  name: 'next_chance',
  text: `
    with held as materialized (select h.id from task_claims c cross join lateral unnest(c.task_ids) as h (id)),
    wanted as (
      select given.task_type from unnest($1::text[]) as given (task_type)
      where not exists (select from paused_task_types p where p.task_type = given.task_type)
    ),
    first as (
      select next.due_at
      from wanted w
      cross join generate_series(1, 10) as p (priority)
      cross join lateral (
        select t.due_at from open_tasks t
        where t.batch_id is null and t.limit_key is null and t.task_type = w.task_type and t.priority = p.priority
          and t.id not in (select held.id from held)
        order by t.due_at, t.id
        limit 1
      ) next
      union all
      -- Those that are due wait for others of their key: whoever ends one of these rings.
      select next.due_at
      from wanted w
      cross join lateral (
        select t.due_at from open_tasks t
        where t.batch_id is null and t.limit_key is not null and t.task_type || '' = w.task_type
          and t.due_at > (select world_now())
        order by t.due_at, t.id
        limit 1
      ) next
    )
    select
      (
        select 1000 * greatest(0, extract(epoch from min(first.due_at) - world_now()))
        from first having count(*) > 0
      )::float8 as "dueInMs",
      (select 1000 * extract(epoch from min(c.lease_until) - clock_timestamp()) from task_claims c)::float8
        as "leaseEndsInMs"`,
}
