import type { Amount, Item } from './amounts.ts'
import {
  evidenceAfter,
  evidenceBefore,
  isContent,
  isAboutFreeDelivery,
  isFee,
  textOf,
  type Evidence,
} from './cues.ts'
import { AND, isPlaced, isPriceLike, isYear } from './placement.ts'
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
 * A candidate with what it is: `other` is surely none of the product's prices (a size, a phone, a
 * delivery fee), `unknown` is a number that may be one.
 */
export type Judged = {
  amount: Amount
  index: number
  status: 'price' | 'unknown' | 'other'
  /**
   * Whether only letters that touch it speak against it: enough to doubt a reading, but not a
   * quotation.
   */
  isName: boolean
  kind: PriceKind
  quantity: number | null
  before: readonly Evidence[]
  after: readonly Evidence[]
}

/** A text as the rules read it: its items, its crossed out parts, and where a price list begins. */
export type Reading = {
  items: readonly Item[]
  text: string
  struck: ReadonlySet<number>
  listFrom: number
  /** Whether the text is about gold: "18k" is its fineness then. */
  hasGold: boolean
  /** Whether its amounts are wages. */
  isJobAdvert: boolean
  /** Thousandths: below it a bare number of the store's currency is a count, a size or an hour. */
  minBare: bigint
}

/** The weights of evidence that is no word. */
const WEIGHTS = { currency: 6, placed: 3, name: 4, other: 8 } as const
/** The minimum weight of a price. */
const ENOUGH = 3
/** The limit of a count or size, in thousandths: few words can outvote a number below it. */
const LARGEST_COUNT = 100_000n

export function classifyAmounts(reading: Reading): Judged[] {
  const judged: Judged[] = []
  for (const [index, item] of reading.items.entries()) {
    if (item.kind !== 'amount') continue
    const previous = judged.at(-1)
    const own = judge(reading, item, index)
    const isMore =
      previous && (isListed(reading, previous, own) || isSameFee(reading, previous, own))
    judged.push(isMore ? { ...own, status: 'other', isName: false, before: previous.before } : own)
  }
  return judged
}

/**
 * The further sizes of "рост 110-140" and "sizes 36, 37, 38", and the end of a range that is no
 * price.
 */
function isListed({ items }: Reading, previous: Judged, { amount, index }: Judged): boolean {
  if (previous.status !== 'other' || index > previous.index + 2) return false
  // "3-4 mln" are millions both.
  if (amount.mills > previous.amount.mills * 4n * amount.multiplier) return false
  const first = previous.before.find((found) => isFee(found) || found.cue === 'decoy')
  const link = index === previous.index + 1 ? '' : textOf(items[index - 1])
  if (first && isFee(first)) return isMoreOfFee(link, previous.amount, amount)
  return first !== undefined && !amount.currency && (RANGE.test(link) || LISTED.test(link))
}

const RANGE = /^(?:-|~|to|до|hadi|mpaka|à|a|al|bis|ao|الي|gacha)$/
const LISTED = /^(?:|[,/&]|and|и|na|et|e|و)$/

/** "Сертификаты на 3000, 5000 и 10000 ₽", "Delivery 200 - 300". */
function isMoreOfFee(link: string, first: Amount, second: Amount): boolean {
  if (AND.test(link) || link === ',') return !first.currency
  return RANGE.test(link) && (!second.currency || second.mills > first.mills)
}

/**
 * "Delivery: 200 Nairobi, 400 upcountry": the line continues with the same fee and names nothing
 * else.
 */
function isSameFee({ items }: Reading, previous: Judged, { index, before }: Judged): boolean {
  const [fee] = previous.before
  if (previous.status !== 'other' || fee?.cue !== 'delivery') return false
  const between = items.slice(previous.index + 1, index)
  if (between.length > 5 || before.some(({ cue }) => cue !== 'weak')) return false
  return between.every((item) =>
    item.kind === 'word'
      ? !isContent(item) || item.isCapital
      : item.kind === 'mark' && item.text !== '.',
  )
}

function judge(reading: Reading, amount: Amount, index: number): Judged {
  const before = evidenceBefore(reading.items, index)
  const after = evidenceAfter(reading.items, index)
  const kind = kindOf(reading, { amount, index, before, after })
  return {
    amount,
    index,
    kind,
    quantity: null,
    before,
    after,
    ...verdict(reading, { amount, index, before, after }),
  }
}

