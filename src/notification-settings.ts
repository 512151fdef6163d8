import { z } from 'zod'
import { ALERT_KIND_NAMES, type AlertKind } from './alert-kinds.ts'
import { variableOf } from './setting-names.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Secrets go over it: https, or http that does not leave the machine. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}

const hasCredentials = (text: string): boolean => {
  const { username, password } = new URL(text)
  return username !== '' || password !== ''
}

const items = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

/** `whsec_` and 24 to 64 bytes in Base64, as Standard Webhooks has it. */
function isWebhookSecret(text: string): boolean {
  const [, key] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  if (key === undefined || key.length % 4 !== 0) return false
  const bytes = Buffer.from(key, 'base64').length
  return bytes >= 24 && bytes <= 64
}

/** A test is asked for by a person, who wants to see it arrive. */
const SWITCHABLE = ALERT_KIND_NAMES.filter((kind) => kind !== 'test')
const isSwitchable = (name: string): name is AlertKind => SWITCHABLE.some((kind) => kind === name)

/** The settings of the messages to people, for `config.ts`. */
export const notificationSettings = {
  NOTIFICATION_KINDS: items
    .refine(
      (names) => names.every(isSwitchable),
      `expected any of ${SWITCHABLE.join(', ')}, separated by commas`,
    )
    .transform((names) => names.filter(isSwitchable))
    .default(SWITCHABLE),
  NOTIFICATION_INTERVAL_MINUTES: z.coerce
    .number('expected a number')
    .positive('expected a number above 0')
    .max(1_440, 'expected at most 1440')
    .transform((value) => value * 60_000)
    .default(60 * 60_000),
  NOTIFICATION_WEBHOOK_URL: z
    .string()
    .refine(isSafeUrl, 'expected https://host/path, or http:// to this machine')
    .optional(),
  NOTIFICATION_WEBHOOK_SECRET: items
    .refine(
      (secrets) => secrets.length > 0 && secrets.every(isWebhookSecret),
      'expected whsec_ and 24 to 64 bytes in Base64; several are separated by commas',
    )
    .optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d{3,20}:[A-Za-z0-9_-]{30,100}$/, 'expected the token that BotFather gave')
    .optional(),
  TELEGRAM_CHAT_ID: z
    .string()
    .regex(/^(-?\d{1,20}|@[A-Za-z0-9_]{4,64})$/, 'expected a number, or @channel')
    .optional(),
  TELEGRAM_API_URL: z
    .string()
    .refine(
      (text) => isSafeUrl(text) && !hasCredentials(text),
      'expected https://host without credentials, or http:// to this machine',
    )
    .default('https://api.telegram.org'),
}

const TOGETHER = [
  ['NOTIFICATION_WEBHOOK_URL', 'NOTIFICATION_WEBHOOK_SECRET'],
  ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'],
] as const

type Given = Partial<Record<(typeof TOGETHER)[number][number], unknown>>

/** The settings of which one is there without the other, each with what is wrong. */
export function unpairedSettings(given: Given): { name: string; problem: string }[] {
  return TOGETHER.flatMap(([one, other]) => {
    if ((given[one] === undefined) === (given[other] === undefined)) return []
    const [missing, present] = given[one] === undefined ? [one, other] : [other, one]
    return [{ name: missing, problem: `is required with ${variableOf(present)}` }]
  })
}
