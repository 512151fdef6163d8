import type { Amount, Item } from './amounts.ts'
import { isFee, textOf } from './cues.ts'
import type { Judged } from './judge-amounts.ts'
import { BUNDLE_LINKS, COUNTED, NUMBER_WORDS } from './price-words.ts'

/** Beyond two dozen a number before "for" counts no bundle. */
const LARGEST_BUNDLE = 24n
/** A dearest size costs no more than so many times the cheapest. */
const WIDEST_RANGE = 12n

/** What amounts are to each other: bundles, ranges, and old prices beside new ones. */
export function relate(judged: readonly Judged[], items: readonly Item[], least: bigint): Judged[] {
  const related = [...judged]
  for (let at = 0; at < related.length; at += 1) {
    bundle(related, at, items, least)
    bundleAfter(related, at, items)
    rate(related, at, items)
    pair(related, at, items, least)
    years(related, at, items)
    alternative(related, at, items, least)
  }
  return related
}

type Count = { index: number; quantity: number; start: number }

const between = (items: readonly Item[], first: Judged, second: Judged): string[] =>
  items.slice(first.index + 1, second.index).map(textOf)

function bundle(related: Judged[], at: number, items: readonly Item[], least: bigint): void {
  const price = related[at]
  if (!price || price.status === 'other' || price.kind === 'was') return
  const count = countBefore(items, price.index, price.amount)
  if (!count) return
  if (price.kind === 'each' && price.before[0]?.cue !== 'each') return
  const counted = related[at - 1]
  if (counted?.index === count.index) {
    if (isPriced(counted, least) || isToldOtherwise(counted)) return
    related[at - 1] = { ...counted, status: 'other', isName: false }
  }
  related[at] = bundled(price, count, least)
}

function bundled(price: Judged, { quantity, start }: Count, least: bigint): Judged {
  if (price.amount.mills < least && !price.amount.currency) return { ...price, status: 'other' }
  if (quantity === 1) return { ...price, status: 'price', kind: 'each' }
  return { ...price, amount: { ...price.amount, start }, status: 'price', kind: 'bundle', quantity }
}

/** "2 adet" counts, whatever its noun says. */
const isPriced = ({ status, amount }: Judged, least: bigint): boolean =>
  status === 'price' && (amount.currency !== null || amount.mills >= least)

/** "Size 40 for 1500", "orders above 5 pieces @1000". */
const isToldOtherwise = ({ before: [first] }: Judged): boolean =>
  first !== undefined && (first.cue === 'decoy' || isFee(first))

/** The "3" of "3 for 1000", "3 pairs for 500", "2 дана 5000 теңге", "tatu kwa 1000"; one where a counter says so. */
function countBefore(items: readonly Item[], index: number, amount: Amount): Count | null {
  let at = index - 1
  let hasLink = false
  for (; at >= index - 3 && BUNDLE_LINKS.has(textOf(items[at])); at -= 1) hasLink = true
  const noun = textOf(items[at])
  const hasCounter = COUNTED.has(noun)
  const hasNoun = hasCounter || (hasLink && isPlural(noun))
  if (hasNoun) at -= 1
  else if (textOf(items[index - 1]) === '-') return null
  if (!hasLink && !(hasNoun && isMoney(amount))) return null
  return countAt(items, at, hasCounter && !hasLink ? 1 : 2)
}

function countAt(items: readonly Item[], index: number, least: number): Count | null {
  const item = items[index]
  const quantity = item ? quantityOf(item, least) : null
  return item && quantity !== null ? { index, quantity, start: item.start } : null
}

const isMoney = ({ currency, multiplier }: Amount): boolean => currency !== null || multiplier > 1n

/** "2 dresses for", "2 платья за": what is counted need not be known. */
const isPlural = (noun: string): boolean => /^(?:[a-zà-ÿ]{3,20}s|[а-я]{3,20}[ыиаяй])$/.test(noun)

