import type { Item } from './amounts.ts'
import type { Token } from './tokens.ts'
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

/** What a word beside an amount says for or against a price. */
export type Evidence = { cue: Cue; phrase: string; weight: number }

/** How many words before an amount are read. */
const LOOK_BACK = 6
const LONGEST_PLACE = 3
const STOPS: ReadonlySet<string> = new Set([
  '.',
  '!',
  '?',
  ';',
  '|',
  ',',
  '•',
  '·',
  '。',
  '、',
  '،',
])
/** Cues that go on from one to the next: "now going for", "delivery from". */
const PASSES: ReadonlySet<Cue> = new Set(['price', 'weak', 'was', 'now', 'from', 'each'])

type Walk = {
  words: number
  /** Words that name something, and those of them that may be a place. */
  others: number
  place: number
  crossed: boolean
  isFree: boolean
  isName: boolean
  isPlace: boolean
  /** Whether a duration or count was passed, which only a fee reaches across. */
  isMeasured: boolean
}

const newWalk = (): Walk => ({
  words: 0,
  others: 0,
  place: 0,
  crossed: false,
  isFree: false,
  isName: false,
  isPlace: false,
  isMeasured: false,
})

/** "Mijozlarga 20 000 so'm": a dative right before an amount of Central Asia says whom it goes to, or for what. */
const DATIVE = /^\p{L}{3,}(?:ga|га|ға|ге)$/u
const PIECE =
  /^(?:dona|bitta|juft|komplekt|metr|kilo|дона|битта|дана|бир|бір|жұп|жуп|комплект|метр|кило)/

function dativeBefore(items: readonly Item[], index: number): Evidence[] {
  const [word, amount] = [items[index - 1], items[index]]
  if (word?.kind !== 'word' || amount?.kind !== 'amount') return []
  const isCentralAsian = /^(?:UZS|KZT|KGS)$/.test(amount.currency?.currency ?? '')
  const isGiven = isCentralAsian && DATIVE.test(word.text) && !PIECE.test(word.text)
  return isGiven ? [{ cue: 'fee', phrase: word.text, weight: 8 }] : []
}

/** The evidence before an item, nearest first; an amount before it, or the end of its sentence, ends the search. */
export function evidenceBefore(items: readonly Item[], index: number): Evidence[] {
  const found: Evidence[] = dativeBefore(items, index)
  const walk: Walk = newWalk()
  for (let at = index - 1; at >= 0 && at >= index - 3 * LOOK_BACK; at -= 1) {
    const item = items[at]
    if (!item || item.kind === 'skip' || item.kind === 'number') break
    if (item.kind === 'amount') {
      if (
        found.some(({ cue }) => cue !== 'weak' && cue !== 'from') ||
        !passMeasure(items, at, walk)
      )
        break
      continue
    }
    const cue = cueAt(items, at, { index, found, walk })
    if (cue) {
      found.push(cue.evidence)
      if (!PASSES.has(cue.evidence.cue)) break
      walk.words += 1
      at -= cue.size - 1
    } else if (!walksOn(items, at, walk)) break
  }
  return found
}

function cueAt(
  items: readonly Item[],
  at: number,
  { index, found, walk }: { index: number; found: readonly Evidence[]; walk: Walk },
): { evidence: Evidence; size: number } | null {
  const phrase = items[at]?.kind === 'line' ? null : phraseBefore(items, at)
  const row = phrase && cueBefore(phrase.text)
  if (!phrase || !row || !(isHeld(row, walk) || isOfPlace(items, at, index))) return null
  if (isElsewhere(items, at, { phrase, row, found, walk, index })) return null
  if (walk.isMeasured && !isFee(row)) return null
  const { cue, weight } = row
  return { evidence: { cue, phrase: phrase.text, weight }, size: phrase.size }
}

const isHeld = ({ distance }: CueRow, { words, others }: Walk): boolean =>
  distance === null ? words === 0 : others <= distance

