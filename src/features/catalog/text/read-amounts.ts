import { amountsAmong } from './amounts.ts'
import { withCurrencies } from './currency-beside.ts'
import { fold } from './fold.ts'
import { classifyAmounts, listStart, type Judged } from './classify-amounts.ts'
import { relate } from './relations.ts'
import { isJobAdvert } from './other-posts.ts'
import { tokensOf } from './tokens.ts'

/** An amount with its places in the caption itself. */
export type PlacedAmount = Judged & {
  start: number
  end: number
  /** Without the currency. */
  numberStart: number
  numberEnd: number
}

/**
 * The number of units below which a bare number is a count, a size or an hour: where a unit buys
 * more, fewer.
 */
const MIN_UNITS: ReadonlyMap<string, number> = new Map(
  (
    [
      [2, 'KWD BHD OMR JOD'],
      [5, 'USD EUR GBP CHF CAD AUD NZD SGD TND LYD'],
      [20, 'AED QAR SAR MAD BRL TRY CNY MYR ILS PLN GEL HKD'],
      [500, 'UZS IDR UGX TZS VND LBP'],
    ] as const
  ).flatMap(([units, codes]) => codes.split(' ').map((code): [string, number] => [code, units])),
)
const minBareOf = (store: string): bigint => BigInt(MIN_UNITS.get(store) ?? 50) * 1_000n

/** Every number of a caption that could be money, each with what it was judged to be. */
export function readAmounts(caption: string, storeCurrency: string): PlacedAmount[] {
  const folded = fold(caption)
  const amounts = amountsAmong(tokensOf(folded))
  const items = withCurrencies(amounts, folded, storeCurrency)
  const reading = {
    items,
    text: folded.text,
    struck: folded.struck,
    listFrom: listStart(items, folded.text),
    minBare: minBareOf(storeCurrency),
    isJobAdvert: isJobAdvert(items),
    hasGold: /gold|золот|алтын|dhahabu/.test(folded.text),
  }
  return relate(classifyAmounts(reading), items, reading.minBare).map((judged) => ({
    ...judged,
    start: folded.starts[judged.amount.start] ?? 0,
    end: folded.ends[judged.amount.end - 1] ?? 0,
    numberStart: folded.starts[judged.amount.numberStart] ?? 0,
    numberEnd: folded.ends[judged.amount.numberEnd - 1] ?? 0,
  }))
}
