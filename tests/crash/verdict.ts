import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { SLOW_STEPS } from './task-types.ts'

export type Totals = {
  tasks: number
  open: number
  lost_leases: number
  statuses: Record<string, number>
}

export async function readTotals(db: Db): Promise<Totals> {
  const { rows } = await sql<{ status: string; tasks: number; lost_leases: number }>`
    select status, count(*)::int as tasks, sum(lost_leases)::int as lost_leases from scrape_tasks group by status`.execute(
    db,
  )
  const sum = (pick: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((all, row) => all + pick(row), 0)
  return {
    tasks: sum((row) => row.tasks),
    open: sum((row) => (row.status === 'pending' || row.status === 'running' ? row.tasks : 0)),
    lost_leases: sum((row) => row.lost_leases),
    statuses: Object.fromEntries(rows.map((row) => [row.status, row.tasks])),
  }
}

/** Tasks without exactly the effects of their type: one at the end, and one per step. */
export async function wrongEffects(db: Db): Promise<unknown[]> {
  const { rows } = await sql`
    select t.id, t.task_type, t.status, t.lost_leases, coalesce(e.effects, '{}') as effects
    from scrape_tasks t
    left join (
      select task_id, array_agg(effect order by effect) as effects from crash_effects group by task_id
    ) e on e.task_id = t.id
    where coalesce(e.effects, '{}') <> case t.task_type
      when 'writeless' then '{}'::text[]
      when 'slow' then array['done'] || (select array_agg('step ' || n order by n) from generate_series(1, ${SLOW_STEPS}::int) n)
      else array['done']
    end
    limit 20`.execute(db)
  return rows
}

/** Tasks that enqueue another at their end, without exactly one. */
export async function wrongChildren(db: Db): Promise<unknown[]> {
  const { rows } = await sql`
    select p.id, count(c.id)::int as children
    from scrape_tasks p
    left join scrape_tasks c on c.task_type = 'plain' and (c.payload ->> 'parent')::bigint = p.id
    where p.task_type = 'parent'
    group by p.id
    having count(c.id) <> 1
    limit 20`.execute(db)
  return rows
}

/** Tasks whose attempts are not the number of their own failures. */
export async function wrongAttempts(db: Db): Promise<unknown[]> {
  const { rows } = await sql`
    select id, task_type, attempts, lost_leases, error_code from scrape_tasks
    where attempts <> case task_type when 'flaky' then 1 else 0 end
    limit 20`.execute(db)
  return rows
}

/** Accepted tasks that are missing. */
export async function missingTasks(db: Db, accepted: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select given.id from unnest(${accepted}::bigint[]) as given (id)
    where not exists (select from scrape_tasks t where t.id = given.id)`.execute(db)
  return rows.map((row) => row.id)
}
