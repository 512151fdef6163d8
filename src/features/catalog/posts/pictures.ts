import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { fetchPicture, type PictureSource } from '../../../media/fetch-picture.ts'
import { readMediaOrder, storeMedia } from '../../../media/media-store.ts'
import type { ShrunkImage } from '../../../media/shrink-image.ts'
import { postSubject } from '../subjects.ts'
import { isAlike, perceptualHashOf } from './perceptual-hash.ts'
import { pictureId } from './picture-names.ts'
import type { PostToAsk } from './store/catalog-posts/posts.ts'

type Fetched = { name: string; position: number; image: ShrunkImage; phash: bigint }

export type PostPictures = {
  known: { name: string; position: number }[]
  fetched: Fetched[]
  /** Some could not be fetched: their addresses may have ended. */
  isMissing: boolean
  /** The stored pictures are not those that the post shows, or have another order. */
  isChanged: boolean
}

/**
 * The side of pictures in pixels, as large as Instagram has them: shops want more than a model
 * reads.
 */
export const PRODUCT_SIDE = 1_440

/** Fetches the pictures of a post that are not stored, one after the other. */
export async function fetchPictures(
  db: Db,
  { id, picture_ids, picture_urls }: Pick<PostToAsk, 'id' | 'picture_ids' | 'picture_urls'>,
  source: PictureSource,
  signal: AbortSignal,
): Promise<PostPictures> {
  const order = await readMediaOrder(db, postSubject(id))
  const names = new Set(order)
  const all = picture_ids.map((name, position) => ({ name, position }))
  const known = all.filter(({ name }) => names.has(name))
  const fetched: Fetched[] = []
  for (const { name, position } of all.filter((each) => !names.has(each.name))) {
    const url = picture_urls[position]
    const image =
      url === undefined ? null : await fetchPicture(url, { ...source, side: PRODUCT_SIDE }, signal)
    if (image) fetched.push({ name, position, image, phash: await perceptualHashOf(image.bytes) })
  }
  return {
    known,
    fetched,
    isMissing: known.length + fetched.length < all.length,
    isChanged: fetched.length > 0 || known.map(({ name }) => name).join('\n') !== order.join('\n'),
  }
}

/** Returns the perceptual hashes of the stored pictures of a post, by name. */
async function readHashes(db: Db, postId: string): Promise<Map<string, bigint>> {
  const { rows } = await sql<{ name: string; phash: string }>`
    select u.name, c.phash::text as phash
    from catalog_pictures c
    join shared.media_uses u on u.owner = ${postSubject(postId)} and u.position = c.position
    where c.post_id = ${postId}::uuid`.execute(db)
  return new Map(rows.map(({ name, phash }) => [name, BigInt(phash)]))
}

/** Pictures of a post that a model is shown. */
export const MAX_PICTURES = 10

/**
 * Returns the pictures of each of these posts that a model is shown: their numbers in the post, or
 * null for a picture that the post has no more.
 */
export async function readPositions(
  db: Db,
  postIds: readonly string[],
): Promise<Map<string, (number | null)[]>> {
  const { rows } = await sql<{ id: string; positions: (number | null)[] }>`
    select p.id, array(
      select array_position(p.picture_ids, u.name) from shared.media_uses u
      where u.owner = ${postSubject('')} || p.id order by u.position, u.name limit ${MAX_PICTURES}) as positions
    from catalog_posts p where p.id = any (${postIds}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, positions }) => [id, positions]))
}

/**
 * Checks whether a post shows what it showed when a model read it: its pictures are stored under
 * other names now, as Meta moves files. The pictures that are stored by now prove nothing: they may
 * be of a revision that no model has read yet.
 */
export async function isSameImageAs(
  db: Db,
  { id, picture_ids: now, ...post }: PostToAsk,
  { fetched, isMissing }: PostPictures,
): Promise<boolean> {
  const { extracted_pictures: before, extracted_hashes: hashes } = post
  if (isMissing || before.map(pictureId).join() !== now.map(pictureId).join()) return false
  const current = await readHashes(db, id)
  for (const { name, phash } of fetched) current.set(name, phash)
  return now.every((name, at) => {
    const [phash, old] = [current.get(name), hashes[at]]
    if (name === before[at]) return true
    return phash !== undefined && typeof old === 'string' && isAlike(BigInt(old), phash)
  })
}

/** Stores these pictures of a post, in its order; releases others that it had. */
export async function storePictures(
  tx: Tx,
  postId: string,
  { known, fetched }: PostPictures,
): Promise<void> {
  const phashes = await readHashes(tx, postId)
  await storeMedia(tx, postSubject(postId), {
    known,
    fetched: fetched.map(({ name, position, image }) => ({ ...image, name, position })),
  })
  const rows = [
    ...fetched,
    ...known.map(({ name, position }) => ({ position, phash: phashes.get(name) })),
  ].flatMap(({ position, phash }) =>
    phash === undefined ? [] : [{ position, phash: String(phash) }],
  )
  await sql`delete from catalog_pictures where post_id = ${postId}::uuid`.execute(tx)
  await sql`
    insert into catalog_pictures (post_id, position, phash)
    select ${postId}::uuid, position, phash
    from jsonb_to_recordset(${jsonb(rows)}) as r (position smallint, phash bigint)`.execute(tx)
}
