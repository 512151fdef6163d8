import type { ExportedProduct } from './product.ts'

type Stocked = Pick<ExportedProduct, 'track_inventory' | 'quantity' | 'allow_backorder'>

/** Whether the shop counts what it has, and the count is known. */
const isStockKnown = ({ track_inventory: isTracked, quantity }: Stocked): boolean =>
  isTracked && quantity !== null

/**
 * Returns what a buyer gets: the product from stock, the product on order although there is none,
 * or nothing. A product that is not counted is in stock.
 */
export function stockOf(product: Stocked): 'in' | 'order' | 'out' {
  if (!isStockKnown(product) || (product.quantity ?? 0) > 0) return 'in'
  return product.allow_backorder ? 'order' : 'out'
}

/**
 * Returns how many there are of each of so many variants, or null where that is unknown: how a
 * stock is divided among variants is unknown unless nothing is left, and the whole stock for each
 * variant would multiply it.
 */
export function stockOfEach(product: Stocked, variants: number): number | null {
  if (!isStockKnown(product)) return null
  const { quantity } = product
  return variants <= 1 || quantity === 0 ? quantity : null
}
