import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { RateLimitedError, ChallengeRequiredError } from '../../../src/platforms/errors.ts'
import type { AccountCall } from '../../../src/platforms/adapter.ts'
import type { Pool } from '../../../src/pool/work/pool.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { LIMITS, makeAccounts, MINUTE, poolOn, scriptedAdapter } from '../pool-fixture.ts'

/** The account of one request. */
const workOn = async (pool: Pool, wanted: Pick<AccountCall, 'prefer' | 'only'>): Promise<string> =>
  await pool.withAccount({ signal: new AbortController().signal, ...wanted }, async (run) => {
    return await run(async (session) => {
      await session.fetchProfile({ username: 'somebody' })
      return session.username
    })
  })

/** Work that keeps an account until `end`. */
async function leasedWork(pool: Pool, only: string): Promise<() => Promise<void>> {
  const started = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const work = pool.withAccount({ signal: new AbortController().signal, only }, async () => {
    started.resolve()
    await end.promise
  })
  await Promise.race([started.promise, work])
  return async () => {
    end.resolve()
    await work
  }
}

describe('an account that is preferred', () => {
  test('is taken before those that have been free for longer', async ({ db }) => {
    await makeAccounts(db, 3)
    const pool = poolOn(db, scriptedAdapter())
    expect(await workOn(pool, { prefer: 'account3' })).toBe('account3')
    expect(await workOn(pool, {})).toBe('account1')
    await pool.releaseAll()
  })

  test('is waited for while it only waits out its gap', async ({ db }) => {
    await makeAccounts(db, 3)
    const pool = poolOn(db, scriptedAdapter())
    for (let times = 0; times < 3; times += 1)
      expect(await workOn(pool, { prefer: 'account2' })).toBe('account2')
    await pool.releaseAll()
  })

  test('makes room for another while it is at work, rests, has spent its budget or is gone', async ({
    db,
  }) => {
    await makeAccounts(db, 4)
    const pool = poolOn(db, scriptedAdapter(), { limits: { ...LIMITS, requestsPerHour: 2 } })
    const end = await leasedWork(pool, 'account4')
    expect(await workOn(pool, { prefer: 'account4' })).toBe('account1')
    await end()
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'paused' })
      .where('username', '=', 'account4')
      .execute()
    expect(await workOn(pool, { prefer: 'account4' })).toBe('account2')
    expect(await workOn(pool, { prefer: 'account2' })).toBe('account2')
    expect(await workOn(pool, { prefer: 'account2' })).toBe('account3')
    expect(await workOn(pool, { prefer: 'nobody' })).toBe('account1')
    await pool.releaseAll()
  })
})

describe('the only account that will do', () => {
  test('is taken, and waited for while it only waits out its gap', async ({ db }) => {
    await makeAccounts(db, 3)
    const pool = poolOn(db, scriptedAdapter())
    for (let times = 0; times < 3; times += 1)
      expect(await workOn(pool, { only: 'account3' })).toBe('account3')
    await pool.releaseAll()
  })

  test('is not free while another owner leases it', async ({ db }) => {
    await makeAccounts(db, 2)
    const pool = poolOn(db, scriptedAdapter())
    const end = await leasedWork(pool, 'account2')
    await expect(workOn(pool, { only: 'account2' })).rejects.toMatchObject({
      code: 'pool_resting',
      disposition: { action: 'snooze', until: expect.any(Date) as Date },
    })
    await end()
    expect(await workOn(pool, { only: 'account2' })).toBe('account2')
    await pool.releaseAll()
  })

  test('is not replaced after a rate limit: the work learns when its rest is over', async ({
    db,
  }) => {
    await makeAccounts(db, 2)
    const adapter = scriptedAdapter(({ nth }) => {
      if (nth === 1) throw new RateLimitedError('too many requests')
    })
    const pool = poolOn(db, adapter)
    const startedAt = Date.now()
    const failure = await workOn(pool, { only: 'account2' }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'pool_resting' })
    const { until } = (failure as { disposition: { until: Date } }).disposition
    expect(until.getTime() - startedAt).toBeGreaterThan(44 * MINUTE)
    expect(until.getTime() - startedAt).toBeLessThan(47 * MINUTE)
    expect(new Set(adapter.sent.map(({ username }) => username))).toEqual(new Set(['account2']))
    await advanceWorldTime(db, 46 * MINUTE)
    expect(await workOn(pool, { only: 'account2' })).toBe('account2')
    await pool.releaseAll()
  })

  test('is out of service after a challenge, or when it is paused or unknown', async ({ db }) => {
    await makeAccounts(db, 3)
    const adapter = scriptedAdapter(({ username }) => {
      if (username === 'account1') throw new ChallengeRequiredError('a person has to look')
    })
    const pool = poolOn(db, adapter)
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'paused' })
      .where('username', '=', 'account2')
      .execute()
    for (const only of ['account1', 'account2', 'nobody'])
      await expect(workOn(pool, { only }), only).rejects.toMatchObject({
        code: 'account_out_of_service',
      })
    expect(adapter.sent).toHaveLength(1)
    await pool.releaseAll()
  })

  test('waits for the end of a stop of the whole pool', async ({ db }) => {
    await makeAccounts(db, 1)
    const until = new Date(Date.now() + 30 * MINUTE)
    await db.insertInto('pool_stops').values({ cause: 'test', stopped_until: until }).execute()
    const pool = poolOn(db, scriptedAdapter())
    await expect(workOn(pool, { only: 'account1' })).rejects.toMatchObject({
      code: 'pool_resting',
      disposition: { until: new Date(until.getTime() + 1) },
    })
    await pool.releaseAll()
  })

  test('is never given to two at once', async ({ db }) => {
    await makeAccounts(db, 2)
    const pool = poolOn(db, scriptedAdapter())
    let inside = 0
    const works = Array.from({ length: 6 }, async () =>
      pool.withAccount({ signal: new AbortController().signal, only: 'account1' }, async (run) => {
        inside += 1
        expect(inside).toBe(1)
        await run(async (session) => await session.fetchProfile({ username: 'somebody' }))
        inside -= 1
      }),
    )
    const ends = await Promise.allSettled(works)
    const refused = ends.filter(({ status }) => status === 'rejected')
    for (const end of refused) expect(end).toMatchObject({ reason: { code: 'pool_resting' } })
    expect(ends.length - refused.length).toBeGreaterThan(0)
    await pool.releaseAll()
  })
})
