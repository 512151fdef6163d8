import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../db/handles.ts'
import { remembered } from '../../../db/remembered.ts'

const Explained = z.tuple([z.object({ Plan: z.object({ 'Plan Rows': z.number() }) })])

/** Estimates change with ANALYZE alone. */
const recallEstimate = remembered<number>()

/** How many rows a query has, as far as the planner knew in the last minute. */
export async function estimatedRows(db: Db, query: RawBuilder<unknown>): Promise<number> {
  const { sql: text, parameters } = query.compile(db)
  return await recallEstimate({ db }, { key: JSON.stringify([text, parameters]) }, async () => {
    const { rows } = await sql<{ 'QUERY PLAN': unknown }>`explain (format json) ${query}`.execute(
      db,
    )
    const [{ Plan }] = Explained.parse(rows[0]?.['QUERY PLAN'])
    return Plan['Plan Rows']
  })
}

const recallBounds = remembered<readonly number[]>()

/** The planner's histogram of followers: between any two bounds there are equally many creators. */
export const followerBounds = async (db: Db): Promise<readonly number[]> =>
  await recallBounds({ db }, { key: 'followers' }, async () => {
    const { rows } = await sql<{ bounds: number[] | null }>`
      select histogram_bounds::text::bigint[]::float8[] as bounds from pg_stats
      where schemaname = current_schema() and tablename = 'blogs' and attname = 'follower_count'`.execute(
      db,
    )
    return rows[0]?.bounds ?? []
  })
