import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { officialQuery, type OfficialRow } from '../../own-media/index.ts'

/** The official numbers of a campaign's results, by their ids. */
export async function readOfficial(db: Db, listId: string): Promise<Map<string, OfficialRow>> {
  const results = sql`
    select id, kind, author_id, code, platform_id, taken_at from campaign_results
    where list_id = ${listId}::uuid and untied_at is null`
  const { rows } = await officialQuery(results).execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}
