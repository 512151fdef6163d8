import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ages, factOf, rowsOf } from '../../src/ages/ages.ts'
import { WHAT_AGES } from '../../src/ages/table.ts'
import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import type { Declaration } from '../../src/features/declaration.ts'
import { declarations } from '../../src/features/declarations.ts'
import { agesPage, dueForCheck } from '../fixtures/ages-docs.ts'

const ALL = WHAT_AGES.flatMap(rowsOf)
const DECLARED: readonly Declaration[] = declarations
const KINDS = new Set([
  ...Object.keys(CORE_ALERTS),
  ...DECLARED.flatMap(({ alertKinds = [] }) => alertKinds.map(({ kind }) => kind)),
])
const on = (day: string): Date => new Date(`${day}T12:00:00Z`)

describe('the table of what ages', () => {
  test('has rows, each of its own name within its subject', () => {
    expect(ALL.length).toBeGreaterThan(20)
    expect(new Set(WHAT_AGES.map(({ title }) => title)).size).toBe(WHAT_AGES.length)
  })

  test.for(ALL)('is complete and dated for $name', (row) => {
    for (const day of [row.checkedOn, ...(row.endsOn === null ? [] : [row.endsOn])])
      expect(new Date(day).toISOString().slice(0, 10)).toBe(day)
    for (const text of [row.formatted, row.source, row.pages, row.remedy]) expect(text).not.toBe('')
    if (row.alert !== null) expect(KINDS).toContain(row.alert)
  })

  test('finds a fact by a name from outside, and no other property', () => {
    const [versions] = WHAT_AGES
    if (!versions) throw new Error('the table is empty')
    expect(factOf(versions, 'constructor')).toBeNull()
    expect(factOf(versions, '__proto__')).toBeNull()
  })
})

describe('docs/what-ages.md', () => {
  test('is up to date; else run npm run docs:ages', async () => {
    const page = await readFile(new URL('../../docs/what-ages.md', import.meta.url), 'utf8')
    expect(page).toBe(agesPage(WHAT_AGES))
  })

  test.for(['README.md', 'docs/upgrade.md', 'CONTRIBUTING.md'])('is named in %s', async (path) => {
    const text = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
    expect(text).toContain('what-ages.md')
  })

  test('says for each row what it is, when it ends, and what to do', () => {
    const page = agesPage([sample])
    expect(page).toContain('| `a` | one | 2027-01-14 | 2026-09-01 | a page \\| another |')
    expect(page).toContain('- `a`: Alert `pool_small`; shown by: doctor. Remedy: set A.')
    expect(page).toContain('- `b`: No alert; shown by: doctor. Remedy: set B.')
  })
})

const sample = ages(
  {
    title: 'Samples',
    about: 'For the test.',
    checkedOn: '2026-09-01',
    source: 'a page | another',
    alert: 'pool_small',
    pages: 'doctor',
    remedy: 'set A',
    show: (value: number) => (value === 1 ? 'one' : 'more'),
  },
  {
    a: { value: 1, endsOn: '2027-01-14' },
    b: { value: 2, alert: null, remedy: 'set B', checkedOn: '2026-08-27' },
  },
)

describe('what is due for a check', () => {
  test('are the facts that were checked more than 90 days before, oldest first', () => {
    expect(dueForCheck([sample], on('2026-11-25'))).toEqual([])
    expect(dueForCheck([sample], on('2026-11-26'))).toEqual([
      'due for a check: Samples: b (91 days ago, on 2026-08-27; a page | another)',
    ])
    expect(dueForCheck([sample], on('2026-12-01'))).toEqual([
      expect.stringContaining('Samples: b (96 days'),
      expect.stringContaining('Samples: a (91 days'),
    ])
  })

  test('is listed by the check of a day, which succeeds all the same', async () => {
    const list = async (day: string): Promise<string> =>
      (await promisify(execFile)(process.execPath, ['tests/fixtures/list-ages.ts', day])).stdout
    expect(await list('2026-11-26')).toBe('')
    const lines = (await list('2030-01-01')).trim().split('\n')
    expect(lines).toHaveLength(ALL.length)
    expect(lines.every((line) => line.startsWith('due for a check: '))).toBe(true)
  })

  test('is a part of npm run check', async () => {
    const scripts = await readFile(new URL('../fixtures/run-checks.ts', import.meta.url), 'utf8')
    expect(scripts).toMatch(/CHECKS = \[[^\]]*'ages'/)
  })
})
