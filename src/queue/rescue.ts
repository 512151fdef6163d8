import { sql } from 'kysely'
import type { Db, Tx } from '../db/database.ts'
import { TASKS_CHANNEL } from './channels.ts'
import { tellDepartures, type DepartedRow } from './departure.ts'
import type { TaskType } from './task-type.ts'

/** A task that loses this many leases kills its workers and fails (`worker_lost`). */
export const MAX_LOST_LEASES = 20
const BATCH = 500

export type Rescued = {
  id: number
  task_type: string
  status: 'pending' | 'failed'
  lost_leases: number
}

type Types<Services> = ReadonlyMap<string, TaskType<Services>>

/** Brings back the tasks of workers that have fallen silent. A lost lease is counted as such, never as an attempt. */
export async function rescueExpired<Services>(db: Db, types: Types<Services>): Promise<Rescued[]> {
  return await rescueWhere(
    db,
    types,
    sql`lease_token is not null and lease_until < (select clock_timestamp())`,
  )
}

/** Brings back at once what an earlier process of the same name still holds; only its successor may call this. */
export async function takeOver<Services>(
  db: Db,
  types: Types<Services>,
  owner: string,
): Promise<Rescued[]> {
  return await rescueWhere(db, types, sql`lease_token is not null and lease_owner = ${owner}`)
}

/**
 * The safety sweep behind `rescueExpired`: tasks that have been running for longer than `maxRunMs` (world time) without
 * a live lease and outside any batch.
 */
export async function sweepStuck<Services>(
  db: Db,
  types: Types<Services>,
  maxRunMs: number,
): Promise<Rescued[]> {
  return await rescueWhere(
    db,
    types,
    sql`batch_id is null and lease_token is not null and lease_until < (select clock_timestamp())
      and started_at < world_now() - make_interval(secs => ${maxRunMs / 1000})`,
  )
}

async function rescueWhere<Services>(
  db: Db,
  types: Types<Services>,
  condition: ReturnType<typeof sql>,
): Promise<Rescued[]> {
  const all: Rescued[] = []
  for (;;) {
    const rescued = await db
      .transaction()
      .execute(async (tx) => await rescueBatch(tx, types, condition))
    all.push(...rescued)
    if (rescued.length < BATCH) return all
  }
}

async function rescueBatch<Services>(
  tx: Tx,
  types: Types<Services>,
  condition: ReturnType<typeof sql>,
): Promise<Rescued[]> {
  const { rows } = await sql<Rescued & { blog_id: string | null; payload: unknown }>`
    with lost as materialized (
      select id from scrape_tasks where status = 'running' and ${condition}
      limit ${BATCH}
      for update skip locked
    ),
    moved as (
      update scrape_tasks t
      set status = case when t.lost_leases + 1 >= ${MAX_LOST_LEASES} then 'failed' else 'pending' end,
          completed_at = case when t.lost_leases + 1 >= ${MAX_LOST_LEASES} then world_now() end,
          lost_leases = t.lost_leases + 1,
          error_code = case when t.lost_leases + 1 >= ${MAX_LOST_LEASES} then 'worker_lost' end,
          error_message = case when t.lost_leases + 1 >= ${MAX_LOST_LEASES}
            then 'its worker died or fell silent ' || (t.lost_leases + 1) || ' times' end,
          lease_owner = null, lease_token = null, lease_until = null
      from lost where t.id = lost.id
      returning t.id, t.task_type, t.status, t.lost_leases, t.blog_id, t.payload
    ),
    told as (
      insert into task_events (task_id, event, data)
      select id, case status when 'failed' then 'failed' else 'requeued' end,
             jsonb_build_object('code', 'worker_lost', 'lost_leases', lost_leases)
      from moved
    )
    select * from moved`.execute(tx)
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
  return rows.map(({ id, task_type, status, lost_leases }) => ({
    id,
    task_type,
    status,
    lost_leases,
  }))
}
