import type { Amount, Item } from './amounts.ts'
import { cueAfter, cueBefore, type FoundCue } from './cues.ts'
import { LIST_HEADING } from './price-words.ts'

export type PriceKind =
  | 'price'
  | 'was'
  | 'now'
  | 'from'
  | 'each'
  | 'bundle'
  | 'range_low'
  | 'range_high'

/**
 * What an amount is: `other` is surely none of the product's prices (a size, a phone, a delivery fee), `unknown` is a
 * number that may be one.
 */
export type Judged = {
  amount: Amount
  index: number
  status: 'price' | 'unknown' | 'other'
  kind: PriceKind
  quantity: number | null
  before: FoundCue | null
  after: FoundCue | null
}

/** A text as its rules are read: what stands in it, crossed out parts, and where a price list begins. */
export type Reading = {
  items: readonly Item[]
  struck: ReadonlySet<number>
  listFrom: number
  /** Where gold is spoken of, "18k" is its fineness. */
  hasGold: boolean
}

/** Hundredths: below 50 of any currency a bare number is a count, a size or an hour. */
const LEAST_BARE = 5_000n
const LEAST_EACH = 500n
const LEAST_LISTED = 2_000n
const LEAST_ALONE = 10_000n
/** What few words can outvote: above this a number counted is no size. */
const LARGEST_COUNT = 10_000n

export function judgeAmounts(reading: Reading): Judged[] {
  const judged: Judged[] = []
  for (const [index, item] of reading.items.entries()) {
    if (item.kind !== 'amount') continue
    const previous = judged.at(-1)
    const own = judge(reading, item, index)
    judged.push(previous && isListed(reading, previous, own) ? sameAs(previous, own) : own)
  }
  return judged
}

/** The further sizes of "рост 110-140" and "sizes 36, 37, 38", and the end of a range that is no price. */
function isListed({ items }: Reading, previous: Judged, { amount, index }: Judged): boolean {
  if (previous.status !== 'other' || index !== previous.index + 2 || amount.currency) return false
  if (amount.cents > previous.amount.cents * 4n) return false
  const between = textOf(items[index - 1])
  if (/^(?:-|to|до|hadi)$/.test(between)) return /^(?:decoy|fee)$/.test(previous.before?.cue ?? '')
  return previous.before?.cue === 'decoy' && /^(?:[,/&]|and|и|na)$/.test(between)
}

function sameAs(previous: Judged, own: Judged): Judged {
  return { ...own, status: 'other', before: previous.before }
}

function judge(reading: Reading, amount: Amount, index: number): Judged {
  const before = cueBefore(reading.items, index)
  const after = cueAfter(reading.items, index)
  const judged = { amount, index, quantity: null, before, after }
  const kind = kindOf(reading, judged)
  return { ...judged, kind, status: statusOf(reading, { ...judged, kind }) }
}

type Undecided = Omit<Judged, 'status'>

function kindOf(
  reading: Reading,
  { amount, index, before, after }: Omit<Undecided, 'kind'>,
): PriceKind {
  if (isStruck(reading, amount, index)) return 'was'
  const cues = [before?.cue, after?.cue]
  if (before?.cue === 'was') return 'was'
  if (before?.cue === 'now') return 'now'
  if (cues.includes('from')) return 'from'
  return cues.includes('each') ? 'each' : 'price'
}

function statusOf(reading: Reading, judged: Undecided): Judged['status'] {
  const { amount } = judged
  if (isNoAmount(reading, judged) || isFee(judged)) return 'other'
  if (amount.currency) return 'price'
  if (isCounted(judged) || (reading.hasGold && isFineness(amount))) return 'other'
  if (amount.inWords === 'sure') return 'price'
  return isTold(judged) || isPlaced(reading, judged) ? 'price' : 'unknown'
}

/** Numbers that no word can make an amount: nothing, "007", percentages, parts of names and dimensions. */
function isNoAmount({ items }: Reading, judged: Undecided): boolean {
  const { amount, index, after } = judged
  if (amount.cents === 0n || /^0\d/.test(amount.digits) || after?.phrase === '%') return true
  if (isPartOfName(items[index - 1], judged)) return true
  return !amount.currency && amount.inWords === 'no' && isGluedOn(items[index + 1], judged)
}

