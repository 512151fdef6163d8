import type { Amount, Item } from './amounts.ts'
import { isFee, textOf } from './cues.ts'
import type { Judged } from './classify-amounts.ts'
import { BUNDLE_LINKS, COUNTED, NUMBER_WORDS } from './price-words.ts'

/** The largest number before "for" that counts a bundle: two dozen. */
const LARGEST_BUNDLE = 24n
/** A dearest size costs no more than so many times the cheapest. */
const WIDEST_RANGE = 12n

/** Relates amounts to each other: bundles, ranges, and old prices beside new ones. */
export function relate(judged: readonly Judged[], items: readonly Item[], least: bigint): Judged[] {
  const related = [...judged]
  for (let at = 0; at < related.length; at += 1) {
    bundle(related, at, items, least)
    const [first, second] = [related[at], related[at + 1]]
    if (!first || !second) continue
    const words = items.slice(first.index + 1, second.index).map(textOf)
    const link = words.join(' ').replace(/^ | $/g, '')
    const pair = { first, second, link, items, least }
    const rule = RULES.find(([between, holds]) => between.test(link) && holds(pair))
    if (rule) related.splice(at, 2, ...rule[2](pair))
  }
  return related
}

/** Two amounts that follow each other, with the text between them. */
type Pair = {
  first: Judged
  second: Judged
  link: string
  items: readonly Item[]
  least: bigint
}

const FOR = /^(?:only )?(?:for|за|kwa)$/
const TO = /^(?:-|~|to|до|hadi|mpaka|à|a|al|bis|ao|até|ile|sampai|s \/ d|الي|gacha)$/
const AND = /^(?:and|na|и|&|et|und)$/
const OR = /^(?:[/,&]|and|or|, and|na|au|и|или|және|ou|oder|o|veya|atau)$/
const INSTEAD = /^(?:\n )?(?:→|to|до|hadi|por|jadi|jadi hanya|por apenas|değil|が|を)$/

const other = (judged: Judged): Judged => ({ ...judged, status: 'other' })
const priced = (judged: Judged, kind = judged.kind): Judged => ({
  ...judged,
  status: 'price',
  kind,
})
const areOther = ({ first, second }: Pair): Judged[] => [other(first), other(second)]
const areOldAndNew = ({ first, second }: Pair): Judged[] => [
  priced(first, 'was'),
  priced(second, 'now'),
]

/**
 * Rules for two amounts: the text between them, a condition, and what the two are then. The first
 * rule that fits decides.
 */
const RULES: readonly [RegExp, (pair: Pair) => boolean, (pair: Pair) => Judged[]][] = [
  [FOR, isCount, areBundle],
  [/^=?$/, isRate, areOther],
  [TO, areYears, areOther],
  [TO, isRange, areRange],
  [AND, isBetween, areRange],
  [INSTEAD, (pair) => hasPrice(pair) && falls(pair), areOldAndNew],
  [/(?:)/, isReplaced, areOldAndNew],
  [/(?:)/, isBesideOld, ({ first, second }) => [priced(first), second]],
  [/^,$/, isSplit, ({ first, second }) => [{ ...first, status: 'unknown' }, second]],
  [OR, isFurther, areAlternatives],
]

function hasPrice({ first, second }: Pair): boolean {
  return second.status !== 'other' && (first.status === 'price' || second.status === 'price')
}

function falls({ first, second }: Pair): boolean {
  return first.amount.mills > second.amount.mills
}

const isPlainPrice = ({ status, kind }: Judged): boolean => status === 'price' && kind === 'price'

/** "1000/= for 3", "Ksh 100 only for 2 pcs". */
function isCount({ first, second, items }: Pair): boolean {
  const next = items[second.index + 1]
  if (!isPlainPrice(first) || quantityOf(second.amount, 2) === null) return false
  return next?.kind !== 'word' || COUNTED.has(next.text)
}

function areBundle({ first, second }: Pair): Judged[] {
  const amount = { ...first.amount, end: second.amount.end }
  const quantity = quantityOf(second.amount, 2)
  return [{ ...first, amount, kind: 'bundle', quantity }, other(second)]
}

/** "1 dollar = 3,700 UGX" is the price of money. */
function isRate({ first: { amount }, second }: Pair): boolean {
  const to = second.amount.currency
  if (amount.mills !== 1_000n || !amount.currency || !to) return false
  return amount.currency.currency !== to.currency
}

/** "From 1950 to 2026", "2019 - 2026". */
function areYears(pair: Pair): boolean {
  const isYear = ({ amount }: Judged): boolean =>
    !amount.currency && /^(?:19|20)\d\d$/.test(amount.digits)
  return !falls(pair) && isYear(pair.first) && isYear(pair.second)
}

function isRange(pair: Pair): boolean {
  const { first, second, least } = pair
  const low = scaledAs(first.amount, second.amount)
  if (!hasPrice(pair) || first.status === 'other') return false
  return isOfOneSize(low, second.amount) && (low.mills >= least || low.currency !== null)
}

/** "Between 3000 and 8000", "kati ya 5,000 na 9,000". */
function isBetween(pair: Pair): boolean {
  const { first, items } = pair
  const last = textOf(items[first.index - 1])
  const leading = last === 'ya' ? textOf(items[first.index - 2]) : last
  return /^(?:between|kati|entre|zwischen|между)$/.test(leading) && isRange(pair)
}

function areRange({ first, second }: Pair): Judged[] {
  const low = scaledAs(first.amount, second.amount)
  const currency = low.currency?.isNamed ? low.currency : (second.amount.currency ?? low.currency)
  return [
    priced({ ...first, amount: { ...low, currency } }, 'range_low'),
    priced({ ...second, amount: { ...second.amount, currency } }, 'range_high'),
  ]
}

