import type { PriceKind } from './classify-amounts.ts'
import { decimalOf, millsOfDecimal } from './numbers.ts'
import { readAmounts } from './read-amounts.ts'

export type FoundPrice = {
  /** A decimal in the digits of its currency: "2500.00" KES, "12.500" KWD, "680" JPY. */
  amount: string
  /**
   * ISO 4217: what the text names, else the store's; null where several currencies share the name.
   */
  currency: string | null
  /** The currencies that share the name; else empty. */
  possibleCurrencies: readonly string[]
  isCurrencyNamed: boolean
  kind: PriceKind
  /** The number of pieces of a bundle: 3 for "3 for 1000". */
  quantity: number | null
  /** UTF-16 offsets in the caption: the amount with its currency, and the number of a bundle. */
  start: number
  end: number
}

/**
 * The prices that a caption states, in its order. Money that is not what the product costs
 * (delivery, deposits, savings, prizes) and numbers that are no money are left out; so are numbers
 * that nothing marks as a price ("Leather bag 2500").
 */
export function readPrices(caption: string, options: { currency: string }): readonly FoundPrice[] {
  return readAmounts(caption, options.currency)
    .filter(({ status }) => status === 'price')
    .flatMap(({ amount: { mills, currency: named }, kind, quantity, start, end }) => {
      const currency = named ? named.currency : options.currency
      const amount = decimalOf(mills, currency ?? '')
      const isCurrencyNamed = named?.isNamed ?? false
      const possibleCurrencies = named?.possible ?? []
      return amount === null
        ? []
        : [{ amount, currency, possibleCurrencies, isCurrencyNamed, kind, quantity, start, end }]
    })
}

/** The kinds that state what one product costs today, best first. */
const RANKS: readonly (readonly PriceKind[])[] = [['now'], ['price', 'each'], ['from'], ['bundle']]

/**
 * The price that a product with one price would carry: the new one over the old, one piece over a
 * bundle. Null when there is none, or several that differ.
 */
export function mainPrice(found: readonly FoundPrice[]): FoundPrice | null {
  if (found.some(({ kind }) => kind === 'range_low')) return null
  for (const kinds of RANKS) {
    const ranked = found.filter(({ kind }) => kinds.includes(kind))
    const [first] = ranked
    if (!first) continue
    const isOne = ranked.every(
      ({ amount, currency }) => amount === first.amount && currency === first.currency,
    )
    return isOne ? first : null
  }
  return null
}

/**
 * Whether a model's price ("2500", "2500.00") is one of those found; currencies are compared by the
 * caller.
 */
export function agrees(modelPrice: string, found: readonly FoundPrice[]): boolean {
  const mills = millsOfDecimal(modelPrice)
  return mills !== null && found.some(({ amount }) => millsOfDecimal(amount) === mills)
}
