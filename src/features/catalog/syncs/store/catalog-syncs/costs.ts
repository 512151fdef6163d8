import { sql } from 'kysely'
import type { Tx } from '../../../../../db/handles.ts'
import { addPostCost } from '../../../posts/store/catalog-posts/extraction.ts'

/** Adds what an answer about a post has cost, to the post and to the newest sync that has it. */
export async function addCost(tx: Tx, postId: string, usd: number): Promise<void> {
  await addPostCost(tx, postId, usd)
  await sql`
    with newest as (
      update catalog_sync_posts set cost_usd = cost_usd + ${usd}
      where post_id = ${postId}::uuid and sync_id = (
        select max(sync_id::text)::uuid from catalog_sync_posts where post_id = ${postId}::uuid)
      returning sync_id
    )
    update catalog_syncs s set counts = jsonb_set(s.counts, '{cost_usd}',
      to_jsonb((s.counts ->> 'cost_usd')::float8 + ${usd}))
    from newest n where s.id = n.sync_id and s.counts is not null`.execute(tx)
}