/** A part of its own such as "Delivery Mombasa 300": names between are of places and couriers. */
function isOfPlace(items: readonly Item[], at: number, index: number): boolean {
  const first = items[at]
  if (!isDelivery(textOf(first)) || index - at > LONGEST_PLACE) return false
  const isNamed = items.slice(at + 1, index).every((item) => !isContent(item) || isCapital(item))
  return isNamed && endsPart(items[at - 1]) && endsPart(items[index + 1])
}

const isCapital = (item: Item): boolean => item.kind === 'word' && item.isCapital

/** Money that is paid beside the price. */
export const isFee = ({ cue }: Pick<CueRow, 'cue'>): boolean => cue === 'fee' || cue === 'delivery'

const SIZE =
  /^(?:sizes?|размеры?|taille|tailles|tallas?|größe|beden|tam|tamanhos?|razmer|saizi|(?:ال)?مقاس(?:ات)?)$/

type Phrase = { text: string; size: number }
type Candidate = {
  phrase: Phrase
  row: CueRow
  found: readonly Evidence[]
  walk: Walk
  index: number
}

/** Cues that say nothing here: "20% off", free delivery that names no limit, and what stands behind a nearer cue. */
function isElsewhere(
  items: readonly Item[],
  at: number,
  { phrase, row, found, walk, index }: Candidate,
): boolean {
  const previous = textOf(items[at - phrase.size])
  // "المقاس من 52 الى 60"; but "iPhone from 50,000".
  if (row.cue === 'decoy') return found.some(({ cue }) => cue !== 'from' || !SIZE.test(phrase.text))
  if (!isFee(row)) return false
  if (previous === '%') return true
  // "Discount: old price 4200", "discount price 2990", but "delivery price 200", "transport now 800".
  if (row.cue === 'fee') {
    if (found.some(({ cue }) => cue === 'was' || cue === 'now' || cue === 'price')) return true
  }
  if (/^[xх](?: |$)/.test(phrase.text)) return items[at - phrase.size]?.kind !== 'amount'
  const isFree = row.cue === 'delivery' && (walk.isFree || FREE.has(previous))
  return isFree && !found.some(({ cue }) => cue === 'from') && !isAblative(items[index])
}

/** "300 000 so'mdan": from that sum on. */
const isAblative = (item: Item | undefined): boolean => item?.kind === 'amount' && item.isAblative

function walksOn(items: readonly Item[], at: number, walk: Walk): boolean {
  const item = items[at]
  if (!item || item.kind === 'amount') return false
  if (item.kind === 'line') {
    // A label may have its amount on the next line.
    const isLabel = !walk.crossed && walk.words === 0
    walk.crossed = true
    return isLabel
  }
  if (item.kind !== 'word') return !STOPS.has(item.text) || isAbbreviation(items, at)
  passWord(item, walk)
  return walk.words <= LOOK_BACK && (!walk.crossed || walk.others === 0)
}

/** The "24h" of "Livraison 24h partout 40 dh" and the "4 по" of "Сплит 4 по 1250 ₽" part no fee from its amount. */
function passMeasure(items: readonly Item[], at: number, walk: Walk): boolean {
  const [amount, next] = [items[at], items[at + 1]]
  if (amount?.kind !== 'amount' || amount.currency || walk.crossed) return false
  if (walk.isMeasured && /^(?:-|to|до|à|a|bis)$/.test(textOf(next))) return true
  const isUnit = cueAfter(textOf(next))?.cue === 'decoy'
  if (!isUnit && !/^(?:по|x|х|×)$/.test(textOf(next))) return false
  if (isUnit && isContent(next)) {
    walk.others -= 1
    walk.place = Math.max(0, walk.place - 1)
  }
  walk.isMeasured = true
  return walk.others >= 0
}

function passWord(item: Token, walk: Walk): void {
  walk.words += 1
  if (PLACES.has(item.text) && walk.place > 0) {
    walk.others -= walk.place
    walk.place = 0
  } else if (PLACES_AFTER.has(item.text)) walk.isPlace = true
  else if (FREE.has(item.text)) walk.isFree = true
  else if (isContent(item)) countContent(item, walk)
}

