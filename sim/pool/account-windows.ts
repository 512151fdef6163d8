import { DAY, HOUR } from '../instagram/referee/rules.ts'

/** Requests that an account may send; the windows roll. */
export type WindowLimits = { requestsPerHour: number; requestsPerDay: number }

/** When an account may send, as the platform sees it: requests are counted on arrival. Times are ms of world time. */
export type AccountWindows = {
  /** The first moment at which one more request is in order. */
  readyAt(): number
  /** The same for what is in no budget, such as the steps of a login. */
  pacedAt(): number
  arrive(at: number): void
  /** Nothing is sent before this: a gap, a rest, a login. */
  waitUntil(at: number): void
  arrivals(): number
}

export function createAccountWindows(limits: WindowLimits, from: number): AccountWindows {
  // Only as many as the day's limit can matter, in a ring.
  const times: number[] = []
  let count = 0
  let notBefore = from
  const nthLatest = (n: number): number =>
    n > count ? Number.NEGATIVE_INFINITY : (times[(count - n) % limits.requestsPerDay] ?? 0)
  return {
    readyAt: () =>
      Math.max(
        notBefore,
        limits.requestsPerHour <= limits.requestsPerDay
          ? nthLatest(limits.requestsPerHour) + HOUR
          : Number.NEGATIVE_INFINITY,
        nthLatest(limits.requestsPerDay) + DAY,
      ),
    pacedAt: () => notBefore,
    arrive(at) {
      times[count % limits.requestsPerDay] = at
      count += 1
    },
    waitUntil(at) {
      notBefore = Math.max(notBefore, at)
    },
    arrivals: () => count,
  }
}