/** The "2" of "2-3k" means thousands as well. */
function scaledAs(first: Amount, second: Amount): Amount {
  const isShort = first.multiplier === 1n && second.multiplier > 1n && first.mills < 1_000_000n
  return isShort ? { ...first, mills: first.mills * second.multiplier } : first
}

const isOfOneSize = (low: Amount, high: Amount): boolean =>
  low.mills < high.mills && high.mills <= low.mills * WIDEST_RANGE

/** "150.000 sekarang 99.000", a struck price or one "yerine" before a new one. */
function isReplaced(pair: Pair): boolean {
  const { first, second, link } = pair
  if (!hasPrice(pair) || !falls(pair)) return false
  const [cue] = second.before
  if (first.kind === 'price' && cue?.cue === 'now' && link.replace(/^, /, '') === cue.phrase)
    return true
  const isOld = first.kind === 'was' && second.kind === 'price'
  return isOld && (/^[~ ]{0,5}$/.test(link) || first.after.some(({ phrase }) => phrase === link))
}

/** "Бұрын 2000 қазір 1500", "5990 вместо 8990": what a second price makes a price. */
function isBesideOld(pair: Pair): boolean {
  const { first, second, link } = pair
  if (first.status !== 'unknown') return false
  if (first.kind === 'was') return second.kind === 'now'
  if (second.kind !== 'was' || second.status !== 'price' || falls(pair)) return false
  return link.replace(/^[(,] /, '') === second.before[0]?.phrase
}

/** "Ksh 1, 500" may be one number with a slip of the hand: neither 1 nor 500 is sure. */
function isSplit({ first, second }: Pair): boolean {
  if (!isPlainPrice(first)) return false
  return /^\d{1,2}$/.test(first.amount.digits) && /^\d{3}$/.test(second.amount.digits)
}

/**
 * The further prices of "Ksh 500/700/900" and "at 2500, 3000 and 3500"; but "Price 1500, 200 sold".
 */
function isFurther({ first, second, link, items, least }: Pair): boolean {
  const next = items[second.index + 1]
  const isCounted = link !== '/' && next?.kind === 'word' && !OR.test(next.text)
  if (!isPlainPrice(first) || second.status !== 'unknown' || isCounted) return false
  const [low, high] = falls({ first, second, link, items, least })
    ? [second.amount, first.amount]
    : [first.amount, second.amount]
  return low.mills >= least && high.mills <= low.mills * WIDEST_RANGE
}

function areAlternatives({ first, second }: Pair): Judged[] {
  const { currency } = first.amount
  return [first, priced({ ...second, amount: { ...second.amount, currency } })]
}

/**
 * "3 for 1000", "3 pairs for 500", "2 дана 5000 теңге", "tatu kwa 1000": the number before a price
 * counts pieces.
 */
function bundle(related: Judged[], at: number, items: readonly Item[], least: bigint): void {
  const [counted, price] = [related[at - 1], related[at]]
  if (!price || price.status === 'other' || price.kind === 'was') return
  const count = countBefore(items, price)
  if (!count) return
  if (counted?.index === count.index) {
    // "Size 40 for 1500", "orders above 5 pieces @1000".
    if (counted.before.some((cue) => cue.cue === 'decoy' || isFee(cue))) return
    related[at - 1] = { ...other(counted), isName: false }
  }
  related[at] = bundled(price, count, least)
}

type Count = { index: number; quantity: number; start: number }

function bundled(price: Judged, { quantity, start }: Count, least: bigint): Judged {
  if (price.amount.mills < least && !price.amount.currency) return other(price)
  if (quantity === 1) return priced(price, 'each')
  return { ...priced(price, 'bundle'), amount: { ...price.amount, start }, quantity }
}

/**
 * Returns the number of pieces before an amount: a number with a link, a noun or both; one where a
 * counter says so.
 */
function countBefore(items: readonly Item[], { index, amount }: Judged): Count | null {
  let at = index - 1
  while (at >= index - 3 && BUNDLE_LINKS.has(textOf(items[at]))) at -= 1
  const [hasLink, noun] = [at < index - 1, textOf(items[at])]
  const isCounter = COUNTED.has(noun)
  if (!isCounter && !(hasLink && PLURAL.test(noun)))
    return hasLink && textOf(items[index - 1]) !== '-' ? countAt(items, at, 2) : null
  if (!hasLink && !isMoney(amount)) return null
  return countAt(items, at - 1, hasLink ? 2 : 1)
}

const isMoney = ({ currency, multiplier }: Amount): boolean => currency !== null || multiplier > 1n

function countAt(items: readonly Item[], index: number, least: number): Count | null {
  const item = items[index]
  const quantity = item ? quantityOf(item, least) : null
  return item && quantity !== null ? { index, quantity, start: item.start } : null
}

/** "2 dresses for", "2 платья за": what is counted need not be known. */
const PLURAL = /^(?:[a-zà-ÿ]{3,20}s|[а-я]{3,20}[ыиаяй])$/

function quantityOf(item: Item, least: number): number | null {
  if (item.kind === 'word') {
    const value = NUMBER_WORDS.get(item.text)
    return value === undefined || value < 2n ? null : Number(value)
  }
  if (item.kind !== 'amount' || item.currency || !/^[1-9]\d?$/.test(item.digits)) return null
  const value = item.mills / 1_000n
  return item.multiplier === 1n && value >= least && value <= LARGEST_BUNDLE ? Number(value) : null
}
