import type { Amount, Item } from './amounts.ts'
import { currencyDigits, MAX_DIGITS } from '../../../base/currency.ts'
import { textOf } from './cues.ts'
import { cueAfter } from './cue-table.ts'
import { currencyOf, meaningOf, type CurrencySign } from './currencies.ts'
import type { Folded } from './fold.ts'
import { millsOf } from './numbers.ts'

/**
 * The text that may be between a currency and its amount: "Ksh. 500", "KES:500", "Kes-500", "KES =
 * 500".
 */
const TO_THE_RIGHT = /^(?: {0,2}|[.:=-]{1,2} ?| [:=] ?)$/
const TO_THE_LEFT = /^ {0,2}$/
/** "Ksh - 500", where nothing on the left could make it a range. */
const LONE_TO_THE_RIGHT = /^ {0,2}[.:=-]{0,2} {0,2}$/

type Beside = { index: number; gap: number }
type Sign = {
  index: number
  sign: CurrencySign
  isAblative: boolean
  left: Beside | null
  right: Beside | null
}

/** Gives each currency to the amount that it is beside, and removes it from the items. */
export function withCurrencies(items: readonly Item[], folded: Folded, store: string): Item[] {
  const signs = signsAmong(items, folded, store)
  const owned = new Map<number, Sign[]>()
  const taken = new Set<number>()
  for (const sign of signs) {
    const owner = ownerOf(sign, owned)
    if (!owner) continue
    owned.set(owner.index, [...(owned.get(owner.index) ?? []).slice(0, 3), sign])
    const [from, to] = [Math.min(sign.index, owner.index), Math.max(sign.index, owner.index)]
    for (let index = from; index <= to; index += 1) if (index !== owner.index) taken.add(index)
  }
  return items.flatMap((item, index): Item[] => {
    if (taken.has(index)) return []
    return item.kind === 'amount' ? [withSigns(item, owned.get(index) ?? [], items, store)] : [item]
  })
}

/** Returns the amount with its currency, which determines the decimals of its digits. */
function withSigns(
  amount: Amount,
  signs: readonly Sign[],
  items: readonly Item[],
  store: string,
): Amount {
  if (signs.length === 0 && currencyDigits(store) < MAX_DIGITS) return amount
  const meanings = signs.map(({ sign }) => meaningOf(sign, store))
  const currency = meanings.find(({ isNamed }) => isNamed) ?? meanings[0] ?? amount.currency
  const spans = signs.flatMap(({ index }) => items[index] ?? [])
  const { digits, multiplier } = amount
  const read = digits === '' ? null : millsOf(digits, multiplier, currency?.currency ?? store)
  return {
    ...amount,
    currency,
    mills: read ?? amount.mills,
    isAblative: signs.some(({ isAblative }) => isAblative),
    start: Math.min(amount.start, ...spans.map(({ start }) => start)),
    end: Math.max(amount.end, ...spans.map(({ end }) => end)),
  }
}

function signsAmong(items: readonly Item[], folded: Folded, store: string): Sign[] {
  const signs = items.flatMap((_, index) => signAt(items, index, { folded, store }) ?? [])
  const own = signs.filter(({ sign }) => sign.codes.length === 0 || sign.codes.includes(store))
  const hasRival = (sign: Sign): boolean => own.some((each) => besideOf(each) !== besideOf(sign))
  const sure = signs.filter(
    (each) =>
      !each.sign.isWord ||
      each.sign.codes.includes(store) ||
      (!hasRival(each) && isCode(each, items, folded)),
  )
  const ends = lineEnds(sure, items)
  return sure.map((sign, at) => preferred(sign, ends[at] ?? false))
}

function signAt(
  items: readonly Item[],
  index: number,
  { folded: { text }, store }: { folded: Folded; store: string },
): Sign | null {
  const item = items[index]
  const known = item && /^(?:word|sign|mark)$/.test(item.kind) ? currencyOf(nameOf(item)) : null
  if (!known || !isMeant(known.sign, items, index, store)) return null
  const { codes, side, isOwnOnly } = known.sign
  const left = isOwnOnly && side === 'before' ? null : leftOf(items, text, index)
  const isLeading = codes.length > 0 && side !== 'only_after'
  const right = isLeading ? rightOf(items, text, index, left !== null) : null
  return left || right ? { index, ...known, left, right } : null
}

/** Without the last dot of "د.ك.". */
const nameOf = (item: Item): string => textOf(item).replace(/(?<=\.\p{L})\.$/u, '')

function isMeant(
  sign: CurrencySign,
  items: readonly Item[],
  index: number,
  store: string,
): boolean {
  if (sign.isOwnOnly && !isOwn(sign, items, index, store)) return false
  return sign.side !== 'only_after' || !isSize(items, index)
}

