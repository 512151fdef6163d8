import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'

/**
 * Runs a query over lists that are walked along their key, a page at a time. While a list grows, statistics know little of
 * it: PostgreSQL would take a million members for a few, and sort all of them for a page of fifty.
 */
export async function inKeyOrder<Row>(db: Db, query: RawBuilder<Row>): Promise<Row[]> {
  return await db.transaction().execute(async (tx) => {
    await sql`
      select set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true)`.execute(
      tx,
    )
    return (await query.execute(tx)).rows
  })
}
