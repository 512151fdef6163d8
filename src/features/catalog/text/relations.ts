import type { Amount, Item } from './amounts.ts'
import type { Judged } from './judge-amounts.ts'
import { BUNDLE_LINKS, COUNTED, NUMBER_WORDS } from './price-words.ts'

/** Beyond two dozen a number before "for" counts no bundle. */
const LARGEST_BUNDLE = 24n
/** A dearest size costs no more than so many times the cheapest. */
const WIDEST_RANGE = 12n

/** What amounts are to each other: bundles, ranges, and old prices beside new ones. */
export function relate(judged: readonly Judged[], items: readonly Item[]): Judged[] {
  const related = [...judged]
  for (let at = 0; at < related.length; at += 1) {
    bundle(related, at, items)
    bundleAfter(related, at, items)
    pair(related, at, items)
    alternative(related, at, items)
  }
  return related
}

function bundle(related: Judged[], at: number, items: readonly Item[]): void {
  const price = related[at]
  if (!price || price.status === 'other' || price.kind === 'each' || price.kind === 'was') return
  const count = countBefore(items, price.index, price.amount)
  if (!count) return
  const counted = related[at - 1]
  if (counted?.index === count.index) {
    if (counted.status === 'price' || isToldOtherwise(counted)) return
    related[at - 1] = { ...counted, status: 'other' }
  }
  if (price.amount.cents < 5_000n && !price.amount.currency) {
    related[at] = { ...price, status: 'other' }
    return
  }
  const amount = { ...price.amount, start: count.start }
  related[at] = { ...price, amount, status: 'price', kind: 'bundle', quantity: count.quantity }
}

/** "Size 40 for 1500", "orders above 5 pieces @1000". */
function isToldOtherwise({ before }: Judged): boolean {
  return before?.cue === 'decoy' || before?.cue === 'fee'
}

/** The "3" of "3 for 1000", "3 pairs for 500", "2 дана 5000 теңге", "tatu kwa 1000". */
function countBefore(
  items: readonly Item[],
  index: number,
  amount: Amount,
): { index: number; quantity: number; start: number } | null {
  let at = index - 1
  let hasLink = false
  for (; at >= index - 3 && BUNDLE_LINKS.has(textOf(items[at])); at -= 1) hasLink = true
  const hasNoun = COUNTED.has(textOf(items[at]))
  if (hasNoun) at -= 1
  if (!hasLink && !(hasNoun && amount.currency)) return null
  const item = items[at]
  if (!item || (hasLink && !hasNoun && textOf(items[index - 1]) === '-')) return null
  const quantity = quantityOf(item)
  return quantity === null ? null : { index: at, quantity, start: item.start }
}

function quantityOf(item: Item): number | null {
  if (item.kind === 'word') {
    const value = NUMBER_WORDS.get(item.text)
    return value === undefined || value < 2n ? null : Number(value)
  }
  if (item.kind !== 'amount' || item.currency || !/^[1-9]\d?$/.test(item.digits)) return null
  const value = item.cents / 100n
  return item.multiplier === 1n && value >= 2n && value <= LARGEST_BUNDLE ? Number(value) : null
}

/** "1000/= for 3", "Ksh 100 only for 2 pcs". */
function bundleAfter(related: Judged[], at: number, items: readonly Item[]): void {
  const [price, count] = [related[at], related[at + 1]]
  if (price?.status !== 'price' || price.kind !== 'price' || !count || count.amount.currency) return
  const between = items.slice(price.index + 1, count.index).map(textOf)
  if (!/^(?:only )?(?:for|за|kwa)$/.test(between.join(' '))) return
  const next = items[count.index + 1]
  const quantity = quantityOf(count.amount)
  if (quantity === null || (next?.kind === 'word' && !COUNTED.has(next.text))) return
  related[at] = {
    ...price,
    amount: { ...price.amount, end: count.amount.end },
    kind: 'bundle',
    quantity,
  }
  related[at + 1] = { ...count, status: 'other' }
}

/** The further prices of "Ksh 500/700/900" and "at 2500, 3000 and 3500", which one alone would hide. */
function alternative(related: Judged[], at: number, items: readonly Item[]): void {
  const [first, second] = [related[at], related[at + 1]]
  if (first?.status !== 'price' || first.kind !== 'price' || !second) return
  const link = items
    .slice(first.index + 1, second.index)
    .map(textOf)
    .join(' ')
  if (!/^(?:[/,&]|and|or|, and|na|au|и|или|және)$/.test(link)) return
  if (isSplit(link, first.amount, second.amount)) related[at] = { ...first, status: 'unknown' }
  if (second.status !== 'unknown' || !isOfOneSize(first.amount, second.amount)) return
  if (link !== '/' && isCountedBy(items[second.index + 1])) return
  const currency = first.amount.currency
  related[at + 1] = { ...second, amount: { ...second.amount, currency }, status: 'price' }
}

