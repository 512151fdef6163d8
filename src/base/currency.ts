const KNOWN = new Set(Intl.supportedValuesOf('currency'))

/** Whether this is a code of ISO 4217 that money is in: `XXX` and codes of nothing are none. */
export const isCurrency = (code: string): boolean => KNOWN.has(code)

export const NO_CURRENCY = 'expected a code of ISO 4217, as in KES'

/** Minor units of ISO 4217 other than two. Intl follows what people use: it gives IQD none, and LBP, too. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'
    .split(' ')
    .map((code): [string, number] => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code): [string, number] => [code, 3]),
])

/** The most decimals of any currency, which columns of prices have. */
export const MAX_DIGITS = 3

/** How many decimals an amount in this currency has, by ISO 4217. */
export const currencyDigits = (code: string): number => DIGITS.get(code) ?? 2

/** A decimal of any currency; `moneyIn` says whether one currency has its decimals. */
export const MONEY = /^\d{1,12}(?:\.\d{1,3})?$/

/** A decimal in the digits of its currency ("2500" KES is "2500.00"); null where it has more. */
export function moneyIn(code: string, decimal: string): string | null {
  const [whole = '', fraction = ''] = decimal.split('.')
  const digits = currencyDigits(code)
  if (!/^0*$/.test(fraction.slice(digits))) return null
  const short = fraction.slice(0, digits).padEnd(digits, '0')
  const units = String(BigInt(whole))
  return short === '' ? units : `${units}.${short}`
}

/** What is wrong with a decimal that `moneyIn` refuses. */
export function tooManyDecimals(code: string): string {
  const digits = currencyDigits(code)
  return digits === 0
    ? `expected an amount without decimals, as ${code} has none`
    : `expected at most ${digits} decimals, as ${code} has`
}
