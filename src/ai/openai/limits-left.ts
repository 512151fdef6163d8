import { setTimeout as delay } from 'node:timers/promises'

/** The longest wait (real ms): for a daily limit the caller gets a 429 instead. */
const LONGEST_WAIT_MS = 60_000

/** Real time, which a test replaces. */
export type RealTime = {
  /** Ms since any moment; never goes back. */
  now(): number
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

const REAL: RealTime = {
  now: () => performance.now(),
  sleep: async (ms, signal) => await delay(ms, undefined, signal ? { signal } : {}),
}

/** The remainder of OpenAI's rate limits, as this process last saw it in answers. */
export type LimitsLeft = {
  /** Reads the headers of an answer, including refusals. */
  note(headers: Headers): void
  /** Returns when something is left again, after a minute at most. */
  untilSomeIsLeft(signal?: AbortSignal): Promise<void>
}

/**
 * An answer that says that no requests or tokens are left makes the next call wait until they are,
 * instead of provoking a 429. An answer to an older call does not shorten the wait.
 */
export function createLimitsLeft({ now, sleep }: RealTime = REAL): LimitsLeft {
  let until = now()
  return {
    note(headers) {
      for (const what of ['requests', 'tokens']) {
        const left = headers.get(`x-ratelimit-remaining-${what}`)
        const resetMs = durationMs(headers.get(`x-ratelimit-reset-${what}`) ?? '')
        if (left?.trim() === '0' && resetMs !== null)
          until = Math.max(until, now() + Math.min(resetMs, LONGEST_WAIT_MS))
      }
    },
    async untilSomeIsLeft(signal) {
      const ms = until - now()
      if (ms > 0) await sleep(Math.ceil(ms), signal)
    },
  }
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/

/**
 * Returns the milliseconds of spans such as `6m0s`, `7.66s` and `120ms`; null for anything else.
 */
export function durationMs(text: string): number | null {
  if (!DURATION.test(text)) return null
  let ms = 0
  for (const [, count, unit] of text.matchAll(PART))
    if (unit === 'ms' || unit === 's' || unit === 'm' || unit === 'h' || unit === 'd')
      ms += Number(count) * UNITS[unit]
  return ms
}
