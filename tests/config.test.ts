import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { NEWEST_APP } from '../src/accounts/app-profiles.ts'
import { ignoredVariables, loadConfig, SETTINGS } from '../src/config.ts'
import { generateEncryptionKey } from '../src/base/crypto.ts'
import { appProfileOf } from '../src/settings/core.ts'
import { ConfigError, describeConfig, unsafeSettings } from '../src/settings/load.ts'
import { inUnitOf, noteOf, variablesOf } from '../src/settings/setting.ts'
import { envExample, settingsPage } from './fixtures/settings-docs.ts'

const API_KEY = 'a-key-of-many-letters'
const required = { SCRAPER_API_KEY: API_KEY, GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1') }

/** The faulty variables that loading says, with what it says about each. */
function faultsOf(env: Record<string, string>): Record<string, string> {
  try {
    loadConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const [title, ...lines] = error.message.split('\n')
    expect(title).toBe('invalid configuration (see docs/settings.md)')
    return Object.fromEntries(
      lines.map((line) => {
        const [name = '', ...rest] = line.trim().split(': ')
        return [name, rest.join(': ')]
      }),
    )
  }
  return {}
}

async function withFile(text: string, work: (path: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-config-'))
  try {
    await writeFile(join(folder, 'value'), text)
    work(join(folder, 'value'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('a configuration', () => {
  test('needs two variables, and has a default for everything else', () => {
    const config = loadConfig(required)

    expect(config).toMatchObject({
      databasePoolSize: 10,
      host: '127.0.0.1',
      port: 8001,
      roles: ['api', 'worker', 'scheduler'],
      logLevel: 'info',
      shutdownGraceMs: 25_000,
      maxConcurrentTasks: 2,
      pollIntervalMs: 30_000,
      requestsPerHour: 30,
      requestsPerDay: 300,
      rateLimitCooldownMs: 45 * 60_000,
      loginGapMs: 6 * 3_600_000,
      discoverHashtags: [],
      postsPerScrape: 20,
      highlightsPerScrape: 100,
      imagesPerAnalysis: 10,
      imageRetentionMs: 180 * 86_400_000,
      openaiEnqueuedTokens: 2_000_000,
      batchMaxMegabytes: 90,
      rescrapeAfterDays: 60,
      rescrapeCampaignAfterDays: 7,
      updateRequestsPerDay: 1_000,
      cronScheduleUpdates: '0 3 * * *',
    })
    expect(config.databaseUrl).toBeUndefined()
    expect(config.openaiApiKey).toBeUndefined()
    expect(Object.isFrozen(config)).toBe(true)
  })

  test('is read from text: numbers, times in milliseconds, lists', () => {
    const config = loadConfig({
      ...required,
      GRAMD_PORT: '0',
      GRAMD_POLL_INTERVAL_SECONDS: '0.5',
      GRAMD_RATE_LIMIT_COOLDOWN_MINUTES: '10',
      GRAMD_BATCH_MAX_WAIT_HOURS: '1.5',
      GRAMD_DISCOVER_HASHTAGS: ' алматымама, kids ,,',
      GRAMD_ROLES: 'api',
      GRAMD_LOG_PRETTY: 'true',
    })

    expect(config).toMatchObject({
      port: 0,
      pollIntervalMs: 500,
      rateLimitCooldownMs: 600_000,
      batchMaxWaitMs: 5_400_000,
      discoverHashtags: ['алматымама', 'kids'],
      roles: ['api'],
      logPretty: true,
    })
  })

  test.for(Object.entries(SETTINGS))('has %s in the unit that the name says', ([name, schema]) => {
    const { variable } = noteOf(name, schema)
    const unit = /_(SECONDS|MINUTES|HOURS|DAYS)$/.exec(variable)?.[1]?.toLowerCase()
    if (unit === undefined || name === 'activeHours')
      expect(name).not.toMatch(/(Ms|Seconds|Minutes|Days)$/)
    else if (name.endsWith('Ms'))
      expect(
        ['2', '45', '90'].flatMap((given) => {
          const { data, success } = schema.safeParse(given)
          return success ? [inUnitOf(name, schema, data) === Number(given)] : []
        }),
      ).toContain(true)
    else expect([name, schema.parse('2')]).toEqual([expect.stringMatching(/Days$/), 2])
  })

  test('ignores variables of others', () => {
    expect(Object.keys(loadConfig({ ...required, PATH: '/bin', NODE_ENV: 'x' }))).not.toContain(
      'PATH',
    )
  })
})

test('secrets of a webhook are separated by spaces, and each has to be one', () => {
  const secrets = [1, 2].map((n) => `whsec_${Buffer.alloc(24, n).toString('base64')}`)
  const text = secrets.join('  ')

  expect(loadConfig({ ...required, OPENAI_WEBHOOK_SECRET: text }).openaiWebhookSecret).toEqual(
    secrets,
  )
  const faulty = faultsOf({ ...required, OPENAI_WEBHOOK_SECRET: `${text} hunter2` })
  expect(faulty).toEqual({
    OPENAI_WEBHOOK_SECRET:
      'expected whsec_ and at least 16 bytes in Base64; several are separated by spaces',
  })
})

describe('faults', () => {
  test.for(['ftp://host/v1', 'file:///v1', 'api.openai.com/v1', 'mailto:us@host'])(
    'has no %s for an address of OpenAI',
    (url) => {
      expect(faultsOf({ ...required, OPENAI_BASE_URL: url })).toEqual({
        OPENAI_BASE_URL: 'expected https://host/path',
      })
    },
  )

  test('are all told at once, each with its variable and what is expected', () => {
    expect(
      faultsOf({
        DATABASE_URL: 'mysql://localhost/x',
        SCRAPER_API_KEY: 'short',
        GRAMD_PORT: '70000',
        GRAMD_MAX_CONCURRENT_TASKS: '0',
        GRAMD_POLL_INTERVAL_SECONDS: 'soon',
        GRAMD_REQUESTS_PER_HOUR: '1.5',
        GRAMD_POSTS_PER_SCRAPE: '201',
        GRAMD_HIGHLIGHTS_PER_SCRAPE: '0',
        GRAMD_IMAGES_PER_ANALYSIS: '11',
        GRAMD_BATCH_MAX_MEGABYTES: '191',
        GRAMD_UPDATE_REQUESTS_PER_DAY: '-1',
        GRAMD_ROLES: 'api,cook',
        GRAMD_LOG_LEVEL: 'loud',
        GRAMD_INSTAGRAM_CA_FILE: '/nowhere/at/all',
        GRAMD_DISCOVER_HASHTAGS: 'алматымама,две мамы',
        GRAMD_CRON_POLL_BATCHES: '99 * * * *',
        GRAMD_CRON_DISCOVER_WEEKLY: 'weekly',
      }),
    ).toEqual({
      DATABASE_URL: 'expected postgres://user:password@host:port/database',
      SCRAPER_API_KEY: 'expected at least 16 characters',
      GRAMD_PORT: 'expected a whole number from 0 to 65535',
      GRAMD_ENCRYPTION_KEYS: 'is required',
      GRAMD_MAX_CONCURRENT_TASKS: 'expected a whole number from 1 to 10000',
      GRAMD_POLL_INTERVAL_SECONDS: 'expected a number from 0.05 to 3600',
      GRAMD_REQUESTS_PER_HOUR: 'expected a whole number from 1 to 1000000',
      GRAMD_POSTS_PER_SCRAPE: 'expected a whole number from 1 to 200',
      GRAMD_HIGHLIGHTS_PER_SCRAPE: 'expected a whole number from 1 to 10000',
      GRAMD_IMAGES_PER_ANALYSIS: 'expected a whole number from 0 to 10',
      GRAMD_BATCH_MAX_MEGABYTES: 'expected a number above 0, at most 190',
      GRAMD_UPDATE_REQUESTS_PER_DAY: 'expected a whole number from 0 to 10000000',
      GRAMD_ROLES: 'expected one or several of api, worker, scheduler, separated by commas',
      GRAMD_LOG_LEVEL: expect.stringContaining('"debug"'),
      GRAMD_INSTAGRAM_CA_FILE: 'expected a file with certificates in PEM that can be read',
      GRAMD_DISCOVER_HASHTAGS: expect.stringContaining('no spaces'),
      GRAMD_CRON_POLL_BATCHES: 'expected five cron fields, as in "0 3 * * *", or never',
      GRAMD_CRON_DISCOVER_WEEKLY: 'expected five cron fields, as in "0 3 * * *", or never',
    })
  })

  test('of what does not go together are told as well', () => {
    expect(faultsOf({ ...required, GRAMD_REQUEST_GAP_MIN_SECONDS: '9' })).toEqual({
      GRAMD_REQUEST_GAP_MIN_SECONDS: 'expected at most GRAMD_REQUEST_GAP_MAX_SECONDS',
    })
  })

  test('of a model whose price nobody knows say what to set', () => {
    const unknown = { ...required, GRAMD_OPENAI_MODEL: 'llama-of-ours' }
    const fault = {
      GRAMD_OPENAI_MODEL:
        'no price of it is known; set GRAMD_OPENAI_INPUT_USD_PER_MILLION and GRAMD_OPENAI_OUTPUT_USD_PER_MILLION',
    }
    expect(faultsOf(unknown)).toEqual(fault)
    expect(faultsOf({ ...unknown, GRAMD_OPENAI_INPUT_USD_PER_MILLION: '0' })).toEqual(fault)
    expect(
      faultsOf({
        ...unknown,
        GRAMD_OPENAI_INPUT_USD_PER_MILLION: '0',
        GRAMD_OPENAI_OUTPUT_USD_PER_MILLION: '0',
      }),
    ).toEqual({})
    expect(faultsOf({ ...required, GRAMD_OPENAI_MODEL: 'gpt-5.6-luna-2026-03-01' })).toEqual({})
  })

  test('never show what was given', () => {
    const material = Buffer.alloc(31, 7).toString('base64')
    let message = ''
    try {
      loadConfig({
        DATABASE_URL: 'mysql://u:hunter2@h/x',
        SCRAPER_API_KEY: 'hunter2',
        GRAMD_ENCRYPTION_KEYS: `a:${material}`,
        OPENAI_API_KEY: 'hunter2',
      })
    } catch (error) {
      message = String(error)
    }

    expect(message).toContain('GRAMD_ENCRYPTION_KEYS')
    expect(message).not.toContain('hunter2')
    expect(message).not.toContain(material.slice(0, 8))
  })
})

describe('an empty value', () => {
  test('counts as unset', () => {
    const config = loadConfig({
      ...required,
      DATABASE_URL: '',
      GRAMD_PORT: '',
      OPENAI_API_KEY: '',
      GRAMD_LOG_PRETTY: '',
    })

    expect(config).toMatchObject({ port: 8001 })
    expect(config.databaseUrl).toBeUndefined()
    expect(faultsOf({ ...required, SCRAPER_API_KEY: '' })).toEqual({
      SCRAPER_API_KEY: 'is required',
    })
  })
})

describe('a value in a file', () => {
  const { SCRAPER_API_KEY: _, ...others } = required

  test('stands for the value itself, without the end of the line', async () => {
    await withFile(`${API_KEY}\n`, (path) => {
      expect(loadConfig({ ...others, SCRAPER_API_KEY_FILE: path }).apiKey).toBe(API_KEY)
    })
  })

  test('gives way to the variable', async () => {
    await withFile('another-key-of-many-letters', (path) => {
      expect(loadConfig({ ...required, SCRAPER_API_KEY_FILE: path }).apiKey).toBe(API_KEY)
    })
  })

  test('that is empty counts as unset', async () => {
    await withFile('\n', (path) => {
      expect(loadConfig({ ...required, OPENAI_API_KEY_FILE: path }).openaiApiKey).toBeUndefined()
      expect(faultsOf({ ...others, SCRAPER_API_KEY_FILE: path })).toEqual({
        SCRAPER_API_KEY: 'is required',
      })
    })
  })

  test('that cannot be read is a fault', () => {
    expect(faultsOf({ ...required, DATABASE_URL_FILE: '/nowhere/at/all' })).toEqual({
      DATABASE_URL_FILE: 'cannot be read',
    })
  })
})

test('the configuration in force is told without its secrets', () => {
  const secrets = {
    ...required,
    DATABASE_URL: 'postgres://u:hunter2@h/x',
    OPENAI_API_KEY: 'sk-hunter2hunter2',
    OPENAI_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 8).toString('base64')}`,
    GRAMD_NOTIFICATION_WEBHOOK_URL: 'https://hooks.example.org/services/hunter2',
    GRAMD_NOTIFICATION_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    GRAMD_TELEGRAM_BOT_TOKEN: '1234567:hunter2-hunter2-hunter2-hunter2-hunter2',
    GRAMD_TELEGRAM_CHAT_ID: '-100123',
  }
  const described = describeConfig(SETTINGS, loadConfig(secrets))

  expect(Object.keys(described)).toEqual(variablesOf(SETTINGS))
  expect(described).toMatchObject({
    DATABASE_URL: '(hidden)',
    SCRAPER_API_KEY: '(hidden)',
    GRAMD_ENCRYPTION_KEYS: '(hidden)',
    OPENAI_API_KEY: '(hidden)',
    GRAMD_INSTANCE: null,
    GRAMD_MAX_CONCURRENT_TASKS: 2,
    GRAMD_POLL_INTERVAL_SECONDS: 30,
    GRAMD_RATE_LIMIT_COOLDOWN_MINUTES: 45,
    GRAMD_LOGIN_GAP_HOURS: 6,
  })
  const { GRAMD_TELEGRAM_CHAT_ID: _shown, ...hidden } = secrets
  for (const secret of Object.values(hidden))
    expect(JSON.stringify(described)).not.toContain(secret)
  expect(describeConfig(SETTINGS, loadConfig(required))['DATABASE_URL']).toBeNull()
})

describe('the app', () => {
  const names = [
    'GRAMD_INSTAGRAM_APP_VERSION',
    'GRAMD_INSTAGRAM_APP_VERSION_CODE',
    'GRAMD_INSTAGRAM_BLOKS_VERSION_ID',
  ] as const
  const app = (version: string, code: string, bloksId: string) => ({
    ...required,
    [names[0]]: version,
    [names[1]]: code,
    [names[2]]: bloksId,
  })
  const newest = [NEWEST_APP.version, NEWEST_APP.versionCode, NEWEST_APP.bloksVersionId] as const

  test('is the newest that is known, or three values of another build', () => {
    expect(appProfileOf(loadConfig(required))).toEqual(NEWEST_APP)
    const values = ['455.0.0.1.2', '1099999999', 'a'.repeat(64)] as const
    expect(Object.values(appProfileOf(loadConfig(app(...values))))).toEqual(values)
  })

  test('is refused with some of the three', () => {
    expect(faultsOf({ ...required, [names[0]]: '455.0.0.1.2' })).toEqual({
      [names[1]]: `is required with ${names[0]} and ${names[2]}; set all three or none`,
      [names[2]]: `is required with ${names[0]} and ${names[1]}; set all three or none`,
    })
  })

  test.for([
    ['version', ['455.0.0.1.2', newest[1], newest[2]]],
    ['version code', [newest[0], '1099999999', newest[2]]],
    ['Bloks version id', [newest[0], newest[1], 'a'.repeat(64)]],
  ] as const)('is refused when only its %s was changed', ([, [version, code, bloksId]]) => {
    const faults = faultsOf(app(version, code, bloksId))
    expect(Object.keys(faults)).toEqual([names[0]])
    expect(faults[names[0]]).toMatch(/449\.0\.0\.52\.84.*; set all three values of one build$/)
  })

  test('is refused in another form', () => {
    expect(Object.keys(faultsOf(app('449', 'x', 'A'.repeat(64))))).toEqual([...names])
  })
})

describe('what people read of settings', () => {
  const read = async (path: string): Promise<string> =>
    await readFile(new URL(`../${path}`, import.meta.url), 'utf8')

  test('is up to date; else run npm run docs:settings', async () => {
    expect(await read('docs/settings.md')).toBe(settingsPage())
    expect(await read('.env.example')).toBe(envExample())
  })

  test('has every setting in docs/settings.md, and those of the commands', async () => {
    const rows = (await read('docs/settings.md')).matchAll(/^\| `([A-Z_]+)` \|/gm)
    const names = [...rows].map(([, name]) => name)

    const all = variablesOf(SETTINGS)
    expect(names).toHaveLength(all.length + 2)
    expect(new Set(names)).toEqual(new Set([...all, 'GRAMD_URL', 'GRAMD_TOKEN']))
  })

  test('is short in .env.example: what most need, with defaults, and what is required', async () => {
    const shown = Object.entries(parseEnv(await read('.env.example')))
    const defined = Object.fromEntries(shown.map(([name, value]) => [name, value ?? '']))

    expect(shown).toHaveLength(15)
    expect(Object.keys(faultsOf(defined))).toEqual(['SCRAPER_API_KEY', 'GRAMD_ENCRYPTION_KEYS'])
    expect(describeConfig(SETTINGS, loadConfig({ ...defined, ...required }))).toEqual(
      describeConfig(SETTINGS, loadConfig(required)),
    )
  })
})

describe('what looks like a setting and is none', () => {
  const told = (env: Record<string, string>): string[] =>
    ignoredVariables(env).map(({ message }) => message)

  test.for([
    ['GRAMD_REQEUSTS_PER_HOUR', 'is not a setting of gramd; did you mean GRAMD_REQUESTS_PER_HOUR?'],
    ['GRAMD_ENCRYPTION_KEY_FILE', 'is not a setting of gramd; did you mean GRAMD_ENCRYPTION_KEYS?'],
    ['GRAMD_FAVOURITE_COLOUR', 'is not a setting of gramd; docs/settings.md lists them'],
    ['SCRAPER_API_KEYS', 'is not a setting of gramd; did you mean SCRAPER_API_KEY?'],
    ['OPENAI_APIKEY', 'is not a setting of gramd; did you mean OPENAI_API_KEY?'],
    ['REQUESTS_PER_HOUR', 'is not read: the setting is called GRAMD_REQUESTS_PER_HOUR'],
    ['TELEGRAM_BOT_TOKEN_FILE', 'is not read: the setting is called GRAMD_TELEGRAM_BOT_TOKEN_FILE'],
  ] as const)('is told: %s', ([name, message]) => {
    expect(told({ [name]: 'hunter2' })).toEqual([`${name} ${message}`])
  })

  test.for([
    { GRAMD_URL: 'x', GRAMD_TOKEN: 'x', GRAMD_TELEGRAM_BOT_TOKEN_FILE: 'x', DATABASE_URL: 'x' },
    { HOST: 'x', PORT: '80', PATH: '/bin', OPENAI_ORG_ID: 'x', POSTGRES_PASSWORD: 'x' },
    { LOG_LEVEL: "another program's", GRAMD_LOG_LEVEL: 'info' },
    { GRAMD_REQEUSTS_PER_HOUR: '' },
  ] as Record<string, string>[])('is not what others or gramd read: %o', (env) => {
    expect(told(env)).toEqual([])
  })
})

test('limits far from the safe default are warned of, others are not', () => {
  const warned = (env: Record<string, string>) =>
    unsafeSettings(SETTINGS, loadConfig({ ...required, ...env })).map(({ message }) => message)
  const risk = 'Instagram may challenge or suspend accounts'

  expect(warned({})).toEqual([])
  expect(warned({ GRAMD_REQUESTS_PER_HOUR: '60', GRAMD_REQUEST_GAP_MIN_SECONDS: '1' })).toEqual([])
  expect(
    warned({ GRAMD_REQUESTS_PER_HOUR: '1000000', GRAMD_REQUEST_GAP_MIN_SECONDS: '0.5' }),
  ).toEqual([
    `GRAMD_REQUESTS_PER_HOUR=1000000 is not safe: with more than 60 ${risk} (the default is 30)`,
    `GRAMD_REQUEST_GAP_MIN_SECONDS=0.5 is not safe: with less than 1 ${risk} (the default is 2)`,
  ])
})
