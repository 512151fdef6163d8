import type { Item } from './amounts.ts'
import { CUES_AFTER, CUES_BEFORE, FILLERS, FREE, type Cue } from './price-words.ts'

/** A cue beside an amount, and its words. */
export type FoundCue = { cue: Cue; phrase: string }

/** Amounts are told by what stands near: six words back, two forth. */
const LOOK_BACK = 6
const STOPS: ReadonlySet<string> = new Set(['.', '!', '?', ';', '|', ',', '•', '·'])

/** The word before an item that says what the amount there is: the nearest, unless one beyond it says more. */
export function cueBefore(items: readonly Item[], index: number): FoundCue | null {
  const nearest = nearestBefore(items, index)
  if (!nearest) return null
  const isFrom = nearest.cue === 'from'
  const further = UPGRADES[nearest.cue] && nearestBefore(items, nearest.from, isFrom)
  // "Now going for 1500", "delivery from 200": words between would part them, but not "delivery within town from 200".
  return further && UPGRADES[nearest.cue]?.includes(further.cue) && (further.isClose || isFrom)
    ? further
    : nearest
}

/** Which cues say more than a nearer one. */
const UPGRADES: Partial<Record<Cue, readonly Cue[]>> = {
  weak: ['was', 'now', 'from', 'each', 'price', 'fee'],
  price: ['was', 'now', 'from', 'each'],
  from: ['fee', 'was'],
}

type Nearest = FoundCue & { from: number; isClose: boolean }

/** Free delivery is no fee, but "free delivery from 3000" tells none of the product's prices: `countsFree`. */
function nearestBefore(items: readonly Item[], index: number, countsFree = false): Nearest | null {
  const walk = { words: 0, onlyFillers: true, hasCrossedLine: false, countsFree }
  for (let at = index - 1; at >= Math.max(0, index - 2 * LOOK_BACK); at -= 1) {
    const item = items[at]
    if (!item || item.kind === 'amount' || item.kind === 'skip' || item.kind === 'number')
      return null
    const found = item.kind === 'line' ? null : cueAt(items, at, walk)
    if (found) return { ...found, isClose: walk.onlyFillers }
    if (!walksOn(items, at, walk)) return null
  }
  return null
}

type Walk = {
  words: number
  onlyFillers: boolean
  hasCrossedLine: boolean
  countsFree: boolean
}

function walksOn(items: readonly Item[], at: number, walk: Walk): boolean {
  const item = items[at]
  if (!item || item.kind === 'amount') return false
  if (item.kind === 'line') {
    // A label may have its amount on the next line.
    const isLabel = !walk.hasCrossedLine && walk.words === 0
    walk.hasCrossedLine = true
    return isLabel
  }
  if (item.kind !== 'word') return !STOPS.has(item.text) || isAbbreviation(items, at)
  walk.words += 1
  walk.onlyFillers &&= FILLERS.has(item.text)
  return walk.words <= LOOK_BACK && (!walk.hasCrossedLine || walk.onlyFillers)
}

function cueAt(
  items: readonly Item[],
  at: number,
  walk: Walk,
): (FoundCue & { from: number }) | null {
  const item = items[at]
  if (item && item.kind !== 'amount' && item.kind !== 'word') {
    const cue = walk.words === 0 ? CUES_BEFORE.get(item.text) : undefined
    return cue ? { cue, phrase: item.text, from: at } : null
  }
  for (const size of [3, 2, 1]) {
    const phrase = phraseOf(items, at - size + 1, size)
    const cue = phrase === null ? undefined : CUES_BEFORE.get(phrase)
    if (cue && phrase !== null && holds(cue, items[at - size], walk))
      return { cue, phrase, from: at - size + 1 }
  }
  return null
}

function holds(cue: Cue, previous: Item | undefined, walk: Walk): boolean {
  switch (cue) {
    case 'price':
      return true
    case 'fee':
      return walk.countsFree || !(previous?.kind === 'word' && FREE.has(previous.text))
    case 'weak':
      return walk.words === 0
    default:
      return walk.onlyFillers
  }
}

/** The dot of "No. 5" and "тел. 8" ends no sentence. */
function isAbbreviation(items: readonly Item[], at: number): boolean {
  const [word, dot] = [items[at - 1], items[at]]
  return (
    word?.kind === 'word' &&
    dot?.kind === 'mark' &&
    dot.text === '.' &&
    word.end === dot.start &&
    CUES_BEFORE.get(word.text) === 'decoy'
  )
}

/** What the words right after an amount say about it. */
export function cueAfter(items: readonly Item[], index: number): FoundCue | null {
  const [amount, next] = [items[index], items[index + 1]]
  if (!amount || !next || next.kind === 'amount') return null
  if (next.text === '%') return { cue: 'decoy', phrase: '%' }
  const slashed = next.text === '/' ? items[index + 2] : undefined
  const cue = slashed?.kind === 'word' ? AFTER_SLASH.get(slashed.text) : undefined
  return cue ? { cue, phrase: '/' } : phraseAfter(items, index + 1, next.start - amount.end)
}

function phraseAfter(items: readonly Item[], from: number, gap: number): FoundCue | null {
  for (const size of [2, 1]) {
    const phrase = phraseOf(items, from, size)
    const cue = phrase === null ? undefined : CUES_AFTER.get(phrase)
    // "5l" is five litres; "1500 L-1900" begins the next size.
    if (cue && phrase !== null && (phrase.length > 1 || gap === 0)) return { cue, phrase }
  }
  return null
}

/** "500/pc" is the price of one, "10/month" an installment. */
const AFTER_SLASH: ReadonlyMap<string, Cue> = new Map([
  ...'pc pcs piece each pair set item kg m metre meter шт штука пара дана кг м'
    .split(' ')
    .map((word): [string, Cue] => [word, 'each']),
  ...'month mo mth week мес месяц ай'.split(' ').map((word): [string, Cue] => [word, 'fee']),
])

function phraseOf(items: readonly Item[], from: number, size: number): string | null {
  let phrase = ''
  for (let at = from; at < from + size; at += 1) {
    const item = items[at]
    if (item?.kind !== 'word' || item.text.length > 30) return null
    phrase += phrase === '' ? item.text : ` ${item.text}`
  }
  return phrase
}
