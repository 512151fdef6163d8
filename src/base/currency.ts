const KNOWN = new Set(Intl.supportedValuesOf('currency'))

/** Whether this is the ISO 4217 code of a currency; `XXX` and other codes without money are not. */
export const isCurrency = (code: string): boolean => KNOWN.has(code)

export const NO_CURRENCY = 'expected a code of ISO 4217, as in KES'

/**
 * Currencies of ISO 4217 whose minor unit does not have two digits. Intl follows common usage: it
 * gives IQD and LBP none.
 */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'
    .split(' ')
    .map((code): [string, number] => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code): [string, number] => [code, 3]),
])

/** The maximum number of decimals of any currency, which price columns have. */
export const MAX_DIGITS = 3

/** Returns the number of decimals of an amount in this currency, by ISO 4217. */
export const currencyDigits = (code: string): number => DIGITS.get(code) ?? 2

/** Matches a decimal in any currency; `moneyIn` checks the decimals for one. */
export const MONEY = /^\d{1,12}(?:\.\d{1,3})?$/

/**
 * Formats a decimal with the digits of its currency ("2500" KES is "2500.00"); null when it has
 * more.
 */
export function moneyIn(code: string, decimal: string): string | null {
  const [whole = '', fraction = ''] = decimal.split('.')
  const digits = currencyDigits(code)
  if (!/^0*$/.test(fraction.slice(digits))) return null
  const short = fraction.slice(0, digits).padEnd(digits, '0')
  const units = String(BigInt(whole))
  return short === '' ? units : `${units}.${short}`
}

/** Returns why `moneyIn` refuses a decimal. */
export function tooManyDecimals(code: string): string {
  const digits = currencyDigits(code)
  return digits === 0
    ? `expected an amount without decimals, as ${code} has none`
    : `expected at most ${digits} decimals, as ${code} has`
}
