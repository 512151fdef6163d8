import { pino } from 'pino'
import { NEWEST_APP } from '../../src/accounts/app-profiles.ts'
import { startInstagramSim } from '../../sim/instagram/index.ts'
import { createClock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { PoolRestingError } from '../../src/platforms/errors.ts'
import { PrivateProfileError, NotFoundError } from '../../src/platforms/target-errors.ts'
import { createInstagramAdapter } from '../../src/platforms/instagram/adapter.ts'
import { createPooledReader } from '../../src/platforms/reading/pooled-reader.ts'
import { addAccount } from '../../src/pool/accounts/accounts-store.ts'
import { addProxy } from '../../src/pool/proxies/store/proxies/proxies.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { keys, poolOn, storeParts } from './pool-fixture.ts'

/** Three accounts on three proxies with the stand-in, in a world that runs 120 times as fast. */
async function startWorld(db: Db) {
  const time = { worldAt: Date.parse('2026-03-02T10:00:00Z'), realAt: Date.now(), speed: 120 }
  await setWorldTime(db, time)
  const clock = createClock(time)
  const sim = await startInstagramSim({
    seed: 'pool',
    clock,
    accounts: 3,
    proxies: 3,
    creators: 5_000,
  })
  for (const [index, { username, password }] of sim.accounts.entries()) {
    const { id: proxyId } = await addProxy(db, keys, { url: sim.proxies[index]?.url ?? '' })
    await addAccount(storeParts(db), { username, password, proxyId })
  }
  const log = pino({ level: 'silent' })
  const adapter = createInstagramAdapter({
    app: NEWEST_APP,
    storiesPerRequest: 5,
    timeoutMs: 5_000,
    ca: sim.caPem,
    proxyCheckTarget: 'example.com:443',
    log,
    clock,
  })
  const pool = poolOn(db, adapter, { clock })
  const platform = createPooledReader(pool, adapter, clock)
  let next = 0
  /** Scrapes one creator after another until no account is free. */
  const scrapeOn = async (): Promise<number> => {
    let scraped = 0
    const { signal } = new AbortController()
    for (;;) {
      const { username } = sim.world.creatorAt(next)
      next += 1
      try {
        await platform.scrapeProfile({ username }, { posts: 20 }, { signal })
        scraped += 1
      } catch (error) {
        if (error instanceof PoolRestingError) return scraped
        if (error instanceof PrivateProfileError || error instanceof NotFoundError) continue
        throw error
      }
    }
  }
  return { sim, pool, scrapeOn }
}

const requestsByAccount = async (db: Db): Promise<Record<string, number>> => {
  const rows = await db
    .selectFrom('account_requests as r')
    .innerJoin('instagram_accounts as a', 'a.id', 'r.account_id')
    .where('r.kind', '=', 'request')
    .groupBy('a.username')
    .select(['a.username', (eb) => eb.fn.countAll<number>().as('count')])
    .execute()
  return Object.fromEntries(rows.map(({ username, count }) => [username, count]))
}

describe('over the real adapter', () => {
  test('three accounts scrape until their budgets are spent, and no rule is broken', async ({
    db,
  }) => {
    const { sim, pool, scrapeOn } = await startWorld(db)
    const scraped = await Promise.all([scrapeOn(), scrapeOn()])
    expect(scraped[0] + scraped[1]).toBeGreaterThan(8)
    expect(sim.referee.violations()).toEqual([])
    const names = sim.accounts.map(({ username }) => username)
    expect(await requestsByAccount(db)).toEqual(
      Object.fromEntries(names.map((username) => [username, 30])),
    )
    const logins = await db
      .selectFrom('account_requests')
      .select('outcome')
      .where('kind', '=', 'login')
      .execute()
    expect(logins).toEqual([{ outcome: 'ok' }, { outcome: 'ok' }, { outcome: 'ok' }])
    expect((await pool.freeCount()).free).toBe(0)
    await pool.releaseAll()
    await sim.close()
  })

  test('tasks continue when accounts are rate limited and challenged', async ({ db }) => {
    const { sim, pool, scrapeOn } = await startWorld(db)
    const [first, second] = sim.accounts
    sim.control.killAccount(first?.username ?? '')
    sim.control.failAccount(second?.username ?? '', { kind: 'rate_limit', count: 1 })
    expect(await scrapeOn()).toBe(0)
    expect(await scrapeOn()).toBeGreaterThan(2)
    expect(sim.referee.violations()).toEqual([])
    const states = await db
      .selectFrom('instagram_accounts')
      .select(['username', 'state'])
      .orderBy('id')
      .execute()
    expect(states.map(({ state }) => state)).toEqual(['needs_operator', 'resting', 'active'])
    await pool.releaseAll()
    await sim.close()
  })
})
