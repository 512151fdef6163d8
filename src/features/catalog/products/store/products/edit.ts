import { ConflictError } from '../../../../../base/errors.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import { unchecked, type RowCheck } from '../../../../../db/row-check.ts'
import { isCheckViolation } from '../../../../../db/server/check-violation.ts'
import { isUniqueViolation } from '../../../../../db/unique-violation.ts'
import type { ProductChange, ProductFields } from '../../../fields/products.ts'
import { pricesIn } from '../../../prices-in.ts'
import type { OwnerScope } from '../../../stores/store/owner-scope.ts'
import { lockStore } from '../../../stores/store/stores/stores.ts'
import { followProducts } from '../conflicts.ts'
import { addProducts, freeSlugs, MAX_SLUGS } from './add.ts'
import { removeProducts, touchedBy } from './change.ts'
import { getProduct, lockProduct, notAfter, type ProductRow } from './read.ts'
import { fitPrices, touchField, writeProducts } from './write.ts'

/** The reason why a store takes no further product of a name. */
export const NAME_TAKEN = `${MAX_SLUGS} products are called so: be more precise`

/** Adds a product that no post has brought. */
export async function createProduct(
  db: Db,
  scope: OwnerScope,
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
    await lockStore(tx, scope, storeId)
    const named = [{ store_id: storeId, name: fields.name }]
    const [slug] = await freeSlugs(tx, named, { max: MAX_SLUGS })
    if (slug === undefined) throw new ConflictError(`name: ${NAME_TAKEN}`)
    const priced = { ...fields, ...pricesIn(fields) }
    const product = { store_id: storeId, slug, source, caption, fields: priced }
    const [made = ''] = await refusingUnfit(addProducts(tx, [product]))
    return made
  })
  return await getProduct(db, scope, id)
}

/**
 * Changes the given fields; posts do not change them any more. Throws NoSuchRecordError and
 * ConflictError.
 */
export async function changeProduct(
  db: Db,
  scope: OwnerScope,
  id: string,
  { change, check = unchecked }: { change: ProductChange; check?: RowCheck },
): Promise<ProductRow> {
  const touched = touchedBy(Object.keys(change))
  await db.transaction().execute(async (tx) => {
    await lockProduct(tx, scope, id)
    await check(tx)
    await refusingUnfit(writeProducts(tx, [{ id, fields: change, touched }]))
    await fitPrices(tx, id)
    await followProducts(tx, [id])
  })
  return await getProduct(db, scope, id)
}

/**
 * Says what is wrong with values that the database refuses: they may fit only what the row has
 * already.
 */
async function refusingUnfit<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing
  } catch (error) {
    if (isUniqueViolation(error, 'products_slug_key'))
      throw new ConflictError('slug: another product of the store has this address')
    if (isCheckViolation(error, 'products_availability')) throw notAfter()
    throw error
  }
}

/** Locks a product, of which a field is the seller's from now on. Throws NoSuchRecordError. */
export async function touchProduct(
  tx: Tx,
  scope: OwnerScope,
  id: string,
  field: string,
): Promise<void> {
  await lockProduct(tx, scope, id)
  await touchField(tx, id, field)
}

/** Removes a product. Throws NoSuchRecordError. */
export async function removeProduct(tx: Tx, scope: OwnerScope, id: string): Promise<void> {
  await lockProduct(tx, scope, id)
  await removeProducts(tx, [id])
}
