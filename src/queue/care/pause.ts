import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { TASKS_CHANNEL } from '../channels.ts'

/** From now on no worker claims tasks of the type; what runs goes on. Twice is the same as once. */
export async function pauseType(db: Db, typeName: string): Promise<void> {
  await db
    .insertInto('paused_task_types')
    .values({ task_type: typeName })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Lets workers claim tasks of the type again, and wakes them. */
export async function resumeType(db: Db, typeName: string): Promise<void> {
  await sql`
    with resumed as (delete from paused_task_types where task_type = ${typeName} returning task_type)
    select pg_notify(${TASKS_CHANNEL}, '') from resumed`.execute(db)
}

/** Since when (world time) which types are paused. */
export async function pausedTypes(db: Db): Promise<Map<string, Date>> {
  const rows = await db.selectFrom('paused_task_types').select(['task_type', 'paused_at']).execute()
  return new Map(rows.map((row) => [row.task_type, row.paused_at]))
}
