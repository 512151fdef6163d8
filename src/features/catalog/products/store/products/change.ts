import type { Tx } from '../../../../../db/handles.ts'
import { releaseMedia } from '../../../../../media/media-store.ts'
import {
  fieldOfProduct,
  PRODUCT_FIELD_NAMES,
  type ProductChange,
} from '../../../fields/products.ts'
import { productSubject } from '../../../subjects.ts'
import { followProducts } from '../conflicts.ts'
import { deleteProducts, writeProducts } from './write.ts'

const COUNTED: ReadonlySet<string> = new Set(
  PRODUCT_FIELD_NAMES.filter((name) => fieldOfProduct(name).isCounted),
)

/** The fields that are the seller's after a change of these. */
export const touchedBy = (fields: readonly string[]): string[] =>
  fields.filter((field) => !COUNTED.has(field))

/**
 * New values of a product, its prices in the digits of its currency, and the fields that are the
 * seller's by that.
 */
export type BulkChange = { id: string; fields: ProductChange; touched: readonly string[] }

/** Changes products, which have to be locked; posts do not change what was touched any more. */
export async function changeProducts(tx: Tx, changes: readonly BulkChange[]): Promise<void> {
  await writeProducts(tx, changes)
  await followProducts(
    tx,
    changes.map(({ id }) => id),
  )
}

/**
 * Removes products, which have to be locked. Their drafts stay approved, and create no further
 * products.
 */
export async function removeProducts(tx: Tx, ids: readonly string[]): Promise<void> {
  await deleteProducts(tx, ids)
  await releaseMedia(tx, ids.map(productSubject))
}
