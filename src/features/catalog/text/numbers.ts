/** Amounts beyond a trillion are no prices. */
const LONGEST = 12

const MULTIPLIERS: ReadonlyMap<string, bigint> = new Map([
  ...['k', 'к', 'thousand', 'тыс', 'тысяч', 'тысячи', 'тысяча', 'мың', 'минг', 'ming', 'тр'].map(
    (word): [string, bigint] => [word, 1_000n],
  ),
  ...['million', 'mln', 'млн', 'миллион', 'миллиона', 'миллионов'].map((word): [string, bigint] => [
    word,
    1_000_000n,
  ]),
])

/** What a word beside a number multiplies it by ("2.5k", "5 тыс"). */
export function multiplierOf(word: string): bigint | undefined {
  return MULTIPLIERS.get(word)
}

/** Hundredths of what digits in any grouping say, multiplied; null where that is no amount of money. */
export function centsOf(digits: string, multiplier = 1n): bigint | null {
  const { whole, fraction } = partsOf(digits)
  if (whole === '' || whole.length > LONGEST) return null
  const scaled = BigInt(whole + fraction) * multiplier * 100n
  const unit = 10n ** BigInt(fraction.length)
  return scaled % unit === 0n ? scaled / unit : null
}

/** Three digits after the last separator are a group ("2.500"), one or two are a fraction ("49,90"). */
function partsOf(digits: string): { whole: string; fraction: string } {
  const split = /^(.*\d)[.,](\d{1,2})$/.exec(digits)
  const whole = (split?.[1] ?? digits).replace(/[ ,.']/g, '')
  return { whole, fraction: split?.[2] ?? '' }
}

/** Hundredths as a decimal with two digits: 250000 is "2500.00". */
export function decimalOf(cents: bigint): string {
  const digits = String(cents).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** A decimal as a program writes it ("2500", "2500.5") in hundredths; null for anything else. */
export function centsOfDecimal(decimal: string): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(decimal.trim())
  if (!match) return null
  return BigInt(`${match[1] ?? ''}${(match[2] ?? '').padEnd(2, '0')}`)
}
