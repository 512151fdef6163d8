import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { readMigrations } from '../../src/db/migrations/migration-files.ts'
import { SLOW_SUITES } from '../fixtures/slow-suites.ts'
import { CHECKS } from '../../tools/release/checks.ts'
import {
  findEdited,
  freeze,
  Released,
  releaseChangelog,
  versionFault,
} from '../../tools/release/prepare.ts'

const [one, two, three] = ['0001_a.sql', '0002_b.sql', '0003_c.sql'].map((name) => ({
  name,
  checksum: `sum of ${name}`,
})) as [Migration, Migration, Migration]
type Migration = { name: string; checksum: string }

describe('a released migration', () => {
  test('of this tree is as it was released', async () => {
    const text = await readFile(new URL('../../migrations/released.json', import.meta.url), 'utf8')

    expect(findEdited(Released.parse(JSON.parse(text)), await readMigrations())).toEqual([])
  })

  test('that was edited, removed or preceded is found', () => {
    const released = freeze({}, [one, three], '1.0.0')

    expect(findEdited(released, [one, three])).toEqual([])
    expect(findEdited(released, [{ ...one, checksum: 'x' }, two])).toEqual([
      '0001_a.sql differs from release 1.0.0: restore it, and add a new migration',
      '0003_c.sql is gone since release 1.0.0: restore it, and add a new migration',
      '0002_b.sql would run before 0003_c.sql, which is released: give it a higher number',
    ])
  })

  test('remains that of its release when the next one freezes more', () => {
    const released = freeze(freeze({}, [one], '1.0.0'), [{ ...one, checksum: 'x' }, two], '1.1.0')

    expect(released['0001_a.sql']).toEqual({ checksum: one.checksum, release: '1.0.0' })
    expect(released['0002_b.sql']).toEqual({ checksum: two.checksum, release: '1.1.0' })
  })
})

test.for([
  ['1.0', '0.1.0', /expected three numbers/],
  ['', '0.1.0', /expected three numbers such as 1\.2\.0, got nothing/],
  ['1.0.0-rc', '0.1.0', /expected three numbers/],
  ['1.9.0', '1.10.0', /expected more than 1\.10\.0/],
  ['1.10.0', '1.10.0', /expected more than/],
  ['1.11.0', '1.10.0', undefined],
] as const)('releasing %s after %s', ([version, present, fault]) => {
  if (fault) expect(versionFault(version, present, [])).toMatch(fault)
  else expect(versionFault(version, present, [])).toBeUndefined()
})

test('an API that breaks needs another major version', () => {
  const breaks = ['GET /api/cups: is gone']

  expect(versionFault('1.3.0', '1.2.0', breaks)).toBe(
    'VERSION: expected 2.0.0, since the API breaks: GET /api/cups: is gone',
  )
  expect(versionFault('2.0.0', '1.2.0', breaks)).toBeUndefined()
})

test('a release runs every suite that there is, and no other command', () => {
  const suites = Object.keys(SLOW_SUITES).filter((name) => !name.startsWith('bench:'))

  expect(suites.filter((name) => !CHECKS.includes(name))).toEqual([])
  expect(CHECKS.filter((name) => !(name in packageJson.scripts))).toEqual([])
  expect(new Set(CHECKS).size).toBe(CHECKS.length)
})

describe('the changelog', () => {
  test('gets a part for the release, and an empty one for what follows', () => {
    const text = '# Changelog\n\n## Unreleased\n\n- Cups.\n\n## [1.0.0] - 2026-11-01\n'

    expect(releaseChangelog(text, '1.1.0', '2026-12-01')).toBe(
      '# Changelog\n\n## Unreleased\n\n## [1.1.0] - 2026-12-01\n\n- Cups.\n\n## [1.0.0] - 2026-11-01\n',
    )
  })

  test('without anything new is refused', () => {
    expect(() => releaseChangelog('## Unreleased\n\n## [1.0.0]\n', '1.1.0', '2026-12-01')).toThrow(
      'nothing is under',
    )
  })
})
