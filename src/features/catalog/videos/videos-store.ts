import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { endVideoSearch } from '../products/store/products/videos.ts'
import { ownedBy, type OwnerScope } from '../stores/store/owner-scope.ts'

/** The maximum number of products that one plan reads. */
const AT_ONCE = 500
/** A video that was not to be had is tried again after an hour, at most so often. */
const MAX_TRIES = 3

type Due = { product_id: string; has_video: boolean }

/**
 * Returns products whose videos are not stored yet; the post of one without a video needs no
 * request.
 */
export async function findDueVideos(db: Db): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select p.id as product_id, p.video_tries < ${sql.lit(MAX_TRIES)} and exists (
      select from product_drafts d join catalog_posts c on c.id = d.post_id
      where d.product_id = p.id and c.type in ('VIDEO', 'CAROUSEL_ALBUM')) as has_video
    from products p where p.videos_due_at <= world_now()
    order by p.videos_due_at limit ${sql.lit(AT_ONCE)}`.execute(db)
  return rows
}

/** A product's post, as far as its videos are concerned. */
export type VideoPost = {
  connection_id: string | null
  platform_id: string
  /** Names of the product's pictures. */
  pictures: string[]
}

export async function findVideoPost(db: Db, productId: string): Promise<VideoPost | undefined> {
  const { rows } = await sql<VideoPost>`
    select s.connection_id, c.platform_id, array(
      select u.name from shared.media_uses u where u.owner = 'product:' || d.product_id order by u.position) as pictures
    from product_drafts d join catalog_posts c on c.id = d.post_id join stores s on s.id = c.store_id
    where d.product_id = ${productId}::uuid`.execute(db)
  return rows[0]
}

/**
 * Sets the videos of a product, in their order, and ends the search for them. When some could not
 * be fetched, the search continues, and the videos of an earlier one stay unless there are more by
 * now.
 */
export async function storeVideos(
  tx: Tx,
  productId: string,
  { videos, areAll }: { videos: readonly { sha256: Buffer; bytes: number }[]; areAll: boolean },
): Promise<void> {
  if (!areAll && videos.length <= (await countVideos(tx, productId))) return
  await sql`delete from product_videos where product_id = ${productId}::uuid`.execute(tx)
  const rows = videos.map(({ sha256, bytes }, position) => ({
    position,
    bytes,
    hash: sha256.toString('hex'),
  }))
  // The product may be gone by now.
  await sql`
    insert into product_videos (product_id, position, sha256, bytes)
    select p.id, r.position, decode(r.hash, 'hex'), r.bytes
    from products p, jsonb_to_recordset(${jsonb(rows)}) as r (position smallint, bytes bigint, hash text)
    where p.id = ${productId}::uuid`.execute(tx)
  if (areAll) await endVideoSearch(tx, productId)
}

async function countVideos(tx: Tx, productId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from product_videos where product_id = ${productId}::uuid`.execute(
    tx,
  )
  return rows[0]?.count ?? 0
}

/** Returns the size of a video of a product in bytes; undefined for a hash (hex) that none has. */
export async function findVideo(db: Db, hash: string): Promise<number | undefined> {
  const { rows } = await sql<{ bytes: string }>`
    select bytes from product_videos where sha256 = decode(${hash}, 'hex') limit 1`.execute(db)
  return rows[0] && Number(rows[0].bytes)
}

/** Finds a video like `findVideo`, if this product has it and `scope` may see its store. */
export async function findVideoOf(
  db: Db,
  scope: OwnerScope,
  { productId, hash }: { productId: string; hash: string },
): Promise<number | undefined> {
  const { rows } = await sql<{ bytes: string }>`
    select v.bytes from product_videos v
    join products p on p.id = v.product_id
    join stores s on s.id = p.store_id
    where v.product_id = ${productId}::uuid and v.sha256 = decode(${hash}, 'hex') and ${ownedBy(scope)}
    limit 1`.execute(db)
  return rows[0] && Number(rows[0].bytes)
}

/** Returns the given hashes (hex) that no product has. */
export async function findUnusedVideos(db: Db, hashes: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`
    select h as hash from unnest(${hashes}::text[]) h
    where not exists (select from product_videos v where v.sha256 = decode(h, 'hex'))`.execute(db)
  return rows.map(({ hash }) => hash)
}
