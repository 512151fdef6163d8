import { isFiller } from './fillers.ts'
import { readLanguages, readVerified } from './languages.ts'
import { meaningOf, type Lexicon } from './lexicon.ts'
import type { Reading } from './reading.ts'
import { readSizes } from './sizes.ts'
import { comparable, plainQuestion, wordsOf, type Word } from './words-of.ts'

/** A place of a text that something is read from. */
type Place = { from: number; to: number }

export type QuestionReading = {
  /** The text that places are of. */
  question: string
  /** Whether the question was longer. */
  isCut: boolean
  /** The conditions, in the order of their words. */
  readings: Reading[]
  /** The words that are searched for as they are: without those that say nothing of whom. */
  left: Word[]
  /** Words about what gramd does not know of creators, such as prices. */
  unknowable: Word[]
}

/** The words that questions are read with: of categories, and finders of places. */
export type Vocabulary = {
  categories: Lexicon
  places?: (question: string) => Reading[]
}

/** "A phrase" and -without are what the full-text search knows them as. */
const AS_WRITTEN =
  /"[^"]{1,200}"|“[^”]{1,200}”|«[^»]{1,200}»|(?<![\p{L}\p{N}])-\p{L}[\p{L}\p{N}]{0,60}|[@#][\p{L}\p{N}._]{1,60}/gu

/** Words that no data of a creator answers: prices, and that nothing is advertised. */
const UNKNOWABLE =
  /(?<![\p{L}\p{N}])(?:cheap(?:er|est)?|inexpensive|affordable|low[- ]cost|(?:not|no|without|non)[- ](?:any )?(?:paid posts?|paid|ads?|advertising|sponsored(?: posts?)?)|ad[- ]free|unpaid|недорог\p{L}*|недорого|дешев\p{L}*|дёшев\p{L}*|без (?:рекламы|платных постов)|не (?:реклам|платн)\p{L}*|арзан\p{L}*|қымбат емес|жарнамасыз)(?![\p{L}\p{N}])/giu

/**
 * Reads a question: numbers, sizes, languages and cities first, then the longest phrases that mean
 * a category. Each word has one reading at most. Any text will do.
 */
export function readQuestion(text: string, { categories, places }: Vocabulary): QuestionReading {
  const { question, isCut } = plainQuestion(text)
  const lower = question.toLowerCase()
  const written = [...question.matchAll(AS_WRITTEN)].map(({ 0: found, index }) => ({
    text: found,
    from: index,
    to: index + found.length,
  }))
  const readings: Reading[] = []
  const unknowable = [...question.matchAll(UNKNOWABLE)].map(({ 0: found, index }) => ({
    text: found.toLowerCase(),
    from: index,
    to: index + found.length,
  }))
  const taken = new Taken([...written, ...unknowable])
  const longPhrases = readCategories(question, categories, taken, 2)
  for (const reading of [
    ...readSizes(lower),
    ...readLanguages(lower),
    ...(places?.(question) ?? []),
    ...readVerified(lower),
    ...longPhrases,
  ])
    if (taken.take(reading)) readings.push(reading)
  for (const reading of readCategories(question, categories, taken, 1))
    if (taken.take(reading)) readings.push(reading)
  const left = [
    ...written,
    ...wordsOf(question).filter((word) => !taken.has(word) && !isFiller(word.text)),
  ]
  return {
    question,
    isCut,
    readings: onlyOnce(readings),
    left: left.toSorted((a, b) => a.from - b.from),
    unknowable,
  }
}

/** The places of a question that were read. */
class Taken {
  readonly #places: Place[]

  constructor(places: readonly Place[]) {
    this.#places = [...places]
  }

  /** Whether any letter of a place was read. */
  has({ from, to }: Place): boolean {
    return this.#places.some((place) => place.from < to && from < place.to)
  }

  /** Marks a place as read; false where a part of it was, unless exactly by another bound. */
  take(place: Place): boolean {
    const isSame = this.#places.some(({ from, to }) => from === place.from && to === place.to)
    if (this.has(place) && !isSame) return false
    this.#places.push(place)
    return true
  }
}

/** The categories that phrases of at least so many words mean, the longest phrase at each place. */
function readCategories(
  question: string,
  categories: Lexicon,
  taken: Taken,
  shortest: number,
): Reading[] {
  const words = wordsOf(question)
  const found: Reading[] = []
  for (let at = 0; at < words.length; at += 1) {
    for (
      let length = Math.min(categories.longest, words.length - at);
      length >= shortest;
      length--
    ) {
      const phrase = words.slice(at, at + length)
      const [first, last] = [phrase[0], phrase.at(-1)]
      if (first === undefined || last === undefined) break
      const place = { from: first.from, to: last.to }
      if (taken.has(place) || (length === 1 && isFiller(first.text))) continue
      const value = meaningOf(
        categories,
        phrase.map(({ text }) => comparable(text)),
      )
      if (value === undefined) continue
      found.push({ parameter: 'about', value, ...place })
      at += length - 1
      break
    }
  }
  return found
}

/** The first of readings that say the same, in the order of the question. */
function onlyOnce(readings: readonly Reading[]): Reading[] {
  const inOrder = readings.toSorted((a, b) => a.from - b.from)
  return inOrder.filter(
    ({ parameter, value }, at) =>
      inOrder.findIndex((each) => each.parameter === parameter && each.value === value) === at,
  )
}
