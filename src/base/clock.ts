import { setTimeout as delay } from 'node:timers/promises'

/**
 * World time for a process, and its waits. World time is real time in production; tests and the
 * demo shift or accelerate it, by the row in `world_clock`. Leases and I/O timeouts use real time
 * instead.
 */
export interface Clock {
  /** World time now. */
  now(): Date
  /** Real milliseconds of `worldMs` milliseconds of world time; 0 for a negative span. */
  realMs(worldMs: number): number
  /** Waits for a span of world time (ms); rejects with the signal's reason when it aborts. */
  sleep(worldMs: number, signal?: AbortSignal): Promise<void>
}

/** At real time `realAt` (ms) it was `worldAt` (ms); world time runs `speed` times as fast. */
export type WorldTime = { worldAt: number; realAt: number; speed: number }

export const REAL_TIME: WorldTime = { worldAt: 0, realAt: 0, speed: 1 }

/** The longest wait of a timer in ms; Node fires at once for more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export function createClock(time: WorldTime = REAL_TIME): Clock {
  const realMs = (worldMs: number): number => (worldMs > 0 ? worldMs / time.speed : 0)
  return {
    now: () => new Date(time.worldAt + (Date.now() - time.realAt) * time.speed),
    realMs,
    async sleep(worldMs, signal) {
      signal?.throwIfAborted()
      // Timers may fire up to a millisecond early, which is a lot of compressed world time.
      let leftMs = worldMs > 0 ? Math.ceil(realMs(worldMs)) + 1 : 0
      while (leftMs > 0) {
        const stepMs = Math.min(leftMs, LONGEST_TIMER_MS)
        await delay(stepMs, undefined, signal ? { signal } : {}).catch((error: unknown) => {
          throw signal?.aborted ? signal.reason : error
        })
        leftMs -= stepMs
      }
    },
  }
}
