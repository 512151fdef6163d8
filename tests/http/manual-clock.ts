import type { Clock } from '../../src/base/clock.ts'

/** A clock that moves only when a test says so. */
export type ManualClock = Clock & {
  /** Moves on, second by second, so that what wakes up may sleep again meanwhile. */
  pass(ms: number): Promise<void>
}

export function aManualClock(): ManualClock {
  let now = Date.UTC(2026, 10, 25)
  const sleepers = new Set<{ until: number; wake: () => void }>()
  const settle = async (): Promise<void> =>
    await new Promise<void>((resolve) => void setImmediate(() => setImmediate(resolve)))
  return {
    now: () => new Date(now),
    realMs: (ms) => ms,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      await new Promise<void>((resolve, reject) => {
        const sleeper = { until: now + ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(new Error('the sleep was aborted'))
        })
      })
    },
    async pass(ms) {
      await settle()
      for (const end = now + ms; now < end;) {
        now = Math.min(end, now + 1_000)
        for (const sleeper of sleepers)
          if (sleeper.until <= now) {
            sleepers.delete(sleeper)
            sleeper.wake()
          }
        await settle()
      }
    },
  }
}
