import { sql } from 'kysely'

/**
 * Differs after each draft that is made or decided, and each post of a scan that has ended: ends of
 * indexes.
 */
export const CATALOG_VERSION = sql`(
  select concat((select id from product_drafts order by id desc limit 1), ' ',
    (select max(decided_at) from product_drafts), ' ',
    (select max(ended_at) from catalog_sync_posts), ' ',
    (select id from catalog_syncs order by id desc limit 1), ' ',
    (select max(completed_at) from catalog_syncs)))`