/** A place has one word, and more that begin with capitals: "по городу Алматы", but not "по городу платье". */
function countContent({ isCapital: isName }: Token, walk: Walk): void {
  if (walk.isPlace) walk.isPlace = false
  else {
    walk.others += 1
    walk.place = walk.place === 0 || walk.isName ? walk.place + 1 : 1
    walk.isName = isName
  }
}

/** Whether a word names something: neither a filler nor a cue of a price. */
export function isContent(item: Item | undefined): boolean {
  if (item?.kind !== 'word' || FILLERS.has(item.text)) return false
  if (PLACES.has(item.text) || PLACES_AFTER.has(item.text)) return false
  const cue = cueBefore(item.text)?.cue
  return !FREE.has(item.text) && cue !== 'price' && cue !== 'weak'
}

/** The dot of "No. 5" and "тел. 8" ends no sentence. */
function isAbbreviation(items: readonly Item[], at: number): boolean {
  const [word, dot] = [items[at - 1], items[at]]
  if (word?.kind !== 'word' || dot?.kind !== 'mark' || dot.text !== '.') return false
  return word.end === dot.start && cueBefore(word.text)?.cue === 'decoy'
}

/** What stands after an amount: a cue, one behind a slash or bracket ("500/pc"), and what the rest of its part says. */
export function evidenceAfter(items: readonly Item[], index: number): Evidence[] {
  const [amount, next] = [items[index], items[index + 1]]
  if (!amount || !next || next.kind === 'amount') return []
  return [...besideAfter(items, index, next.start - amount.end), ...furtherAfter(items, index)]
}

