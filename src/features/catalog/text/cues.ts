import type { Item } from './amounts.ts'
import {
  FILLERS,
  FREE,
  PLACES,
  PLACES_AFTER,
  cueAfter,
  cueBefore,
  isDelivery,
  type Cue,
  type CueRow,
} from './cue-table.ts'

/** Evidence for or against a price: a word beside an amount. */
export type Evidence = { cue: Cue; phrase: string; weight: number }
/** A phrase of the table, from the item at `at` on. */
type Found = { at: number; text: string; size: number; row: CueRow }

/** The number of words that are read on each side of an amount. */
const REACH = 6
const STOPS: ReadonlySet<string> = new Set('.!?;|,•·。、،')
/** Cues that go on from one to the next: "now going for", "delivery from". */
const PASSES: ReadonlySet<Cue> = new Set(['price', 'weak', 'was', 'now', 'from', 'each'])

/** Money that is paid beside the price. */
export const isFee = ({ cue }: Pick<CueRow, 'cue'>): boolean => cue === 'fee' || cue === 'delivery'

export function textOf(item: Item | undefined): string {
  return item && item.kind !== 'amount' ? item.text : ''
}

/**
 * The evidence before an amount, nearest first; an amount before it, or the end of its sentence,
 * ends the search.
 */
export function evidenceBefore(items: readonly Item[], index: number): Evidence[] {
  const found: Evidence[] = quantitiesFor(items, index)
  for (let at = index - 1; at >= 0 && isReached(items, at, index, found); at -= 1) {
    const phrase = phraseBefore(items, at)
    if (!phrase || !saysSomething(items, index, phrase, found)) continue
    found.push({ cue: phrase.row.cue, phrase: phrase.text, weight: phrase.row.weight })
    if (!PASSES.has(phrase.row.cue)) break
    at = phrase.at
  }
  return found
}

/**
 * "Mijozlarga 20 000 so'm": a dative right before an amount of Central Asia names the recipient or
 * the purpose.
 */
function quantitiesFor(items: readonly Item[], index: number): Evidence[] {
  const [word, amount] = [items[index - 1], items[index]]
  if (word?.kind !== 'word' || amount?.kind !== 'amount') return []
  const isCentralAsian = /^(?:UZS|KZT|KGS)$/.test(amount.currency?.currency ?? '')
  const isQuantity = isCentralAsian && DATIVE.test(word.text) && !OF_GOODS.test(word.text)
  return isQuantity ? [{ cue: 'fee', phrase: word.text, weight: 8 }] : []
}

const DATIVE = /^\p{L}{3,}(?:ga|га|ға|ге)$/u
/** "Bittasiga 45 000", "ayollarga 180 000": a piece, and the people that the goods are for. */
const OF_GOODS =
  /^(?:dona|bitta|juft|komplekt|metr|kilo|qiz|ayol|bola|erkak|дона|битта|дана|бир|бір|жұп|жуп|комплект|метр|кило|қыз|кыз|бала|аёл|әйел|эркак)/

/** Whether what an item says may still be about the amount. */
function isReached(
  items: readonly Item[],
  at: number,
  index: number,
  found: readonly Evidence[],
): boolean {
  const [item, between] = [items[at], items.slice(at + 1, index)]
  const words = between.filter(({ kind }) => kind === 'word').length
  if (!item || index - at > 3 * REACH || words > REACH) return false
  // A label may have its amount on the next line.
  const isCrossed = between.some(({ kind }) => kind === 'line')
  if (isCrossed && othersAmong(between) > 0) return false
  if (item.kind === 'line') return !isCrossed && words === 0
  const isLabelled = found.some(({ cue }) => cue !== 'weak' && cue !== 'from')
  if (item.kind === 'amount') return !isCrossed && !isLabelled && isMeasure(items, at, between)
  return !endsSentence(items, at)
}

/** The dot of "No. 5" and "тел. 8" ends no sentence. */
function endsSentence(items: readonly Item[], at: number): boolean {
  const text = textOf(items[at])
  if (items[at]?.kind === 'skip') return true
  return STOPS.has(text) && (text !== '.' || cueBefore(textOf(items[at - 1]))?.cue !== 'decoy')
}

/**
 * The "24h" of "Livraison 24h partout 40 dh" and the "4 по" of "Сплит 4 по 1250 ₽" part no fee from
 * its amount.
 */
function isMeasure(items: readonly Item[], at: number, between: readonly Item[]): boolean {
  const [amount, next] = [items[at], textOf(items[at + 1])]
  if (amount?.kind !== 'amount' || amount.currency) return false
  if (hasAmount(between) && /^(?:-|to|до|à|a|bis)$/.test(next)) return true
  return cueAfter(next)?.cue === 'decoy' || /^(?:по|x|х|×)$/.test(next)
}

const hasAmount = (between: readonly Item[]): boolean =>
  between.some(({ kind }) => kind === 'amount')