function quantityOf(item: Item, least: number): number | null {
  if (item.kind === 'word') {
    const value = NUMBER_WORDS.get(item.text)
    return value === undefined || value < 2n ? null : Number(value)
  }
  if (item.kind !== 'amount' || item.currency || !/^[1-9]\d?$/.test(item.digits)) return null
  const value = item.mills / 1_000n
  return item.multiplier === 1n && value >= least && value <= LARGEST_BUNDLE ? Number(value) : null
}

/** "1000/= for 3", "Ksh 100 only for 2 pcs". */
function bundleAfter(related: Judged[], at: number, items: readonly Item[]): void {
  const [price, count] = [related[at], related[at + 1]]
  if (price?.status !== 'price' || price.kind !== 'price' || !count || count.amount.currency) return
  if (!/^(?:only )?(?:for|за|kwa)$/.test(between(items, price, count).join(' '))) return
  const next = items[count.index + 1]
  const quantity = quantityOf(count.amount, 2)
  if (quantity === null || (next?.kind === 'word' && !COUNTED.has(next.text))) return
  const amount = { ...price.amount, end: count.amount.end }
  related[at] = { ...price, amount, kind: 'bundle', quantity }
  related[at + 1] = { ...count, status: 'other' }
}

const OR = /^(?:[/,&]|and|or|, and|na|au|и|или|және|ou|oder|o|veya|atau)$/

/** The further prices of "Ksh 500/700/900" and "at 2500, 3000 and 3500", which one alone would hide. */
function alternative(related: Judged[], at: number, items: readonly Item[], least: bigint): void {
  const [first, second] = [related[at], related[at + 1]]
  if (first?.status !== 'price' || first.kind !== 'price' || !second) return
  const link = between(items, first, second).join(' ')
  if (!OR.test(link)) return
  if (isSplit(link, first.amount, second.amount)) related[at] = { ...first, status: 'unknown' }
  if (second.status !== 'unknown' || !isOfOneSize(first.amount, second.amount, least)) return
  if (link !== '/' && isCountedBy(items[second.index + 1])) return
  const { currency } = first.amount
  related[at + 1] = { ...second, amount: { ...second.amount, currency }, status: 'price' }
}

/** "Ksh 1, 500" may be one number with a slip of the hand: neither 1 nor 500 is sure. */
const isSplit = (link: string, first: Amount, second: Amount): boolean =>
  link === ',' && /^\d{1,2}$/.test(first.digits) && /^\d{3}$/.test(second.digits)

/** "Price 1500, 200 sold": a word after the second number counts something, unless it goes on with the list. */
const isCountedBy = (next: Item | undefined): boolean =>
  next?.kind === 'word' && !OR.test(next.text)

function isOfOneSize(first: Amount, second: Amount, least: bigint): boolean {
  const [low, high] = first.mills < second.mills ? [first, second] : [second, first]
  return high.mills <= low.mills * WIDEST_RANGE && low.mills >= least
}

/** "1 dollar = 3,700 UGX" is the price of money. */
function rate(related: Judged[], at: number, items: readonly Item[]): void {
  const [first, second] = [related[at], related[at + 1]]
  if (!first?.amount.currency || !second?.amount.currency) return
  const isRate =
    first.amount.mills === 1_000n && /^=?$/.test(between(items, first, second).join(''))
  if (!isRate || first.amount.currency.currency === second.amount.currency.currency) return
  related[at] = { ...first, status: 'other' }
  related[at + 1] = { ...second, status: 'other' }
}

const TO = /^(?:to|до|hadi|mpaka|à|a|al|bis|ao|até|ile|sampai|s \/ d|الي|gacha)$/
const INSTEAD = /^(?:→|por|jadi|jadi hanya|por apenas|değil|が|を)$/

