import { alertKindsOf, declarations, withCore } from '../../src/features/declarations.ts'
import { loadConfig } from '../../src/config.ts'
import { ConfigError } from '../../src/settings/load.ts'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { describe, expect, test } from 'vitest'

const KINDS = alertKindsOf(withCore(declarations)).map(({ kind }) => kind)
const required = {
  SCRAPER_API_KEY: 'a-key-of-many-letters',
  GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
}
const secretOf = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`
const pair = {
  GRAMD_NOTIFICATION_WEBHOOK_URL: 'https://example.org/hook',
  GRAMD_NOTIFICATION_WEBHOOK_SECRET: secretOf(32),
}
const bot = {
  GRAMD_TELEGRAM_BOT_TOKEN: `12345678:${'aB3_-'.repeat(7)}`,
  GRAMD_TELEGRAM_CHAT_ID: '-1001234',
}

/** What loading says of one faulty variable; null when it says nothing. */
function faultOf(settings: Record<string, string>): string | null {
  try {
    loadConfig({ ...required, ...settings })
    return null
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message.split('\n').slice(1).join('\n').trim()
  }
}

describe('the settings of notifications', () => {
  test('send everything once an hour, through no channel, unless they say otherwise', () => {
    const config = loadConfig(required)

    expect(config).toMatchObject({
      notificationKinds: KINDS.filter((kind) => kind !== 'test'),
      notificationIntervalMs: 3_600_000,
      telegramApiUrl: 'https://api.telegram.org',
    })
    expect(config.notificationWebhookUrl).toBeUndefined()
    expect(config.telegramBotToken).toBeUndefined()
  })

  test('take several secrets and a list of kinds', () => {
    expect(
      loadConfig({
        ...required,
        ...pair,
        ...bot,
        GRAMD_NOTIFICATION_WEBHOOK_SECRET: `${secretOf(24)}, ${secretOf(64)}`,
        GRAMD_NOTIFICATION_KINDS: 'pool_empty, proxy_dead',
      }),
    ).toMatchObject({
      notificationWebhookSecret: [secretOf(24), secretOf(64)],
      notificationKinds: ['pool_empty', 'proxy_dead'],
    })
  })

  test.for([
    'https://me:pass@example.org/hook?x=1',
    'http://localhost:9/hook',
    'http://127.8.0.1/hook',
    'http://[::1]:9/hook',
  ])('take %s for a webhook', (url) => {
    expect(faultOf({ ...pair, GRAMD_NOTIFICATION_WEBHOOK_URL: url })).toBeNull()
  })

  test.for([
    'http://example.org/hunter2',
    'http://127.0.0.1.example.org/hunter2',
    'http://localhost.example.org/hunter2',
    'http://127.0.0.1@example.org/hunter2',
    'http://10.0.0.1/hunter2',
    'ftp://example.org/hunter2',
    'example.org/hunter2',
  ])('refuse %s for a webhook, without showing it', (url) => {
    expect(faultOf({ ...pair, GRAMD_NOTIFICATION_WEBHOOK_URL: url })).toBe(
      'GRAMD_NOTIFICATION_WEBHOOK_URL: expected https://host/path, or http:// to this machine',
    )
  })

  test.for([
    'hunter2',
    'whsec_hunter2',
    secretOf(23),
    secretOf(65),
    `${secretOf(32)},hunter2`,
    ',',
  ])('refuse the secret %s, without showing it', (secret) => {
    expect(faultOf({ ...pair, GRAMD_NOTIFICATION_WEBHOOK_SECRET: secret })).toBe(
      'GRAMD_NOTIFICATION_WEBHOOK_SECRET: expected whsec_ and 24 to 64 bytes in Base64; several are separated by commas',
    )
  })

  test.for([
    ['GRAMD_TELEGRAM_BOT_TOKEN', 'hunter2', 'expected the token that BotFather gave'],
    [
      'GRAMD_TELEGRAM_BOT_TOKEN',
      `${bot.GRAMD_TELEGRAM_BOT_TOKEN}/x`,
      'expected the token that BotFather gave',
    ],
    ['GRAMD_TELEGRAM_CHAT_ID', 'our chat', 'expected a number, or @channel'],
    [
      'GRAMD_TELEGRAM_API_URL',
      'https://me:hunter2@example.org',
      'expected https://host without credentials, or http:// to this machine',
    ],
    [
      'GRAMD_TELEGRAM_API_URL',
      'http://example.org',
      'expected https://host without credentials, or http:// to this machine',
    ],
    [
      'GRAMD_TELEGRAM_API_URL',
      'telegram',
      'expected https://host without credentials, or http:// to this machine',
    ],
    ['GRAMD_NOTIFICATION_INTERVAL_MINUTES', '0', 'expected a number above 0, at most 1440'],
    ['GRAMD_NOTIFICATION_INTERVAL_MINUTES', '1441', 'expected a number above 0, at most 1440'],
    [
      'GRAMD_NOTIFICATION_KINDS',
      'pool_empty,weather',
      expect.stringContaining('session_renewed, '),
    ],
    ['GRAMD_NOTIFICATION_KINDS', 'toString', expect.stringContaining('expected any of')],
  ] as const)('refuse %s=%s', ([name, value, expected]) => {
    const [said, ...rest] = faultOf({ ...bot, [name]: value })?.split(': ') ?? []
    expect(said).toBe(name)
    expect(rest.join(': ')).toEqual(expected)
  })

  test.for([
    ['GRAMD_NOTIFICATION_WEBHOOK_URL', 'GRAMD_NOTIFICATION_WEBHOOK_SECRET'],
    ['GRAMD_NOTIFICATION_WEBHOOK_SECRET', 'GRAMD_NOTIFICATION_WEBHOOK_URL'],
    ['GRAMD_TELEGRAM_BOT_TOKEN', 'GRAMD_TELEGRAM_CHAT_ID'],
    ['GRAMD_TELEGRAM_CHAT_ID', 'GRAMD_TELEGRAM_BOT_TOKEN'],
  ] as const)('refuse %s without %s', ([given, missing]) => {
    const all: Record<string, string> = { ...pair, ...bot }

    expect(faultOf({ [given]: all[given] ?? '' })).toBe(`${missing}: is required with ${given}`)
  })
})
