import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'

/** Returns when the posts of each of these connections were listed last. */
export async function readLastSyncs(
  db: Db,
  connectionIds: readonly string[],
): Promise<Map<string, Date>> {
  const { rows } = await sql<{ connection_id: string; at: Date }>`
    select connection_id, listed_at as at from shared.own_media_sync
    where connection_id = any (${connectionIds}::uuid[]) and listed_at is not null`.execute(db)
  return new Map(rows.map(({ connection_id, at }) => [connection_id, at]))
}
