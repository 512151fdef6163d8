import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Cron } from 'croner'
import { z } from 'zod'

// Parsers for texts of the environment. Times become milliseconds, under a name that ends in `Ms`.

const DAY_MS = 86_400_000

/** Digits with at most one point and an exponent; not `0x51`, which Node would read as well. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
/** Parses a number; `expected` is the error message. */
export const numberOr = (expected: string) => z.string().regex(DECIMAL, expected).transform(Number)

/** A number between two inclusive bounds. */
export function amountFrom(least: number, most: number) {
  const expected = `expected a number from ${least} to ${most}`
  return numberOr(expected).pipe(z.number(expected).min(least, expected).max(most, expected))
}

/** A number above 0. */
export function amountUpTo(most: number) {
  const expected = `expected a number above 0, at most ${most}`
  return numberOr(expected).pipe(z.number(expected).positive(expected).max(most, expected))
}

/** An integer between two inclusive bounds. */
export function wholeFrom(least: number, most: number) {
  const expected = `expected a whole number from ${least} to ${most}`
  return numberOr(expected).pipe(
    z.number(expected).int(expected).min(least, expected).max(most, expected),
  )
}

// The bounds of times are in the unit of the variable. Timers of Node take at most 24 days.
const timeIn = (unitMs: number) => (least: number, most: number) =>
  amountFrom(least, most).transform((value) => value * unitMs)
export const seconds = timeIn(1_000)
export const minutes = timeIn(60_000)
export const hours = timeIn(3_600_000)

/** A hundred years: anything longer is forever, and dates have a limit. */
const MAX_DAYS = 36_500
export const days = (least: number, most: number) =>
  wholeFrom(least, most).transform((value) => value * DAY_MS)
export const retentionDays = days(1, MAX_DAYS)
/** 0 keeps everything. */
export const daysOrForever = days(0, MAX_DAYS)
export const flag = z
  .enum(['true', 'false'], 'expected true or false')
  .transform((value) => value === 'true')
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
/** A pattern that never runs; people write `never`. */
const NO_TICK = '0 0 30 2 *'

export const cron = z.string().transform((text, context) => {
  if (text === 'never') return NO_TICK
  const fault = cronFault(text)
  if (fault === null) return text
  context.addIssue({ code: 'custom', message: fault })
  return z.NEVER
})

function cronFault(text: string): string | null {
  try {
    const next = new Cron(text, { mode: '5-part', paused: true, timezone: 'UTC' }).nextRun()
    return next === null ? 'has no time at which it runs; write never to switch it off' : null
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError)
      return 'expected five cron fields, as in "0 3 * * *", or never'
    throw error
  }
}

/**
 * Abbreviations whose offset in PostgreSQL differs from Node's zone of the same name, with
 * PostgreSQL 18 and ICU 78. At startup the configured zones are compared with the server
 * (`db/server/time-zones.ts`).
 */
const AMBIGUOUS = new Set('ACT ART AST BST CET CST EET IST MET NST PST WET'.split(' '))

/**
 * Whether Node and PostgreSQL read a time zone name the same way. An offset such as +05:00 means
 * the opposite there: POSIX counts to the west.
 */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text) || AMBIGUOUS.has(text.toUpperCase())) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Whether a file is readable and holds at least one certificate, with a valid first one. */
export function isCertificateFile(path: string): boolean {
  try {
    return new X509Certificate(readFileSync(path)).subject !== undefined
  } catch (error) {
    if (error instanceof Error) return false
    throw error
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
export const share = amountUpTo(1)
export const timeZone = z
  .string()
  .refine(
    isTimeZone,
    'expected the name of a time zone, as in Europe/Berlin; abbreviations and offsets are ' +
      'ambiguous',
  )

/** An IP address, or a network of them. */
export const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'expected addresses or networks separated by commas, as in 127.0.0.1,10.0.0.0/8',
)

/** An origin, in the form of the header `Origin`. */
export const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'expected origins separated by commas, as in https://app.example.com',
  )
