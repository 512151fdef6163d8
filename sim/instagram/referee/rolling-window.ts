/** Times (ms) of the recent past, oldest first; forgets what is older than it has to know. */
export type RollingWindow = {
  add(at: number): void
  /** How many of the times lie in (now − spanMs, now]. */
  count(now: number, spanMs: number): number
}

/** `keepMs` is the longest span that will be asked for, `capacity` the most times that are ever kept. */
export function createRollingWindow(keepMs: number, capacity: number): RollingWindow {
  let times: number[] = []
  return {
    add(at) {
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
