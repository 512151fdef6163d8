import { suggestNames } from '../../../base/suggest.ts'
import { citiesByName, citiesLike } from '../../../places/cities-like.ts'
import { cityValue } from '../../../places/find-cities.ts'
import { wordsLike, type Lexicon } from './lexicon.ts'
import type { ReadParameter } from './reading.ts'

/** The topic or city that a misspelled word may mean. */
export type Closest = { parameter: Extract<ReadParameter, 'about' | 'city'>; value: string }

/** Shorter words are one letter away from too many others. */
const SHORTEST = 5

/**
 * Returns what a misspelled word means: one letter is wrong, missing, added or swapped. Undefined
 * unless all words that are as near mean the same.
 */
export function closestTo(word: string, categories: Lexicon): Closest | undefined {
  if (word.length < SHORTEST || !/^\p{L}+$/u.test(word)) return undefined
  // Synonyms of topics have names of cities, too.
  const cities = [...new Set(citiesLike(word).map(cityValue))]
  if (cities.length > 0) return only('city', cities)
  return only('about', wordsLike(categories, word))
}

function only(parameter: Closest['parameter'], values: readonly string[]): Closest | undefined {
  const [value] = values
  return values.length === 1 && value !== undefined ? { parameter, value } : undefined
}

/** Longer words are no typing errors. */
const LONGEST = 30

/** Returns what a word may mean that has several letters wrong, for people to choose. */
export function nearestTo(word: string, categories: Lexicon): Closest | undefined {
  if (word.length < SHORTEST || word.length > LONGEST) return undefined
  const topics = new Map(
    [...categories.single.values()].flatMap((each) =>
      each.map(({ word: known, meaning }) => [known, meaning] as const),
    ),
  )
  const cities = citiesByName()
  const [name] = suggestNames(word, [...topics.keys(), ...cities.keys()], 1)
  if (name === undefined) return undefined
  const city = cities.get(name)
  if (city) return { parameter: 'city', value: cityValue(city) }
  return { parameter: 'about', value: topics.get(name) ?? name }
}
