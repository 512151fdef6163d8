import type { Clock } from '../../../src/base/clock.ts'

/** World time that a test moves. */
export function createShiftedClock(
  start = '2026-03-02T10:00:00Z',
): Clock & { advance(seconds: number): void } {
  let at = Date.parse(start)
  return {
    now: () => new Date(at),
    realMs: (worldMs) => worldMs,
    sleep: async (worldMs) => {
      at += worldMs
    },
    advance(seconds) {
      at += seconds * 1_000
    },
  }
}
