import { sql } from 'kysely'
import type { Db, Tx } from '../../db/handles.ts'
import { TASKS_CHANNEL } from '../channels.ts'
import { notifyReleased, trimAttempts, type ReleasedRow } from './release.ts'
import { insertEnded } from '../settle.ts'
import type { TaskTypes } from '../task-type.ts'

/** A task that loses this many leases probably kills its workers: it fails (`worker_lost`). */
export const MAX_LOST_LEASES = 20
const BATCH = 1_000

export type Rescued = {
  id: number
  task_type: string
  status: 'pending' | 'failed'
  lost_leases: number
}

type Condition = ReturnType<typeof sql>

/** Requeues tasks whose leases expired. A lost lease is counted as such, never as an attempt. */
export async function rescueExpired(db: Db, types: TaskTypes): Promise<Rescued[]> {
  return await rescueWhere(db, types, sql`t.lease_until < clock_timestamp()`)
}

/** Requeues the tasks of a dead process of this name; only its successor may call this. */
export async function takeOver(db: Db, types: TaskTypes, owner: string): Promise<Rescued[]> {
  return await rescueWhere(db, types, sql`t.lease_owner = ${owner}`)
}

async function rescueWhere(db: Db, types: TaskTypes, condition: Condition): Promise<Rescued[]> {
  const step = async (tx: Tx): Promise<Rescued[]> => await rescueBatch(tx, types, condition)
  const all: Rescued[] = []
  for (;;) {
    const rescued = await db.transaction().execute(step)
    all.push(...rescued)
    if (rescued.length < BATCH) return all
  }
}

async function rescueBatch(tx: Tx, types: TaskTypes, condition: Condition): Promise<Rescued[]> {
  const { rows } = await moveLost(condition).execute(tx)
  if (rows.length === 0) return []
  await notifyReleased(tx, types, rows)
  if (rows.some((row) => row.status === 'pending'))
    await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(tx)
  return rows.map(({ id, task_type, status, lost_leases }) => ({
    id,
    task_type,
    status,
    lost_leases,
  }))
}

const FAILED = insertEnded('failed', {
  lost_leases: 'lost_leases + 1',
  error_code: `'worker_lost'`,
  error_message: `'its worker died or fell silent ' || (lost_leases + 1) || ' times'`,
})

const moveLost = (condition: Condition) =>
  sql<Rescued & ReleasedRow>`
    with lost as materialized (
      select t.id, t.lease_owner as owner, t.started_at, t.lost_leases + 1 >= ${MAX_LOST_LEASES} as last
      from scrape_tasks t
      where t.status = 'running' and t.batch_id is null and ${condition}
      limit ${sql.lit(BATCH)}
      for update skip locked
    ),
    returned as (
      update scrape_tasks t
      set status = 'pending', fencing_token = t.fencing_token + 1, lease_owner = null, lease_until = null,
          started_at = null, lost_leases = t.lost_leases + 1
      where t.status = 'running' and t.id = any (array(select id from lost where not last))
      returning t.id, t.task_type, 'pending' as status, t.lost_leases, t.subject, t.payload
    ),
    gone as (
      delete from scrape_tasks where status = 'running' and id = any (array(select id from lost where last))
      returning *
    ),
    failed as (${sql.raw(FAILED)}),
    moved as (
      select * from returned
      union all
      select id, task_type, 'failed', lost_leases + 1, subject, payload from gone
    ),
    ${sql.raw(trimAttempts('lost'))},
    remembered as (
      insert into past_attempts (task_id, owner, started_at, outcome)
      select id, owner, started_at, 'lost' from lost
    ),
    events as (
      insert into task_events (event, task_type, task_ids, data)
      select case status when 'failed' then 'failed' else 'requeued' end, task_type, array_agg(id),
        jsonb_agg(jsonb_build_object('code', 'worker_lost', 'lost_leases', lost_leases))
      from moved group by status, task_type
    )
    select * from moved`
