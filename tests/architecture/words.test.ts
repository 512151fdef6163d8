import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findPlaces, placesIn } from './count-words.ts'
import { LONG_LINES } from './words-allowed.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('names, comments and pages have the words of the field, and lines fit', () => {
  const { long = [], words = [] } = Object.groupBy(findPlaces(root), ({ check }) =>
    check === 'lines' ? 'long' : 'words',
  )
  expect(words.map(({ check, at }) => `${check} ${at}`)).toEqual([])
  const files = Map.groupBy(long, ({ at }) => at.slice(0, at.indexOf(':')))
  const beyond = [...files].filter(([file, places]) => places.length > (LONG_LINES[file] ?? 0))
  expect(beyond.flatMap(([, places]) => places.map(({ at }) => at))).toEqual([])
  const spare = Object.entries(LONG_LINES).filter(([file, n]) => (files.get(file)?.length ?? 0) < n)
  expect(spare, 'numbers that can shrink').toEqual([])
})

const found = (path: string, lines: readonly string[]): string[] =>
  placesIn(path, lines.join('\n')).map(({ check, at }) => `${check} ${at}`)

test('a name is read in its parts, and text and comments are no names', () => {
  expect(
    found('src/a.ts', [
      "const readGiven = toldAt + MOST_ROWS // 'seen",
      "const text = 'given' + `kept ${nobodyElse(`told`)} shown` + /asked{2}/.source",
      'const { almost, castle, forgiven } = AT_MOST',
    ]),
  ).toEqual([
    'names src/a.ts:1 readGiven',
    'names src/a.ts:1 toldAt',
    'names src/a.ts:1 MOST_ROWS',
    'names src/a.ts:2 nobodyElse',
  ])
})

test('a doc comment begins with its subject or verb', () => {
  expect(
    found('src/a.ts', [
      '/** Of a post. */',
      '/**',
      ' * Who has',
      ' */',
      '// Of a post',
      '/* As */',
    ]),
  ).toEqual(['comments src/a.ts:1 Of …', 'comments src/a.ts:2 Who …'])
})

test('words are found in comments of SQL and on pages, and not in statements', () => {
  expect(found('sql/a.sql', ["select 'nobody' -- told", '-- toldness'])).toEqual([
    'comments sql/a.sql:1 told',
  ])
  expect(found('docs/a.md', ['Everybody is fine.', 'Nobody is.'])).toEqual([
    'comments docs/a.md:2 Nobody',
  ])
})

test('a line of code has 100 columns, of a template or a statement 120', () => {
  const line = (length: number): string => `a = ${'b'.repeat(length - 4)}`
  expect(found('src/a.ts', [line(100), line(101), '`', line(120), line(121), '`'])).toEqual([
    'lines src/a.ts:2 101 columns',
    'lines src/a.ts:5 121 columns',
  ])
  expect(found('sql/a.sql', [line(120), line(121)])).toEqual(['lines sql/a.sql:2 121 columns'])
})
