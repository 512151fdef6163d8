import { sql } from 'kysely'
import type { Db, Tx } from '../handles.ts'

export type BackfillState = {
  name: string
  task_id: number | null
  done: number
  /** The rows of the table when it began, estimated. */
  total: number | null
  /** The cursor of the last row that was filled. */
  cursor: string | null
  finished_at: Date | null
}

const COLUMNS = ['name', 'task_id', 'done', 'total', 'finished_at'] as const
/** The cursor is a JSON text, so that a later release can make more of it. */
const CURSOR = sql<string | null>`cursor #>> '{}'`.as('cursor')

/** All that has begun, by name. */
export const readBackfills = async (db: Db): Promise<BackfillState[]> =>
  await db
    .selectFrom('gramd_backfills')
    .select([...COLUMNS, CURSOR])
    .orderBy('name')
    .execute()

/** Writes down that a backfill begins, unless it has. */
export async function beginBackfill(
  db: Db,
  { name, table }: { name: string; table: string },
  version: string,
): Promise<void> {
  await sql`
    insert into gramd_backfills (name, version, total)
    select ${name}, ${version}, (
      select greatest(reltuples, 0)::bigint from pg_class where oid = to_regclass(${`public.${table}`})
    )
    on conflict (name) do nothing`.execute(db)
}

/** Writes down which task does it. */
export async function assignBackfill(tx: Tx, name: string, taskId: number): Promise<void> {
  await tx
    .updateTable('gramd_backfills')
    .set({ task_id: taskId })
    .where('name', '=', name)
    .execute()
}

/** Throws when it has not begun. */
export const lockBackfill = async (tx: Tx, name: string): Promise<BackfillState> =>
  await tx
    .selectFrom('gramd_backfills')
    .select([...COLUMNS, CURSOR])
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirstOrThrow()

/** Moves the cursor of a backfill, or ends it. */
export const recordBatch = async (
  tx: Tx,
  name: string,
  { rows, last }: { rows: number; last: string | null },
): Promise<BackfillState> =>
  await tx
    .updateTable('gramd_backfills')
    .set({
      done: sql<number>`done + ${rows}`,
      cursor: last === null ? null : JSON.stringify(last),
      finished_at: last === null ? sql<Date>`world_now()` : null,
    })
    .where('name', '=', name)
    .returning([...COLUMNS, CURSOR])
    .executeTakeFirstOrThrow()

/**
 * Writes down that nothing is left to fill, since a migration has removed what it was filled from.
 */
export async function closeBackfill(tx: Tx, name: string, version: string): Promise<void> {
  await sql`
    insert into gramd_backfills (name, version, finished_at) values (${name}, ${version}, world_now())
    on conflict (name) do update
    set finished_at = coalesce(gramd_backfills.finished_at, excluded.finished_at), cursor = null`.execute(
    tx,
  )
}
