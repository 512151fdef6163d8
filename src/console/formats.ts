import { currencyDigits } from '../base/currency.ts'
import { compactNumber } from './compact-number.ts'
import { dayIn } from './days.ts'
import { LANGUAGES, localeOf, numberIn, type Language } from './messages.ts'
import { cityOfZone } from './parts/zone-name.ts'

/** Formats numbers and times for a language and time zone. */
export type Formats = {
  number(value: number): string
  /** `12.4K`; tables show the exact number as a title. */
  compact(value: number): string
  /** US dollars; below one cent `< $0.01`. */
  money(usd: number): string
  /** An upper bound in US dollars, rounded up to the cent. */
  moneyAtMost(usd: number): string
  /** An exact decimal text in a currency (ISO 4217). */
  amount(value: string, currency: string): string
  /** A fraction: 0.0342 is `3.42 %`. */
  percent(fraction: number): string
  /** A number with three significant digits; an integer with all digits. */
  precise(value: number): string
  /** The day of a moment. */
  date(at: Date): string
  /** The day of a moment: today and yesterday in words. */
  recentDay(at: Date, now: Date): string
  /** A calendar day such as 2026-12-31, independent of time zones. */
  day(iso: string): string
  /** A calendar day, without its year if that is the year of `now`. */
  nearDay(iso: string, now: Date): string
  /** Day and month of a moment. */
  dayMonth(at: Date): string
  /** The short name of a day of the week: 1 is Monday. */
  weekday(number: number): string
  /** With seconds and the name of the zone. */
  absolute(at: Date): string
  /** Day, hour and minute. */
  moment(at: Date): string
  /** The day of the week, hour and minute. */
  weekdayMoment(at: Date): string
  /** The day of the week, with day and month. */
  weekdayDay(at: Date): string
  /** The day of the week. */
  weekdayOnly(at: Date): string
  /** Hour and minute. */
  clock(at: Date): string
  /** `2 min ago` or `in 12 min`: one unit. */
  relative(at: Date, now: Date): string
  /** `1d 4h`: the two largest units. */
  duration(ms: number): string
}

const SECONDS = { day: 86_400, hour: 3_600, minute: 60, second: 1 } as const
const UNITS = Object.entries(SECONDS) as [keyof typeof SECONDS, number][]

const DAY_MS = 86_400_000
const CENT = 0.01
const DOLLARS = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const
const MOMENT = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const

const DAY_MONTH = { day: 'numeric', month: 'short' } as const
const DAY_OF_WEEK = { weekday: 'long', day: 'numeric', month: 'long' } as const

/** A title begins with a capital letter, also where weekdays have none. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const made = new Map<string, Formats>()

/** Creates formats; they are costly, so each language and zone shares one set. */
export function formatsOf(language: Language, timeZone: string): Formats {
  const key = `${language} ${timeZone}`
  const known = made.get(key)
  if (known) return known
  const formats = makeFormats(language, timeZone)
  // Zones come from users: a bound prevents them from filling the memory.
  if (made.size < LANGUAGES.length * 50) made.set(key, formats)
  return formats
}

