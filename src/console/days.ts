/** The day of a moment in a time zone, such as 2026-12-31. */
export const dayIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)

/** The last second of a day in a time zone (ISO 8601, UTC). */
export function endOfDay(day: string, timeZone: string): string {
  return inZone(Date.parse(`${day}T23:59:59Z`), timeZone).toISOString()
}

/** The moment at which the clocks of a zone show what those of UTC show at another. */
function inZone(asUtc: number, timeZone: string): Date {
  const guess = new Date(asUtc - offsetMs(new Date(asUtc), timeZone))
  // Where clocks change in between, the offset at the guess is the one that holds.
  return new Date(asUtc - offsetMs(guess, timeZone))
}

/** How far the clocks of a zone are ahead of UTC at a moment. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
  const [, sign = '+', hours = '0', minutes = '0'] =
    /([+-])(\d\d):(\d\d)/.exec(parts?.value ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** A moment as fields for day and time have it, such as 2026-12-31T23:59. */
export const momentIn = (at: Date, timeZone: string): string =>
  new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 16)

/** The moment that such a field means in a time zone; undefined for a day that no calendar has. */
export function momentOf(text: string, timeZone: string): Date | undefined {
  const asUtc = Date.parse(`${text}:00Z`)
  return Number.isNaN(asUtc) ? undefined : inZone(asUtc, timeZone)
}
