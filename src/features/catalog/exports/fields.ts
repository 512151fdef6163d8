import type { CellValue } from '../../export/index.ts'
import { fieldOfProduct, PRODUCT_FIELD_NAMES, type ProductField } from '../fields/products.ts'
import type { ExportedProduct } from './product.ts'

/**
 * The fields of an exported product that gramd itself sets. `picture_sides` belongs to the
 * pictures.
 */
type OwnName = Exclude<keyof ExportedProduct, ProductField | 'picture_sides'>
export type ExportedName = ProductField | OwnName

/**
 * The columns that are no fields of the table, each with the field that it follows; null for the
 * columns in front of all fields. The compiler refuses this list while a column is missing.
 */
const OWN: Readonly<Record<OwnName, ProductField | null>> = {
  id: null,
  slug: null,
  pictures: 'collection',
  videos: 'collection',
  source: 'meta_description',
  source_caption: 'source_url',
  source_deleted_at: 'source_url',
  source_dropped_at: 'source_url',
  touched: 'source_url',
  imported_at: 'review_count',
  created_at: 'review_count',
  updated_at: 'review_count',
  brand: 'review_count',
  url: 'review_count',
}

const isOwn = (name: string): name is OwnName => Object.hasOwn(OWN, name)
const behind = (place: ProductField | null): OwnName[] =>
  Object.keys(OWN)
    .filter(isOwn)
    .filter((name) => OWN[name] === place)

/** The columns of gramd's own formats, in their order. */
export const EXPORTED_FIELDS: readonly ExportedName[] = [
  ...behind(null),
  ...PRODUCT_FIELD_NAMES.flatMap((name) => [name, ...behind(name)]),
]

/** Amounts are written with the decimal sign of the file. */
const isMoney = (name: ExportedName): boolean =>
  !isOwn(name) && fieldOfProduct(name).kind === 'money'

/**
 * A field's value as a cell; a list has a line for each of its entries, in which a comma is a
 * comma.
 */
export function cellOf(product: ExportedProduct, name: ExportedName): CellValue {
  const value = product[name]
  if (value instanceof Date) return value.toISOString()
  if (isMoney(name) && typeof value === 'string') return { decimal: value }
  if (!Array.isArray(value)) return value
  return value
    .map((entry) => (typeof entry === 'string' ? entry : `${entry.option}: ${entry.value}`))
    .join('\n')
}
