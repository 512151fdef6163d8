import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import { recordset } from '../../../db/rows.ts'

/** A post or story with a text that is nearly a sign of a campaign. */
export type NearMissRow = {
  list_id: string
  blog_id: string
  kind: 'post' | 'story'
  platform_id: string
  code: string | null
  taken_at: Date
  what: 'code' | 'mention'
  expected: string
  found: string
  quote: string | null
}

const COLUMNS = {
  list_id: 'uuid',
  blog_id: 'uuid',
  kind: 'text',
  platform_id: 'text',
  code: 'text',
  taken_at: 'timestamptz',
  what: 'text',
  expected: 'text',
  found: 'text',
  quote: 'text',
} as const

/** The examined posts: their near misses that are there no more go. */
type Examined = { listIds: readonly string[]; platformIds: readonly string[] }

/** Brings the near misses of posts up to date. */
export async function storeNearMisses(
  tx: Tx,
  misses: readonly NearMissRow[],
  { listIds, platformIds }: Examined,
): Promise<void> {
  await sql`
    delete from campaign_near_misses miss
    where miss.list_id = any(${listIds}::uuid[]) and miss.platform_id = any(${platformIds}::text[])
      and not exists (
        select from ${recordset(misses, COLUMNS)}
        where r.list_id = miss.list_id and r.kind = miss.kind and r.platform_id = miss.platform_id
          and r.what = miss.what
      )`.execute(tx)
  if (misses.length === 0) return
  await sql`
    insert into campaign_near_misses as miss
      (list_id, blog_id, kind, platform_id, code, taken_at, what, expected, found, quote)
    select distinct on (list_id, kind, platform_id, what) r.* from ${recordset(misses, COLUMNS)}
    on conflict (list_id, kind, platform_id, what) do update set
      expected = excluded.expected, found = excluded.found, quote = excluded.quote
    where (miss.expected, miss.found) is distinct from (excluded.expected, excluded.found)`.execute(
    tx,
  )
}

/** Moves near misses of a blog that is about to be removed to the same creator's. */
export async function moveNearMisses(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await tx
    .updateTable('campaign_near_misses')
    .set({ blog_id: into })
    .where('blog_id', '=', from)
    .execute()
}
