import { sql, type RawBuilder } from 'kysely'
import {
  ConflictError,
  invalidField,
  type InvalidInputError,
  NoSuchRecordError,
} from '../../../../base/errors.ts'
import { isCheckViolation } from '../../../../db/server/check-violation.ts'
import { pricesIn } from '../../prices-in.ts'
import { jsonb, worldNow } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { unchecked } from '../../../../db/row-check.ts'
import type { Products } from '../../../../db/schema.ts'
import { isTaken } from '../../../../db/taken.ts'
import { releaseMedia } from '../../../../media/media-store.ts'
import { productSubject } from '../../subjects.ts'
import {
  fieldOfProduct,
  PRODUCT_FIELD_NAMES,
  type PRODUCT_SOURCES,
  type ProductChange,
  type ProductField,
  type ProductFields,
} from '../../fields/products.ts'
import { lockStore } from '../../stores/store/stores.ts'
import { isVisible, type Seen } from '../../stores/store/seen.ts'
import { addProducts, freeSlugs, MAX_SLUGS, touchedBy } from './bulk-products.ts'
import { followProducts } from './conflicts.ts'
import { fitPrices } from './fit-prices.ts'

export type ProductRow = ProductFields & {
  id: string
  store_id: string
  slug: string
  source: (typeof PRODUCT_SOURCES)[number]
  source_caption: string | null
  source_deleted_at: Date | null
  source_dropped_at: Date | null
  source_kept_at: Date | null
  touched: string[]
  pictures: string[]
  /** Hashes (hex). */
  videos: string[]
  open_conflicts: number
  imported_at: Date | null
  created_at: Date
  updated_at: Date
}

/** What gramd notes of a product itself: no field of the table. */
type OwnColumn =
  | 'id'
  | 'store_id'
  | 'slug'
  | `source${'' | '_caption' | '_deleted_at' | '_dropped_at' | '_kept_at'}`
  | `${'gone' | 'dropped'}_notified_for`
  | 'touched'
  | `${'imported' | 'created' | 'updated'}_at`
  | 'videos_due_at'
  | 'video_tries'

/** Has the compiler name columns without a field, and fields without a column. */
type FieldColumns =
  Exclude<keyof Products, OwnColumn> extends ProductField
    ? ProductField & keyof Products
    : { columnWithoutField: Exclude<keyof Products, OwnColumn | ProductField> }
const FIELD_COLUMNS: readonly FieldColumns[] = PRODUCT_FIELD_NAMES

/** Amounts are texts: numbers would round them. */
const fieldColumns = sql.join(
  FIELD_COLUMNS.map((name) =>
    fieldOfProduct(name).kind === 'money'
      ? sql`${sql.ref(`p.${name}`)}::text as ${sql.id(name)}`
      : sql.ref(`p.${name}`),
  ),
)

/** Rows of `products`, by default the newest first; `columns` are further ones of it. */
export const selectProducts = <Row extends ProductRow = ProductRow>(
  products: RawBuilder<unknown>,
  {
    columns = sql``,
    order = sql`p.id desc`,
  }: { columns?: RawBuilder<unknown>; order?: RawBuilder<unknown> } = {},
) => sql<Row>`
  select p.id, p.store_id, p.slug, ${fieldColumns}, p.source, p.source_caption, p.source_deleted_at,
    p.source_dropped_at, p.source_kept_at, p.touched, p.imported_at, p.created_at, p.updated_at,
    (select coalesce(array_agg(encode(u.sha256, 'hex') order by u.position), '{}') from shared.media_uses u
      where u.owner = 'product:' || p.id) as pictures,
    array(select encode(v.sha256, 'hex') from product_videos v where v.product_id = p.id order by v.position) as videos,
    (select count(*)::int from product_conflicts c where c.product_id = p.id and c.resolved_at is null) as open_conflicts
    ${columns}
  from (${products}) p order by ${order}`

/** Products of a store by id, slug or number of the shop; they change by nobody else until the transaction ends. */
export const lockProducts = async (
  tx: Tx,
  storeId: string,
  { ids, slugs, skus }: Record<'ids' | 'slugs' | 'skus', readonly string[]>,
): Promise<ProductRow[]> =>
  (
    await selectProducts(sql`
      select * from products where store_id = ${storeId}::uuid
        and (id = any (${ids}::uuid[]) or slug = any (${slugs}::text[]) or sku = any (${skus}::text[]))
      order by id for no key update`).execute(tx)
  ).rows

