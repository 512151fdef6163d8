import { z } from 'zod'
import { setting } from './setting.ts'
import { amountUpTo, flag, list } from './types.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether secrets may be sent there: https, or http within this machine. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}

const hasCredentials = (text: string): boolean => {
  const { username, password } = new URL(text)
  return username !== '' || password !== ''
}

/** Matches `whsec_` and 24 to 64 bytes in Base64, as in Standard Webhooks. */
function isWebhookSecret(text: string): boolean {
  const [, key] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  if (key === undefined || key.length % 4 !== 0) return false
  const bytes = Buffer.from(key, 'base64').length
  return bytes >= 24 && bytes <= 64
}

/** Every kind can be switched off except the test, which a person requests. */
const kindsSetting = (alertKinds: readonly string[]) => {
  const names = alertKinds.filter((kind) => kind !== 'test')
  return list
    .refine(
      (kinds) => kinds.every((name) => names.includes(name)),
      `expected any of ${names.join(', ')}, separated by commas`,
    )
    .default(names)
}

const channelSettings = {
  notificationWebhookUrl: setting(
    'GRAMD_NOTIFICATION_WEBHOOK_URL',
    z
      .string()
      .refine(isSafeUrl, 'expected https://host/path, or http:// to this machine')
      .optional(),
    'URL for webhook messages: https, or http:// to this machine. gramd hides the whole URL, ' +
      'because such URLs often contain a secret.',
    { isSecret: true },
  ),
  notificationWebhookSecret: setting(
    'GRAMD_NOTIFICATION_WEBHOOK_SECRET',
    list
      .refine(
        (secrets) => secrets.length > 0 && secrets.every(isWebhookSecret),
        'expected whsec_ and 24 to 64 bytes in Base64; several are separated by commas',
      )
      .optional(),
    'Secret that signs webhook messages; required with the URL. `whsec_` and 24 to 64 bytes ' +
      'in Base64. During a change, list several, separated by commas. `echo "whsec_$(openssl ' +
      'rand -base64 32)"` creates one.',
    { isSecret: true },
  ),
  telegramBotToken: setting(
    'GRAMD_TELEGRAM_BOT_TOKEN',
    z
      .string()
      .regex(/^\d{3,20}:[A-Za-z0-9_-]{30,100}$/, 'expected the token that BotFather gave')
      .optional(),
    'Token of the Telegram bot (from BotFather) that writes to GRAMD_TELEGRAM_CHAT_ID. Set ' +
      'both or neither.',
    { isSecret: true, isCommon: true },
  ),
  telegramChatId: setting(
    'GRAMD_TELEGRAM_CHAT_ID',
    z
      .string()
      .regex(/^(-?\d{1,20}|@[A-Za-z0-9_]{4,64})$/, 'expected a number, or @channel')
      .optional(),
    'Telegram chat for messages: its number, or @channel.',
    { isCommon: true },
  ),
  telegramApiUrl: setting(
    'GRAMD_TELEGRAM_API_URL',
    z
      .string()
      .refine(
        (text) => isSafeUrl(text) && !hasCredentials(text),
        'expected https://host without credentials, or http:// to this machine',
      )
      .default('https://api.telegram.org'),
    'URL of the Bot API without the token; change it for your own Bot API server.',
  ),
}

export const notificationSettings = (alertKinds: readonly string[]) => ({
  notificationKinds: setting(
    'GRAMD_NOTIFICATION_KINDS',
    kindsSetting(alertKinds),
    'Kinds of alerts that gramd sends (docs/notifications.md). It always sends tests. Without ' +
      'a channel, it sends nothing.',
  ),
  notificationIntervalMs: setting(
    'GRAMD_NOTIFICATION_INTERVAL_MINUTES',
    amountUpTo(1_440)
      .transform((value) => value * 60_000)
      .default(60 * 60_000),
    'gramd groups alerts of the same cause within this time of its last message into the next ' +
      'message; at most 1440.',
  ),
  ...channelSettings,
  allowPrivateAdminWebhooks: setting(
    'GRAMD_ALLOW_PRIVATE_ADMIN_WEBHOOKS',
    flag.default(false),
    'Whether an admin may connect a webhook of their own that is in the network of gramd. ' +
      'Webhooks of other users must always be on the internet.',
  ),
})

const TOGETHER = [
  ['notificationWebhookUrl', 'notificationWebhookSecret'],
  ['telegramBotToken', 'telegramChatId'],
] as const

type Paired = (typeof TOGETHER)[number][number]

/** Returns each missing setting whose other half is set. */
export const halfPairs = (values: Partial<Record<Paired, unknown>>) =>
  TOGETHER.flatMap(([one, other]) => [
    { missing: one, present: other },
    { missing: other, present: one },
  ]).filter(
    ({ missing, present }) => values[missing] === undefined && values[present] !== undefined,
  )
