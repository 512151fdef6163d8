import { accessSync, constants } from 'node:fs'
import { Cron } from 'croner'
import { z } from 'zod'

// Parsers of texts of the environment. Times become milliseconds, under a name that ends in `Ms`.

const DAY_MS = 86_400_000

export const amount = z.coerce.number('expected a number')
export const positive = amount.positive('expected a number above 0')
export const seconds = positive.transform((value) => value * 1000)
export const minutes = positive.transform((value) => value * 60_000)
export const hours = positive.transform((value) => value * 3_600_000)
export const whole = amount.int('expected a whole number')
export const count = whole.positive('expected a whole number above 0')
export const days = count.transform((value) => value * DAY_MS)
/** 0 keeps everything. */
export const daysOrForever = whole
  .nonnegative('expected a whole number from 0')
  .transform((value) => value * DAY_MS)
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
export const cron = z.string().refine(isCronPattern, 'expected five cron fields, as in "0 3 * * *"')

function isCronPattern(text: string): boolean {
  try {
    return new Cron(text, { mode: '5-part', paused: true }).getPattern() !== undefined
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false
    throw error
  }
}

export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** `8:00-23:30` → minutes of the day. */
export const activeHours = z.string().transform((text, context) => {
  const [, fromHour, fromMinute, toHour, toMinute] =
    /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  const from = Number(fromHour) * 60 + Number(fromMinute)
  const to = Number(toHour) * 60 + Number(toMinute)
  if (Number.isInteger(from) && Number.isInteger(to) && from !== to) return { from, to }
  context.addIssue({ code: 'custom', message: 'expected two times of the day, as in 08:00-23:30' })
  return z.NEVER
})
export const share = z.coerce
  .number<string>('expected a number')
  .gt(0, 'expected a number above 0')
  .max(1, 'expected at most 1')
export const timeZone = z.string().refine(isTimeZone, 'expected a time zone, as in Europe/Berlin')

/** An IP address, or a network of them. */
export const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'expected addresses or networks separated by commas, as in 127.0.0.1,10.0.0.0/8',
)

/** A site as a browser names it in `Origin`. */
export const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'expected origins separated by commas, as in https://app.example.com',
  )
