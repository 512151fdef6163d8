import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { moneyIn } from '../../../base/currency.ts'
import { jsonb } from '../../../db/database.ts'
import type { Tx } from '../../../db/handles.ts'
import type { Extracted } from '../extract/extracted.ts'
import type { PostToAsk } from '../posts/store/posts.ts'
import { readPictures, takePictures, type WantedPictures } from './store/product-pictures.ts'

/** The fields of a product that a post says, as they are stored: its pictures are media of their own. */
const POST_FIELDS = [
  'name',
  'description',
  'price',
  'compare_at_price',
  'currency',
  'categories',
  'tags',
  'variants',
] as const
export type PostField = (typeof POST_FIELDS)[number]
export type PostValues = Record<PostField, unknown>

/** What a post says of a product. */
export const valuesOf = ({
  category,
  evidence: _evidence,
  pictures: _pictures,
  possible_currencies: _possible,
  ...rest
}: Extracted): PostValues => ({
  ...rest,
  categories: category === null ? [] : [category],
})

/** The fields that can be in conflict: pictures, each by its hash, are no column. */
export const CONFLICT_FIELDS = [...POST_FIELDS, 'pictures'] as const
export type ConflictField = (typeof CONFLICT_FIELDS)[number]

type Followed = { productId: string; before: Extracted; now: Extracted }
type Values = Record<ConflictField, unknown>
type Product = PostValues & { id: string; touched: string[] }
type OpenConflict = { product_id: string; field: ConflictField; before: unknown }
type Conflict = OpenConflict & { mine: unknown; theirs: unknown }

type Found = {
  changes: Product[]
  pictures: WantedPictures[]
  conflicts: Conflict[]
  withdrawn: { product_id: string; field: ConflictField }[]
}

/**
 * Products follow their post in what the seller has not touched; where they have, the two values become a conflict, until
 * the post says again what it said, or what the seller wrote. Those that the post sells no more stay, and say so.
 */
export async function followPost(
  tx: Tx,
  post: PostToAsk,
  { followed, dropped }: { followed: readonly Followed[]; dropped: readonly string[] },
): Promise<void> {
  const ids = [...followed.map(({ productId }) => productId), ...dropped]
  if (ids.length === 0) return
  const products = await readProducts(tx, ids)
  const open = await readOpen(tx, ids)
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
    const seen = pictures.get(productId)
    if (!product || !seen) continue
    const mine = { ...product, pictures: seen.mine }
    // A currency that the post leaves open is the seller's to say.
    const inCurrency = { currency: now.currency ?? product.currency }
    const said = { ...valuesOf(now), ...inCurrency, pictures: seen.theirs ?? seen.mine }
    // Its own are not known any more when the post has others.
    const isSame = !hasOtherPictures && isDeepStrictEqual(before.pictures, now.pictures)
    const old = {
      ...valuesOf(before),
      currency: before.currency ?? product.currency,
      pictures: isSame ? said.pictures : null,
    }
    compare(found, { product, mine, old, said, open })
    if (!product.touched.includes('pictures') && seen.theirs !== null)
      found.pictures.push(...wanted.filter((each) => each.productId === productId))
  }
  await writeChanges(tx, found.changes)
  await takePictures(tx, found.pictures)
  await writeConflicts(tx, post, found.conflicts)
  await withdraw(tx, found.withdrawn)
  await noteSource(tx, post, { ids, dropped })
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

/** A seller's currency may have other digits than the price that a post says. */
function inDigits(product: Product): Product {
  const { currency, price, compare_at_price: before } = product
  const fitting = (amount: unknown): unknown =>
    typeof amount === 'string' && typeof currency === 'string'
      ? (moneyIn(currency, amount) ?? amount)
      : amount
  return { ...product, price: fitting(price), compare_at_price: fitting(before) }
}

/** Those of these products that still are; locked in order. */
async function readProducts(tx: Tx, ids: readonly string[]): Promise<Map<string, Product>> {
  const { rows } = await sql<Product>`
    select id, touched, name, description, price::text as price, compare_at_price::text as compare_at_price, currency,
      categories, tags, variants
    from products where id = any (${ids}::uuid[]) order by id for no key update`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

async function readOpen(tx: Tx, ids: readonly string[]): Promise<OpenConflict[]> {
  const { rows } = await sql<OpenConflict>`
    select product_id, field, before from product_conflicts
    where product_id = any (${ids}::uuid[]) and resolved_at is null`.execute(tx)
  return rows
}

async function writeChanges(tx: Tx, changes: readonly Product[]): Promise<void> {
  if (changes.length === 0) return
  await sql`
    update products p set name = r.name, description = r.description, price = r.price,
      compare_at_price = r.compare_at_price, currency = r.currency, categories = r.categories, tags = r.tags,
      variants = r.variants, updated_at = world_now()
    from jsonb_to_recordset(${jsonb(changes)}) as r (id uuid, name text, description text, price numeric,
      compare_at_price numeric, currency text, categories text[], tags text[], variants jsonb)
    where p.id = r.id`.execute(tx)
}

/** An open one keeps what the post said before it. */
async function writeConflicts(
  tx: Tx,
  { id, caption }: Pick<PostToAsk, 'id' | 'caption'>,
  conflicts: readonly Conflict[],
): Promise<void> {
  if (conflicts.length === 0) return
  await sql`
    insert into product_conflicts as c (store_id, product_id, field, mine, theirs, before, caption_before, caption_after)
    select p.store_id, r.product_id, r.field, coalesce(r.mine, 'null'), coalesce(r.theirs, 'null'),
      coalesce(r.before, 'null'), p.extracted_caption, ${caption}
    from jsonb_to_recordset(${jsonb(conflicts)}) as r (product_id uuid, field text, mine jsonb, theirs jsonb, before jsonb)
    join catalog_posts p on p.id = ${id}::uuid
    on conflict (product_id, field) where resolved_at is null do update set
      mine = excluded.mine, theirs = excluded.theirs, caption_after = excluded.caption_after`.execute(
    tx,
  )
}

async function withdraw(tx: Tx, settled: Found['withdrawn']): Promise<void> {
  if (settled.length === 0) return
  await sql`
    update product_conflicts c set resolved_at = world_now(), resolved_to = 'withdrawn'
    from jsonb_to_recordset(${jsonb(settled)}) as r (product_id uuid, field text)
    where c.product_id = r.product_id and c.field = r.field and c.resolved_at is null`.execute(tx)
}

/** Every product of a post shows what the post says, and whether it still sells it. */
async function noteSource(
  tx: Tx,
  { caption }: Pick<PostToAsk, 'caption'>,
  { ids, dropped }: { ids: readonly string[]; dropped: readonly string[] },
): Promise<void> {
  await sql`
    update products set source_caption = ${caption}, updated_at = world_now(),
      source_dropped_at = case when id = any (${dropped}::uuid[]) then coalesce(source_dropped_at, world_now()) end
    where id = any (${ids}::uuid[]) and (source_caption is distinct from ${caption}
      or (source_dropped_at is null) = (id = any (${dropped}::uuid[])))`.execute(tx)
}