/** A range is between amounts that rise, a change between those that fall. */
function pair(related: Judged[], at: number, items: readonly Item[], least: bigint): void {
  const [first, second] = [related[at], related[at + 1]]
  if (!first || !second || second.status === 'other') return
  const link = between(items, first, second).join(' ').trim()
  if (isOldPrice(items, first, second)) related[at] = { ...first, status: 'price' }
  if (!isOfPrices(first, second, link)) return
  const low = scaledAs(first.amount, second.amount)
  if (isRange(items, first, link) && isWide(low, second.amount, least)) {
    const currency = low.currency?.isNamed ? low.currency : (second.amount.currency ?? low.currency)
    related[at] = { ...first, amount: { ...low, currency }, status: 'price', kind: 'range_low' }
    const amount = { ...second.amount, currency }
    related[at + 1] = { ...second, amount, status: 'price', kind: 'range_high' }
  } else if (isChange(link, first, second)) {
    related[at] = { ...first, status: 'price', kind: 'was' }
    related[at + 1] = { ...second, status: 'price', kind: 'now' }
  }
}

/** "From 1950 to 2026", "2019 - 2026". */
function years(related: Judged[], at: number, items: readonly Item[]): void {
  const [first, second] = [related[at], related[at + 1]]
  if (!first || !second || first.amount.mills >= second.amount.mills) return
  const areYears = [first, second].every(
    ({ amount }) => !amount.currency && /^(?:19|20)\d\d$/.test(amount.digits),
  )
  if (!areYears || !isRange(items, first, between(items, first, second).join(' ').trim())) return
  related[at] = { ...first, status: 'other' }
  related[at + 1] = { ...second, status: 'other' }
}

/** "Discount 4200 → 2990" names both prices, and no discount. */
function isOfPrices(first: Judged, second: Judged, link: string): boolean {
  if (first.status === 'other') return link === '→' && first.amount.currency !== null
  return first.status === 'price' || second.status === 'price'
}

/** What a second price makes a price: "бұрын 20000 қазір 15000", "5990 вместо 8990". */
const isOldPrice = (items: readonly Item[], first: Judged, second: Judged): boolean =>
  (first.kind === 'was' && first.status === 'unknown' && second.kind === 'now') ||
  isInstead(items, first, second)

const isRange = (items: readonly Item[], first: Judged, link: string): boolean =>
  link === '-' || link === '~' || TO.test(link) || isBetween(items, first, link)

function isWide(low: Amount, high: Amount, least: bigint): boolean {
  if (low.mills >= high.mills || high.mills > low.mills * WIDEST_RANGE) return false
  return low.mills >= least || low.currency !== null
}

/** "2000 → 1500", "de 199 por 149", a struck price or one "yerine" before a new one. */
function isChange(link: string, first: Judged, second: Judged): boolean {
  if (first.amount.mills <= second.amount.mills) return false
  if (INSTEAD.test(link) || TO.test(link)) return true
  // "150.000 sekarang 99.000".
  const [cue] = second.before
  if (first.kind === 'price' && cue?.cue === 'now' && link.replace(/^, /, '') === cue.phrase)
    return true
  const isOld = first.kind === 'was' && second.kind === 'price'
  return isOld && (/^[~ ]{0,5}$/.test(link) || first.after.some(({ phrase }) => phrase === link))
}

/** "5990 вместо 8990": the old price makes the number before it a price. */
function isInstead(items: readonly Item[], first: Judged, second: Judged): boolean {
  if (first.status !== 'unknown' || second.kind !== 'was' || second.status !== 'price') return false
  const words = between(items, first, second).filter((text) => text !== '(' && text !== ',')
  return words.join(' ') === second.before[0]?.phrase && first.amount.mills < second.amount.mills
}

/** "Between 3000 and 8000", "kati ya 5,000 na 9,000". */
function isBetween(items: readonly Item[], first: Judged, link: string): boolean {
  if (!/^(?:and|na|и|&|et|und)$/.test(link)) return false
  const [earlier, last] = [textOf(items[first.index - 2]), textOf(items[first.index - 1])]
  return /^(?:between|kati|entre|zwischen|между)$/.test(last === 'ya' ? earlier : last)
}

/** The "2" of "2-3k" means thousands as well. */
function scaledAs(first: Amount, second: Amount): Amount {
  const isShort = first.multiplier === 1n && second.multiplier > 1n && first.mills < 1_000_000n
  return isShort ? { ...first, mills: first.mills * second.multiplier } : first
}
