import { sql } from 'kysely'
import type { Db, Tx } from '../../../src/db/handles.ts'
import { TYPE_NAME } from './gramd-type.ts'

// Millions of rows as the engine would leave them. They must follow changes of the schema.

/** Tables of tasks, whose indexes are rebuilt after a fill. */
const TABLES = ['scrape_tasks_open', 'scrape_tasks_ended']

/** Adds pending tasks that have been due for some time. */
export async function fillPending(db: Db, count: number): Promise<void> {
  await fill(db, async (tx) => {
    await sql`
      insert into scrape_tasks_open (task_type, priority, payload, created_at, due_at)
      select ${TYPE_NAME}, 5, jsonb_build_object('n', n), at, at
      from generate_series(1, ${count}::int) n, lateral (
        select now() - interval '1 day' + n * interval '1 ms' as at
      ) moment`.execute(tx)
  })
}

/** Adds successfully ended tasks. */
export async function fillFinished(db: Db, count: number): Promise<void> {
  await fill(db, async (tx) => {
    await sql`
      insert into scrape_tasks_ended
        (id, task_type, priority, payload, status, result, lease_owner, started_at, completed_at, created_at)
      select nextval('scrape_tasks_id_seq'), ${TYPE_NAME}, 5, jsonb_build_object('n', n), 'done', 'null', 'bench', at,
        at, at
      from generate_series(1, ${count}::int) n, lateral (
        select now() - interval '20 days' + n * interval '1 ms' as at
      ) moment`.execute(tx)
  })
}

/**
 * Without triggers and secondary indexes, which are restored afterwards: it fills millions of rows
 * in seconds.
 */
async function fill(db: Db, insert: (tx: Tx) => Promise<void>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`set local maintenance_work_mem = '1GB'`.execute(tx)
    const { rows: indexes } = await sql<{ name: string; definition: string }>`
      select i.indexname as name, i.indexdef as definition
      from pg_indexes i
      where i.schemaname = 'public' and i.tablename = any(${TABLES}::text[])
        and not exists (select from pg_constraint c where c.conname = i.indexname)`.execute(tx)
    for (const { name } of indexes) await sql`drop index ${sql.id(name)}`.execute(tx)
    await insert(tx)
    for (const { definition } of indexes) await sql.raw(definition).execute(tx)
  })
  for (const table of TABLES) await sql`vacuum (analyze) ${sql.id(table)}`.execute(db)
}
