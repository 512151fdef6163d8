import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'

export type Row = Record<string, unknown>

/** Everything that a view of schema `derived` shows, in the order of its text. */
export async function view(db: Db, name: string): Promise<Row[]> {
  const { rows } =
    await sql<Row>`select v.* from ${sql.table(`derived.${name}`)} v order by v::text`.execute(db)
  return rows
}

/** A batch that was made and not sent. */
export async function aBatch(db: Db): Promise<string> {
  const { id } = await db
    .insertInto('ai_batches')
    .values({ kind: 'creator_insights', model: 'm', request_count: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
