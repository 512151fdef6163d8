import { sql } from 'kysely'
import { jsonb } from '../../../../../db/database.ts'
import type { Tx } from '../../../../../db/handles.ts'
import { numbered, slugOf } from '../../../slug.ts'
import type { PRODUCT_SOURCES, ProductFields } from '../../../fields/products.ts'
import { columnsOf } from './write.ts'

/**
 * The first lookup tries this many numbers, and each later one as many times more: few products
 * share a name.
 */
const FEW_SLUGS = 8

/**
 * The maximum number of products of one name in a store that people and files add; the ends of
 * their slugs distinguish them.
 */
export const MAX_SLUGS = 200

type NamedProduct = { store_id: string; name: string }

/**
 * Slugs for products of these names, in their order; neither a product of the store nor another one
 * of these has them. Undefined where as many as `max` products have the name. The stores have to be
 * locked.
 */
export async function freeSlugs(
  tx: Tx,
  products: readonly NamedProduct[],
  { max }: { max: number },
): Promise<(string | undefined)[]> {
  const found = new Map<number, string>()
  const used = new Set<string>()
  let open = products.map(({ store_id, name }, at) => ({ at, store_id, slug: slugOf(name) }))
  for (let from = 1; open.length > 0 && from <= max; from *= FEW_SLUGS) {
    const count = Math.min(from * (FEW_SLUGS - 1), max - from + 1)
    const numbers = Array.from({ length: count }, (_, at) => from + at)
    const candidatesOf = ({ store_id, slug }: StoreSlug): StoreSlug[] =>
      numbers.map((n) => ({ store_id, slug: numbered(slug, n) }))
    const candidates = new Map(open.flatMap(candidatesOf).map((each) => [keyOf(each), each]))
    for (const each of await takenAmong(tx, [...candidates.values()])) used.add(each)
    for (const product of open) {
      const free = candidatesOf(product).find((candidate) => !used.has(keyOf(candidate)))
      if (!free) continue
      used.add(keyOf(free))
      found.set(product.at, free.slug)
    }
    open = open.filter(({ at }) => !found.has(at))
  }
  return products.map((_, at) => found.get(at))
}

type StoreSlug = { store_id: string; slug: string }

const keyOf = ({ store_id, slug }: StoreSlug): string => `${store_id} ${slug}`

/**
 * Returns the keys of those candidates that products have; each is looked up along the unique
 * index.
 */
async function takenAmong(tx: Tx, candidates: readonly StoreSlug[]): Promise<string[]> {
  const { rows } = await sql<StoreSlug>`
    select p.store_id, p.slug
    from jsonb_to_recordset(${jsonb(candidates)}) as w (store_id uuid, slug text)
    cross join lateral (
      select store_id, slug from products where store_id = w.store_id and slug = w.slug limit 1) p`.execute(
    tx,
  )
  return rows.map(keyOf)
}

/** A product to add. Its prices are in the digits of its currency. */
export type AddedProduct = {
  store_id: string
  slug: string
  source: (typeof PRODUCT_SOURCES)[number]
  /** The caption of its post, or the text of the other catalog. */
  caption: string | null
  fields: ProductFields
  /** Fields that a person has corrected already: its post does not change them. */
  touched?: readonly string[]
  /** When its post was gone; the person who approves its draft has seen that. */
  postDeletedAt?: Date | null
  /** Whether its post no longer sells it. */
  isDropped?: boolean
}

/**
 * Adds products to stores, which have to be locked; returns their ids in the order of the products.
 * Their videos are fetched after `delayMs`.
 */
export async function addProducts(
  tx: Tx,
  products: readonly AddedProduct[],
  delayMs = 0,
): Promise<string[]> {
  if (products.length === 0) return []
  const rows = products.map(({ fields, caption, touched, postDeletedAt, isDropped, ...own }) => ({
    product: {
      ...fields,
      ...own,
      source_caption: caption,
      touched: touched ?? [],
      source_deleted_at: postDeletedAt ?? null,
      gone_notified_for: postDeletedAt ?? null,
    },
    is_dropped: isDropped ?? false,
  }))
  const columns = columnsOf(Object.keys(rows[0]?.product ?? {}))
  const { rows: made } = await sql<StoreSlug & { id: string }>`
    insert into products (${columns.names}, imported_at, source_dropped_at, dropped_notified_for,
      videos_due_at)
    select ${columns.of('r')}, case when r.source <> 'manual' then world_now() end, d.at, d.at,
      world_now() + ${delayMs} * interval '1 ms'
    from jsonb_array_elements(${jsonb(rows)}) with ordinality as input (row, number)
    cross join lateral jsonb_populate_record(null::products, input.row -> 'product') r
    cross join lateral (select case when (input.row ->> 'is_dropped')::boolean then world_now() end as at) d
    order by input.number
    returning id, store_id, slug`.execute(tx)
  const ids = new Map(made.map((row) => [keyOf(row), row.id]))
  return products.map((product) => ids.get(keyOf(product)) ?? '')
}
