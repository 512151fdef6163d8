import { UsageError } from './usage-error.ts'

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/
const DOTTED_DAY = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/

/** A moment for the API; without a time zone, this process's counts. Throws a UsageError. */
export function readMoment(text: string, edge: 'begin' | 'end'): string {
  const trimmed = text.trim().toUpperCase().replace(' ', 'T')
  const day = dayIn(trimmed)
  if (day) {
    const [year, month, date] = day
    // The end of a day is the begin of the next, also of a day of 23 or 25 hours.
    return new Date(year, month - 1, edge === 'end' ? date + 1 : date).toISOString()
  }
  const isTime = TIME.test(trimmed) && dayIn(trimmed.slice(0, 10)) !== undefined
  // Without a zone, ECMAScript reads such a time as local.
  const time = isTime ? Date.parse(trimmed) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new UsageError(
    `expected a day or a time such as 2026-12-31 or '2026-12-31 18:00', not '${text}'`,
  )
}

/** A day of the calendar as people write it, as 2026-12-31. Throws a UsageError. */
export function readDay(text: string): string {
  const day = dayIn(text.trim())
  if (day) return isoDay(day)
  throw new UsageError(`expected a day such as 2026-12-31, not '${text}'`)
}

/** Year, month and day, if the calendar has such a day. */
function dayIn(text: string): [year: number, month: number, day: number] | undefined {
  const iso = DAY.exec(text)
  const dotted = DOTTED_DAY.exec(text)
  const parts = iso ? iso.slice(1) : dotted?.slice(1).reverse()
  if (!parts) return undefined
  const [year = 0, month = 0, day = 0] = parts.map(Number)
  const made = new Date(Date.UTC(year, month - 1, day))
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day
    ? [year, month, day]
    : undefined
}

const isoDay = ([year, month, day]: readonly number[]): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
