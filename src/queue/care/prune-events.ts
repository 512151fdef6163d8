import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

const BATCH = 10_000

/** Forgets task events older than `keepMs` (world time), in small batches; returns how many. */
export async function pruneTaskEvents(db: Db, keepMs: number): Promise<number> {
  let pruned = 0
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from task_events where id = any (array(
        select id from task_events
        where created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
        order by created_at
        limit ${BATCH}
      ))`.execute(db)
    const count = Number(numAffectedRows ?? 0n)
    pruned += count
    if (count < BATCH) return pruned
  }
}