type Candidate = Pick<Judged, 'amount' | 'index' | 'before' | 'after'>

function kindOf(reading: Reading, { amount, index, before, after }: Candidate): PriceKind {
  if (isStruck(reading, amount, index)) return 'was'
  const [nearest, further] = before.flatMap(kindsOf)
  if (nearest === 'from' && further === 'was') return 'was'
  return nearest ?? after.flatMap(kindsOf)[0] ?? 'price'
}

const kindsOf = ({ cue }: Evidence): PriceKind[] =>
  cue === 'was' || cue === 'now' || cue === 'from' || cue === 'each' ? [cue] : []

/** The strongest evidence decides. */
function verdict(reading: Reading, candidate: Candidate): Pick<Judged, 'status' | 'isName'> {
  const reasons = weightsAgainst(reading, candidate)
  const against = Math.max(0, ...reasons.values())
  const speaksFor = Math.max(0, ...weightsFor(reading, candidate))
  const isName = [...reasons.keys()].every((reason) => reason === 'name')
  if (speaksFor >= ENOUGH && speaksFor > against) return { status: 'price', isName: false }
  return against > 0 ? { status: 'other', isName } : { status: 'unknown', isName: false }
}

function weightsFor(reading: Reading, candidate: Candidate): number[] {
  const { amount, before, after } = candidate
  const cues = [
    ...before.filter((found) => saysPrice(reading, found, amount)),
    ...after.filter(
      (found) =>
        amount.inWords !== 'unsure' && found.cue !== 'was' && saysPrice(reading, found, amount),
    ),
    ...(amount.inWords === 'unsure'
      ? after.filter(({ cue }) => cue === 'weak' || cue === 'each')
      : []),
  ].map(({ weight }) => weight)
  if (amount.currency || amount.inWords === 'sure') cues.push(WEIGHTS.currency)
  if (isPlaced(reading, candidate) || isPriceLike(reading, candidate)) cues.push(WEIGHTS.placed)
  return cues
}

function saysPrice(reading: Reading, { cue, phrase }: Evidence, amount: Amount): boolean {
  const { minBare } = reading
  const isLarge = amount.mills >= minBare
  // "Narx 2 xil", "3 for the price of 2".
  if (cue === 'price') return amount.currency !== null || amount.mills * 10n >= minBare
  if (isCounted(phrase, amount)) return false
  if (cue === 'each' || phrase === '@') return amount.mills * 10n >= minBare
  if (cue === 'now') return isLarge
  if (cue === 'weak') return isLarge && isPriceAfterWeak(phrase, amount)
  return (cue === 'was' || cue === 'from') && isLarge && !isYear(amount)
}

/** "Yana 20 dona keldi", "Stok 50 adet": pieces, where "450 TL adet" is the price of one. */
const isCounted = (phrase: string, { currency, mills }: Amount): boolean =>
  currency === null &&
  mills < 10n * LARGEST_COUNT &&
  /^(?:dona|донаси|adet|adedi|adeti)$/.test(phrase)

const isPriceAfterWeak = (phrase: string, amount: Amount): boolean =>
  !isHour(phrase, amount) && (NO_YEAR.has(phrase) || !isYear(amount))

/** "At 8 we open"; "@10" and "at 10.50" are prices. */
const isHour = (phrase: string, { digits, mills }: Amount): boolean =>
  phrase === 'at' && /^\d{1,2}$/.test(digits) && mills <= 24_000n

const NO_YEAR: ReadonlySet<string> = new Set(['at', 'only', 'just', 'for only', 'tu', 'всего'])

/** A sign against a price: the text right beside an amount, or its digits. */
type Sign = {
  reason: string
  weight: number
  /** Whether a named currency outweighs it. */
  isBare?: true
  before?: RegExp
  after?: RegExp
  digits?: RegExp
}

