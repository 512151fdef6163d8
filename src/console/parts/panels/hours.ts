import type { PageContext } from '../../page.ts'

const HOUR_MS = 3_600_000

/** When each of the last hours began (UTC), oldest first, the present one included. */
export function hoursUntil(now: Date, count: number): Date[] {
  const last = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  return Array.from({ length: count }, (_, place) => new Date(last - (count - 1 - place) * HOUR_MS))
}

/** The clock at every sixth hour, for the axis of columns. */
export const tickHours = ({ now, formats }: PageContext, count: number) =>
  hoursUntil(now, count).flatMap((at, place) =>
    place % 6 === 0 ? [{ place, text: formats.clock(at) }] : [],
  )
