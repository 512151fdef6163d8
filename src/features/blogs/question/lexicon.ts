import { isOneEdit } from '../../../base/one-edit.ts'
import { kazakhStem } from './kazakh-stem.ts'
import { russianStem, scriptOf, stemsOf } from './stems.ts'
import { fold, toCyrillic } from './transliterate.ts'
import { comparable, wordsOf } from './words-of.ts'

/** The words that mean something, by their spellings: see `readLexicon`. */
export type Lexicon = {
  meanings: ReadonlyMap<string, string>
  longest: number
  /** Single words and their stems, by their kind, first letter and length. */
  single: ReadonlyMap<string, readonly { word: string; meaning: string }[]>
}

/** No name of a category has more words. */
const MAX_PHRASE = 4
/** Shorter words are too much alike once they are folded. */
const MIN_FOLDED = 3

/**
 * Returns the lexicon of these names of meanings, each with its phrases; where two have a phrase,
 * the first one's. Its keys say how they were made from words: as they are (`=`), by the stems of a
 * language, or by folded letters (`~`).
 */
export function createLexicon(
  meanings: Iterable<readonly [meaning: string, phrases: Iterable<string>]>,
): Lexicon {
  const keys = new Map<string, string>()
  let longest = 1
  const add = (key: string, meaning: string): void => {
    if (!keys.has(key)) keys.set(key, meaning)
  }
  const all = [...meanings].flatMap(([meaning, phrases]) =>
    [...phrases].map((phrase) => ({ meaning, words: wordsOf(phrase).map(({ text }) => text) })),
  )
  for (const variant of VARIANTS)
    for (const { meaning, words } of all) {
      if (words.length === 0 || words.length > MAX_PHRASE) continue
      longest = Math.max(longest, words.length)
      const key = variant(words)
      if (key !== undefined) add(key, meaning)
    }
  return { meanings: keys, longest, single: singleWords(keys) }
}

/** Stems and words that are long enough to be known with one letter wrong. */
const SHORTEST_LIKE = 5
const LIKE = /^(=|en |kk |ru )(\p{L}+)$/u

function singleWords(keys: ReadonlyMap<string, string>): Lexicon['single'] {
  const words = [...keys].flatMap(([key, meaning]) => {
    const [, kind, word = ''] = LIKE.exec(key) ?? []
    return kind === undefined || word.length < SHORTEST_LIKE ? [] : [{ kind, word, meaning }]
  })
  return Map.groupBy(words, ({ kind, word }) => placeOf(kind, word, word.length))
}

const placeOf = (kind: string, word: string, length: number): string =>
  `${kind}${word.charAt(0)}${length}`

/** Finds the words that are one typing error away; the first letter is never wrong. */
export function wordsLike({ single }: Lexicon, text: string): string[] {
  const found = STRICT.flatMap(([kind, variant]) => {
    const word = variant([comparable(text)])?.slice(kind.length) ?? ''
    if (word.length < SHORTEST_LIKE) return []
    return [-1, 0, 1]
      .flatMap((more) => single.get(placeOf(kind, word, word.length + more)) ?? [])
      .filter((each) => isOneEdit(word, each.word))
      .map(({ meaning }) => meaning)
  })
  return [...new Set(found)]
}

/** Makes a key of words; undefined where the words are not of its kind. */
type Variant = (words: readonly string[]) => string | undefined

const keyed =
  (sign: string, spell: (word: string) => string | undefined): Variant =>
  (words) => {
    const spelled = words.map(spell)
    return spelled.includes(undefined) ? undefined : `${sign}${spelled.join(' ')}`
  }

const inScript =
  (script: 'latin' | 'cyrillic', spell: (word: string) => string) =>
  (word: string): string | undefined =>
    scriptOf(word) === script ? spell(word) : undefined

/** Latin and Cyrillic words alike in Cyrillic letters. */
const cyrillicOf = (word: string): string | undefined => {
  const script = scriptOf(word)
  if (script === 'other') return undefined
  return script === 'latin' ? toCyrillic(word) : word
}

const folded = (word: string | undefined): string | undefined => {
  if (word === undefined) return undefined
  const short = fold(word)
  return short.length < MIN_FOLDED ? undefined : short
}

/** An ending of Kazakh written without Kazakh letters, with them. */
const withKazakhEnding = (word: string): string =>
  word
    .replace(/(?<=..)([дт])агы$/u, '$1ағы')
    .replace(/(?<=..)(га|ка)$/u, (ending) => (ending === 'га' ? 'ға' : 'қа'))

/** From the strictest to the loosest. */
const VARIANTS: readonly Variant[] = [
  keyed('=', (word) => word),
  keyed(
    'en ',
    inScript('latin', (word) => stemsOf(word).at(-1) ?? word),
  ),
  keyed('kk ', inScript('cyrillic', kazakhStem)),
  keyed('ru ', inScript('cyrillic', russianStem)),
  keyed('~ ', (word) => folded(cyrillicOf(word))),
  keyed('~ru ', (word) => {
    const cyrillic = cyrillicOf(word)
    return cyrillic === undefined ? undefined : folded(russianStem(cyrillic))
  }),
  keyed('~kk ', (word) => {
    const cyrillic = cyrillicOf(word)
    return cyrillic === undefined ? undefined : folded(kazakhStem(withKazakhEnding(cyrillic)))
  }),
]

/** The variants that words are compared by when a letter is wrong. */
const STRICT = (['=', 'en ', 'kk ', 'ru '] as const).flatMap((kind, at) => {
  const variant = VARIANTS[at]
  return variant ? [[kind, variant] as const] : []
})

/** Returns what a phrase means, by its strictest spelling that is known. */
export function meaningOf({ meanings }: Lexicon, words: readonly string[]): string | undefined {
  for (const variant of VARIANTS) {
    const key = variant(words.map(comparable))
    const meaning = key === undefined ? undefined : meanings.get(key)
    if (meaning !== undefined) return meaning
  }
  return undefined
}