const SIGNS: readonly Sign[] = [
  // Nothing, "007", a share ("30%", "%30"), and "+20 TL": more, for something else.
  { reason: 'never', weight: 10, digits: /^0(?:\d|$|[.,]0+$)/ },
  { reason: 'never', weight: 10, after: /^ ?%/ },
  { reason: 'never', weight: 10, before: /(?:%|(?:^|[^\d ]) ?\+)$/ },
  // "#5", "x6", "XT-200": a sign or hyphen that joins the number to the text before it.
  { reason: 'model', weight: 5.5, before: /[#×*+]$/ },
  { reason: 'joined', weight: 5.5, isBare: true, before: /\S-$/ },
  // "1000+", "6x6", "256gb", "3in1": a known unit after it is judged by its meaning.
  { reason: 'model', weight: 5.5, isBare: true, after: /^[×*+°]/ },
  { reason: 'name', weight: 5.5, isBare: true, after: /^\p{L}/u },
  // "ОГ 96, ОТ 72", "ОГ 90 ОТ 60".
  { reason: 'waist', weight: 5.5, isBare: true, before: /(?:ог|об|,)(?: \d{2,3})? от ?$/ },
]

function weightsAgainst(reading: Reading, candidate: Candidate): Map<string, number> {
  const { amount, before, after } = candidate
  const reasons = new Map(signsAgainst(reading, candidate))
  if (isNamed(reading.items, candidate)) reasons.set('name', WEIGHTS.name)
  const other = otherMoney(reading, candidate)
  if (other !== null) reasons.set(other, WEIGHTS.other)
  for (const { cue, phrase, weight } of [...before, ...after])
    if (
      /^(?:fee|delivery|off|decoy)$/.test(cue) ||
      (cue === 'count' && amount.mills < LARGEST_COUNT)
    )
      reasons.set(phrase, weight)
  return reasons
}

function signsAgainst(
  { text, items }: Reading,
  { amount, index, before, after }: Candidate,
): [string, number][] {
  const [left, right] = [
    text.slice(Math.max(0, amount.start - 16), amount.start),
    text.slice(amount.end, amount.end + 2),
  ]
  const isKnown = amount.inWords !== 'no' || after.length > 0
  const isPriceWord = before.some(({ cue }) => cue === 'price' || cue === 'now')
  const isOutweighed = (sign: Sign): boolean =>
    (sign.isBare === true && (amount.currency !== null || (sign.after ? isKnown : isPriceWord))) ||
    (sign.reason === 'model' && isNaira(items[index - 1], amount)) ||
    // "5k-8k" is a range.
    (sign.reason === 'joined' && !/^(?:word|skip)$/.test(items[index - 2]?.kind ?? ''))
  return SIGNS.filter((sign) => {
    const { digits, before: leading, after: trailing } = sign
    const says = digits?.test(amount.digits) ?? leading?.test(left) ?? trailing?.test(right)
    return says === true && !isOutweighed(sign)
  }).map(({ reason, weight }) => [reason, weight])
}

/**
 * Returns what the amount is paid for instead, as its whole caption or sentence says; "18k" is the
 * fineness of gold.
 */
function otherMoney(reading: Reading, candidate: Candidate): string | null {
  const { amount, before, after, index } = candidate
  if (reading.isJobAdvert && !before.some(({ cue }) => cue === 'price')) return 'wage'
  if (reading.hasGold && !amount.currency && isFineness(amount)) return 'fineness'
  // "От 5000 ₽ доставка бесплатно", "Free shipping on orders $60+": from that sum on nothing is
  // paid for delivery.
  const isLimit =
    amount.isAblative ||
    textOf(reading.items[index + 1]) === '+' ||
    [...before, ...after].some(({ cue }) => cue === 'from')
  return isLimit && isAboutFreeDelivery(reading.items, index) ? 'limit' : null
}

/** "s23"; but "bei1500" and "only1500" are a word and a price. */
function isNamed(items: readonly Item[], { amount, index, before: [cue] }: Candidate): boolean {
  const previous = items[index - 1]
  if (previous?.end !== amount.start) return false
  return (
    isNaira(previous, amount) ||
    (previous.kind === 'word' && (!cue || cue.cue === 'decoy' || isFee(cue)))
  )
}

/**
 * Checks for naira: some write them as "#5,000", and the digits of an order number are not grouped.
 */
const isNaira = (previous: Item | undefined, { digits }: Amount): boolean =>
  textOf(previous) === '#' && /^\d{1,3}(?:,\d{3}){1,3}$/.test(digits)

function isStruck({ items, struck }: Reading, amount: Amount, index: number): boolean {
  if (struck.has(amount.numberStart)) return true
  return textOf(items[index - 1]) === '~' && textOf(items[index + 1]) === '~'
}

function isFineness({ digits, multiplier }: Amount): boolean {
  return multiplier === 1_000n && /^(?:9|10|14|18|21|22|24)$/.test(digits)
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
