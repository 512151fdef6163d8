import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { createClock } from '../../src/base/clock.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { PoolRestingError } from '../../src/platforms/errors.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import {
  HOUR,
  LIMITS,
  makeAccounts,
  poolOn,
  scriptedAdapter,
  seededRandom,
} from './pool-fixture.ts'

const limits = {
  ...LIMITS,
  requestsPerHour: 12,
  proxyRequestsPerHour: 20,
  gapMinMs: 2_000,
  gapMaxMs: 5_000,
}

type Arrival = { username: string; proxy: string; at: number; end: number }

describe('two replicas', () => {
  test('never use one account at once, and never spend more than one budget together', async ({
    db,
    databaseUrl,
  }) => {
    // The accounts share a proxy; the world runs 400 times as fast.
    const shared = await makeAccounts(db, 2, { shareProxy: true })
    const other = openDatabase({ url: databaseUrl, max: 10, onIdleError: () => undefined })
    const proxyOf = new Map(shared.map(({ username, proxyId }) => [username, proxyId]))
    const time = { worldAt: Date.now(), realAt: Date.now(), speed: 400 }
    await setWorldTime(db, time)
    const clock = createClock(time)
    await db
      .updateTable('instagram_accounts')
      .set({ free_at: new Date(time.worldAt) })
      .execute()

    const arrivals: Arrival[] = []
    const holders = new Map<string, number>()
    let collisions = 0
    const random = seededRandom(7)
    const adapter = scriptedAdapter(async ({ username }) => {
      const handle = (holders.get(username) ?? 0) + 1
      holders.set(username, handle)
      if (handle > 1) collisions += 1
      const at = clock.now().getTime()
      await clock.sleep(random() * 2_000)
      arrivals.push({
        username,
        proxy: proxyOf.get(username) ?? '',
        at,
        end: clock.now().getTime(),
      })
      holders.set(username, (holders.get(username) ?? 0) - 1)
    })
    const work = async (database: Db, instance: string): Promise<number> => {
      const pool = poolOn(database, adapter, { clock, limits, instance })
      let done = 0
      try {
        for (;;) {
          await pool.withAccount({ signal: new AbortController().signal }, async (run) => {
            for (let n = 0; n < 3; n += 1) {
              await run(async (session) => await session.fetchProfile({ username: 'somebody' }))
              done += 1
            }
          })
        }
      } catch (error) {
        if (!(error instanceof PoolRestingError)) throw error
        return done
      }
    }
    const round = async () =>
      await Promise.all([work(db, 'one'), work(other, 'two'), work(db, 'one'), work(other, 'two')])

    await expect
      .poll(
        async () => {
          await round()
          return arrivals.length
        },
        { interval: 5 },
      )
      .toBeGreaterThanOrEqual(20)
    await round()
    await other.destroy()

    expect(collisions).toBe(0)
    expect(new Set(arrivals.map(({ username }) => username)).size).toBe(2)
    for (const { at } of arrivals) {
      const inHour = arrivals.filter((each) => each.at >= at && each.at < at + HOUR)
      expect(inHour.length).toBeLessThanOrEqual(limits.proxyRequestsPerHour)
      for (const username of ['account1', 'account2']) {
        const own = inHour.filter((each) => each.username === username)
        expect(own.length).toBeLessThanOrEqual(limits.requestsPerHour)
      }
    }
    for (const username of ['account1', 'account2']) {
      const own = arrivals.filter((each) => each.username === username).sort((a, b) => a.at - b.at)
      for (const [index, arrival] of own.entries()) {
        const before = own[index - 1]
        if (before) expect(arrival.at - before.end).toBeGreaterThanOrEqual(limits.gapMinMs)
      }
    }
  })
})
