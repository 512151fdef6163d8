import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { loadConfig, SETTINGS } from '../../src/config.ts'
import { addEnvFile, parseEnvText } from '../../src/settings/env-file.ts'
import { ConfigError } from '../../src/settings/load.ts'
import { noteOf } from '../../src/settings/setting.ts'

const KEY = 'a-key-of-many-letters'
const required = { SCRAPER_API_KEY: KEY, GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1') }

/** What the start says; empty when it starts. */
function refusal(work: () => unknown): string {
  try {
    work()
    return ''
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message
  }
}
const loading = (env: Record<string, string>): string =>
  refusal(() => loadConfig({ ...required, ...env }))

async function aFile(bytes: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-env-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const path = join(folder, '.env')
  await writeFile(path, bytes)
  return path
}

/** What a file adds to an environment that has `given`. */
async function added(
  bytes: string | Uint8Array,
  given: Record<string, string> = {},
): Promise<Record<string, string | undefined>> {
  const env: Record<string, string | undefined> = { ...given }
  addEnvFile(await aFile(bytes), env)
  return env
}

const utf16 = (text: string, isMarked: boolean): Buffer =>
  Buffer.from(`${isMarked ? '\uFEFF' : ''}${text}`, 'utf16le')

describe('a file of variables', () => {
  test.for([
    ['with a byte order mark', '\uFEFFA=1\nB=2\n', { A: '1', B: '2' }],
    ['with a byte order mark inside, as of two files', 'A=1\n\uFEFFB=2\n', { A: '1', B: '2' }],
    ['with line ends of Windows', 'A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['with old line ends of a Mac', 'A=1\rB=2\r', { A: '1', B: '2' }],
    ['with blanks', ' A = 1 \t\n\texport B=2', { A: '1', B: '2' }],
    [
      'with special characters in values',
      'A=pa#ss=w"o\'rd\nB=a b',
      { A: 'pa#ss=w"o\'rd', B: 'a b' },
    ],
    ['with comments', '# A=0\nA=1 # one\nB=# none', { A: '1', B: '' }],
    ['with quotation marks', `A="x # y" # z\nB='"q"'\nC=\`b\``, { A: 'x # y', B: '"q"', C: 'b' }],
    ['with values of several lines', 'A="1\r\n2"\nB="3\\n4"', { A: '1\n2', B: '3\n4' }],
    ['with a name twice', 'A=1\nA=2', { A: '2' }],
    ['that is empty', '', {}],
  ] as const)('is read %s', async ([, text, expected]) => {
    expect(await added(text)).toEqual(expected)
  })

  test('gives way to what is set, and need not exist', async () => {
    expect(await added('A=1\nB=2', { A: '' })).toEqual({ A: '', B: '2' })
    const env = {}
    addEnvFile('/nowhere/at/all/.env', env)
    expect(env).toEqual({})
  })

  test.for([
    ['UTF-16 with a mark', utf16('A=1', true), /is UTF-16.*save it as UTF-8/],
    ['UTF-16 without a mark', utf16('A=1', false), /is UTF-16.*save it as UTF-8/],
    [
      'a mark that is never closed',
      'A=1\nB="2\nC=3',
      /\n {2}line 2: B begins with .* never closed$/,
    ],
    ['text after the mark', 'B="2" 3', /line 1: B has text after its closing quotation mark$/],
    ['an escaped mark', 'B="a\\"b"', /line 1: B has text after its closing quotation mark$/],
    ['a colon', 'GRAMD_PORT: 80', /line 1: expected GRAMD_PORT=value$/],
    ['a name alone', 'A=1\nGRAMD_PORT', /line 2: expected GRAMD_PORT=value$/],
    ['the form of cmd', 'set GRAMD_PORT=80', /line 1: expected GRAMD_PORT=value$/],
    ['the form of PowerShell', '$env:GRAMD_PORT="80"', /line 1: expected GRAMD_PORT=value$/],
    ['the form of bash', 'declare -x GRAMD_PORT="80"', /line 1: expected GRAMD_PORT=value$/],
    ['the form of YAML', '  - GRAMD_PORT: "80"', /line 1: expected GRAMD_PORT=value$/],
    ['JSON', '{"GRAMD_PORT": 80}', /line 1: expected GRAMD_PORT=value$/],
    ['a Cyrillic letter in a name', 'GR\u0410MD_PORT=80', /line 1: expected NAME=value$/],
    ['something else', '<html>', /line 1: expected NAME=value$/],
  ] as const)('is refused with %s', async ([, bytes, says]) => {
    const path = await aFile(bytes)
    const said = refusal(() => addEnvFile(path, {}))
    expect(said.startsWith(path)).toBe(true)
    expect(said).toMatch(says)
  })

  test('is refused when it is a folder', () => {
    expect(refusal(() => addEnvFile(tmpdir(), {}))).toBe(`${tmpdir()} is a folder: expected a file`)
  })

  test('is read in one pass, however many marks it has', () => {
    const text = 'A="1"\nB=`2\n`\n'.repeat(20_000)
    expect(Object.keys(parseEnvText(text).values)).toEqual(['A', 'B'])
  })
})

describe('a value', () => {
  test.for([
    ['marks that docker --env-file keeps', `"${KEY}"`],
    ['single marks', `'${KEY}'`],
    ['back quotes', `\`${KEY}\``],
    ['blanks', ` ${KEY}\t`],
    ['the end of a line of Windows', `${KEY}\r`],
    ['a byte order mark', `\uFEFF${KEY}`],
    ['all of them', `\uFEFF"${KEY} "\r\n`],
  ] as const)('is read without %s, also from a file', async ([, given]) => {
    expect(loadConfig({ ...required, SCRAPER_API_KEY: given }).apiKey).toBe(KEY)
    const { SCRAPER_API_KEY: _, ...others } = required
    const path = await aFile(given)
    expect(loadConfig({ ...others, SCRAPER_API_KEY_FILE: ` "${path}"` }).apiKey).toBe(KEY)
  })

  test('counts as unset when it is blank', () => {
    expect(loadConfig({ ...required, GRAMD_PORT: ' ', DATABASE_URL: '""' })).toMatchObject({
      port: 8001,
    })
    expect(loading({ SCRAPER_API_KEY: " ' ' " })).toContain('SCRAPER_API_KEY: is required')
  })

  test.for([
    ['a mark that is alone', `"${KEY}`, /unmatched quotation mark/],
    ['two kinds of marks', `"${KEY}'`, /unmatched quotation mark/],
    ['typographic marks', `“${KEY}”`, /typographic/],
    ['two lines', `${KEY}\n${KEY}`, /several lines/],
    ['another encoding', Buffer.from(`${KEY}é`, 'latin1').toString('utf8'), /is not UTF-8/],
    ['a blank of no width', `${KEY.slice(0, 9)}\u200B${KEY.slice(9)}`, /U\+200B/],
    ['a blank that does not break', `${KEY.slice(0, 9)}\u00A0${KEY.slice(9)}`, /U\+00A0/],
    ['a control character', `${KEY.slice(0, 9)}\u001B${KEY.slice(9)}`, /U\+001B/],
    ['a line end of mainframes', `${KEY.slice(0, 9)}\u0085${KEY.slice(9)}`, /U\+0085/],
  ] as const)('is refused with %s, by its name and without itself', ([, given, says]) => {
    const said = loading({ SCRAPER_API_KEY: given })
    expect(said).toMatch(/\n {2}SCRAPER_API_KEY: /)
    expect(said).toMatch(says)
    expect(said).not.toContain(KEY.slice(9))
    expect(said).not.toContain('is required')
  })

  test('is refused in a file of UTF-16', async () => {
    const path = await aFile(utf16(KEY, true))
    expect(loading({ SCRAPER_API_KEY: '', SCRAPER_API_KEY_FILE: path })).toMatch(
      /SCRAPER_API_KEY_FILE: is UTF-16/,
    )
  })

  test('is refused under a name in small letters, unless the right one is set too', () => {
    expect(loading({ gramd_port: '80' })).toContain('GRAMD_PORT: the name has small letters')
    expect(loading({ gramd_port: '80', GRAMD_PORT: '81' })).toBe('')
  })

  test.for([
    '\uFEFFGRAMD_PORT',
    'export GRAMD_PORT',
    '"GRAMD_PORT"',
    'GRAMD_PORT ',
    '\uFEFFGRAMD_PORT_FILE',
  ])('is refused under the name %o', (name) => {
    expect(loading({ [name]: '80' })).toMatch(
      /\n {2}GRAMD_PORT(_FILE)?: the name has extra characters/,
    )
  })
})

describe('numbers', () => {
  const numbers = Object.entries(SETTINGS).flatMap(([name, schema]) => {
    const parsed = ['1', '30', '0.5'].some(
      (text) => typeof schema.safeParse(text).data === 'number',
    )
    return parsed ? [noteOf(name, schema).variable] : []
  })

  test('are found', () => {
    expect(numbers.length).toBeGreaterThan(60)
  })

  test.for(numbers)('of %s have bounds on both sides', (name) => {
    for (const given of [
      '-1',
      '-0.001',
      '1e13',
      '99999999999999999999',
      '1e400',
      'NaN',
      '0x10',
      '1,5',
    ])
      expect([given, loading({ [name]: given })]).toEqual([
        given,
        expect.stringMatching(new RegExp(`\n  ${name}: expected a [^\n]*number [^\n]*\\d`)),
      ])
  })

  test('of times fit into a timer and into a date', () => {
    const times = numbers.filter((name) => /_(SECONDS|MINUTES)$/.test(name))
    for (const name of times) {
      const most = name.endsWith('_SECONDS') ? 2_147_484 : 35_792
      expect([name, loading({ [name]: String(most) })]).toEqual([
        name,
        expect.stringContaining(name),
      ])
    }
  })
})

test.for(['+05:00', '-3', 'IST', 'bst', 'CET', 'Europe/Nowhere', '3'])(
  'a time zone is not %s',
  (zone) => {
    expect(loading({ GRAMD_CRON_TIMEZONE: zone })).toMatch(
      /GRAMD_CRON_TIMEZONE: expected the name of a time zone/,
    )
  },
)

test.for([
  ['GRAMD_LOG_PRETTY', 'yes', 'expected true or false'],
  ['GRAMD_ROLES', 'api;worker', 'expected one or several of api, worker, scheduler'],
  ['GRAMD_ROLES', ',', 'expected one or several of api, worker, scheduler'],
  ['GRAMD_ENCRYPTION_KEYS', `k1:*${'A'.repeat(43)}=`, 'expected id:key'],
] as const)('%s=%s is refused by its name', ([name, given, says]) => {
  expect(loading({ [name]: given })).toContain(`${name}: ${says}`)
})

describe('a timetable', () => {
  test.for(['0 3 31 2 *', '0 0 30 2 *', '0 0 31 4,6,9,11 *'])(
    'is not %s, which never runs',
    (pattern) => {
      expect(loading({ GRAMD_CRON_POLL_BATCHES: pattern })).toMatch(
        /GRAMD_CRON_POLL_BATCHES: has no time at which it runs; write never/,
      )
    },
  )

  test('may be of leap years, or switched off', () => {
    expect(loading({ GRAMD_CRON_POLL_BATCHES: '0 3 29 2 *' })).toBe('')
    expect(loading({ GRAMD_CRON_POLL_BATCHES: 'never' })).toBe('')
  })
})
