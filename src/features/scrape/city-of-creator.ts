import type { CitySource } from '../../creators/city-sources.ts'
import type { City } from '../../places/cities.ts'
import { cityNamed, findCities } from '../../places/find-cities.ts'

/** The texts of a post that may name a city: its caption with hashtags, and its place. */
export type PlacedPost = { caption: string | null; place: string | null }

export type CreatorCity = {
  city: City
  source: CitySource
  /** The posts that say so, of `tagged` and `inferred`. */
  count?: number
}

/** A journey has fewer posts; a city needs as many, and half of all posts that name any. */
const FEWEST_POSTS = 3

/**
 * The city of a creator from the best source: written into the profile, the places of most posts,
 * the biography, or the captions of most posts. Undefined where none says it. `cityName` may be the
 * id of a city that an earlier scrape found there.
 */
export function cityOfCreator(creator: {
  cityName: string | null
  biography: string | null
  posts: readonly PlacedPost[]
}): CreatorCity | undefined {
  const { cityName, biography, posts } = creator
  const written = cityName === null ? undefined : writtenCity(cityName)
  if (written) return { city: written, source: 'written' }
  const tagged = mostFrequent(posts.map(({ place }) => citiesIn(place).slice(0, 1)))
  if (tagged) return { ...tagged, source: 'tagged' }
  const [first] = citiesIn(biography)
  if (first) return { city: first, source: 'biography' }
  const inferred = mostFrequent(posts.map(({ caption }) => citiesIn(caption)))
  return inferred && { ...inferred, source: 'inferred' }
}

/** "Almaty" or "Almaty, Kazakhstan". */
const writtenCity = (name: string): City | undefined =>
  cityNamed(name) ?? cityNamed(name.split(',')[0] ?? '') ?? citiesIn(name)[0]

const citiesIn = (text: string | null): City[] =>
  text === null ? [] : [...new Set(findCities(text.normalize('NFC')).map(({ city }) => city))]

function mostFrequent(
  posts: readonly (readonly City[])[],
): { city: City; count: number } | undefined {
  const counts = new Map<City, number>()
  for (const city of posts.flat()) counts.set(city, (counts.get(city) ?? 0) + 1)
  const naming = posts.filter((cities) => cities.length > 0).length
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  if (most === undefined) return undefined
  const [city, count] = most
  return count >= FEWEST_POSTS && count * 2 >= naming ? { city, count } : undefined
}