/** "Price 1500, 200 sold": a word after the second number counts something, unless it goes on with the list. */
function isCountedBy(next: Item | undefined): boolean {
  return next?.kind === 'word' && !/^(?:and|or|na|au|и|или|және)$/.test(next.text)
}

/** "Ksh 1, 500" may be one number with a slip of the hand: neither 1 nor 500 is sure. */
function isSplit(link: string, first: Amount, second: Amount): boolean {
  return link === ',' && /^\d{1,2}$/.test(first.digits) && /^\d{3}$/.test(second.digits)
}

function isOfOneSize(first: Amount, second: Amount): boolean {
  const [low, high] = first.cents < second.cents ? [first, second] : [second, first]
  return high.cents <= low.cents * WIDEST_RANGE && low.cents >= 5_000n
}

type Link = 'range' | 'to' | 'change' | 'struck'

function pair(related: Judged[], at: number, items: readonly Item[]): void {
  const [first, second] = [related[at], related[at + 1]]
  if (!first || !second || first.status === 'other') return
  if (first.kind === 'was' && first.status === 'unknown' && second.kind === 'now')
    related[at] = { ...first, status: 'price' }
  if (isInstead(items, first, second)) related[at] = { ...first, status: 'price' }
  const link = linkBetween(items, first, second)
  if (!link) return
  const low = scaledAs(first.amount, second.amount)
  if (isRange(link, low, second)) markRange(related, at, low)
  else if (isChange(link, first, second)) markChange(related, at)
}

/** "5990 вместо 8990": the old price makes the number before it a price. */
function isInstead(items: readonly Item[], first: Judged, second: Judged): boolean {
  if (first.status !== 'unknown' || second.kind !== 'was' || second.status !== 'price') return false
  const between = items.slice(first.index + 1, second.index).map(textOf)
  const words = between.filter((text) => text !== '(' && text !== ',').join(' ')
  return words === second.before?.phrase && first.amount.cents < second.amount.cents
}

function linkBetween(items: readonly Item[], first: Judged, second: Judged): Link | null {
  const between = items.slice(first.index + 1, second.index)
  if (between.length > 3) return null
  const words = between.map(textOf).join(' ')
  if (words === '→') return 'change'
  if (/^(?:to|до|hadi|mpaka)$/.test(words)) return 'to'
  if (words === '-') return 'range'
  if (/^(?:and|na|и|&)$/.test(words))
    return /^(?:between|kati|kati ya)$/.test(lastWords(items, first.index)) ? 'range' : null
  return first.kind === 'was' && /^[~ ]{0,5}$/.test(words) && second.kind === 'price'
    ? 'struck'
    : null
}

function lastWords(items: readonly Item[], index: number): string {
  const [earlier, last] = [textOf(items[index - 2]), textOf(items[index - 1])]
  return last === 'ya' ? `${earlier} ya` : last
}

/** The "2" of "2-3k" means thousands as well. */
function scaledAs(first: Amount, second: Amount): Amount {
  const isShort = first.multiplier === 1n && second.multiplier > 1n && first.cents < 100_000n
  return isShort ? { ...first, cents: first.cents * second.multiplier } : first
}

function isRange(link: Link, low: Amount, second: Judged): boolean {
  if (link !== 'range' && link !== 'to') return false
  const high = second.amount
  if (second.status === 'other' || low.cents >= high.cents) return false
  return high.cents <= low.cents * WIDEST_RANGE && (low.cents >= 5_000n || low.currency !== null)
}

function markRange(related: Judged[], at: number, low: Amount): void {
  const [first, second] = [related[at], related[at + 1]]
  if (!first || !second) return
  const isPrice = first.status === 'price' || second.status === 'price'
  if (!isPrice) return
  const currency = currencyOfPair(low, second.amount)
  related[at] = { ...first, amount: { ...low, currency }, status: 'price', kind: 'range_low' }
  related[at + 1] = {
    ...second,
    amount: { ...second.amount, currency },
    status: 'price',
    kind: 'range_high',
  }
}

function currencyOfPair(first: Amount, second: Amount): Amount['currency'] {
  if (first.currency?.isNamed) return first.currency
  return second.currency ?? first.currency
}

function isChange(link: Link, first: Judged, second: Judged): boolean {
  if (second.status === 'other' || first.amount.cents <= second.amount.cents) return false
  return link !== 'range' && (first.status === 'price' || second.status === 'price')
}

function markChange(related: Judged[], at: number): void {
  const [first, second] = [related[at], related[at + 1]]
  if (!first || !second) return
  related[at] = { ...first, status: 'price', kind: 'was' }
  related[at + 1] = { ...second, status: 'price', kind: 'now' }
}

function textOf(item: Item | undefined): string {
  return item && item.kind !== 'amount' ? item.text : ''
}