/** Those of these products that somebody sees; they change by nobody else until the transaction ends. */
export const lockSeenProducts = async (
  tx: Tx,
  seen: Seen,
  ids: readonly string[],
): Promise<ProductRow[]> =>
  (
    await selectProducts(sql`
      select p.* from products p join stores s on s.id = p.store_id
      where p.id = any (${ids}::uuid[]) and ${isVisible(seen)} order by p.id for no key update of p`).execute(
      tx,
    )
  ).rows

/** Throws NoSuchRecordError, also for what is somebody else's. */
export async function getProduct(db: Db, seen: Seen, id: string): Promise<ProductRow> {
  const product = sql`
    select p.* from products p join stores s on s.id = p.store_id
    where p.id = ${id}::uuid and ${isVisible(seen)}`
  const { rows } = await selectProducts(product).execute(db)
  const [row] = rows
  if (!row) throw noSuchProduct(id)
  return row
}

/** Why a store takes no further product of a name. */
export const NAME_TAKEN = `${MAX_SLUGS} products are called so: be more precise`

/** The sale of a product would end before it begins. */
export const notAfter = (): InvalidInputError =>
  invalidField('available_until', 'expected a time after available_from', { code: 'ends_early' })

/** Adds a product that no post has brought. */
export async function createProduct(
  db: Db,
  seen: Seen,
  {
    storeId,
    source,
    caption,
    fields,
  }: {
    storeId: string
    source: 'manual' | 'whatsapp_catalog'
    caption: string | null
    fields: ProductFields
  },
): Promise<ProductRow> {
  const id = await db.transaction().execute(async (tx) => {
    await lockStore(tx, seen, storeId)
    const [slug] = await freeSlugs(tx, storeId, [fields.name])
    if (slug === undefined) throw new ConflictError(`name: ${NAME_TAKEN}`)
    const product = { slug, source, caption, fields: { ...fields, ...pricesIn(fields) } }
    const [made = ''] = await refusingUnfit(addProducts(tx, storeId, [product]))
    return made
  })
  return await getProduct(db, seen, id)
}

/** Changes what is given; posts do not change it any more. Throws NoSuchRecordError and ConflictError. */
export async function changeProduct(
  db: Db,
  seen: Seen,
  id: string,
  { variants, ...change }: ProductChange,
  check = unchecked,
): Promise<ProductRow> {
  const fields = Object.keys({ ...change, ...(variants && { variants }) })
  const touched = touchedBy(fields)
  await db.transaction().execute(async (tx) => {
    await lockProduct(tx, seen, id)
    await check(tx)
    await refusingUnfit(
      tx
        .updateTable('products')
        .set({
          ...change,
          ...(variants && { variants: jsonb(variants) }),
          touched: sql<
            string[]
          >`array(select distinct unnest(touched || ${touched}::text[]) order by 1)`,
          updated_at: worldNow,
        })
        .where('id', '=', id)
        .execute(),
    )
    await fitPrices(tx, id)
    await followProducts(tx, [id])
  })
  return await getProduct(db, seen, id)
}

/** Says what is wrong with values that the database refuses: they may fit only what the row has already. */
async function refusingUnfit<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing
  } catch (error) {
    if (isTaken(error, 'products_slug_key'))
      throw new ConflictError('slug: another product of the store has this address')
    if (isCheckViolation(error, 'products_availability')) throw notAfter()
    throw error
  }
}

/** Locks a product, of which a field is the seller's from now on. Throws NoSuchRecordError. */
export async function touchProduct(tx: Tx, seen: Seen, id: string, field: string): Promise<void> {
  await lockProduct(tx, seen, id)
  await sql`
    update products set updated_at = world_now(),
      touched = array(select distinct unnest(touched || ${field}::text) order by 1)
    where id = ${id}::uuid`.execute(tx)
}

/** Keeps a product from changing until the transaction ends. Throws NoSuchRecordError. */
async function lockProduct(tx: Tx, seen: Seen, id: string): Promise<void> {
  const { rows } = await sql`
    select from products p join stores s on s.id = p.store_id
    where p.id = ${id}::uuid and ${isVisible(seen)} for no key update of p`.execute(tx)
  if (rows.length === 0) throw noSuchProduct(id)
}

/** Removes a product. Throws NoSuchRecordError. */
export async function removeProduct(tx: Tx, seen: Seen, id: string): Promise<void> {
  await lockProduct(tx, seen, id)
  await removeProducts(tx, [id])
}

/** Removes products, which have to be locked; their drafts stay approved, and make no other ones. */
export async function removeProducts(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from products where id = any (${ids}::uuid[])`.execute(tx)
  await releaseMedia(tx, ids.map(productSubject))
}

const noSuchProduct = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`no product ${id} of yours`)
