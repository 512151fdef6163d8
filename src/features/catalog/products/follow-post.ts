import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import type { Extracted } from '../extract/extracted.ts'
import type { PostToAsk } from '../posts/store/catalog-posts/posts.ts'
import {
  CONFLICT_FIELDS,
  POST_FIELDS,
  type ConflictField,
  type PostField,
} from '../fields/drafts.ts'
import type { ProductFields } from '../fields/products.ts'
import { inDigits } from '../prices-in.ts'
import {
  openConflicts,
  storeConflicts,
  withdrawConflicts,
  type NewConflict,
  type OpenConflict,
} from './store/conflicts.ts'
import { columnsOf } from './store/products/read.ts'
import { noteSources } from './store/products/sources.ts'
import { writeProducts } from './store/products/write.ts'
import { readPictures, takePictures, type WantedPictures } from './store/product-pictures.ts'

type PostValues = Record<PostField, unknown>
/** The values that a post states for a product; a currency that it leaves open is null. */
type SaidValues = Omit<Pick<ProductFields, PostField>, 'currency'> & { currency: string | null }

/** Returns the values that a post states for a product. */
export const valuesOf = ({
  category,
  evidence: _evidence,
  pictures: _pictures,
  possible_currencies: _possible,
  ...rest
}: Extracted): SaidValues => ({
  ...rest,
  categories: category === null ? [] : [category],
})

type Followed = { productId: string; before: Extracted; now: Extracted }
type Values = Record<ConflictField, unknown>
type Product = PostValues & { id: string; touched: string[] }

type Found = {
  changes: Product[]
  pictures: WantedPictures[]
  conflicts: NewConflict[]
  withdrawn: { product_id: string; field: ConflictField }[]
}

/**
 * Changes the fields of products that the seller has not touched when their post changes. In other
 * fields the two values become a conflict, until the post says again what it said, or what the
 * seller wrote. Products that the post no longer sells stay, and say so.
 */
export async function followPost(
  tx: Tx,
  post: PostToAsk,
  { followed, dropped }: { followed: readonly Followed[]; dropped: readonly string[] },
): Promise<void> {
  const ids = [...followed.map(({ productId }) => productId), ...dropped]
  if (ids.length === 0) return
  const products = await readProducts(tx, ids)
  const open = await openConflicts(tx, ids)
  const wanted = followed.map(({ productId, now }) => ({
    postId: post.id,
    productId,
    names: now.pictures.flatMap((number) => post.picture_ids[number - 1] ?? []),
  }))
  const pictures = await readPictures(tx, wanted)
  const hasOtherPictures = !isDeepStrictEqual(post.extracted_pictures, post.picture_ids)
  const found: Found = { changes: [], pictures: [], conflicts: [], withdrawn: [] }
  for (const { productId, before, now } of followed) {
    const product = products.get(productId)
    const current = pictures.get(productId)
    if (!product || !current) continue
    const mine = { ...product, pictures: current.mine }
    // A currency that the post leaves open is the seller's to say.
    const inCurrency = { currency: now.currency ?? product.currency }
    const said = { ...valuesOf(now), ...inCurrency, pictures: current.theirs ?? current.mine }
    // Its own are not known any more when the post has others.
    const isSame = !hasOtherPictures && isDeepStrictEqual(before.pictures, now.pictures)
    const old = {
      ...valuesOf(before),
      currency: before.currency ?? product.currency,
      pictures: isSame ? said.pictures : null,
    }
    compare(found, { product, mine, old, said, open })
    if (!product.touched.includes('pictures') && current.theirs !== null)
      found.pictures.push(...wanted.filter((each) => each.productId === productId))
  }
  await writeProducts(tx, found.changes.map(writtenOf))
  await takePictures(tx, found.pictures)
  await storeConflicts(tx, post, found.conflicts)
  await withdrawConflicts(tx, found.withdrawn)
  await noteSources(tx, post.caption, { ids, dropped })
}

function compare(
  found: Found,
  {
    product,
    mine,
    old,
    said,
    open,
  }: { product: Product; mine: Values; old: Values; said: Values; open: readonly OpenConflict[] },
): void {
  const { id, touched } = product
  const changed = CONFLICT_FIELDS.filter((field) => !isDeepStrictEqual(old[field], said[field]))
  const free = POST_FIELDS.filter((field) => changed.includes(field) && !touched.includes(field))
  if (free.length > 0)
    // A seller's currency may have other digits than the price that a post says.
    found.changes.push(
      inDigits({ ...product, ...Object.fromEntries(free.map((field) => [field, said[field]])) }),
    )
  for (const field of CONFLICT_FIELDS) {
    const known = open.find((each) => each.product_id === id && each.field === field)
    const isSettled =
      isDeepStrictEqual(mine[field], said[field]) ||
      (known !== undefined && isDeepStrictEqual(known.before, said[field]))
    if (known && isSettled) found.withdrawn.push({ product_id: id, field })
    if (isSettled || !touched.includes(field) || !changed.includes(field)) continue
    found.conflicts.push({
      product_id: id,
      field,
      before: old[field],
      mine: mine[field],
      theirs: said[field],
    })
  }
}

/** Returns the given products that still exist; locks them in order. */
async function readProducts(tx: Tx, ids: readonly string[]): Promise<Map<string, Product>> {
  const { rows } = await sql<Product>`
    select p.id, p.touched, ${columnsOf(POST_FIELDS)}
    from products p where id = any (${ids}::uuid[]) order by id for no key update`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** A product with what its post says, as it is written. */
const writtenOf = ({ id, ...product }: Product) => ({
  id,
  fields: Object.fromEntries(POST_FIELDS.map((field) => [field, product[field]])),
})
