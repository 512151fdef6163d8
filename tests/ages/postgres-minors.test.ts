import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import { faultOfPostgres } from '../../src/ages/postgres-minors.ts'
import { reportServer } from '../../src/db/server/server-version.ts'

const named = (number: number) => ({ number, name: `${Math.floor(number / 10_000)}.x` })

describe('a minor version of PostgreSQL', () => {
  test.each([180_000, 180_001, 180_004, 180_005, 180_006])('%i is known to be faulty', (number) => {
    expect(faultOfPostgres(number)).toEqual({
      safeVersion: '18.7',
      fault: expect.stringContaining('CVE-2026-6460'),
    })
  })

  test.each([180_007, 180_008, 180_010, 190_000, 190_004])('%i is not', (number) => {
    expect(faultOfPostgres(number)).toBeNull()
    expect(reportServer(named(number), {})).toBeNull()
  })

  test('has the remedy of the one who runs the server, without the password of its URL', () => {
    const remedyOf = (origin: Parameters<typeof reportServer>[1]) =>
      reportServer(named(180_006), origin)?.remedy
    const external = remedyOf({ databaseUrl: 'postgres://a:hidden@b/c', postgresBin: '/opt/bin' })
    expect(external).toMatch(/^update the server of DATABASE_URL to 18\.7 or newer/)
    expect(external).not.toContain('hidden')
    expect(remedyOf({})).toMatch(/^set GRAMD_POSTGRES_BIN to the programs of PostgreSQL 18\.7/)
    expect(remedyOf({ postgresBin: '/opt/bin' })).toMatch(
      /^update the PostgreSQL of GRAMD_POSTGRES/,
    )
  })
})

test('the image of compose.yaml is a minor version without a known fault', async () => {
  const compose = await readFile(new URL('../../compose.yaml', import.meta.url), 'utf8')
  const [, major, minor] = z
    .tuple([z.string(), z.coerce.number(), z.coerce.number()])
    .parse(/^ +image: postgres:(\d+)\.(\d+)$/m.exec(compose)?.slice(0, 3))
  expect(major).toBeGreaterThanOrEqual(18)
  expect(faultOfPostgres(major * 10_000 + minor)).toBeNull()
})
