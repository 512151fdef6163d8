import { localeOf } from '../../../../console/messages.ts'
import type { Context } from './kit.ts'

const DAY_MS = 86_400_000

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`)

export const dayAfter = (day: string, days: number): string =>
  new Date(noon(day).getTime() + days * DAY_MS).toISOString().slice(0, 10)

/** The Monday of the week of a day. */
export const mondayOf = (day: string): string => dayAfter(day, -((noon(day).getUTCDay() + 6) % 7))

/** The month before or after. */
export function monthAfter(month: string, step: 1 | -1): string {
  const at = noon(`${month}-15`)
  at.setUTCMonth(at.getUTCMonth() + step)
  return at.toISOString().slice(0, 7)
}

/** The days of a week. */
export const weekOf = (monday: string): string[] =>
  Array.from({ length: 7 }, (_, place) => dayAfter(monday, place))

/** The weeks of a month, with the days of other months around it. */
export function weeksOf(month: string): string[][] {
  const next = `${monthAfter(month, 1)}-01`
  const weeks: string[][] = []
  for (let monday = mondayOf(`${month}-01`); monday < next; monday = dayAfter(monday, 7))
    weeks.push(weekOf(monday))
  return weeks
}

/** A title begins with a capital letter, also where months have none. */
const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

type Names = {
  /** December 2026. */
  month(month: string): string
  /** December. */
  monthOnly(month: string): string
  /** Thursday, 3 December. */
  day(day: string): string
  /** Thursday. */
  weekday(day: string): string
  /** Thu. */
  shortWeekday(day: string): string
  /** 3 December. */
  date(day: string): string
  /** 3 Dec. */
  shortDate(day: string): string
  /** 7 – 13 Dec 2026. */
  weekRange(from: string, until: string): string
}

/** Days and months in words; days have no time zone. */
export function namesOf({ language }: Context): Names {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(localeOf(language), { ...options, timeZone: 'UTC' })
  const date = format({ day: 'numeric', month: 'long' })
  const medium = format({ dateStyle: 'medium' })
  const dayOf = (options: Intl.DateTimeFormatOptions) => {
    const made = format(options)
    return (day: string) => made.format(noon(day))
  }
  const monthOf = (options: Intl.DateTimeFormatOptions) => {
    const made = format(options)
    return (month: string) => made.format(noon(`${month}-01`))
  }
  return {
    month: (month) => capitalized(monthOf({ month: 'long', year: 'numeric' })(month)),
    monthOnly: monthOf({ month: 'long' }),
    day: dayOf({ weekday: 'long', day: 'numeric', month: 'long' }),
    weekday: dayOf({ weekday: 'long' }),
    shortWeekday: dayOf({ weekday: 'short' }),
    date: (day) => date.format(noon(day)),
    shortDate: dayOf({ day: 'numeric', month: 'short' }),
    weekRange: (from, until) => medium.formatRange(noon(from), noon(until)),
  }
}