function besideAfter(items: readonly Item[], index: number, gap: number): Evidence[] {
  const next = textOf(items[index + 1])
  const link = /^[/(-]$/.test(next) ? next : ''
  const from = link === '' ? index + 1 : index + 2
  const found = phraseAfter(items, from, gap)
  if (!found || isFee(found.row) || isName(items, from, found.phrase)) return []
  const { phrase, row } = found
  if (link === '/' && row.cue !== 'off') return [{ cue: 'each', phrase: '/', weight: 4 }]
  return link === '-' ? [] : [{ cue: row.cue, phrase: phrase.text, weight: row.weight }]
}

/** "2 mln so'm yutib oling", "2000 доставка": what the money is for may be said after it. */
function furtherAfter(items: readonly Item[], index: number): Evidence[] {
  let others = 0
  for (let at = index + 1; at <= index + LOOK_BACK && !endsPart(items[at]); at += 1) {
    if (items[at]?.kind === 'amount' || FREE.has(textOf(items[at]))) break
    const found = feeAfter(items, at)
    if (found && isOfAmount(items, { index, at, others, ...found }))
      return [{ cue: found.row.cue, phrase: found.phrase.text, weight: found.row.weight }]
    const isPast = PAST.test(textOf(items[at])) && !PRICED.test(textOf(items[at]))
    if (isPast) return [{ cue: 'off', phrase: textOf(items[at]), weight: 8 }]
    if (isContent(items[at])) others += 1
  }
  return []
}

/** "35 ming so'm berdim", "350 TL yazmış": Turkic verbs of what was paid and seen end a sentence; sellers set prices otherwise. */
const PAST =
  /^\p{L}{2,12}(?:[dt][iıuü][mk]|[iı]bdi|m[iıuü]ş|[дт][ыіиу][мқкп]|ыпты|іпті|иптир|ыптыр)$/u
const PRICED = /^(?:sot|tush|arzon|in|düş|yap|set|түс|түш|арзан|sat|сат|bo'l|ol)/

type After = { phrase: Phrase; row: CueRow }

/** A fee, or what is one on both sides: a delivery, a wage, a prize. */
function feeAfter(items: readonly Item[], at: number): After | null {
  const found = phraseAfter(items, at, 1)
  if (found && (isFee(found.row) || found.row.cue === 'off')) return found
  const text = textOf(items[at])
  const row = cueBefore(text)
  if (!row || items[at]?.kind !== 'word') return null
  const isStrong = row.cue === 'delivery' || (row.cue === 'fee' && Number(row.distance) > 0)
  return isStrong ? { phrase: { text, size: 1 }, row } : null
}

function isOfAmount(
  items: readonly Item[],
  { index, at, others, phrase, row }: After & { index: number; at: number; others: number },
): boolean {
  if (others > (row.distance ?? -1)) return false
  return row.cue === 'off' || isOwnFee(items, index, at + phrase.size)
}

/** "1,800 off shoulder dress", "78 000 скидка бор"; but "500 off every dress". */
function isName(items: readonly Item[], at: number, { text }: Phrase): boolean {
  if (text !== 'off' && text !== 'скидка') return false
  return isContent(items[textOf(items[at + 1]) === '-' ? at + 2 : at + 1])
}

/** "2000 доставка", but not "dress 2000 delivery in town", "2000 delivery free" or "2000 delivery 200". */
function isOwnFee(items: readonly Item[], index: number, after: number): boolean {
  if (!namesNothingBefore(items, index)) return false
  for (let at = after; at < after + LOOK_BACK && !endsPart(items[at]); at += 1)
    if (items[at]?.kind === 'amount' || FREE.has(textOf(items[at]))) return false
  return !FREE.has(textOf(items[index - 1]))
}

/** Whether neither a product nor another amount stands before an amount in its part of the caption. */
function namesNothingBefore(items: readonly Item[], index: number): boolean {
  for (let at = index - 1; at >= 0 && !endsPart(items[at]); at -= 1)
    if (isContent(items[at]) || items[at]?.kind === 'amount') return false
  return true
}

/** Whether free delivery is spoken of around an amount, and no product is named before it ("платье от 5000 ₽"). */
export function isAboutFreeDelivery(items: readonly Item[], index: number): boolean {
  const said: string[] = []
  // "Versand 5 €, ab 80 € geschenkt".
  for (let at = index - 1; at >= index - LOOK_BACK; at -= 1) {
    if (endsPart(items[at]) && textOf(items[at]) !== ',') break
    const text = textOf(items[at])
    if (isContent(items[at]) && !isOfDelivery(text)) return false
    said.push(text)
  }
  for (let at = index + 1; at <= index + LOOK_BACK && !endsPart(items[at]); at += 1)
    said.push(textOf(items[at]))
  return said.some((text) => isDelivery(text)) && said.some((text) => FREE.has(text))
}

/** What may stand before a limit of free delivery: "Free shipping on all orders from". */
const isOfDelivery = (text: string): boolean =>
  isDelivery(text) || FREE.has(text) || cueBefore(text)?.cue === 'from'

const endsPart = (item: Item | undefined): boolean =>
  !item || item.kind === 'line' || (item.kind === 'mark' && STOPS.has(item.text))

function phraseBefore(items: readonly Item[], at: number): Phrase | null {
  for (const size of [3, 2, 1]) {
    const text = phraseOf(items, at - size + 1, size)
    if (text !== null && cueBefore(text)) return { text, size }
  }
  return null
}

function phraseAfter(items: readonly Item[], from: number, gap: number): After | null {
  for (const size of [3, 2, 1]) {
    const text = phraseOf(items, from, size)
    const row = text === null ? undefined : cueAfter(text)
    // "5l" is five litres; "1500 L-1900" begins the next size.
    const isUnit = gap === 0 || !/^\p{L}$/u.test(text ?? '') || UNSPACED.test(text ?? '')
    if (row && text !== null && isUnit) return { phrase: { text, size }, row }
  }
  return null
}

const UNSPACED = /\p{Script=Han}/u

function phraseOf(items: readonly Item[], from: number, size: number): string | null {
  const [first] = items.slice(from, from + 1)
  if (size === 1 && first?.kind === 'mark') return first.text
  let phrase = ''
  for (let at = from; at < from + size; at += 1) {
    const item = items[at]
    if (item?.kind !== 'word' || item.text.length > 30) return null
    phrase += phrase === '' ? item.text : ` ${item.text}`
  }
  return phrase
}

export function textOf(item: Item | undefined): string {
  return item && item.kind !== 'amount' ? item.text : ''
}