function makeFormats(language: Language, timeZone: string): Formats {
  const locale = localeOf(language)
  const number = new Intl.NumberFormat(locale)
  const compact = compactNumber(locale, 1)
  const money = new Intl.NumberFormat(locale, DOLLARS)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: 3 })
  const precise = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone })
  const nearDay = new Intl.DateTimeFormat(locale, { ...DAY_MONTH, timeZone: 'UTC' })
  const dayMonth = new Intl.DateTimeFormat(locale, { ...DAY_MONTH, timeZone })
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  const absolute = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone,
  })
  const moment = new Intl.DateTimeFormat(locale, { ...MOMENT, timeZone })
  const dayName = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone })
  const weekdayDay = new Intl.DateTimeFormat(locale, { ...DAY_OF_WEEK, timeZone })
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone })
  const relative = new Intl.RelativeTimeFormat(locale, { style: 'short', numeric: 'always' })
  const inWords = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const units = unitsIn(locale)
  return {
    number: (value) => numberIn(language, value),
    compact,
    money: (usd) => (usd > 0 && usd < CENT ? `< ${money.format(CENT)}` : money.format(usd)),
    // Rounds millionths first, since 0.07 × 100 is 7.000000000000001.
    moneyAtMost: (usd) => money.format(Math.ceil(Math.round(usd * 1e6) / 1e4) / 100),
    amount: amountsIn(locale),
    percent: (fraction) => percent.format(fraction),
    precise: (value) => (Number.isInteger(value) ? number : precise).format(value),
    date: (at) => date.format(at),
    recentDay(at, now) {
      const days = daysBetween(now, at, timeZone)
      return days === 0 || days === -1 ? capitalized(inWords.format(days, 'day')) : date.format(at)
    },
    day: (iso) => day.format(new Date(`${iso}T00:00:00Z`)),
    nearDay: (iso, now) =>
      (year.format(now) === iso.slice(0, 4) ? nearDay : day).format(new Date(`${iso}T00:00:00Z`)),
    dayMonth: (at) => dayMonth.format(at),
    // 1 January 2024 was a Monday.
    weekday: (number) => weekday.format(new Date(Date.UTC(2024, 0, number))),
    absolute: (at) => `${absolute.format(at)} (${cityOfZone(language, timeZone)})`,
    moment: (at) => moment.format(at),
    weekdayMoment: (at) => `${dayName.format(at)}, ${clock.format(at)}`,
    weekdayDay: (at) => capitalized(weekdayDay.format(at)),
    weekdayOnly: (at) => dayName.format(at),
    clock: (at) => clock.format(at),
    relative(at, now) {
      const seconds = Math.round((at.getTime() - now.getTime()) / 1_000)
      const [unit, size] = largestUnit(Math.abs(seconds))
      return relative.format(Math.trunc(seconds / size), unit)
    },
    duration: (ms) => durationOf(ms, (unit, value) => units.get(unit)?.format(value)),
  }
}

const daysBetween = (from: Date, to: Date, timeZone: string): number =>
  (Date.parse(dayIn(to, timeZone)) - Date.parse(dayIn(from, timeZone))) / DAY_MS

/** Formats amounts; each currency's format is made once. */
function amountsIn(locale: string): Formats['amount'] {
  const made = new Map<string, Intl.NumberFormat>()
  return (value, currency) => {
    const known = made.get(currency)
    const format = known ?? amountFormat(locale, currency)
    if (!known) made.set(currency, format)
    // A decimal text; a number would round it.
    return format.format(value as `${number}`)
  }
}

const unitsIn = (locale: string) =>
  new Map(
    UNITS.map(([unit]) => [
      unit,
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }),
    ]),
  )

const amountFormat = (locale: string, currency: string): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    // The digits of ISO 4217: Intl is wrong for IQD, for example.
    minimumFractionDigits: currencyDigits(currency),
    maximumFractionDigits: currencyDigits(currency),
    trailingZeroDisplay: 'stripIfInteger',
  })

const largestUnit = (seconds: number): [keyof typeof SECONDS, number] =>
  UNITS.find(([, size]) => seconds >= size) ?? ['second', 1]

type Unit = (typeof UNITS)[number][0]

/** Returns the two largest units of a duration. */
function durationOf(ms: number, write: (unit: Unit, value: number) => string | undefined): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  const [unit, size] = largestUnit(seconds)
  const [next, nextSize] = UNITS[UNITS.findIndex(([name]) => name === unit) + 1] ?? [unit, 0]
  const rest = nextSize === 0 ? 0 : Math.floor((seconds % size) / nextSize)
  const parts = [write(unit, Math.floor(seconds / size)), rest > 0 ? write(next, rest) : undefined]
  return parts.filter((part) => part !== undefined).join(' ')
}
