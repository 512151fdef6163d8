import { MAX_DIGITS, currencyDigits } from '../../../base/currency.ts'

/** Amounts beyond a trillion are no prices. */
const LONGEST = 12
const UNIT = 10n ** BigInt(MAX_DIGITS)

const MULTIPLIERS: ReadonlyMap<string, bigint> = new Map(
  (
    [
      [
        1_000n,
        'k к thousand тыс тысяч тысячи тысяча мың миң минг ming тр rb ribu ribuan mil bin الف ' +
          'الاف हजार 千',
      ],
      [10_000n, '万'],
      [100_000n, 'lakh lac lakhs लाख'],
      [1_000_000n, 'million mln млн миллион миллиона миллионов milyon milhão jt juta مليون'],
      [10_000_000n, 'crore करोड़'],
    ] as const
  ).flatMap(([worth, words]) => words.split(' ').map((word): [string, bigint] => [word, worth])),
)
export const MULTIPLIER_WORDS: readonly string[] = [...MULTIPLIERS.keys()]

/** Returns the factor by which a word beside a number multiplies it ("2.5k", "5 тыс"). */
export function multiplierOf(word: string): bigint | undefined {
  return MULTIPLIERS.get(word)
}

/**
 * Thousandths of what digits in any grouping say, multiplied; null where that is no amount of
 * money. Three digits after the last separator are a group ("2.500"), unless the currency has three
 * decimals.
 */
export function millsOf(digits: string, multiplier = 1n, currency = ''): bigint | null {
  const { whole, fraction } = partsOf(digits, currency)
  if (whole === '' || whole.length > LONGEST) return null
  const scaled = BigInt(whole + fraction) * multiplier * UNIT
  const unit = 10n ** BigInt(fraction.length)
  return scaled % unit === 0n ? scaled / unit : null
}

function partsOf(digits: string, currency: string): { whole: string; fraction: string } {
  const split = /^(.*\d)[.,](\d{1,2})$/.exec(digits) ?? thousandthsOf(digits, currency)
  const whole = (split?.[1] ?? digits).replace(/[ ,.']/g, '')
  return { whole, fraction: split?.[2] ?? '' }
}

/**
 * "12.500" of a dinar, "1,250.500" and "0.750"; in Tunisia and Libya also "12,500". Of IQD a
 * thousand is the least.
 */
function thousandthsOf(digits: string, currency: string): RegExpExecArray | null {
  const isMixed = /^(?:\d{1,3}(?:,\d{3}){1,3}\.\d{3}|\d{1,3}(?:\.\d{3}){1,3},\d{3}|0[.,]\d{3})$/
  if (isMixed.test(digits)) return /^(.*\d)[.,](\d{3})$/.exec(digits)
  if (currencyDigits(currency) !== MAX_DIGITS || currency === 'IQD') return null
  return /^(?:TND|LYD)$/.test(currency)
    ? /^(\d{1,6})[.,](\d{3})$/.exec(digits)
    : /^(\d{1,6})\.(\d{3})$/.exec(digits)
}

/**
 * Thousandths as a decimal in the digits of a currency: 2500000 is "2500.00" KES; null where it has
 * no such part.
 */
export function decimalOf(mills: bigint, currency: string): string | null {
  const digits = currencyDigits(currency)
  const left = 10n ** BigInt(MAX_DIGITS - digits)
  if (mills % left !== 0n) return null
  const text = String(mills / left).padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** A decimal as a program writes it ("2500", "2500.5") in thousandths; null for anything else. */
export function millsOfDecimal(decimal: string): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d{1,3})0*)?$/.exec(decimal.trim())
  if (!match) return null
  return BigInt(`${match[1] ?? ''}${(match[2] ?? '').padEnd(MAX_DIGITS, '0')}`)
}
