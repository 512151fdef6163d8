import type { ExportedProduct } from './product.ts'

type Stocked = Pick<ExportedProduct, 'track_inventory' | 'quantity' | 'allow_backorder'>

/** Whether the shop counts what it has, and the count is known. */
const isStockKnown = ({ track_inventory: isTracked, quantity }: Stocked): boolean =>
  isTracked && quantity !== null

/**
 * What a buyer gets: from stock, ordered although there is none, or nothing. What is not counted is
 * in stock.
 */
export function stockOf(product: Stocked): 'in' | 'order' | 'out' {
  if (!isStockKnown(product) || (product.quantity ?? 0) > 0) return 'in'
  return product.allow_backorder ? 'order' : 'out'
}

/**
 * How many there are of each of so many variants, or null where nobody knows: how a stock is
 * divided among variants is not known unless nothing is left, and each with the whole would
 * multiply it.
 */
export function stockOfEach(product: Stocked, variants: number): number | null {
  if (!isStockKnown(product)) return null
  const { quantity } = product
  return variants <= 1 || quantity === 0 ? quantity : null
}
