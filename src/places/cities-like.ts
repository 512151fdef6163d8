import { isOneEdit } from '../base/one-edit.ts'
import { CITY_ENTRIES, type City } from './cities.ts'
import { cityIndex, lazily, NEAR } from './city-index.ts'
import { folded } from './fold.ts'

/** Names of fewer letters are one letter away from common words. */
const SHORTEST = 5

/** Cities of near countries by the first letter and length of their names in all cases. */
const namesByBegin = lazily(() => {
  const all = [...cityIndex()].flatMap(([name, { city, kind }]) =>
    city && kind === undefined && name.length >= SHORTEST && NEAR.has(city.country)
      ? [{ name, city }]
      : [],
  )
  return Map.groupBy(all, ({ name }) => `${name.charAt(0)}${name.length}`)
})

/** The cities whose name is one typing error away from a word; the first letter is never wrong. */
export function citiesLike(word: string): City[] {
  const name = folded(word)
  if (name.length < SHORTEST) return []
  const found = [-1, 0, 1]
    .flatMap((more) => namesByBegin().get(`${name.charAt(0)}${name.length + more}`) ?? [])
    .filter((each) => isOneEdit(name, each.name))
    .map(({ city }) => city)
  return [...new Set(found)]
}

/** Cities of near countries by their names in three languages, in lower case. */
export const citiesByName = lazily(
  (): ReadonlyMap<string, City> =>
    new Map(
      CITY_ENTRIES.filter(({ city }) => NEAR.has(city.country)).flatMap(({ city }) =>
        Object.values(city.names).map((name) => [name.toLowerCase(), city] as const),
      ),
    ),
)
