import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { TASKS_CHANNEL } from '../channels.ts'

/** Stops claims of the type; running tasks continue. Idempotent. */
export async function pauseType(db: Db, typeName: string): Promise<void> {
  await db
    .insertInto('paused_task_types')
    .values({ task_type: typeName })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Ends a pause, and wakes workers. */
export async function resumeType(db: Db, typeName: string): Promise<void> {
  await sql`
    with resumed as (delete from paused_task_types where task_type = ${typeName} returning task_type)
    select pg_notify(${TASKS_CHANNEL}, '') from resumed`.execute(db)
}

/** Paused types, and since when (world time). */
export async function pausedTypes(db: Db): Promise<Map<string, Date>> {
  const rows = await db.selectFrom('paused_task_types').select(['task_type', 'paused_at']).execute()
  return new Map(rows.map((row) => [row.task_type, row.paused_at]))
}
