import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CITY_ENTRIES } from '../../src/places/cities.ts'

const source = readFileSync(new URL('../../src/places/data/geonames.tsv', import.meta.url), 'utf8')

test('every city has a name in three languages, a country and an id of its own', () => {
  expect(new Set(CITY_ENTRIES.map(({ city }) => city.id)).size).toBe(CITY_ENTRIES.length)
  for (const { city } of CITY_ENTRIES) {
    expect(city.country, city.names.en).toMatch(/^[A-Z]{2}$/)
    expect(city.names.en).toMatch(/^[A-Z][A-Za-z .-]+$/)
    expect(city.names.ru).toMatch(/^[А-ЯЁ][А-Яа-яЁё -]+$/)
    expect(city.names.kk).toMatch(/^[А-ЯЁӘҒҚҢӨҰҮҺІ][А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі ()-]+$/)
  }
})

test('has the cities that it promises', () => {
  const count = (test: (country: string) => boolean): number =>
    CITY_ENTRIES.filter(({ city }) => test(city.country)).length
  const near = ['KZ', 'KG', 'UZ', 'TJ', 'TM', 'RU', 'AZ', 'AM', 'GE', 'BY', 'UA', 'MD']
  expect(count((country) => country === 'KZ')).toBeGreaterThan(180)
  expect(count((country) => country === 'RU')).toBeGreaterThan(300)
  expect(count((country) => !near.includes(country))).toBeGreaterThanOrEqual(500)
})

test('the facts of all cities but ours are from the source', () => {
  const ids = new Set(source.split('\n').map((line) => Number(line.split('\t')[0])))
  const missing = CITY_ENTRIES.filter(({ city }) => city.id < 9_000_000 && !ids.has(city.id))
  expect(missing).toEqual([])
})