/** "#5", "s23"; but "bei1500" and "only1500" are a word and a price. */
function isPartOfName(previous: Item | undefined, { amount, before }: Undecided): boolean {
  if (previous?.end !== amount.start) return false
  if (previous.kind === 'word') return !isPriceWord(before)
  return previous.kind === 'mark' && /^[#×*+]$/.test(previous.text)
}

function isFee({ before, after }: Undecided): boolean {
  return before?.cue === 'fee' || after?.cue === 'fee'
}

/** "1000+", "6x6", "256gb", "3in1": a known unit after it is judged by its meaning. */
function isGluedOn(next: Item | undefined, { amount, after }: Undecided): boolean {
  if (next?.start !== amount.end) return false
  if (next.kind === 'mark') return /^[×*+°]$/.test(next.text)
  return next.kind === 'word' && after === null
}

function isPriceWord(found: FoundCue | null): boolean {
  return found !== null && found.cue !== 'decoy' && found.cue !== 'fee'
}

function isCounted({ amount, before, after }: Undecided): boolean {
  if (before?.cue === 'decoy') return true
  if (after?.cue !== 'decoy') return false
  return !COUNTS.has(after.phrase) || amount.cents < LARGEST_COUNT
}

/** Nouns that may also begin the next phrase: "Dress 1500 sizes 38-42". */
const COUNTS: ReadonlySet<string> = new Set(
  (
    'size sizes eu uk us left available remaining colors colours designs styles pieces piece pairs pair packs sets units ' +
    'размер размера размеры рост шт штук цветов өлшем дана s floor street road'
  ).split(' '),
)

/** Whether the words around say that it is a price. */
function isTold({ amount, before, after }: Undecided): boolean {
  if (before && saysPrice(before, amount)) return true
  if (!after || amount.inWords === 'unsure') return after?.cue === 'weak' || after?.cue === 'each'
  if (after.cue === 'each') return amount.cents >= LEAST_EACH
  if (after.cue === 'weak' || after.cue === 'from') return isLarge(amount) && !isYear(amount)
  return false
}

function saysPrice({ cue, phrase }: FoundCue, amount: Amount): boolean {
  switch (cue) {
    case 'price':
      return true
    case 'each':
      return amount.cents >= LEAST_EACH
    case 'weak':
      if (phrase === '@') return amount.cents >= LEAST_EACH
      return isLarge(amount) && (NO_YEAR.has(phrase) || !isYear(amount))
    case 'now':
      return isLarge(amount)
    case 'was':
    case 'from':
      return isLarge(amount) && !isYear(amount)
    default:
      return false
  }
}

const NO_YEAR: ReadonlySet<string> = new Set(['at', 'only', 'just', 'for only', 'tu', 'всего'])

/** Whether it stands where sellers put prices: alone on a line, after a dash at its end, under "PRICE LIST". */
function isPlaced({ items, listFrom }: Reading, { amount, index, before }: Undecided): boolean {
  if (amount.inWords !== 'no' || (before !== null && before.cue !== 'weak')) return false
  const isMultiplied = amount.multiplier > 1n
  if (!endsLine(items, index)) return isMultiplied && /[.,]/.test(amount.digits)
  if (isMultiplied) return true
  if (index > listFrom) return amount.cents >= LEAST_LISTED
  return couldStandAlone(amount) && opensAs(amount, opening(items, index))
}

/** Too small are counts and sizes, too long are ids; years are years. */
function couldStandAlone(amount: Amount): boolean {
  return amount.cents >= LEAST_ALONE && !isYear(amount, 'strict') && !/^\d{7,}$/.test(amount.digits)
}

/** Nobody groups the digits of a model: "Leather bag 2,500" is a price, "New Balance 2002" may be none. */
function opensAs({ digits }: Amount, opens: ReturnType<typeof opening>): boolean {
  const isGrouped = /^\d{1,3}[ ,.']\d{3}/.test(digits)
  return isGrouped ? opens !== 'other' : opens === 'line' || opens === 'dash'
}

/** What stands before an amount: the beginning of its line, a dash or colon, a word, or something else. */
function opening(items: readonly Item[], index: number): 'line' | 'dash' | 'word' | 'other' {
  let at = index - 1
  let hasBullet = false
  for (; at >= index - 4 && items[at]?.kind === 'mark' && !JOINT.test(textOf(items[at])); at -= 1)
    hasBullet ||= PICTOGRAPH.test(textOf(items[at]))
  const item = items[at]
  if (!item || item.kind === 'line') return 'line'
  // Shops part what they say by emoji: "sizes 37 to 45 ✅ 2,800 ✅".
  if (item.kind === 'word' || hasBullet) return 'word'
  return JOINT.test(textOf(item)) ? 'dash' : 'other'
}

const JOINT = /^[-:=→]$/
const PICTOGRAPH = /\p{Extended_Pictographic}/u

/** Nothing but marks until the line ends, or a mark that is no joint ("1,800 🔥 link in bio"). */
function endsLine(items: readonly Item[], index: number): boolean {
  for (let at = index + 1; at <= index + 4; at += 1) {
    const item = items[at]
    if (!item || item.kind === 'line') return true
    if (item.kind !== 'mark') return false
    if (/^[.,;!|)]$|\p{Extended_Pictographic}/u.test(item.text)) return true
  }
  return true
}

function isStruck({ items, struck }: Reading, amount: Amount, index: number): boolean {
  if (struck.has(amount.numberStart)) return true
  return textOf(items[index - 1]) === '~' && textOf(items[index + 1]) === '~'
}

function isFineness({ digits, multiplier }: Amount): boolean {
  return multiplier === 1_000n && /^(?:9|10|14|18|21|22|24)$/.test(digits)
}

function isLarge(amount: Amount): boolean {
  return amount.cents >= LEAST_BARE
}

/** A year, unless it is round or ends as prices do; where nothing speaks for a price, those too. */
function isYear({ digits, multiplier }: Amount, how?: 'strict'): boolean {
  if (multiplier > 1n || !/^(?:19|20)\d{2}$/.test(digits)) return false
  return how === 'strict' ? !/(?:00|50)$/.test(digits) : !/(?:00|50|90|95|99)$/.test(digits)
}

function textOf(item: Item | undefined): string {
  return item && item.kind !== 'amount' ? item.text : ''
}

/** The place of the first heading of a price list: the lines after it end with prices. */
export function listStart(items: readonly Item[], text: string): number {
  let lineFrom = 0
  for (const [index, item] of items.entries()) {
    if (item.kind !== 'line') continue
    const isShort = item.start - lineFrom <= 40
    if (isShort && LIST_HEADING.test(text.slice(lineFrom, item.start))) return index
    lineFrom = item.end
  }
  return Number.POSITIVE_INFINITY
}
