import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'

/**
 * Locks posts of a store, and then the store: known ones among what its account shows, and others
 * by id. Lock drafts after them, because an approval locks the store before its drafts: the other
 * order causes a deadlock with it.
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

/** Locks stores; call it after you lock their posts. */
export async function lockStores(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    select from stores where id = any (${ids}::uuid[]) order by id for no key update`.execute(tx)
}

/**
 * Locks the stores of drafts. Call it before you lock the drafts: a task that reads a post also
 * locks its store, and then drafts of other posts.
 */
export async function lockStoresOf(tx: Tx, draftIds: readonly string[]): Promise<void> {
  await sql`
    select from stores where id in (select store_id from product_drafts where id = any (${draftIds}::uuid[]))
    order by id for no key update`.execute(tx)
}
