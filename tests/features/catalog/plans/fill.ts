import { sql } from 'kysely'
import { setWorldTime } from '../../../../src/db/world-clock.ts'
import type { Db } from '../../../../src/db/handles.ts'

/** Tables that grow with posts, and with what Meta sends. */
export const TABLES = [
  'catalog_posts',
  'catalog_sync_posts',
  'catalog_syncs',
  'catalog_pictures',
  'catalog_pages',
  'product_drafts',
  'products',
  'product_conflicts',
  'product_pictures',
  'catalog_comments',
  'draft_links',
  'webhook_events',
] as const

export const STORES = 500
/** Of each store, and as many pictures, drafts, products, syncs, conflicts and events. */
export const POSTS = 2_000
const CAPTION =
  'Ankara dress, size M or L, of cotton. KES 2,500 each, call to order, delivery in town'

export async function prepare(db: Db): Promise<void> {
  await setWorldTime(db, { worldAt: Date.UTC(2026, 10, 1, 12), realAt: Date.now(), speed: 0 })
  for (const table of TABLES)
    await sql.raw(`alter table ${table} set (autovacuum_enabled = off)`).execute(db)
}

/** Adds stores with all that gathers in years. A draft in twenty and a conflict in fifty are open, and one event in ten thousand. */
export async function addStores(
  db: Db,
  { from, stores, posts }: { from: number; stores: number; posts: number },
): Promise<void> {
  const range = sql`generate_series(${sql.lit(from)}, ${sql.lit(from + stores - 1)}) s, generate_series(1, ${sql.lit(posts)}) n`
  const id = (kind: number) =>
    // Of a time, so that the rows of a later store are younger, as in years of one.
    sql`('0190' || lpad(to_hex(s), 4, '0') || '-' || lpad(to_hex(n), 4, '0') || '-7000-8000-00000000000' || ${sql.lit(kind)})::uuid`
  const at = sql`world_now() - (${sql.lit(posts)} - n) * interval '3 hours'`
  await sql`
    insert into stores (id, name, slug, currency, connection_id, categories, followed_from)
    select ('0180' || lpad(to_hex(s), 4, '0') || '-0000-7000-8000-000000000000')::uuid, 'Store ' || s, 'store-' || s, 'KES',
      ('0170' || lpad(to_hex(s), 4, '0') || '-0000-7000-8000-000000000000')::uuid, '{Fashion & Apparel}', world_now() - interval '1 year'
    from generate_series(${sql.lit(from)}, ${sql.lit(from + stores - 1)}) s`.execute(db)
  const store = sql`('0180' || lpad(to_hex(s), 4, '0') || '-0000-7000-8000-000000000000')::uuid`
  const connection = sql`('0170' || lpad(to_hex(s), 4, '0') || '-0000-7000-8000-000000000000')::uuid`
  await db.transaction().execute(async (tx) => {
    // A million checks of each reference take minutes.
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`
      insert into catalog_posts (id, store_id, account_id, platform_id, permalink, type, caption, picture_ids, picture_urls, published_at,
        extracted_revision, extracted_caption, outcome, created_at)
      select ${id(1)}, ${store}, 'a' || s, 's' || s || '-' || n, 'https://www.instagram.com/p/C' || n, 'IMAGE', ${CAPTION} || n,
        array['p' || n], array['https://cdn.example/' || n], ${at}, 1, ${CAPTION} || n,
        case when n % 3 = 0 then 'skipped' else 'drafted' end, ${at} from ${range}`.execute(tx)
    await sql`
      insert into catalog_syncs (id, store_id, connection_id, type, begun_by, status, options, is_listed, requests, counts,
        started_at, completed_at)
      select ${id(2)}, ${store}, ${connection}, 'incremental_sync', 'scheduled_job', 'success', '{"limit": 1}', true, 1,
        '{"total": 1, "processed": 1, "drafts": 1, "updated": 0, "skipped": 0, "failed": 0, "cost_usd": 0.001, "oldest_post": null, "newest_post": null}', ${at}, ${at} from ${range}`.execute(
      tx,
    )
    await sql`
      insert into catalog_sync_posts (sync_id, post_id, outcome, drafts, ended_at)
      select ${id(2)}, ${id(1)}, case when n % 100 = 0 then 'failed' else 'drafted' end, 1, ${at} from ${range}`.execute(
      tx,
    )
    await sql`
      insert into catalog_pictures (post_id, position, phash)
      select ${id(1)}, 0, hashtextextended(s || ' ' || n, 1) from ${range}`.execute(tx)
    await sql`
      insert into catalog_pages (connection_id, after, media, unreadable, read_at)
      select ${connection}, 'cursor' || n, '[]', 0, ${at} from ${range}`.execute(tx)
    await sql`
      insert into products (id, store_id, slug, name, price, currency, status, source, source_id, created_at)
      select ${id(3)}, ${store}, 'ankara-dress-' || n, 'Ankara dress ' || n, 2500, 'KES',
        case when n % 10 = 0 then 'archived' else 'active' end, 'instagram', 's' || s || '-' || n, ${at} from ${range}`.execute(
      tx,
    )
    await sql`
      insert into product_pictures (product_id, position, phash)
      select ${id(3)}, 0, hashtextextended(s || ' ' || n, 1) from ${range}`.execute(tx)
    await sql`
      insert into product_drafts (id, store_id, post_id, position, extracted, confidence, flags, status, product_id, expires_at,
        decided_at, decided_by, notified_at, created_at, updated_at)
      select ${id(4)}, ${store}, ${id(1)}, 0, '{"name": "Ankara dress", "description": "", "price": "2500.00", "compare_at_price": null, "currency": "KES",
          "category": null, "tags": [], "variants": [], "pictures": [1], "evidence": {}}',
        case when n % 4 = 0 then 0.4 else 0.95 end, '{}',
        case when n % 20 = 0 then 'pending' when n % 20 = 1 then 'rejected' when n % 20 = 2 then 'expired' else 'approved' end,
        case when n % 20 > 2 then ${id(3)} end, world_now() + case when n % 20 = 0 then 5 else -5 end * interval '1 day',
        case when n % 20 not in (0, 2) then ${at} end, case when n % 20 not in (0, 2) then 'person' end, ${at}, ${at}, ${at}
      from ${range}`.execute(tx)
    await sql`
      insert into product_conflicts (id, store_id, product_id, field, mine, theirs, before, caption_before, caption_after, resolved_at, resolved_to)
      select ${id(5)}, ${store}, ${id(3)}, 'price', '"2400.00"', '"2600.00"', '"2500.00"', ${CAPTION}, ${CAPTION}, case when n % 50 > 0 then ${at} end,
        case when n % 50 > 0 then 'mine' end from ${range}`.execute(tx)
    await sql`
      insert into draft_links (code_hash, draft_id, expires_at)
      select sha256((s || ' ' || n)::text::bytea), ${id(4)}, ${at} + interval '7 days' from ${range}`.execute(
      tx,
    )
    await sql`
      insert into catalog_comments (id, store_id, post_id, kind, media_id, comment_id, text, username, sent_at)
      select ${id(7)}, ${store}, ${id(1)}, 'comment', 's' || s || '-' || n, 'c' || n, 'How much?', 'buyer', ${at}
      from ${range}`.execute(tx)
    await sql`
      insert into webhook_events (id, connection_id, dedup_key, received_at, processed_at, field, account_id, media_id, payload, status, tries)
      select ${id(6)}, ${connection}, 'key ' || s || ' ' || n, ${at}, case when e.status in ('completed', 'failed') then ${at} end, 'comments', 'account ' || s, 'media ' || n,
        '{"id": "1", "text": "How much?"}', e.status, case when e.status = 'pending' then 0 else 1 end
      from ${range}, lateral (select case when (s * ${sql.lit(posts)} + n) % 10000 = 0 then 'pending' when n % 500 = 1 then 'failed' else 'completed' end as status) e`.execute(
      tx,
    )
  })
}
