import { closestTo, type Closest } from './closest.ts'
import type { Lexicon } from './lexicon.ts'
import type { QuestionReading } from './read-question.ts'
import type { ReadParameter, Reading } from './reading.ts'
import { scriptOf } from './stems.ts'
import { toCyrillic, toLatin } from './transliterate.ts'

/** A condition of a question: a reading, or a word that is searched for as it is. */
export type Condition = {
  parameter: ReadParameter | 'q'
  value: string
  words: string
  /** The meaning of the word if it is misspelled. */
  closest?: Closest
}

/** The parameters of a list of creators, as addresses have them. */
export type QuestionFilter = Partial<Record<ReadParameter | 'q', string>>

/** The conditions of a question, readings first, then the words that are left, each once. */
export function conditionsOf(
  { question, readings, left }: QuestionReading,
  categories: Lexicon,
): Condition[] {
  const words = left.filter(({ text }, at) => left.findIndex((each) => each.text === text) === at)
  return [
    ...headsFirst(question, consistent(readings)).map(({ parameter, value, from, to }) => ({
      parameter,
      value,
      words: question.slice(from, to),
    })),
    ...words.map(({ text, from, to }) => {
      const closest = closestTo(text, categories)
      const condition = { parameter: 'q' as const, value: text, words: question.slice(from, to) }
      return closest ? { ...condition, closest } : condition
    }),
  ]
}

/** The words about what gramd does not know; nothing is asked for them. */
export const unknowableIn = ({ question, unknowable }: QuestionReading): Condition[] =>
  unknowable.map(({ text, from, to }) => ({
    parameter: 'q',
    value: text,
    words: question.slice(from, to),
  }))

/**
 * Puts the last of topics that stand side by side first: the question is about it, in all
 * three languages ("family photographers"). What is left out is left out from the end.
 */
function headsFirst(question: string, readings: readonly Reading[]): Reading[] {
  const runs: Reading[][] = []
  for (const reading of readings) {
    const [before] = runs.at(-1) ?? []
    const isBeside =
      before?.parameter === 'about' &&
      reading.parameter === 'about' &&
      /^[\s-]*$/.test(question.slice(before.to, reading.from))
    if (isBeside) runs.at(-1)?.unshift(reading)
    else runs.push([reading])
  }
  return runs.flat()
}

/** Leaves out the second of two bounds that exclude each other. */
function consistent(readings: readonly Reading[]): Reading[] {
  const boundOf = (name: ReadParameter): number | undefined => {
    const found = readings.find(({ parameter }) => parameter === name)
    return found && Number(found.value)
  }
  const isUpsideDown = (boundOf('min_followers') ?? 0) > (boundOf('max_followers') ?? Infinity)
  const known = new Set<string>()
  return readings.filter(({ parameter }) => {
    const isBound = parameter === 'min_followers' || parameter === 'max_followers'
    const isSecond = known.has(parameter) && (isBound || parameter === 'verified')
    known.add(parameter)
    return !isSecond && !(isUpsideDown && parameter === 'max_followers')
  })
}

/** The filter that conditions make: all of them have to be met. */
export function filterOf(conditions: readonly Condition[]): QuestionFilter {
  const filter: QuestionFilter = {}
  for (const { parameter, value } of conditions) {
    if (parameter === 'q') continue
    const known = filter[parameter]
    filter[parameter] = known === undefined ? value : `${known},${value}`
  }
  const words = conditions.filter(({ parameter }) => parameter === 'q').map(({ value }) => value)
  return words.length === 0 ? filter : { ...filter, q: inBothScripts(words) }
}

/** With more words, each is asked for in one script at a time. */
const MAX_COMBINED = 3
const MAX_TEXT = 500

/**
 * Returns the full-text query for words in Latin and in Cyrillic letters: "koshka" or кошка. Short
 * queries have every combination.
 */
function inBothScripts(words: readonly string[]): string {
  const spellings = words.map((word) => [...new Set([word, ...inOtherScript(word)])])
  const combined =
    words.length <= MAX_COMBINED
      ? spellings.reduce<string[]>(
          (all, each) =>
            all.length === 0
              ? each
              : all.flatMap((begin) => each.map((spelling) => `${begin} ${spelling}`)),
          [],
        )
      : [words.join(' '), spellings.map((each) => each.at(-1) ?? '').join(' ')]
  const query = [...new Set(combined)].join(' or ')
  return query.length <= MAX_TEXT ? query : words.join(' ').slice(0, MAX_TEXT)
}

const SHORTEST_SPELLED = 3

function inOtherScript(word: string): string[] {
  if (word.length < SHORTEST_SPELLED || /[\d"“”«»@#-]/u.test(word)) return []
  const script = scriptOf(word)
  if (script === 'latin') return [toCyrillic(word)]
  return script === 'cyrillic' ? [toLatin(word)] : []
}
