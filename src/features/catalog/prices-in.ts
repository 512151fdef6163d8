import { currencyDigits, moneyIn, tooManyDecimals } from '../../base/currency.ts'
import { invalidField } from '../../base/errors.ts'

const FIELDS = ['price', 'compare_at_price', 'cost_per_item'] as const
type Priced = { currency?: unknown } & { [Field in (typeof FIELDS)[number]]?: unknown }

/**
 * The prices among these fields in the digits of their currency. Throws InvalidInputError for more
 * decimals than it has.
 */
export function pricesIn(fields: Priced): Partial<Record<(typeof FIELDS)[number], string>> {
  const { currency } = fields
  if (typeof currency !== 'string') return {}
  const prices = FIELDS.flatMap((field): [string, string][] => {
    const amount = fields[field]
    if (typeof amount !== 'string') return []
    const fitting = moneyIn(currency, amount)
    if (fitting === null)
      throw invalidField(field, tooManyDecimals(currency), {
        code: 'too_many_decimals',
        limits: { max: currencyDigits(currency) },
      })
    return [[field, fitting]]
  })
  return Object.fromEntries(prices)
}
