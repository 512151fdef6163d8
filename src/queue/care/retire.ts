import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import type { TaskType } from '../task-type.ts'

const BATCH = 1_000

type Types<Services> = ReadonlyMap<string, TaskType<Services>>

/**
 * Forgets tasks that ended more than `keepMs` ago (world time), their attempts and what their types keep about them, in
 * small batches; returns how many. An aborted signal ends it between two batches.
 */
export async function retireEnded<Services>(
  db: Db,
  types: Types<Services>,
  keepMs: number,
  signal?: AbortSignal,
): Promise<number> {
  let retired = 0
  while (!signal?.aborted) {
    const count = await db.transaction().execute(async (tx) => await retireBatch(tx, types, keepMs))
    retired += count
    if (count < BATCH) break
  }
  return retired
}

async function retireBatch<Services>(
  tx: Tx,
  types: Types<Services>,
  keepMs: number,
): Promise<number> {
  // Statistics that are behind make the planner expect old rows everywhere; it would read the whole table for the last.
  await sql`set local enable_seqscan = off`.execute(tx)
  const { rows } = await sql<{ id: number; task_type: string }>`
    with old as materialized (
      select id from scrape_tasks_ended
      where completed_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      limit ${BATCH}
      for update skip locked
    ),
    forgotten as (delete from past_attempts where task_id = any (array(select id from old)))
    delete from scrape_tasks_ended where id = any (array(select id from old)) returning id, task_type`.execute(
    tx,
  )
  for (const [name, retired] of Map.groupBy(rows, (row) => row.task_type)) {
    const ids = retired.map(({ id }) => id)
    await types.get(name)?.onRetire?.(tx, ids)
  }
  return rows.length
}
