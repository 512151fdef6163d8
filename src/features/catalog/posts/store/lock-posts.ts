import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'

/**
 * Keeps posts of a store from changing, and then the store: known ones among what its account
 * shows, and others by id. Before their drafts, as whoever approves drafts locks the store first:
 * the other order is a deadlock with them.
 */
export async function lockPosts(
  tx: Tx,
  storeId: string,
  { platformIds, ids = [] }: { platformIds: readonly string[]; ids?: readonly string[] },
): Promise<void> {
  await sql`
    select from catalog_posts where id = any (array(
      select id from catalog_posts where store_id = ${storeId}::uuid and platform_id = any (${platformIds}::text[])
      union select unnest(${ids}::uuid[])))
    order by platform_id, id for no key update`.execute(tx)
  await lockStores(tx, [storeId])
}

/** After their posts. */
export async function lockStores(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    select from stores where id = any (${ids}::uuid[]) order by id for no key update`.execute(tx)
}

/**
 * Before these drafts: whoever reads a post locks its store, and then drafts of other posts, too.
 */
export async function lockStoresOf(tx: Tx, draftIds: readonly string[]): Promise<void> {
  await sql`
    select from stores where id in (select store_id from product_drafts where id = any (${draftIds}::uuid[]))
    order by id for no key update`.execute(tx)
}
