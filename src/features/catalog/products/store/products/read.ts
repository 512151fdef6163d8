import { sql, type RawBuilder } from 'kysely'
import {
  invalidField,
  NoSuchRecordError,
  type InvalidInputError,
} from '../../../../../base/errors.ts'
import type { FieldColumn } from '../../../../../base/fields.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import type { Products } from '../../../../../db/schema.ts'
import {
  fieldOfProduct,
  PRODUCT_FIELD_NAMES,
  type PRODUCT_SOURCES,
  type ProductField,
  type ProductFields,
} from '../../../fields/products.ts'
import { ownedBy, type OwnerScope } from '../../../stores/store/owner-scope.ts'

export type ProductRow = ProductFields & {
  id: string
  store_id: string
  slug: string
  source: (typeof PRODUCT_SOURCES)[number]
  source_caption: string | null
  source_deleted_at: Date | null
  source_dropped_at: Date | null
  source_loss_accepted_at: Date | null
  touched: string[]
  pictures: string[]
  /** Hashes (hex). */
  videos: string[]
  open_conflicts: number
  imported_at: Date | null
  created_at: Date
  updated_at: Date
}

/** The columns that gramd itself sets for a product: no fields of the table. */
type OwnColumn =
  | 'id'
  | 'store_id'
  | 'slug'
  | `source${'' | '_caption' | '_deleted_at' | '_dropped_at' | '_loss_accepted_at'}`
  | `${'gone' | 'dropped'}_notified_for`
  | 'touched'
  | `${'imported' | 'created' | 'updated'}_at`
  | 'videos_due_at'
  | 'video_tries'

type ProductColumn = FieldColumn<Products, ProductField, OwnColumn>
const FIELD_COLUMNS: readonly ProductColumn[] = PRODUCT_FIELD_NAMES

/** Returns columns of products, `p`, for a query. Amounts are texts: numbers would round them. */
export const columnsOf = (fields: readonly ProductColumn[]) =>
  sql.join(
    fields.map((name) =>
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
  select p.id, p.store_id, p.slug, ${columnsOf(FIELD_COLUMNS)}, p.source, p.source_caption, p.source_deleted_at,
    p.source_dropped_at, p.source_loss_accepted_at, p.touched, p.imported_at, p.created_at, p.updated_at,
    (select coalesce(array_agg(encode(u.sha256, 'hex') order by u.position), '{}') from shared.media_uses u
      where u.owner = 'product:' || p.id) as pictures,
    array(select encode(v.sha256, 'hex') from product_videos v where v.product_id = p.id order by v.position) as videos,
    (select count(*)::int from product_conflicts c where c.product_id = p.id
      and c.resolved_at is null) as open_conflicts
    ${columns}
  from (${products}) p order by ${order}`

/** Locks products of a store by id, slug or number of the shop, until the transaction ends. */
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

/** Locks the given products that `scope` may see, until the transaction ends. */
export const lockVisibleProducts = async (
  tx: Tx,
  scope: OwnerScope,
  ids: readonly string[],
): Promise<ProductRow[]> =>
  (
    await selectProducts(sql`
      select p.* from products p join stores s on s.id = p.store_id
      where p.id = any (${ids}::uuid[]) and ${ownedBy(scope)} order by p.id for no key update of p`).execute(
      tx,
    )
  ).rows

/** Returns a product. Throws NoSuchRecordError, also for another owner's product. */
export async function getProduct(db: Db, scope: OwnerScope, id: string): Promise<ProductRow> {
  const product = sql`
    select p.* from products p join stores s on s.id = p.store_id
    where p.id = ${id}::uuid and ${ownedBy(scope)}`
  const { rows } = await selectProducts(product).execute(db)
  const [row] = rows
  if (!row) throw noSuchProduct(id)
  return row
}

/** The sale of a product would end before it begins. */
export const notAfter = (): InvalidInputError =>
  invalidField('available_until', 'expected a time after available_from', { code: 'ends_early' })

/** Locks a product until the transaction ends. Throws NoSuchRecordError. */
export async function lockProduct(tx: Tx, scope: OwnerScope, id: string): Promise<void> {
  const { rows } = await sql`
    select from products p join stores s on s.id = p.store_id
    where p.id = ${id}::uuid and ${ownedBy(scope)} for no key update of p`.execute(tx)
  if (rows.length === 0) throw noSuchProduct(id)
}

const noSuchProduct = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`no product ${id} of yours`)
