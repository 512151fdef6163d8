import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../../../db/database.ts'
import { fetchPicture, type PictureSource } from '../../../media/fetch-picture.ts'
import { readMediaNames, storeMedia } from '../../../media/media-store.ts'
import type { ShrunkImage } from '../../../media/shrink-image.ts'
import { postSubject } from '../subjects.ts'
import { likenessOf } from './likeness.ts'
import type { PostToAsk } from './posts-store.ts'

type Fetched = { name: string; position: number; image: ShrunkImage; likeness: bigint }

export type PostPictures = {
  known: { name: string; position: number }[]
  fetched: Fetched[]
  /** Some could not be fetched: their addresses may have ended. */
  isMissing: boolean
}

/** As large as Instagram has them: shops want more than a model reads. */
const PRODUCT_SIDE = 1_440

/** Fetches the pictures of a post that are not kept, one after the other. */
export async function fetchPictures(
  db: Db,
  { id, picture_ids, picture_urls }: Pick<PostToAsk, 'id' | 'picture_ids' | 'picture_urls'>,
  source: PictureSource,
  signal: AbortSignal,
): Promise<PostPictures> {
  const kept = await readMediaNames(db, postSubject(id))
  const all = picture_ids.map((name, position) => ({ name, position }))
  const known = all.filter(({ name }) => kept.has(name))
  const fetched: Fetched[] = []
  for (const { name, position } of all.filter((each) => !kept.has(each.name))) {
    const url = picture_urls[position]
    const image =
      url === undefined ? null : await fetchPicture(url, { ...source, side: PRODUCT_SIDE }, signal)
    if (image) fetched.push({ name, position, image, likeness: await likenessOf(image.bytes) })
  }
  return { known, fetched, isMissing: known.length + fetched.length < all.length }
}

/** Keeps the pictures of a post, in its order. */
export async function storePictures(
  tx: Tx,
  postId: string,
  { known, fetched }: PostPictures,
): Promise<void> {
  await storeMedia(tx, postSubject(postId), {
    known,
    fetched: fetched.map(({ name, position, image }) => ({ ...image, name, position })),
  })
  const rows = fetched.map(({ position, likeness }) => ({ position, likeness: String(likeness) }))
  await sql`
    insert into catalog_pictures (post_id, position, likeness)
    select ${postId}::uuid, position, likeness
    from jsonb_to_recordset(${jsonb(rows)}) as r (position smallint, likeness bigint)
    on conflict (post_id, position) do update set likeness = excluded.likeness`.execute(tx)
}
