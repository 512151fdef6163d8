import { CUE_ROWS } from './cue-rows.ts'
import { fold } from './fold.ts'

/**
 * The meanings of words beside an amount. For a price: what the product costs (`weak` needs an
 * amount that is large enough). Against it: money, but a delivery's, a saving's or a prize's own
 * (`off` after the amount also what is taken off, or a limit); no money, such as a size, a till or
 * an address (`count` only if it is small).
 */
const CUES = [
  ...(['price', 'weak', 'was', 'now', 'from', 'each'] as const),
  ...(['delivery', 'fee', 'off', 'decoy', 'count'] as const),
]
export type Cue = (typeof CUES)[number]

/** A row of the table. */
export type CueRow = {
  cue: Cue
  /** Words of other meaning that may stand between; null: no word at all. */
  distance: number | null
  weight: number
}

const ROWS = CUE_ROWS.trim()
  .split(/\n(?! )/)
  .map((row) => row.replaceAll(/\n +/g, ' ').split(' | '))

const phrasesOf = (language: string, list: string): string[] =>
  list
    .split(', ')
    .map((phrase) => fold(phrase).text)
    .flatMap((phrase) => (language === 'uz' ? [phrase, inCyrillic(phrase)] : phrase))

const UZBEK = new Map(
  (
    "o' ў g' ғ sh ш ch ч yo е yu ю ya я ye е y й a а b б d д e е f ф g г h ҳ i и j ж k к l л m " +
    "м n н o о p п q қ r р s с t т u у v в x х z з ' ъ"
  )
    .split(' ')
    .flatMap((letter, at, all): [string, string][] =>
      at % 2 === 0 ? [[letter, all[at + 1] ?? '']] : [],
    ),
)
const inCyrillic = (latin: string): string =>
  latin.replace(/[og]'|[sc]h|y[ouae]|[a-z']/g, (letter) => UZBEK.get(letter) ?? letter)

/** The rows of each phrase on one side of amounts; the first of two rows wins. */
function bySide(side: 'before' | 'after'): ReadonlyMap<string, CueRow> {
  const rows = ROWS.flatMap(([language = '', named = '', at, distance, weight, , phrases = '']) => {
    const cue = CUES.find((known) => known === named)
    if (cue === undefined || at !== side) return []
    const row = {
      cue,
      distance: distance === '-' ? null : Number(distance),
      weight: Number(weight),
    }
    return phrasesOf(language, phrases).map((phrase): [string, CueRow] => [phrase, row])
  })
  return new Map(rows.toReversed())
}

const [BEFORE, AFTER] = [bySide('before'), bySide('after')]
const [SHORTEST_STEM, LONGEST_STEM] = [3, 12]
const STEM_STARTS: ReadonlySet<string> = new Set(
  [...BEFORE.keys(), ...AFTER.keys()]
    .filter((phrase) => phrase.endsWith('*'))
    .map((stem) => stem.slice(0, SHORTEST_STEM)),
)

/** The row of a phrase, else that of the longest stem with which its word begins. */
function rowOf(rows: ReadonlyMap<string, CueRow>, phrase: string): CueRow | undefined {
  const row = rows.get(phrase)
  if (row || phrase.includes(' ') || !STEM_STARTS.has(phrase.slice(0, SHORTEST_STEM))) return row
  for (let length = Math.min(phrase.length, LONGEST_STEM); length >= SHORTEST_STEM; length -= 1) {
    const stem = rows.get(`${phrase.slice(0, length)}*`)
    if (stem) return stem
  }
  return undefined
}

export const cueBefore = (phrase: string): CueRow | undefined => rowOf(BEFORE, phrase)
export const cueAfter = (phrase: string): CueRow | undefined => rowOf(AFTER, phrase)
export const isDelivery = (phrase: string): boolean => cueBefore(phrase)?.cue === 'delivery'

const wordsOf = (named: string): ReadonlySet<string> =>
  new Set(
    ROWS.flatMap(([language = '', cue, , , , , phrases = '']) =>
      cue === named ? phrasesOf(language, phrases) : [],
    ),
  )

/** Say that nothing is paid: "free delivery". */
export const FREE = wordsOf('free')
/** Say nothing themselves and part nothing: "delivery is only". */
export const FILLERS = wordsOf('filler')
/** Begin a place, as in "delivery within Nairobi", or end it, as in "Бишкек ичинде". */
export const PLACES = wordsOf('place')
export const PLACES_AFTER = wordsOf('placed')

export const CUE_PHRASES: readonly string[] = [
  ...BEFORE.keys(),
  ...AFTER.keys(),
  ...FREE,
  ...FILLERS,
]
