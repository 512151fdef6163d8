import { sql } from 'kysely'
import { ConflictError, invalidField } from '../../../../base/errors.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { storeMedia } from '../../../../media/media-store.ts'
import type { ShrunkImage } from '../../../../media/shrink-image.ts'
import { productSubject } from '../../subjects.ts'
import { storePhashes } from './product-pictures.ts'

const MAX_PICTURES = 20

type StoredPicture = { name: string; hash: string; phash: string | null }

/** The pictures of a product in their order. */
async function readStored(db: Db, productId: string): Promise<StoredPicture[]> {
  const { rows } = await sql<StoredPicture>`
    select u.name, encode(u.sha256, 'hex') as hash, l.phash
    from shared.media_uses u
    left join product_pictures l on l.product_id = ${productId}::uuid and l.position = u.position
    where u.owner = ${productSubject(productId)} order by u.position, u.name`.execute(db)
  return rows
}

/**
 * Adds a picture of the seller's behind the others; one that the product has already is not added
 * again.
 */
export async function addPicture(
  tx: Tx,
  productId: string,
  image: ShrunkImage,
  phash: bigint,
): Promise<void> {
  const hash = image.sha256.toString('hex')
  const stored = await readStored(tx, productId)
  if (stored.some((each) => each.hash === hash)) return
  if (stored.length >= MAX_PICTURES)
    throw new ConflictError(`a product has at most ${MAX_PICTURES} pictures: remove one first`)
  const added = { name: `own:${hash}`, position: stored.length }
  await storeMedia(tx, productSubject(productId), {
    known: stored.map(({ name }, position) => ({ name, position })),
    fetched: [{ ...image, ...added }],
  })
  await storePhashes(tx, productId, [...stored.map((each) => each.phash), String(phash)])
}

/**
 * Sets the pictures of a product to these, by hash, in this order; removes the others. Throws
 * InvalidInputError for one it lacks.
 */
export async function orderPictures(
  tx: Tx,
  productId: string,
  hashes: readonly string[],
): Promise<void> {
  const stored = new Map((await readStored(tx, productId)).map((each) => [each.hash, each]))
  const wanted = [...new Set(hashes)].map((hash) => {
    const found = stored.get(hash)
    if (!found)
      throw invalidField('pictures', `the product has no picture ${hash}: upload it first`, {
        code: 'unknown_picture',
      })
    return found
  })
  const known = wanted.map(({ name }, position) => ({ name, position }))
  await storeMedia(tx, productSubject(productId), { known, fetched: [] })
  await storePhashes(
    tx,
    productId,
    wanted.map(({ phash }) => phash),
  )
}