/** Whether a cue is near enough, and about the amount. */
function saysSomething(
  items: readonly Item[],
  index: number,
  { at, size, row }: Found,
  found: readonly Evidence[],
): boolean {
  const between = items.slice(at + size, index)
  const isNear =
    row.distance === null
      ? between.every(({ kind }) => kind !== 'word')
      : othersAmong(between) <= row.distance || isOfPlace(items, at, index)
  if (!isNear || (hasAmount(between) && !isFee(row))) return false
  // "All sizes @1500"; but "المقاس من 52 الى 60".
  if (row.cue === 'decoy') return found.every(({ cue }) => cue === 'from')
  // "Discount: old price 4200", "discount price 2990", but "delivery price 200", "transport now
  // 800".
  if (row.cue === 'fee') return textOf(items[at - 1]) !== '%' && !found.some(isOfPrice)
  return row.cue !== 'delivery' || !isFreeDelivery(items, index, at, found)
}

const isOfPrice = ({ cue }: Evidence): boolean => cue === 'was' || cue === 'now' || cue === 'price'

/**
 * Free delivery, where no limit is named: "free delivery from", "bepul yetkazish 300 000 so'mdan".
 */
function isFreeDelivery(
  items: readonly Item[],
  index: number,
  at: number,
  found: readonly Evidence[],
): boolean {
  const amount = items[index]
  const isFree = items.slice(Math.max(0, at - 1), index).some((item) => FREE.has(textOf(item)))
  const isAblative = amount?.kind === 'amount' && amount.isAblative
  return isFree && !isAblative && !found.some(({ cue }) => cue === 'from')
}

/**
 * Checks for a separate part such as "Delivery Mombasa 300": names between are of places and
 * couriers.
 */
function isOfPlace(items: readonly Item[], at: number, index: number): boolean {
  if (!isDelivery(textOf(items[at])) || index - at > 3) return false
  const isNamed = items.slice(at + 1, index).every((item) => !isContent(item) || isCapital(item))
  return isNamed && endsPart(items[at - 1]) && endsPart(items[index + 1])
}

const isCapital = (item: Item): boolean => item.kind === 'word' && item.isCapital

/**
 * Counts the words that name something else. A place has one word, and more that begin with
 * capitals: "по городу Алматы", but not "по городу платье"; the unit after a number is none.
 */
function othersAmong(between: readonly Item[]): number {
  let [others, placeWords] = [0, -1]
  for (const [at, item] of between.entries()) {
    if (PLACES.has(textOf(item))) placeWords = 0
    if (item.kind === 'amount') placeWords = -1
    if (!isOther(between, at)) continue
    const isPlace = placeWords === 0 || (placeWords > 0 && isCapital(item))
    placeWords = isPlace ? placeWords + 1 : -1
    if (!isPlace) others += 1
  }
  return others
}

/**
 * Whether an item is a word that names something, and neither the unit of a number nor a place
 * before its mark.
 */
function isOther(between: readonly Item[], at: number): boolean {
  const text = textOf(between[at])
  if (!isContent(between[at]) || isPassed(text) || PLACES_AFTER.has(textOf(between[at + 1])))
    return false
  return between[at - 1]?.kind !== 'amount' || cueAfter(text)?.cue !== 'decoy'
}

const isPassed = (text: string): boolean => {
  const row = cueBefore(text)
  return row !== undefined && PASSES.has(row.cue)
}

/** Whether a word names something: neither a filler nor a cue of a price. */
export function isContent(item: Item | undefined): boolean {
  if (item?.kind !== 'word' || FILLERS.has(item.text)) return false
  if (PLACES.has(item.text) || PLACES_AFTER.has(item.text)) return false
  const cue = cueBefore(item.text)?.cue
  return !FREE.has(item.text) && cue !== 'price' && cue !== 'weak'
}

/**
 * Returns the evidence after an amount: a cue, one behind a slash or bracket ("500/pc"), and the
 * cues in the rest of its part.
 */
export function evidenceAfter(items: readonly Item[], index: number): Evidence[] {
  const [amount, next] = [items[index], items[index + 1]]
  if (!amount || !next || next.kind === 'amount') return []
  return [...besideAfter(items, index, next.start - amount.end), ...furtherAfter(items, index)]
}

