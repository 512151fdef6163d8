import { sql } from 'kysely'
import type { Tx } from '../../src/db/handles.ts'

// Rows of the team's own accounts and of its stores, as gramd would leave them: half their posts
// are Reels.

const ACCOUNTS = 200
/** The number of snapshots of each post. */
const SNAPSHOTS = 10
const PROJECTS = 1_000
const STORES = 100

/**
 * Connected accounts that share the posts, with ten snapshots of each and two years of days; a
 * thousand projects.
 */
export async function fillOwnAccounts(tx: Tx, posts: number): Promise<void> {
  await sql`
    insert into connections (platform_id, username, kind, login, rights_granted, state, state_reason, checked_at)
    select (17841400000000000 + n)::text, 'brand.' || n, 'business', 'instagram', '{instagram_business_basic}',
      case when n % 50 = 0 then 'auth_error' else 'active' end, case when n % 50 = 0 then 'token_expired' end, now()
    from generate_series(1, ${sql.lit(ACCOUNTS)}) n`.execute(tx)
  await sql`
    insert into own_media_sync (connection_id, username, listed_at) select id, username, now()
      from connections`.execute(tx)
  await sql`
    insert into own_media (connection_id, platform_id, permalink, shortcode, type, caption, published_at,
      last_synced_at,
      next_sync_at, sync_status, like_count, comment_count)
    select connection_id, username || '-' || n, 'https://www.instagram.com/reel/' || replace(username, '.',
      '') || '_' || n || '/',
      replace(username, '.', '') || '_' || n, case when n % 2 = 0 then 'REEL' else 'IMAGE' end,
      'Green tea with thyme for long winter evenings ' || n, now() - n * interval '2 hours',
        now() - interval '5 minutes',
      now() + interval '1 hour', 'ok', 10 * n, n
    from own_media_sync, generate_series(1, ${sql.lit(Math.round(posts / ACCOUNTS))}) n`.execute(tx)
  await sql`
    insert into media_insights (media_id, collected_at, metrics, raw)
    select id, at, jsonb_build_object('views', 1000 * n, 'reach', 800 * n, 'likes', 10 * n, 'comments', n, 'saved', n,
      'shares', n,
      'ig_reels_avg_watch_time', 7000), case when n > 8 then '{"data": []}'::jsonb end
    from own_media, generate_series(1, ${sql.lit(SNAPSHOTS)}) n,
      lateral (select published_at + n * interval '3 hours' as at) moment
    where at < now()`.execute(tx)
  await sql`
    insert into account_insights (connection_id, day, metrics)
    select connection_id, current_date - n, jsonb_build_object('followers_count', 10000 - n, 'reach', 70 + n % 7,
      'views', 100)
    from own_media_sync, generate_series(1, 730) n`.execute(tx)
  await sql`
    insert into projects (name, last_number) select 'Spring ' || n, 3
      from generate_series(1, ${sql.lit(PROJECTS)}) n`.execute(tx)
  await sql`
    insert into project_versions (project_id, number, title, script, length_seconds, predicted)
    select id, n, 'Tea', repeat('Words of a script. ', 40), 20, '{"views": 1000, "reach": 800}'
    from projects, generate_series(1, 3) n`.execute(tx)
  await sql`
    insert into bindings (version_id, media_id, kind)
    select v.id, m.id, 'manual' from (select id, row_number() over () as n from project_versions) v
    join (select id, row_number() over () as n from own_media where type = 'REEL') m using (n)`.execute(
    tx,
  )
}

/**
 * Stores with a draft of each post; two in five are approved, and a product in twenty has a
 * conflict.
 */
export async function fillStores(tx: Tx, posts: number): Promise<void> {
  await sql`
    insert into stores (name, slug, currency, connection_id, categories)
    select 'Store ' || n, 'store-' || n, 'KES', id, '{Fashion & Apparel,Other}'
    from (select id, row_number() over (order by id) as n from connections) c where n <= ${STORES}`.execute(
    tx,
  )
  await sql`
    insert into catalog_posts (store_id, account_id, platform_id, permalink, type, caption, picture_ids, published_at,
      outcome)
    select id, 'shop', 'shop-' || n, 'https://www.instagram.com/p/SHOP' || n || '/', 'IMAGE',
      'Cotton dress, KES 2,500. DM to order ' || n,
      '{p1}', now() - n * interval '1 hour', 'drafted'
    from stores, generate_series(1, ${sql.lit(Math.round(posts / STORES))}) n`.execute(tx)
  await sql`
    insert into products (store_id, slug, name, description, price, currency, categories, source, source_id, source_url)
    select store_id, platform_id, 'Cotton dress ' || platform_id, caption, 2500, 'KES', '{Fashion & Apparel}',
      'instagram', platform_id,
      permalink
    from (select *, row_number() over () as n from catalog_posts) p where n % 5 < 2`.execute(tx)
  await sql`
    insert into product_drafts (store_id, post_id, position, extracted, confidence, flags, status, product_id,
      expires_at, decided_at,
      created_at)
    select p.store_id, p.id, 0, jsonb_build_object('name', 'Cotton dress ' || p.platform_id, 'description', p.caption,
      'price', '2500.00',
        'compare_at_price', null, 'currency', 'KES', 'category', 'Fashion & Apparel', 'tags', '["dress"]'::jsonb,
          'variants', '[]'::jsonb,
        'pictures', '[1]'::jsonb, 'evidence', '{"price": {"kind": "caption", "start": 14, "end": 23}}'::jsonb),
      0.5 + n % 50 / 100.0, case when n % 50 < 10 then '{low_confidence}'::text[] else '{}' end,
      case when product.id is null then 'pending' else 'approved' end, product.id, now() + interval '6 days',
      case when product.id is not null then now() end, p.published_at
    from (select *, row_number() over () as n from catalog_posts) p
    left join products product on product.store_id = p.store_id and product.slug = p.platform_id`.execute(
    tx,
  )
  await sql`
    insert into product_conflicts (store_id, product_id, field, before, mine, theirs, caption_before, caption_after)
    select store_id, id, 'price', '"2700.00"', '"2500.00"', '"2900.00"', description, description
    from (select *, row_number() over () as n from products) p where n % 20 = 0`.execute(tx)
  await sql`
    insert into catalog_syncs (store_id, connection_id, type, begun_by, options, status, is_listed, requests, counts,
      started_at, completed_at)
    select id, connection_id, 'incremental_sync', 'scheduled_job',
      '{"limit": 100, "since": null, "in_batches": false}', 'success', true, 1,
      '{"total": 1, "processed": 1, "drafts": 1, "imported": 0, "updated": 0, "skipped": 0, "failed": 0, "cost_usd": 0.001, "oldest_post": null,
      "newest_post": null}', at, at
    from stores, generate_series(1, 100) n, lateral (select now() - n * interval '6 hours' as at) moment`.execute(
    tx,
  )
}
