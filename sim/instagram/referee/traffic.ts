import type { Clock } from '../../../src/base/clock.ts'
import type { Conduct } from './conduct.ts'

/** Open requests. */
export type Traffic = {
  open(): number
  /** Open logins through a proxy. */
  loginsThrough(proxy: number | null): number
  /** Adds an open request; the returned function ends it and returns its end (world time, ms). */
  enter(actors: readonly Conduct[], proxy: number | null, isLogin: boolean): () => number
}

export function createTraffic(clock: Clock): Traffic {
  const logins = new Map<number | null, number>()
  let open = 0
  const loginsThrough = (proxy: number | null): number => logins.get(proxy) ?? 0
  return {
    open: () => open,
    loginsThrough,
    enter(actors, proxy, isLogin) {
      const step = (by: 1 | -1): void => {
        open += by
        for (const actor of actors) actor.open += by
        if (isLogin) logins.set(proxy, loginsThrough(proxy) + by)
      }
      step(1)
      return () => {
        const endedAt = clock.now().getTime()
        step(-1)
        for (const actor of actors) actor.endedAt = endedAt
        return endedAt
      }
    },
  }
}
