import type { CellValue } from '../../export/index.ts'
import type { ExportedProduct } from './product.ts'

/** A field of a product in gramd's own formats: its name there, and where it comes from. */
export type ExportedField = { name: string; of: FieldName }

/** How large pictures are is told by the pictures. */
type FieldName = Exclude<keyof ExportedProduct, 'pictureSides'>

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Every field, once: the compiler refuses this list while one is missing. */
const ALL: Readonly<Record<FieldName, true>> = {
  id: true,
  slug: true,
  name: true,
  description: true,
  sku: true,
  price: true,
  compareAtPrice: true,
  costPerItem: true,
  currency: true,
  trackInventory: true,
  quantity: true,
  allowBackorder: true,
  lowStockThreshold: true,
  categories: true,
  tags: true,
  collection: true,
  pictures: true,
  videos: true,
  variants: true,
  status: true,
  isFeatured: true,
  isSeasonal: true,
  availableFrom: true,
  availableUntil: true,
  metaTitle: true,
  metaDescription: true,
  source: true,
  modelUrl: true,
  sourceId: true,
  sourceUrl: true,
  sourceCaption: true,
  sourceDeletedAt: true,
  sourceDroppedAt: true,
  touched: true,
  soldCount: true,
  viewCount: true,
  likeCount: true,
  rating: true,
  reviewCount: true,
  importedAt: true,
  createdAt: true,
  updatedAt: true,
  brand: true,
  url: true,
}

const isField = (name: string): name is FieldName => Object.hasOwn(ALL, name)

export const EXPORTED_FIELDS: readonly ExportedField[] = Object.keys(ALL)
  .filter(isField)
  .map((of) => ({ name: snakeCase(of), of }))

/** Amounts are written with the decimal sign of the file. */
const MONEY: ReadonlySet<FieldName> = new Set(['price', 'compareAtPrice', 'costPerItem'])

/** A field's value as a cell; a list has a line for each of its entries, in which a comma is a comma. */
export function cellOf(product: ExportedProduct, { of }: ExportedField): CellValue {
  const value = product[of]
  if (value instanceof Date) return value.toISOString()
  if (MONEY.has(of) && typeof value === 'string') return { decimal: value }
  if (!Array.isArray(value)) return value
  return value
    .map((entry) => (typeof entry === 'string' ? entry : `${entry.option}: ${entry.value}`))
    .join('\n')
}
