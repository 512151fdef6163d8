import { DAY, HOUR } from '../instagram/referee/rules.ts'

/** Limits of an account over rolling windows. */
export type WindowLimits = { requestsPerHour: number; requestsPerDay: number }

/** When an account may send: the platform counts arrivals. Times are ms of world time. */
export type AccountWindows = {
  /** The first moment at which one more request is allowed. */
  readyAt(): number
  /** The same for requests without a budget, such as the steps of a login. */
  pacedAt(): number
  arrive(at: number): void
  /** Forbids requests before this moment: a gap, a rest, a login. */
  waitUntil(at: number): void
  arrivals(): number
}

export function createAccountWindows(limits: WindowLimits, from: number): AccountWindows {
  // A ring of as many times as the daily limit.
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