const besideOf = ({ left, right }: Sign): number | undefined => (left ?? right)?.index

/** "GEL 400", but not "gel 400", "GEL 300ml" or "TRY 2". */
function isCode(
  { index, left, right }: Sign,
  items: readonly Item[],
  { capitals }: Folded,
): boolean {
  const [sign, at] = [items[index], (left ?? right)?.index ?? index]
  const amount = items[at]
  if (!sign || amount?.kind !== 'amount' || amount.mills < 10_000n) return false
  if (isMeasure(amount, items[at < index ? index + 1 : at + 1])) return false
  return capitals.has(sign.start) && (sign.end - sign.start < 3 || capitals.has(sign.end - 1))
}

const isMeasure = (amount: Amount, unit: Item | undefined): boolean =>
  unit?.start === amount.end && cueAfter(textOf(unit))?.cue === 'decoy'

/** "р.46": a letter that leads a number is a size. */
function isSize(items: readonly Item[], index: number): boolean {
  const [letter, next] = [items[index], items[index + 1]]
  const number = textOf(next) === '.' ? items[index + 2] : next
  if (!letter || number?.kind !== 'amount' || letter.end - letter.start > 1) return false
  return number.start - letter.end <= (number === next ? 0 : 1)
}

/** "N5,000" in a Nigerian store and "15000т" in a Kazakh one: elsewhere a letter is a letter. */
function isOwn(
  { codes, side }: CurrencySign,
  items: readonly Item[],
  index: number,
  store: string,
): boolean {
  const [previous, item, next] = [items[index - 1], items[index], items[index + 1]]
  if (!codes.includes(store) || !item) return false
  const room = item.end - item.start > 1 || side === 'before' ? 1 : 0
  return side === 'before' ? touches(item, next, room) : touches(previous, item, room)
}

function touches(first: Item | undefined, second: Item | undefined, room: number): boolean {
  if (!first || !second || second.start - first.end > room) return false
  return first.kind === 'amount' || second.kind === 'amount'
}

function leftOf(items: readonly Item[], text: string, index: number): Beside | null {
  const [amount, sign] = [items[index - 1], items[index]]
  if (amount?.kind !== 'amount' || !sign) return null
  const gap = text.slice(amount.end, sign.start)
  return gap.length <= 2 && TO_THE_LEFT.test(gap) ? { index: index - 1, gap: gap.length } : null
}

function rightOf(
  items: readonly Item[],
  text: string,
  index: number,
  hasLeft: boolean,
): Beside | null {
  const sign = items[index]
  for (let at = index + 1; sign && at <= index + 3; at += 1) {
    const amount = items[at]
    if (amount?.kind === 'mark') continue
    if (amount?.kind !== 'amount') return null
    const gap = text.slice(sign.end, amount.start)
    const joined = hasLeft ? TO_THE_RIGHT : LONE_TO_THE_RIGHT
    return gap.length <= 6 && joined.test(gap) ? { index: at, gap: gap.length } : null
  }
  return null
}

/**
 * Chooses the amount of a sign between two amounts: the one that it touches, else the side where
 * people write that currency, else as the line does: when its last sign has no amount after it,
 * signs follow their amounts.
 */
function preferred(sign: Sign, lineEndsInAmount: boolean): Sign {
  const { left, right } = sign
  if (!left || !right) return sign
  if (left.gap === 0 && right.gap > 0) return { ...sign, right: null }
  if (right.gap === 0 && left.gap > 0) return { ...sign, left: null }
  const follows = sign.sign.side !== 'before' || !lineEndsInAmount
  return follows ? { ...sign, right: null } : { ...sign, left: null }
}

/** Returns for each sign whether the last one of its line has an amount after it. */
function lineEnds(signs: readonly Sign[], items: readonly Item[]): boolean[] {
  const ends: boolean[] = []
  let at = items.length - 1
  let endsBefore: boolean | null = null
  for (const sign of signs.toReversed()) {
    for (; at > sign.index; at -= 1) if (items[at]?.kind === 'line') endsBefore = null
    endsBefore ??= sign.right !== null
    ends.push(endsBefore)
  }
  return ends.reverse()
}

function ownerOf(sign: Sign, owned: ReadonlyMap<number, readonly Sign[]>): Beside | null {
  const isFree = (beside: Beside | null): beside is Beside =>
    beside !== null && (owned.get(beside.index) ?? []).every((own) => own.sign.codes.length === 0)
  if (sign.sign.codes.length === 0) return sign.left
  if (isFree(sign.left)) return sign.left
  return isFree(sign.right) ? sign.right : null
}
