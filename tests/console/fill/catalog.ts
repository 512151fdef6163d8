import { sql } from 'kysely'
import { jsonb } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'
import { BRAND } from './own-accounts.ts'

const id = (tail: string): string => `0198c1a5-0000-7000-8000-00000000${tail}`

export const STORE = id('e001')
export const EMPTY_STORE = id('e002')
const POST = id('e101')
export const SKIPPED_POST = id('e102')
const NEVER_POST = id('e103')
export const DRAFT = id('e201')
export const UNSURE = id('e202')
const IN_PICTURE = id('e205')
const APPROVED = id('e203')
const REJECTED = id('e204')
export const PRODUCT = id('e301')
export const SCAN = id('e401')
export const ENDED_SCAN = id('e402')

/** A store with drafts of every state, a product with two conflicts, and an import that goes on; and an empty store. */
async function fill(db: Db, text: string) {
  const words = text.slice(0, 100)
  await sql`delete from stores where id in (${STORE}, ${EMPTY_STORE})`.execute(db)
  await sql`
    insert into stores (id, name, slug, currency, connection_id, categories) values
      (${STORE}, ${words}, 'full', 'KES', ${BRAND}, ${[words, 'Other']}),
      (${EMPTY_STORE}, 'Nothing yet', 'empty', 'KZT', null, '{Other}')`.execute(db)
  await sql`
    insert into catalog_posts (id, store_id, account_id, platform_id, permalink, type, caption, picture_ids, published_at, outcome)
    values (${POST}, ${STORE}, '99', '9901', 'https://www.instagram.com/p/SHOP/', 'IMAGE', ${`KES 2,500 ${text}`}, '{p1}',
      world_now() - interval '2 days', 'drafted')`.execute(db)
  await sql`
    insert into catalog_posts (id, store_id, account_id, platform_id, permalink, type, caption, published_at, outcome, reason,
      extracted_revision, ignored_at)
    values (${SKIPPED_POST}, ${STORE}, '99', '9902', 'https://www.instagram.com/p/NEWYEAR/', 'IMAGE', ${`Happy new year ${text}`},
        world_now() - interval '3 days', 'skipped', 'greeting', 1, null),
      (${NEVER_POST}, ${STORE}, '99', '9903', null, 'VIDEO', null, world_now() - interval '4 days', 'failed', 'model_failed', 1,
        world_now())`.execute(db)
  await sql`
    insert into products (id, store_id, slug, name, description, price, currency, categories, tags, variants, status, source,
      source_id, source_url, touched)
    values (${PRODUCT}, ${STORE}, 'dress', ${words}, ${text}, 2500, 'KES', ${[words]}, ${[words]},
      ${jsonb([{ option: 'size', value: words }])}, 'active', 'instagram', '9901', 'https://www.instagram.com/p/SHOP/',
      '{price,name}')`.execute(db)
  await sql`
    insert into product_conflicts (store_id, product_id, field, before, mine, theirs, caption_before, caption_after) values
      (${STORE}, ${PRODUCT}, 'price', '"2700.00"', '"2500.00"', '"2900.00"', ${text}, ${text}),
      (${STORE}, ${PRODUCT}, 'variants', '[]', ${jsonb([{ option: 'size', value: words }])}, '[]', ${text}, ${text})`.execute(
    db,
  )
  const extracted = {
    name: words,
    description: text,
    price: '2500.00',
    compare_at_price: '3000.00',
    currency: 'KES',
    category: words,
    tags: [words],
    variants: [{ option: 'size', value: words }],
    pictures: [1],
    evidence: {
      price: { kind: 'caption', start: 0, end: 9 },
      name: { kind: 'picture', number: 1 },
    },
  }
  const inPicture = { ...extracted, evidence: { price: { kind: 'picture', number: 1 } } }
  // The rejection is undone on a page, however long after the filling that is opened.
  await sql`
    insert into product_drafts (id, store_id, post_id, position, extracted, edits, confidence, flags, status, product_id,
      duplicate_of, expires_at, decided_at, reason)
    values
      (${DRAFT}, ${STORE}, ${POST}, 0, ${jsonb(extracted)}, '{"name": "Corrected"}', 0.95, '{}', 'pending', null, null,
        world_now() + interval '1 day', null, null),
      (${UNSURE}, ${STORE}, ${POST}, 1, ${jsonb({ ...extracted, price: null })}, '{}', 0.3,
        '{low_confidence,price_differs,possible_duplicate,post_changed}', 'pending', null, ${PRODUCT},
        world_now() + interval '6 days', null, null),
      (${IN_PICTURE}, ${STORE}, ${POST}, 4, ${jsonb(inPicture)}, '{}', 0.9, '{price_in_picture}', 'pending', null, null,
        world_now() + interval '6 days', null, null),
      (${APPROVED}, ${STORE}, ${POST}, 2, ${jsonb(extracted)}, '{}', 0.9, '{}', 'approved', ${PRODUCT}, null,
        world_now(), world_now(), null),
      (${REJECTED}, ${STORE}, ${POST}, 3, ${jsonb(extracted)}, '{}', 0.9, '{}', 'rejected', null, null,
        world_now(), world_now() + interval '1 hour', ${words})`.execute(db)
  await sql`
    insert into catalog_comments (store_id, post_id, kind, media_id, comment_id, text, username, sent_at)
    values (${STORE}, ${POST}, 'comment', '9901', 'c1', ${text}, 'buyer', world_now())`.execute(db)
  await sql`
    insert into catalog_syncs (id, store_id, connection_id, type, begun_by, options)
    values (${SCAN}, ${STORE}, ${BRAND}, 'bulk_import', 'user_initiated', '{"limit": 100, "since": null, "in_batches": false}')`.execute(
    db,
  )
  await sql`
    insert into catalog_syncs (id, store_id, connection_id, type, begun_by, options, status, is_listed, requests, reason,
      started_at, completed_at, counts)
    values (${ENDED_SCAN}, ${STORE}, ${BRAND}, 'incremental_sync', 'scheduled_job',
      '{"limit": 25, "since": null, "in_batches": false}', 'partial_success', true, 3, ${text},
      world_now() - interval '5 minutes', world_now() - interval '3 minutes', ${jsonb({
        total: 9,
        processed: 9,
        drafts: 5,
        updated: 0,
        skipped: 3,
        failed: 1,
        cost_usd: 0.12,
        oldest_post: '2026-01-02T00:00:00Z',
        newest_post: '2026-01-05T00:00:00Z',
      })})`.execute(db)
  await sql`
    insert into catalog_sync_posts (sync_id, post_id, outcome, drafts, code, message, ended_at) values
      (${SCAN}, ${POST}, 'drafted', 4, null, null, null),
      (${ENDED_SCAN}, ${POST}, 'failed', 0, 'model_failed', ${text}, world_now())`.execute(db)
}

