/** Returns the day of a moment in a time zone, such as 2026-12-31. */
export const dayIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)

/** Returns the last second of a day in a time zone (ISO 8601, UTC). */
export function endOfDay(day: string, timeZone: string): string {
  return inZone(Date.parse(`${day}T23:59:59Z`), timeZone).toISOString()
}

/** Returns the moment when local clocks show the same time as UTC clocks at `asUtc`. */
function inZone(asUtc: number, timeZone: string): Date {
  const guess = new Date(asUtc - offsetMs(new Date(asUtc), timeZone))
  // When clocks change in between, the offset at the guess applies.
  return new Date(asUtc - offsetMs(guess, timeZone))
}

/** Returns how far (ms) local time is ahead of UTC at a moment. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
  const [, sign = '+', hours = '0', minutes = '0'] =
    /([+-])(\d\d):(\d\d)/.exec(parts?.value ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** Returns a moment for a date and time input, such as 2026-12-31T23:59. */
export const momentIn = (at: Date, timeZone: string): string =>
  new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 16)

/** Parses such an input in a time zone; undefined for a day that does not exist. */
export function momentOf(text: string, timeZone: string): Date | undefined {
  const asUtc = Date.parse(`${text}:00Z`)
  return Number.isNaN(asUtc) ? undefined : inZone(asUtc, timeZone)
}
