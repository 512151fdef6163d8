import type { Clock } from '../../../src/base/clock.ts'
import type { Conduct } from './conduct.ts'

/** The requests that are on their way. */
export type Traffic = {
  open(): number
  /** Logins on their way through a proxy. */
  loginsThrough(proxy: number | null): number
  /** Counts a request in; the function counts it out and gives the world time (ms) at which it ended. */
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
