import { Hono } from 'hono'
import { z } from 'zod'
import { createClock, type Clock, type WorldTime } from '../src/base/clock.ts'
import { listen } from './listen.ts'
import type { Listening } from './loopback.ts'

export type AdjustableClock = Clock & {
  /** Waits that are under way end as they began. */
  set(time: WorldTime): void
}

/** A clock whose world time can be given another speed while stand-ins run. */
export function createAdjustableClock(time: WorldTime): AdjustableClock {
  let clock = createClock(time)
  return {
    now: () => clock.now(),
    realMs: (ms) => clock.realMs(ms),
    sleep: async (ms, signal) => await clock.sleep(ms, signal),
    set: (next) => void (clock = createClock(next)),
  }
}

const Time = z.strictObject({
  worldAt: z.number(),
  realAt: z.number(),
  speed: z.number().positive(),
})

/** `PUT /time` on a port of its own. */
export async function startClockControl(clock: AdjustableClock): Promise<Listening> {
  const app = new Hono().put('/time', async (c) => {
    const parsed = Time.safeParse(await c.req.json())
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400)
    clock.set(parsed.data)
    return c.body(null, 204)
  })
  return await listen(app.fetch)
}
