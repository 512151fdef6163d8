/** Recent times (ms), oldest first. */
export type RollingWindow = {
  /** `capacity` is the maximum of stored times. */
  add(at: number, capacity: number): void
  /** Times in (now − spanMs, now]. */
  count(now: number, spanMs: number): number
}

/** `keepMs` is the longest span of `count`. */
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

/** More than twice the limit: a client far above it is caught long before. */
export const roomFor = (perDay: number): number => 2 * perDay + 100
