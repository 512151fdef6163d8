import { readFileSync } from 'node:fs'

/** A city of the gazetteer, with its names in the languages of the pages. */
export type City = {
  id: number
  /** ISO 3166-1, two letters. */
  country: string
  names: { en: string; ru: string; kk: string }
  population: number
}

/** When a name may be something else: see README.md. */
export type Ambiguity = 'word' | 'name' | 'strict'

export type CityEntry = {
  city: City
  aliases: readonly string[]
  marks: ReadonlyMap<string, Ambiguity>
}

/** Every city, the nearest countries first, the largest city of each first. */
export const CITY_ENTRIES: readonly CityEntry[] = readEntries()

const BY_ID: ReadonlyMap<number, City> = new Map(CITY_ENTRIES.map(({ city }) => [city.id, city]))

/** The city with this id, if the gazetteer has it. */
export const cityOf = (id: number): City | undefined => BY_ID.get(id)

/** The city's name in a language of the pages; in English where there is none. */
export function cityName(city: City, language: string): string {
  const { names } = city
  return language === 'ru' ? names.ru : language === 'kk' ? names.kk : names.en
}

type Placed = { city: string | null; city_id: number | null }

/** The city of a creator in a language of the pages; undefined where nothing says it. */
export function cityIn(language: string, { city, city_id: id }: Placed): string | undefined {
  const known = id === null ? undefined : cityOf(id)
  return known ? cityName(known, language) : (city ?? undefined)
}

const IDS_BY_COUNTRY: ReadonlyMap<string, readonly number[]> = new Map(
  [...Map.groupBy(CITY_ENTRIES, ({ city }) => city.country)].map(([country, entries]) => [
    country,
    entries.map(({ city }) => city.id),
  ]),
)

/** The ids of the cities of a country (ISO 3166-1, two letters in upper case). */
export const cityIdsIn = (country: string): readonly number[] => IDS_BY_COUNTRY.get(country) ?? []

function readEntries(): CityEntry[] {
  const source = new Map(rowsOf('geonames.tsv').map((row) => [row['id'], row]))
  return rowsOf('names.tsv').map((row): CityEntry => {
    const { id, en = '', ru = '', kk, aliases, marks } = row
    // What is written in our file is newer than the source.
    const facts = { ...source.get(id), ...written(row) }
    const city = {
      id: Number(id),
      country: facts['country'] ?? '',
      names: { en, ru, kk: kk === '' || kk === undefined ? ru : kk },
      population: Number(facts['population']),
    }
    return { city, aliases: listed(aliases), marks: new Map(listed(marks).map(markOf)) }
  })
}

function written(row: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).filter(([, field]) => field !== ''))
}

function listed(field = ''): string[] {
  return field.split(',').filter((item) => item !== '')
}

function markOf(mark: string): [string, Ambiguity] {
  const [form = '', kind] = mark.split(':')
  return [form, kind === 'name' || kind === 'strict' ? kind : 'word']
}

function rowsOf(file: string): Record<string, string>[] {
  const text = readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8')
  const [head = '', ...lines] = text.trimEnd().split('\n')
  const columns = head.split('\t')
  return lines.map((line) => {
    const fields = line.split('\t')
    return Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']))
  })
}
