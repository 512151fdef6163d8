import type { Translate } from '../../../console/messages.ts'
import type { messages } from '../texts/index.ts'

const NUMBER = /^\d{1,2}$/
const STEP = /^\*\/(\d{1,2})$/

type Fields = { minute: string; hour: string; day: string; weekday: string }
type Texts = Translate<keyof (typeof messages)['en']>

/** Returns a cron pattern in words; null for one that is better read as it is. */
export function patternText(t: Texts, pattern: string): string | null {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = pattern.trim().split(/\s+/)
  if (month !== '*') return null
  const fields = { minute, hour, day, weekday }
  const isDaily = day === '*' && weekday === '*'
  return (isDaily ? withinDay(t, fields) : null) ?? atTimes(t, fields)
}

/** Several times a day, at even distances. */
function withinDay(t: Texts, { minute, hour }: Fields): string | null {
  const [minutes, hours] = [STEP.exec(minute)?.[1], STEP.exec(hour)?.[1]]
  const at = { minute: two(minute) }
  if (hour === '*' && minute === '*') return t('everyMinute')
  if (hour === '*' && minutes !== undefined) return t('everyMinutes', { n: Number(minutes) })
  if (!NUMBER.test(minute)) return null
  if (hour === '*') return t('everyHour', at)
  return hours === undefined ? null : t('everyHours', { n: Number(hours), ...at })
}

/** At times of the day, on all days or some. */
function atTimes(t: Texts, { minute, hour, day, weekday }: Fields): string | null {
  const times = timesOf(hour, minute)
  if (times === null) return null
  if (weekday === '*') {
    if (day === '*') return t('daily', { times })
    return NUMBER.test(day) ? t('monthly', { day: String(Number(day)), times }) : null
  }
  const names = day === '*' ? daysOf(weekday)?.map((each) => t(`weekday_${each}`)) : undefined
  return names ? t('weekly', { days: names.join(', '), times }) : null
}

const two = (text: string): string => text.padStart(2, '0')

/** `3,15` and `5` as `03:05, 15:05`. */
function timesOf(hour: string, minute: string): string | null {
  const hours = hour.split(',')
  if (![minute, ...hours].every((each) => NUMBER.test(each))) return null
  return hours.map((each) => `${two(each)}:${two(minute)}`).join(', ')
}

type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
const WEEK: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]
const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** `1-5`, `1,4` or `MON` as days from Monday to Sunday; 0 is Sunday, too. */
function daysOf(weekday: string): Weekday[] | null {
  const ranges = weekday.split(',').map((part) => {
    const [from = '', to = from] = part.split('-')
    return [dayNumber(from), dayNumber(to)] as const
  })
  // A comparison with what is no number is false.
  if (!ranges.every(([from, to]) => from <= to)) return null
  return WEEK.filter((day) => ranges.some(([from, to]) => day >= from && day <= to))
}

function dayNumber(text: string): number {
  const named = NAMES.indexOf(text.toLowerCase())
  if (named >= 0) return named + 1
  return /^[0-7]$/.test(text) ? Number(text) || 7 : Number.NaN
}
