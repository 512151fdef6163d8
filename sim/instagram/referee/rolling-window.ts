/** Times (ms) of the recent past, oldest first; forgets what is older than it has to know. */
export type RollingWindow = {
  /** `capacity` is the most times that are kept. */
  add(at: number, capacity: number): void
  /** How many of the times lie in (now − spanMs, now]. */
  count(now: number, spanMs: number): number
}

/** `keepMs` is the longest span that will be asked for. */
export function createRollingWindow(keepMs: number): RollingWindow {
  let times: number[] = []
  return {
    add(at, capacity) {
      times.push(at)
      if (times.length > capacity)
        times = times.filter((time) => time > at - keepMs).slice(-capacity)
    },
    count(now, spanMs) {
      let count = 0
      while (count < times.length && (times.at(-1 - count) ?? 0) > now - spanMs) count += 1
      return count
    },
  }
}

/** Room for twice what is allowed, and some: a client far beyond its limit is caught long before. */
export const roomFor = (perDay: number): number => 2 * perDay + 100
