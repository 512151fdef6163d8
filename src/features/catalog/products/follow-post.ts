import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { jsonb, type Tx } from '../../../db/database.ts'
import type { Extracted } from '../extract/extracted.ts'
import type { PostToAsk } from '../posts/posts-store.ts'

/** The fields of a product that a post says, as they are stored. */
export const POST_FIELDS = [
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
  ...rest
}: Extracted): PostValues => ({
  ...rest,
  categories: category === null ? [] : [category],
})

export type Followed = { productId: string; before: Extracted; now: Extracted }

type Product = PostValues & { id: string; touched: string[] }

/** Products follow their post in what the seller has not touched; where they have, the two values become a conflict. */
export async function followPost(
  tx: Tx,
  { id, caption }: Pick<PostToAsk, 'id' | 'caption'>,
  followed: readonly Followed[],
): Promise<void> {
  if (followed.length === 0) return
  const products = await readProducts(
    tx,
    followed.map(({ productId }) => productId),
  )
  const changes: (Product & { id: string })[] = []
  const conflicts: { product_id: string; field: PostField; mine: unknown; theirs: unknown }[] = []
  for (const { productId, before, now } of followed) {
    const product = products.get(productId)
    if (!product) continue
    const [old, said] = [valuesOf(before), valuesOf(now)]
    const changed = POST_FIELDS.filter((field) => !isDeepStrictEqual(old[field], said[field]))
    const free = changed.filter((field) => !product.touched.includes(field))
    if (free.length > 0)
      changes.push({ ...product, ...Object.fromEntries(free.map((field) => [field, said[field]])) })
    for (const field of changed)
      if (product.touched.includes(field) && !isDeepStrictEqual(product[field], said[field]))
        conflicts.push({ product_id: productId, field, mine: product[field], theirs: said[field] })
  }
  await writeChanges(tx, changes, caption)
  await writeConflicts(tx, { postId: id, caption }, conflicts)
}

/** Those of these products that still are; locked in order. */
async function readProducts(tx: Tx, ids: readonly string[]): Promise<Map<string, Product>> {
  const { rows } = await sql<Product>`
    select id, touched, name, description, price::text as price, compare_at_price::text as compare_at_price, currency,
      categories, tags, variants
    from products where id = any (${ids}::uuid[]) order by id for no key update`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

async function writeChanges(
  tx: Tx,
  changes: readonly Product[],
  caption: string | null,
): Promise<void> {
  if (changes.length === 0) return
  await sql`
    update products p set name = r.name, description = r.description, price = r.price,
      compare_at_price = r.compare_at_price, currency = r.currency, categories = r.categories, tags = r.tags,
      variants = r.variants, source_caption = ${caption}, updated_at = world_now()
    from jsonb_to_recordset(${jsonb(changes)}) as r (id uuid, name text, description text, price numeric,
      compare_at_price numeric, currency text, categories text[], tags text[], variants jsonb)
    where p.id = r.id`.execute(tx)
}

async function writeConflicts(
  tx: Tx,
  { postId, caption }: { postId: string; caption: string | null },
  conflicts: readonly unknown[],
): Promise<void> {
  if (conflicts.length === 0) return
  await sql`
    insert into product_conflicts as c (store_id, product_id, field, mine, theirs, caption_before, caption_after)
    select p.store_id, r.product_id, r.field, r.mine, r.theirs, p.extracted_caption, ${caption}
    from jsonb_to_recordset(${jsonb(conflicts)}) as r (product_id uuid, field text, mine jsonb, theirs jsonb)
    join catalog_posts p on p.id = ${postId}::uuid
    on conflict (product_id, field) where resolved_at is null do update set
      mine = excluded.mine, theirs = excluded.theirs, caption_after = excluded.caption_after`.execute(
    tx,
  )
}
