import { currencyDigits, moneyIn, tooManyDecimals } from '../../base/currency.ts'
import { invalidField } from '../../base/errors.ts'
import { fieldOfProduct, PRODUCT_FIELDS, type ProductField } from './fields/products.ts'
import { namesOf } from '../../base/fields.ts'

type PriceField = {
  [Name in ProductField]: (typeof PRODUCT_FIELDS)[Name] extends { kind: 'money' } ? Name : never
}[ProductField]

const FIELDS = namesOf(PRODUCT_FIELDS).filter(
  (name): name is PriceField => fieldOfProduct(name).kind === 'money',
)
type Priced = { currency?: unknown } & { [Field in PriceField]?: unknown }

/**
 * The prices among these fields in the digits of their currency. Throws InvalidInputError for more
 * decimals than it has.
 */
export function pricesIn(fields: Priced): Partial<Record<PriceField, string>> {
  return mapPrices(fields, (field, amount, currency) => {
    const fitting = moneyIn(currency, amount)
    if (fitting !== null) return fitting
    throw invalidField(field, tooManyDecimals(currency), {
      code: 'too_many_decimals',
      limits: { max: currencyDigits(currency) },
    })
  })
}

/** Returns a row with its prices in the digits of its currency; those with more stay. */
export const inDigits = <Row extends Priced>(row: Row): Row => ({
  ...row,
  ...mapPrices(row, (_, amount, currency) => moneyIn(currency, amount) ?? amount),
})

function mapPrices(
  fields: Priced,
  priceFor: (field: PriceField, amount: string, currency: string) => string,
): Partial<Record<PriceField, string>> {
  const { currency } = fields
  if (typeof currency !== 'string') return {}
  const prices = FIELDS.flatMap((field): [string, string][] => {
    const amount = fields[field]
    return typeof amount === 'string' ? [[field, priceFor(field, amount, currency)]] : []
  })
  return Object.fromEntries(prices)
}
