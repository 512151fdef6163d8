import type { Variant } from '../../../base/fields.ts'
import type { ProductRow } from '../products/store/products/read.ts'

/**
 * A choice that a buyer makes, such as Size: M. A product has one entry for each value of each
 * option.
 */
export type ProductVariant = Variant

/** The columns of a product that only gramd needs. */
type Internal = 'store_id' | 'source_loss_accepted_at' | 'open_conflicts'

/** A product as exports see it: all that any format can say of it. */
export type ExportedProduct = Omit<ProductRow, Internal | 'pictures' | 'videos'> & {
  /**
   * Absolute URLs that anybody can read; the first is the main picture. None while gramd has no
   * public address.
   */
  pictures: string[]
  /** The shorter side of each picture of the product, in pixels. */
  picture_sides: number[]
  videos: string[]
  /** The store's name. */
  brand: string
  /** The product's page at the shop, if known. */
  url: string | null
}