export const catalog: Filling = {
  fill,
  paths: [
    '/home/seller',
    '/stores',
    '/stores/new',
    `/stores/${STORE}`,
    `/stores/${EMPTY_STORE}`,
    `/stores/${STORE}/edit`,
    `/stores/${STORE}/delete`,
    `/stores/${STORE}/scan`,
    `/stores/${STORE}/scan/${SCAN}?seconds=200&cost=1.25`,
    `/stores/${STORE}/scan/${ENDED_SCAN}`,
    `/stores/${STORE}/connection`,
    `/stores/${EMPTY_STORE}/connection`,
    `/stores/${STORE}/part`,
    `/stores/${STORE}/revoke`,
    `/stores/${STORE}/stats`,
    `/stores/${STORE}/posts`,
    `/stores/${STORE}/posts?outcome=skipped`,
    '/drafts',
    '/drafts?view=look',
    '/drafts?view=clear',
    '/drafts?view=expiring',
    '/drafts?view=approved',
    '/drafts?view=rejected',
    '/drafts?view=expired',
    '/drafts?view=skipped',
    `/drafts?draft=${UNSURE}&undo=${REJECTED}`,
    `/drafts?draft=${IN_PICTURE}`,
    `/drafts?store=${EMPTY_STORE}`,
    `/drafts?scan=${SCAN}`,
    `/drafts/${DRAFT}`,
    `/drafts/${UNSURE}`,
    `/drafts/${APPROVED}`,
    `/drafts/${REJECTED}`,
    '/products',
    '/products/new',
    '/products/conflicts',
    '/products/export',
    '/products/import',
    `/products/${PRODUCT}`,
    `/products/${PRODUCT}/edit`,
    `/products/${PRODUCT}/resolve?field=variants&back=/console/products`,
    `/products/${PRODUCT}/delete`,
  ],
}
