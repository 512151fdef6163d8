import { sql } from 'kysely'
import type { Clock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'

/** World time that stops until all work waits, and then jumps to the end of the first wait. */
export type VirtualTime = {
  clock: Clock
  /** World time now (ms). */
  now(): number
  /** The end of the first wait, or Infinity. */
  nextDue(): number
  /** Counts work from its start to its end, except while it sleeps. */
  track(work: () => Promise<void>): void
  /** Resolves when all work sleeps. */
  idle(): Promise<void>
  /**
   * Moves world time (of the database, too) to the first tick at or after `to`, and wakes the
   * sleepers of that tick.
   */
  advance(to: number): Promise<void>
}

type Sleeper = { due: number; wake: () => void }

/** Waits end at the next tick (ms), so that events within one tick run at the same time. */
export async function createVirtualTime(
  db: Db,
  start: number,
  tickMs: number,
): Promise<VirtualTime> {
  let now = start
  let busy = 0
  let onIdle: (() => void) | undefined
  const sleepers = new Map<number, Sleeper[]>()
  const ticks: number[] = []
  await setWorldTime(db, { worldAt: now, realAt: Date.now(), speed: 0 })

  const rest = (): void => {
    busy -= 1
    if (busy > 0) return
    onIdle?.()
    onIdle = undefined
  }
  const tickOf = (at: number): number => start + Math.ceil((at - start) / tickMs) * tickMs
  const enter = (sleeper: Sleeper): void => {
    const tick = tickOf(sleeper.due)
    const others = sleepers.get(tick)
    if (others) others.push(sleeper)
    else {
      sleepers.set(tick, [sleeper])
      insertSorted(ticks, tick)
    }
  }
  const sleep = async (worldMs: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted()
    if (worldMs <= 0) return
    await new Promise<void>((resolve, reject) => {
      let isAsleep = true
      const awake = (settle: () => void) => () => {
        if (!isAsleep) return
        isAsleep = false
        signal?.removeEventListener('abort', abort)
        busy += 1
        settle()
      }
      const abort = awake(() => reject(signal?.reason as Error))
      signal?.addEventListener('abort', abort)
      enter({ due: now + worldMs, wake: awake(resolve) })
      rest()
    })
  }
  return {
    clock: { now: () => new Date(now), realMs: (worldMs) => worldMs, sleep },
    now: () => now,
    nextDue: () => ticks[0] ?? Number.POSITIVE_INFINITY,
    track(work) {
      busy += 1
      void work().finally(rest)
    },
    async idle() {
      if (busy > 0) await new Promise<void>((resolve) => (onIdle = resolve))
    },
    async advance(to) {
      now = tickOf(to)
      await sql`update world_clock set world_at = ${new Date(now)}`.execute(db)
      while ((ticks[0] ?? Number.POSITIVE_INFINITY) <= now) {
        const due = sleepers.get(ticks[0] ?? 0) ?? []
        sleepers.delete(ticks.shift() ?? 0)
        for (const { wake } of due) wake()
      }
    },
  }
}

function insertSorted(values: number[], value: number): void {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  values.splice(low, 0, value)
}
