import { CITY_ENTRIES, type City } from './cities.ts'
import { lazily } from './city-index.ts'
import { folded } from './fold.ts'

/** Shorter names begin other words: Киров, Пермь. */
const SHORTEST = 6
const SHORTEST_REST = 3
const LARGE = 400_000
/** People write their city in one word with what they are: #алматымама. */
const COUNTRIES = new Set(['KZ', 'KG', 'UZ', 'TJ', 'TM', 'RU', 'AZ', 'AM', 'GE', 'BY', 'UA'])
/** "#алматинскаяобласть" is a region; "#краснодарский" says nothing of where. */
const NO_CITY = /^(?:[сц]к|обл|region|oblast|район|аудан|край)/u

const largeCities = lazily(namesOfLargeCities)

/** The large city that a folded hashtag begins or ends with, beside other words. */
export function cityOfHashtag(tag: string): City | undefined {
  return largeCities().find(([name]) => isJoined(tag, name))?.[1]
}

function namesOfLargeCities(): (readonly [name: string, city: City])[] {
  return CITY_ENTRIES.filter(
    ({ city }) => city.population >= LARGE && COUNTRIES.has(city.country),
  ).flatMap(({ city, marks }) =>
    [...new Set(Object.values(city.names).map(folded))]
      .filter((name) => name.length >= SHORTEST && !name.includes(' ') && !marks.has(name))
      .map((name) => [name, city] as const),
  )
}

function isJoined(tag: string, name: string): boolean {
  if (tag.length < name.length + SHORTEST_REST) return false
  return (tag.startsWith(name) && !NO_CITY.test(tag.slice(name.length))) || tag.endsWith(name)
}
