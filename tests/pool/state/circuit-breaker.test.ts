import { sql } from 'kysely'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import {
  AppOutdatedError,
  LoginRequiredError,
  PoolRestingError,
  ProxyFailedError,
  RateLimitedError,
  UnexpectedAnswerError,
} from '../../../src/platforms/errors.ts'
import { NotFoundError } from '../../../src/platforms/target-errors.ts'
import { readPoolStatus } from '../../../src/pool/accounts/pool-status.ts'
import { liftStop, stopPool } from '../../../src/pool/state/stop.ts'
import { recordTransitions, type Transition } from '../../../src/pool/state/transition.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import {
  alertKinds,
  careParts,
  failingFor,
  failingForAll,
  minutesUntil,
  rejection,
} from '../failure-kit.ts'
import {
  ask,
  LIMITS,
  makeAccounts,
  MINUTE,
  poolOn,
  scriptedAdapter,
  type Made,
} from '../pool-fixture.ts'

const failureOf = (account: Made | undefined, to: Transition['to'] = 'resting'): Transition => {
  if (!account) throw new Error('no such account')
  const { id: accountId, username } = account
  return { accountId, username, from: 'active', to, event: 'x', code: 'x', blames: 'account' }
}

describe('the circuit breaker', () => {
  test('opens once a third of the pool has failed within ten minutes, with one alert', async ({
    db,
  }) => {
    await makeAccounts(db, 10)
    const adapter = failingForAll(new RateLimitedError('slow down'))
    const pool = poolOn(db, adapter)
    // Three of ten are fewer than a third.
    await rejection(ask(pool))
    expect((await readPoolStatus(db, LIMITS)).stop).toBeNull()
    await advanceWorldTime(db, MINUTE)
    expect(await rejection(ask(pool))).toBeInstanceOf(PoolRestingError)
    expect(adapter.sent).toHaveLength(4)
    const { stop, free, next_free_at } = await readPoolStatus(db, LIMITS)
    expect(stop?.cause).toBe('circuit_breaker')
    expect(await minutesUntil(db, stop?.until)).toBeCloseTo(30, 0)
    expect(free).toBe(0)
    expect(next_free_at?.getTime()).toBeGreaterThanOrEqual(stop?.until.getTime() ?? Infinity)
    expect(await alertKinds(db)).toEqual(['pool_paused'])
    await advanceWorldTime(db, 31 * MINUTE)
    expect(await ask(poolOn(db, scriptedAdapter()))).toBe('account5')
  })

  test('counts accounts, not failures, and only those of accounts and proxies', async ({ db }) => {
    const made = await makeAccounts(db, 9)
    const { limits } = careParts(db)
    await db.transaction().execute(async (tx) => {
      for (let n = 0; n < 5; n += 1) await recordTransitions(tx, limits, [failureOf(made[0])])
      await recordTransitions(tx, limits, [failureOf(made[1])])
    })
    for (const error of [new NotFoundError('n'), new UnexpectedAnswerError('u')]) {
      await rejection(ask(poolOn(db, failingForAll(error))))
      await advanceWorldTime(db, MINUTE)
    }
    expect((await readPoolStatus(db, limits)).stop).toBeNull()
    await rejection(ask(poolOn(db, failingFor(new ProxyFailedError('p'), 'account3'))))
    expect((await readPoolStatus(db, limits)).stop?.cause).toBe('circuit_breaker')
  })

  test('ignores failures older than ten minutes, and needs three in the smallest pool', async ({
    db,
  }) => {
    const made = await makeAccounts(db, 3)
    const { limits } = careParts(db)
    const fail = async (n: number): Promise<void> => {
      await db
        .transaction()
        .execute(async (tx) => await recordTransitions(tx, limits, [failureOf(made[n])]))
    }
    await fail(0)
    await fail(1)
    await advanceWorldTime(db, 10 * MINUTE + 1_000)
    await fail(2)
    expect((await readPoolStatus(db, limits)).stop).toBeNull()
    await fail(0)
    await fail(1)
    expect((await readPoolStatus(db, limits)).stop?.cause).toBe('circuit_breaker')
  })

  test('counts accounts that left the pool by failing, but not those that left before', async ({
    db,
  }) => {
    const made = await makeAccounts(db, 12)
    const { limits } = careParts(db)
    const leave = async (n: number): Promise<void> => {
      await db.transaction().execute(async (tx) => {
        await sql`update instagram_accounts set state = 'needs_operator' where id = ${made[n]?.id}`.execute(
          tx,
        )
        await recordTransitions(tx, limits, [failureOf(made[n], 'needs_operator')])
      })
    }
    // Of twelve, four are a third.
    for (const n of [0, 1, 2]) await leave(n)
    expect((await readPoolStatus(db, limits)).stop).toBeNull()
    await leave(3)
    expect((await readPoolStatus(db, limits)).stop?.cause).toBe('circuit_breaker')
    // Of the remaining eight, three are; the four no longer count.
    await liftStop(db)
    await leave(4)
    await leave(5)
    expect((await readPoolStatus(db, limits)).stop).toBeNull()
    await leave(6)
    expect((await readPoolStatus(db, limits)).stop?.cause).toBe('circuit_breaker')
  })

  test('counts sessions that die, whether or not they can be renewed', async ({ db }) => {
    await makeAccounts(db, 9)
    await db.updateTable('instagram_accounts').set({ secrets: null }).execute()
    const adapter = failingForAll(new LoginRequiredError('log in'))
    await rejection(ask(poolOn(db, adapter)))
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'pool_paused'])
    const { accounts, stop } = await readPoolStatus(db, LIMITS)
    expect(accounts.needs_login).toBe(3)
    expect(stop?.cause).toBe('circuit_breaker')
  })

  test('misses none of those that fail at the same moment', async ({ db }) => {
    const made = await makeAccounts(db, 3)
    const parts = careParts(db)
    await Promise.all(
      made.map(
        async (account) =>
          await db
            .transaction()
            .execute(async (tx) => await recordTransitions(tx, parts.limits, [failureOf(account)])),
      ),
    )
    expect((await readPoolStatus(db, parts.limits)).stop?.cause).toBe('circuit_breaker')
  })

  test('never shortens a stop, and gives way to one that has a cause of its own', async ({
    db,
  }) => {
    const made = await makeAccounts(db, 3)
    const parts = careParts(db, { limits: { breakerMs: 90 * MINUTE } })
    const failAll = async (): Promise<void> => {
      await db.transaction().execute(
        async (tx) =>
          await recordTransitions(
            tx,
            parts.limits,
            made.map((one) => failureOf(one)),
          ),
      )
    }
    await stopPool(parts, new AppOutdatedError('unsupported_version'))
    await failAll()
    const stopped = (await readPoolStatus(db, parts.limits)).stop
    expect(stopped?.cause).toBe('app_outdated')
    expect(await minutesUntil(db, stopped?.until)).toBeCloseTo(60, 0)

    expect(await liftStop(db)).toEqual(stopped)
    await failAll()
    await stopPool(parts, new AppOutdatedError('unsupported_version'))
    const after = (await readPoolStatus(db, parts.limits)).stop
    expect(after?.cause).toBe('app_outdated')
    expect(await minutesUntil(db, after?.until)).toBeCloseTo(90, 0)
  })

  test('is lifted by an operator, and one more failure does not bring it back', async ({ db }) => {
    await makeAccounts(db, 9)
    const pool = poolOn(
      db,
      failingFor(new RateLimitedError('r'), 'account1', 'account2', 'account3'),
    )
    await rejection(ask(pool))
    expect((await liftStop(db))?.cause).toBe('circuit_breaker')
    expect(await liftStop(db)).toBeUndefined()
    expect((await readPoolStatus(db, LIMITS)).stop).toBeNull()
    expect(await ask(poolOn(db, failingFor(new RateLimitedError('r'), 'account4')))).toBe(
      'account5',
    )
    expect((await readPoolStatus(db, LIMITS)).stop).toBeNull()
  })
})
