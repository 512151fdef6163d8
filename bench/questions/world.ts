import { captionLanguages } from '../../src/creators/languages.ts'
import { CITY_ENTRIES, type City } from '../../src/places/cities.ts'
import { CAPTIONS, PHRASES } from './phrases.ts'

type Language = 'en' | 'ru' | 'kk'

/** A creator as the scrape and the analysis store it, with what is true of it. */
export type WorldCreator = {
  username: string
  full_name: string
  biography: string
  captions: string[]
  /** Detected, as a scrape does. */
  languages: string[]
  follower_count: number
  is_verified: boolean
  /** The category of the model's answer; null for a creator that was not analyzed. */
  category: string | null
  city_id: number | null
  city: string | null
  city_source: 'biography' | 'tagged' | null
  truth: Truth
}

export type Truth = {
  category: string
  city: string
  country: string
  languages: readonly string[]
  followers: number
  verified: boolean
}

/** How many of a hundred creators live where. */
const CITY_SHARES: Readonly<Record<string, number>> = {
  Almaty: 26,
  Astana: 16,
  Shymkent: 9,
  Karaganda: 6,
  Aktobe: 5,
  Atyrau: 4,
  Pavlodar: 4,
  Oskemen: 3,
  Semey: 2,
  Kostanay: 2,
  Taraz: 3,
  Aktau: 2,
  Oral: 2,
  Turkistan: 2,
  Kyzylorda: 2,
  Tashkent: 4,
  Samarkand: 1,
  Bishkek: 3,
  Moscow: 4,
  Dubai: 1,
  Istanbul: 1,
}

const NAMES = {
  en: ['Alina Hart', 'Dana Fox', 'Tom Reed', 'Amina Lee', 'Sam Stone'],
  ru: ['Анна Ким', 'Светлана Ли', 'Игорь Пак', 'Марина Вольф', 'Тимур Ахметов'],
  kk: ['Айгүл Тұрсын', 'Жанар Оспан', 'Нұрлан Серік', 'Әсел Нұрлан', 'Динара Қасым'],
} as const

/** A sequence of numbers from 0 to 1 that is the same in each run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The largest other cities: as many of each country. */
const OTHERS: Readonly<Record<string, number>> = { KZ: 40, UZ: 8, KG: 4, RU: 12 }
const OTHER_SHARE = 0.5

/** The most frequent cities, and others. */
export function citiesOfWorld(): { city: City; share: number }[] {
  const others = Object.entries(OTHERS).flatMap(([country, count]) =>
    CITY_ENTRIES.filter(({ city }) => city.country === country)
      .slice(0, count)
      .filter(({ city }) => CITY_SHARES[city.names.en] === undefined)
      .map(({ city }) => ({ city, share: OTHER_SHARE })),
  )
  return [...frequentCities(), ...others]
}

/** Cities by their English names, of the names that are there. */
function frequentCities(): { city: City; share: number }[] {
  return Object.entries(CITY_SHARES).flatMap(([name, share]) => {
    const found = CITY_ENTRIES.find(({ city }) => city.names.en === name)
    return found === undefined ? [] : [{ city: found.city, share }]
  })
}

/** Returns so many creators, the same in each run. */
export function createWorld(creators: number): WorldCreator[] {
  const random = createRandom(43)
  const cities = citiesOfWorld()
  return Array.from({ length: creators }, (_, at) => createCreator(at, random, cities))
}

function createCreator(
  at: number,
  random: () => number,
  cities: readonly { city: City; share: number }[],
): WorldCreator {
  const category = frequentFirst(Object.keys(PHRASES), random)
  const city = cityOf(cities, random)
  const languages = languagesOf(random)
  const [main] = languages
  const followers = Math.round(10 ** (2.7 + random() * 3.6))
  const isAnalyzed = random() < 0.65
  const isSaid = !isAnalyzed || random() < 0.6
  const words = isSaid ? (PHRASES[category]?.[main].slice(0, 1 + Math.round(random())) ?? []) : []
  const isCitySaid = random() < 0.7
  const place = isCitySaid ? [city.names[main]] : []
  const captions = languages.flatMap((language) => [
    pick(CAPTIONS[language], random),
    pick(CAPTIONS[language], random),
    ...(random() < 0.7 ? [PHRASES[category]?.[language][2] ?? ''] : []),
  ])
  const verified = random() < 0.08
  return {
    username: `${city.names.en
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '')
      .slice(0, 4)}_${at}`,
    full_name: pick(NAMES[main], random),
    biography: [...words, ...place].join(random() < 0.5 ? ' | ' : '\n'),
    captions,
    languages: captionLanguages(captions),
    follower_count: followers,
    is_verified: verified,
    category: isAnalyzed ? category : null,
    city_id: city.id,
    city: city.names.en,
    city_source: isCitySaid ? 'biography' : 'tagged',
    truth: {
      category,
      city: city.names.en,
      country: city.country,
      languages,
      followers,
      verified,
    },
  }
}

function languagesOf(random: () => number): readonly [Language, ...Language[]] {
  const share = random()
  if (share < 0.42) return ['ru']
  if (share < 0.7) return ['kk']
  if (share < 0.8) return ['en']
  return share < 0.95 ? ['ru', 'kk'] : ['en', 'ru']
}

/** The first ones more often: the tenth half as often as the first. */
function frequentFirst(names: readonly string[], random: () => number): string {
  const weights = names.map((_, at) => 1 / (1 + at / 10))
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [at, weight] of weights.entries()) {
    rest -= weight
    if (rest <= 0) return names[at] ?? ''
  }
  return names[0] ?? ''
}

function cityOf(cities: readonly { city: City; share: number }[], random: () => number): City {
  let rest = random() * cities.reduce((sum, { share }) => sum + share, 0)
  for (const { city, share } of cities) {
    rest -= share
    if (rest <= 0) return city
  }
  const [first] = cities
  if (first === undefined) throw new Error('the gazetteer has no city of the world')
  return first.city
}

function pick(all: readonly string[], random: () => number): string {
  return all[Math.floor(random() * all.length)] ?? ''
}
