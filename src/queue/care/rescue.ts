import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../../db/database.ts'
import { TASKS_CHANNEL } from '../channels.ts'
import { tellDepartures, type DepartedRow } from './release.ts'
import { forgetOldest } from './past-attempts.ts'
import type { TaskType } from '../task-type.ts'

/** A task that loses this many leases kills its workers and fails (`worker_lost`). */
export const MAX_LOST_LEASES = 20
/** Claims that are ended in one transaction. */
const CLAIMS = 10

export type Rescued = {
  id: number
  task_type: string
  status: 'pending' | 'failed'
  lost_leases: number
}

type Types<Services> = ReadonlyMap<string, TaskType<Services>>

/** Brings back the tasks of workers that have fallen silent. A lost lease is counted as such, never as an attempt. */
export async function rescueExpired<Services>(db: Db, types: Types<Services>): Promise<Rescued[]> {
  return await rescueWhere(db, types, sql`c.lease_until < clock_timestamp()`)
}

/** Brings back at once what an earlier process of the same name still holds; only its successor may call this. */
export async function takeOver<Services>(
  db: Db,
  types: Types<Services>,
  owner: string,
): Promise<Rescued[]> {
  return await rescueWhere(db, types, sql`c.owner = ${owner}`)
}

/** The safety sweep: tasks that have been running for longer than `maxRunMs` (world time) without a live lease. */
export async function sweepStuck<Services>(
  db: Db,
  types: Types<Services>,
  maxRunMs: number,
): Promise<Rescued[]> {
  return await rescueWhere(
    db,
    types,
    sql`c.lease_until < clock_timestamp()
      and c.started_at < world_now() - make_interval(secs => ${maxRunMs / 1000})`,
  )
}

async function rescueWhere<Services>(
  db: Db,
  types: Types<Services>,
  condition: ReturnType<typeof sql>,
): Promise<Rescued[]> {
  const all: Rescued[] = []
  for (;;) {
    const { claims, rescued } = await db
      .transaction()
      .execute(async (tx) => await rescueBatch(tx, types, condition))
    all.push(...rescued)
    if (claims < CLAIMS) return all
  }
}

async function rescueBatch<Services>(
  tx: Tx,
  types: Types<Services>,
  condition: ReturnType<typeof sql>,
): Promise<{ claims: number; rescued: Rescued[] }> {
  const { rows: claims } = await lostClaims(condition).execute(tx)
  if (claims.length === 0) return { claims: 0, rescued: [] }
  const { rows } = await moveLost(claims).execute(tx)
  const departed = rows.map((row): DepartedRow => ({
    taskType: row.task_type,
    taskId: row.id,
    blogId: row.blog_id,
    payload: row.payload,
    status: row.status,
  }))
  await tellDepartures(tx, types, departed)
  if (rows.some((row) => row.status === 'pending')) {
    await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(tx)
  }
  const rescued = rows.map(({ id, task_type, status, lost_leases }) => ({
    id,
    task_type,
    status,
    lost_leases,
  }))
  return { claims: claims.length, rescued }
}

type LostClaim = { owner: string; started: string; ids: string[] }

const lostClaims = (condition: ReturnType<typeof sql>) => sql<LostClaim>`
  delete from task_claims where id = any (array(
    select c.id from task_claims c where ${condition} order by c.id limit ${CLAIMS} for update skip locked
  ))
  returning owner, started_at::text as started, task_ids as ids`

/**
 * What is still open of these claims. In a statement of its own, because a task may have ended since the first began.
 * Tasks are looked up one by one (`offset 0`, arrays): the planner overrates how many a claim has, and would read the
 * whole table to join them.
 */
const moveLost = (claims: readonly LostClaim[]) =>
  sql<Rescued & { blog_id: string | null; payload: unknown }>`
    with lost as materialized (
      select t.id, held.owner, held.started_at, t.lost_leases + 1 >= ${MAX_LOST_LEASES} as last
      from (
        select h.owner, h.started as started_at, each.id
        from jsonb_to_recordset(${jsonb(claims)}) as h (owner text, started timestamptz, ids bigint[])
        cross join lateral unnest(h.ids) as each (id)
        order by each.id
      ) held
      cross join lateral (select * from open_tasks o where o.id = held.id offset 0 for update) t
    ),
    returned as (
      update open_tasks t set lost_leases = t.lost_leases + 1, turn = nextval('task_turns')
      where t.id = any (array(select id from lost where not last))
      returning t.id, t.task_type, 'pending' as status, t.lost_leases, t.blog_id, t.payload
    ),
    gone as (
      delete from open_tasks where id = any (array(select id from lost where last))
      returning *
    ),
    failed as (
      insert into ended_tasks (id, created_at, started_at, blog_id, batch_id, attempts, max_attempts, lost_leases,
        priority, task_type, status, last_owner, limit_key, payload, dedupe_key, checkpoint, progress, error_code,
        error_message)
      select id, created_at, started_at, blog_id, batch_id, attempts, max_attempts, lost_leases + 1, priority,
        task_type, 'failed', owner, limit_key, payload, dedupe_key, checkpoint, progress, 'worker_lost',
        'its worker died or fell silent ' || (lost_leases + 1) || ' times'
      from gone join lost using (id)
    ),
    moved as (
      select * from returned
      union all
      select id, task_type, 'failed', lost_leases + 1, blog_id, payload from gone
    ),
    ${sql.raw(forgetOldest('lost'))},
    remembered as (
      insert into past_attempts (task_id, owner, started_at, outcome)
      select id, owner, started_at, 'lost' from lost
    ),
    told as (
      insert into task_events (event, task_type, task_ids, data)
      select case status when 'failed' then 'failed' else 'requeued' end, task_type, array_agg(id),
        jsonb_agg(jsonb_build_object('code', 'worker_lost', 'lost_leases', lost_leases))
      from moved group by status, task_type
    )
    select * from moved`
