import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { jsonb } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { copyMedia, releaseNamedMedia } from '../../../../media/media-store.ts'
import { postSubject, productSubject } from '../../subjects.ts'

/** Pictures of a post, by name, that a product is to have, in their order. */
export type WantedPictures = { postId: string; productId: string; names: readonly string[] }

type Use = { owner: string; name: string; hash: string }

/** Returns the pictures of posts and products, by owner, in their order. */
async function readUses(db: Db, owners: readonly string[]): Promise<Map<string, Use[]>> {
  const { rows } = await sql<Use>`
    select owner, name, encode(sha256, 'hex') as hash from shared.media_uses
    where owner = any (${owners}::text[]) order by owner, position, name`.execute(db)
  return Map.groupBy(rows, ({ owner }) => owner)
}

/**
 * The pictures of a product and those that its post shows now, each by its hash; `theirs` is null
 * when the post has none of them.
 */
export type PictureOwners = { mine: string[]; theirs: string[] | null }

/** Returns the pictures of products and their posts, by product. */
export async function readPictures(
  db: Db,
  wanted: readonly WantedPictures[],
): Promise<Map<string, PictureOwners>> {
  const uses = await readUses(db, ownersOf(wanted))
  return new Map(
    wanted.map(({ postId, productId, names }) => {
      const theirs = storedOf(uses, postId, names).map(({ hash }) => hash)
      const mine = uses.get(productSubject(productId)) ?? []
      return [
        productId,
        { mine: mine.map(({ hash }) => hash), theirs: theirs.length > 0 ? theirs : null },
      ]
    }),
  )
}

const ownersOf = (wanted: readonly WantedPictures[]): string[] =>
  wanted.flatMap(({ postId, productId }) => [postSubject(postId), productSubject(productId)])

function storedOf(
  uses: ReadonlyMap<string, Use[]>,
  postId: string,
  names: readonly string[],
): Use[] {
  const stored = new Map(uses.get(postSubject(postId))?.map((use) => [use.name, use]))
  return names.flatMap((name) => stored.get(name) ?? [])
}

/**
 * Gives products pictures of their posts, as far as the posts have them stored; releases other
 * pictures of theirs.
 */
export async function takePictures(tx: Tx, wanted: readonly WantedPictures[]): Promise<void> {
  if (wanted.length === 0) return
  const uses = await readUses(tx, ownersOf(wanted))
  const copies = wanted.flatMap(({ postId, productId, names }) =>
    storedOf(uses, postId, names).map(({ name }, position) => ({
      from: postSubject(postId),
      to: productSubject(productId),
      name,
      position,
      postId,
      productId,
    })),
  )
  const products = wanted.map(({ productId }) => productId)
  const changed = products.filter((id) => {
    const before = uses.get(productSubject(id))?.map(({ name }) => name) ?? []
    const now = copies.filter(({ productId }) => productId === id).map(({ name }) => name)
    return !isDeepStrictEqual(before, now)
  })
  await releaseNamedMedia(
    tx,
    changed.flatMap((id) => uses.get(productSubject(id)) ?? []),
  )
  const taken = copies.filter(({ productId }) => changed.includes(productId))
  await copyMedia(
    tx,
    taken.map(({ from, to, name, position }) => ({ from, to, name, position })),
  )
  await sql`delete from product_pictures where product_id = any (${products}::uuid[])`.execute(tx)
  await sql`
    insert into product_pictures (product_id, position, phash)
    select r."productId", r.position, c.phash
    from jsonb_to_recordset(${jsonb(copies)}) as r ("productId" uuid, "postId" uuid, position smallint, name text)
    join catalog_posts p on p.id = r."postId"
    join catalog_pictures c on c.post_id = p.id and c.position = array_position(p.picture_ids, r.name) - 1`.execute(
    tx,
  )
}

/** Stores the phashes of a product's pictures by their places; null where one is not known. */
export async function storePhashes(
  tx: Tx,
  productId: string,
  phashes: readonly (string | null)[],
): Promise<void> {
  const rows = phashes.flatMap((phash, position) => (phash === null ? [] : [{ position, phash }]))
  await sql`delete from product_pictures where product_id = ${productId}::uuid`.execute(tx)
  await sql`
    insert into product_pictures (product_id, position, phash)
    select ${productId}::uuid, position, phash
    from jsonb_to_recordset(${jsonb(rows)}) as r (position smallint, phash bigint)`.execute(tx)
}
