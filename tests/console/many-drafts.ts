import { sql } from 'kysely'
import sharp from 'sharp'
import { jsonb } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { shrinkImage } from '../../src/media/shrink-image.ts'
import { storeMedia } from '../../src/media/media-store.ts'
import { catalog, STORE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'

const DRAFT = {
  description: 'Leather.\nBrown.',
  price: '2500.00',
  compare_at_price: null,
  currency: 'KES',
  category: null,
  tags: [],
  variants: [{ option: 'size', value: 'L' }],
  pictures: [1, 2],
  evidence: {
    name: { kind: 'picture', number: 1 },
    price: { kind: 'caption', start: 0, end: 9 },
    'variants.0': { kind: 'caption', start: 10, end: 16 },
  },
}

/** Pending drafts in one store, of as many posts with two pictures each; those of before are gone. */
export async function fillDrafts(db: Db, count: number): Promise<void> {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Shop')
  await sql`delete from product_drafts where status = 'pending'`.execute(db)
  await sql`
    with post as (
      insert into catalog_posts (store_id, account_id, platform_id, permalink, type, caption, picture_ids, published_at, outcome)
      select ${STORE}::uuid, '99', '77' || n, 'https://www.instagram.com/p/WALK' || n, 'CAROUSEL_ALBUM',
        'KES 2,500 size L bag ' || n, '{front,back}', world_now() - n * interval '1 hour', 'drafted'
      from generate_series(1, ${count}) n
      returning id, platform_id, store_id
    )
    insert into product_drafts (store_id, post_id, position, extracted, edits, confidence, flags, status, expires_at)
    select store_id, id, 0, ${jsonb(DRAFT)}::jsonb || jsonb_build_object('name', 'Bag ' || substr(platform_id, 3)),
      '{}', 0.9, '{}', 'pending', world_now() + interval '6 days'
    from post`.execute(db)
  await givePictures(db)
}

async function givePictures(db: Db): Promise<void> {
  const fetched = await Promise.all(
    ['#a0522d', '#deb887'].map(async (background, position) => {
      const source = await sharp({ create: { width: 320, height: 400, channels: 3, background } })
        .jpeg()
        .toBuffer()
      return { name: ['front', 'back'][position] ?? '', position, ...(await shrinkImage(source)) }
    }),
  )
  await db
    .transaction()
    .execute(async (tx) => await storeMedia(tx, 'a drawer', { known: [], fetched }))
  await sql`
    insert into media_uses (owner, name, sha256, position)
    select 'catalog_post:' || p.id, u.name, u.sha256, u.position
    from catalog_posts p join media_uses u on u.owner = 'a drawer' where p.platform_id like '77%'`.execute(
    db,
  )
}