function besideAfter(items: readonly Item[], index: number, gap: number): Evidence[] {
  const next = textOf(items[index + 1])
  const link = /^[/(-]$/.test(next) ? next : ''
  const found = phraseAfter(items, link === '' ? index + 1 : index + 2, gap)
  if (!found || isFee(found.row) || isName(items, found)) return []
  if (link === '/' && found.row.cue !== 'off') return [{ cue: 'each', phrase: '/', weight: 4 }]
  const { text: phrase, row } = found
  return link === '-' ? [] : [{ cue: row.cue, phrase, weight: row.weight }]
}

/** "1,800 off shoulder dress", "78 000 скидка бор"; but "500 off every dress". */
function isName(items: readonly Item[], { at, text }: Found): boolean {
  if (text !== 'off' && text !== 'скидка') return false
  return isContent(items[textOf(items[at + 1]) === '-' ? at + 2 : at + 1])
}

/** "2 mln so'm yutib oling", "2000 доставка": what the money is for may be said after it. */
function furtherAfter(items: readonly Item[], index: number): Evidence[] {
  for (const [offset, item] of partAfter(items, index).entries()) {
    const at = index + 1 + offset
    const text = textOf(item)
    if (item.kind === 'amount' || FREE.has(text)) break
    if (PAST.test(text) && !PRICED.test(text)) return [{ cue: 'off', phrase: text, weight: 8 }]
    const found = feeAfter(items, at)
    const others = othersAmong(items.slice(index + 1, at))
    if (found && others <= (found.row.distance ?? -1) && isOfAmount(items, index, found))
      return [{ cue: found.row.cue, phrase: found.text, weight: found.row.weight }]
  }
  return []
}

/**
 * "35 ming so'm berdim", "350 TL yazmış": Turkic verbs of what was paid or seen, where no seller
 * sets a price by them.
 */
const PAST =
  /^\p{L}{2,12}(?:[dt][iıuü][mk]|[iı]bdi|m[iıuü]ş|[дт][ыіиу][мқкп]|ыпты|іпті|иптир|ыптыр)$/u
const PRICED = /^(?:sot|tush|arzon|in|düş|yap|set|түс|түш|арзан|sat|сат|bo'l|ol)/

/** A fee, or what is one on both sides: a delivery, a wage, a prize. */
function feeAfter(items: readonly Item[], at: number): Found | null {
  const found = phraseAfter(items, at, 1)
  if (found && (isFee(found.row) || found.row.cue === 'off')) return found
  const text = textOf(items[at])
  const row = items[at]?.kind === 'word' ? cueBefore(text) : undefined
  if (!row || !isFee(row)) return null
  return row.cue === 'delivery' || Number(row.distance) > 0 ? { at, text, size: 1, row } : null
}

/**
 * "2000 доставка", but not "dress 2000 delivery in town", "2000 delivery free" or "2000 delivery
 * 200".
 */
function isOfAmount(items: readonly Item[], index: number, { at, size, row }: Found): boolean {
  if (row.cue === 'off') return true
  const isOther = (item: Item): boolean => item.kind === 'amount' || FREE.has(textOf(item))
  if (FREE.has(textOf(items[index - 1])) || partAfter(items, at + size - 1).some(isOther))
    return false
  return !partBefore(items, index).some((item) => isContent(item) || item.kind === 'amount')
}

/**
 * Whether free delivery is spoken of around an amount, and no product is named before it ("платье
 * от 5000 ₽").
 */
export function isAboutFreeDelivery(items: readonly Item[], index: number): boolean {
  // "Versand 5 €, ab 80 € geschenkt".
  const before = partBefore(items, index, (item) => endsPart(item) && textOf(item) !== ',')
  const isOfDelivery = (text: string): boolean =>
    isDelivery(text) || FREE.has(text) || cueBefore(text)?.cue === 'from'
  if (before.some((item) => isContent(item) && !isOfDelivery(textOf(item)))) return false
  const said = [...before, ...partAfter(items, index)].map(textOf)
  return said.some((text) => isDelivery(text)) && said.some((text) => FREE.has(text))
}

const endsPart = (item: Item | undefined): boolean =>
  !item || item.kind === 'line' || (item.kind === 'mark' && STOPS.has(item.text))

function partAfter(items: readonly Item[], index: number): readonly Item[] {
  const part = items.slice(index + 1, index + 1 + REACH)
  const end = part.findIndex(endsPart)
  return end === -1 ? part : part.slice(0, end)
}

function partBefore(items: readonly Item[], index: number, ends = endsPart): readonly Item[] {
  const part = items.slice(Math.max(0, index - REACH), index)
  return part.slice(part.findLastIndex(ends) + 1)
}

function phraseBefore(items: readonly Item[], last: number): Found | null {
  for (const size of [3, 2, 1]) {
    const [at, text] = [last - size + 1, phraseOf(items, last - size + 1, size)]
    const row = text === null ? undefined : cueBefore(text)
    if (row && text !== null) return { at, text, size, row }
  }
  return null
}

function phraseAfter(items: readonly Item[], at: number, gap: number): Found | null {
  for (const size of [3, 2, 1]) {
    const text = phraseOf(items, at, size)
    const row = text === null ? undefined : cueAfter(text)
    // "5l" is five litres; "1500 L-1900" begins the next size.
    const isUnit = gap === 0 || !/^\p{L}$/u.test(text ?? '') || UNSPACED.test(text ?? '')
    if (row && text !== null && isUnit) return { at, text, size, row }
  }
  return null
}

const UNSPACED = /\p{Script=Han}/u

function phraseOf(items: readonly Item[], from: number, size: number): string | null {
  if (size > 1 && items[from + size - 1]?.kind !== 'word') return null
  const part = items.slice(Math.max(0, from), from + size)
  if (size === 1 && part[0]?.kind === 'mark') return part[0].text
  const words = part.filter((item) => item.kind === 'word' && item.text.length <= 30)
  return words.length === size ? words.map(textOf).join(' ') : null
}
