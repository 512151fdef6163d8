import { APP_BUILDS } from '../../src/ages/app-builds.ts'
import { describe, expect, test } from 'vitest'
import {
  compareVersions,
  isKnownRefused,
  mismatchOf,
  NEWEST_APP,
  newerApp,
  refusedLoginRemedy,
  reportApp,
} from '../../src/accounts/app-profiles.ts'

const on = (day: string): Date => new Date(`${day}T12:00:00Z`)

test('versions compare part by part, as numbers', () => {
  const versions = ['1000.0.0.0.1', '449.0.0.52.84', '449.0.0.9.84', '99.1.0.0.0', '99.0.9.9.9']
  expect(versions.toSorted(compareVersions)).toEqual(versions.toReversed())
  expect(compareVersions('449.0.0.52.84', '449.0.0.52.84')).toBe(0)
  const old = { ...NEWEST_APP, version: '99.0.0.0.0' }
  expect([newerApp(old, NEWEST_APP), newerApp(NEWEST_APP, old)]).toEqual([NEWEST_APP, NEWEST_APP])
})

describe('the age of an app', () => {
  test('counts from its release, and is old from the 60th day', () => {
    expect(reportApp(NEWEST_APP, on('2026-11-22'))).toEqual({
      version: '449.0.0.52.84',
      released_by: '2026-10-05',
      age_days: 48,
      warnings: [],
    })
    expect(reportApp(NEWEST_APP, on('2026-12-03')).warnings).toEqual([])
    for (const [day, age] of [
      ['2026-12-04', 60],
      ['2027-02-01', 119],
    ] as const)
      expect(reportApp(NEWEST_APP, on(day))).toMatchObject({
        age_days: age,
        warnings: [
          `app 449.0.0.52.84 is ${age} days old: Instagram may refuse its logins, later all its requests`,
          expect.stringMatching(
            /^Import a session \(gramd accounts session set ACCOUNT --session-file FILE\): app 449\.0\.0\.52\.84 has been old since 2026-12-04, and this release knows no newer app; or set GRAMD_INSTAGRAM_APP_VERSION/,
          ),
        ],
      })
  })

  test('leads to the newest known app only from an older one', () => {
    const [, advice] = reportApp({ version: '446.0.0.49.77' }, on('2026-11-25')).warnings
    expect(advice).toBe(
      `the newest app that this release knows is ${Object.values(NEWEST_APP).join(' / ')}`,
    )
    expect(refusedLoginRemedy('446.0.0.49.77')).toContain(String(advice))
  })

  test('never has upgrading as its remedy: a release may know no newer app', () => {
    const now = on('2027-06-01')
    const texts = Object.keys(APP_BUILDS.facts).flatMap((version) => [
      ...reportApp({ version }, now).warnings,
      refusedLoginRemedy(version),
    ])
    expect(texts.length).toBeGreaterThan(20)
    expect(texts.join('\n')).not.toMatch(/upgrade/i)
    expect(refusedLoginRemedy(NEWEST_APP.version)).toMatch(
      /^import a session .* to a newer app: this release knows no newer app$/,
    )
  })

  test('counts at least from the release of a later one when its own day is not known', () => {
    expect(reportApp({ version: '440.0.0.0.1' }, on('2026-09-20'))).toMatchObject({
      released_by: '2026-09-10',
      age_days: 10,
      warnings: [],
    })
  })

  test('is not known of one that is newer than all', () => {
    expect(reportApp({ version: '455.0.0.1.2' }, on('2027-12-01'))).toEqual({
      version: '455.0.0.1.2',
      released_by: null,
      age_days: null,
      warnings: [],
    })
  })
})

test('what is known to be refused is told with the newest app that is known', () => {
  const at = on('2026-09-15')
  expect(reportApp({ version: '428.0.0.47.67' }, at).warnings).toEqual([
    'Instagram has refused password logins from app 428.0.0.47.67 since 2026-09-11; sessions still work',
    `the newest app that this release knows is ${Object.values(NEWEST_APP).join(' / ')}`,
  ])
  expect(reportApp({ version: '222.0.0.13.114' }, at).warnings[0]).toBe(
    'Instagram refuses every request of app 222.0.0.13.114',
  )
  expect(['222.0.0.13.114', '250.0.0.0.0', '269.0.0.18.75'].every(isKnownRefused)).toBe(true)
  expect(['347.0.0.43.109', '428.0.0.47.67', '449.0.0.52.84'].some(isKnownRefused)).toBe(false)
})

describe('values of two builds', () => {
  const of446 = {
    version: '446.0.0.49.77',
    versionCode: '385211303',
    bloksVersionId: '935a519904e9017324cdedb64a283a3c2c1a3d5b0bbc698b451f5aef72cc11df',
  }
  const unknown = {
    version: '455.0.0.1.2',
    versionCode: '123456789',
    bloksVersionId: 'a'.repeat(64),
  }

  test.for([
    ['of a known build', NEWEST_APP],
    ['with the other code of a build', of446],
    ['of a build that nobody knows', unknown],
  ] as const)('are not those %s', ([, app]) => {
    expect(mismatchOf(app)).toBeNull()
  })

  test.for([
    ['a new version alone', { ...NEWEST_APP, version: '455.0.0.1.2' }, 'of app 449.0.0.52.84'],
    ['a new code alone', { ...NEWEST_APP, versionCode: '123456789' }, 'not of app 449.0.0.52.84'],
    ['a new id alone', { ...NEWEST_APP, bloksVersionId: 'a'.repeat(64) }, 'is not of app 449'],
    ['the id of another', { ...unknown, bloksVersionId: of446.bloksVersionId }, 'of app 446'],
  ] as const)('are told: %s', ([, app, words]) => {
    expect(mismatchOf(app)).toContain(words)
  })
})
