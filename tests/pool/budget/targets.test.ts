import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { NoSuchRecordError } from '../../../src/base/errors.ts'
import {
  ChallengeRequiredError,
  PoolRestingError,
  RateLimitedError,
} from '../../../src/platforms/errors.ts'
import { TargetQuarantinedError } from '../../../src/platforms/target-errors.ts'
import type { Pool } from '../../../src/pool/work/pool.ts'
import {
  countAnswered,
  listTargets,
  pruneTargets,
  refuseQuarantined,
  releaseTarget,
} from '../../../src/pool/budget/targets.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { alertKinds, failingFor, failingForAll, minutesUntil, rejection } from '../failure-kit.ts'
import { HOUR, LIMITS, makeAccounts, poolOn, scriptedAdapter } from '../pool-fixture.ts'

const DAY = 24 * HOUR
const TARGET = 'instagram:name:somebody'
const challenge = new ChallengeRequiredError('a challenge')

const askFor = async (pool: Pool, target: string): Promise<string> =>
  await pool.withAccount({ signal: new AbortController().signal, target }, async (run) => {
    return await run(async (session) => {
      await session.fetchProfile({ username: 'somebody' })
      return session.username
    })
  })

const frozen = async (db: Db): Promise<number> =>
  (
    await db
      .selectFrom('instagram_accounts')
      .select('id')
      .where('state', '=', 'needs_operator')
      .execute()
  ).length

describe('a target that costs accounts', () => {
  test('is blocked after the second challenge, whose task fails at once', async ({ db }) => {
    await makeAccounts(db, 10)
    const adapter = failingForAll(challenge)
    const thrown = await rejection(askFor(poolOn(db, adapter), TARGET))
    expect(adapter.sent).toHaveLength(2)
    expect(thrown).toBeInstanceOf(TargetQuarantinedError)
    expect(thrown).toMatchObject({ disposition: { action: 'final' }, owner: 'target' })
    expect(String(thrown)).toContain(TARGET)
    expect(String(thrown)).toContain(`gramd pool release '${TARGET}'`)
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'target_quarantined'])

    const [listed, ...others] = await listTargets(db, { limit: 10 })
    expect(others).toEqual([])
    expect(listed).toMatchObject({ target: TARGET, accounts: ['account1', 'account2'] })
    expect((await minutesUntil(db, listed?.quarantined_until)) / 60 / 24).toBeCloseTo(7, 1)
  })

  test('costs no third account in other processes and later tries', async ({ db }) => {
    await makeAccounts(db, 10)
    const adapter = failingForAll(challenge)
    // One account per task: after the first challenge no other account is tried.
    await db
      .updateTable('instagram_accounts')
      .set({ free_at: new Date(Date.now() + 100 * DAY) })
      .where('username', '<>', 'account1')
      .execute()
    expect(await rejection(askFor(poolOn(db, adapter), TARGET))).toBeInstanceOf(PoolRestingError)
    expect(await frozen(db)).toBe(1)
    await db
      .updateTable('instagram_accounts')
      .set({ free_at: new Date(0) })
      .execute()
    await advanceWorldTime(db, 6 * DAY)
    const other = poolOn(db, adapter)
    expect(await rejection(askFor(other, TARGET))).toBeInstanceOf(TargetQuarantinedError)
    expect(await rejection(askFor(other, TARGET))).toBeInstanceOf(TargetQuarantinedError)
    expect(adapter.sent).toHaveLength(2)
    expect(await frozen(db)).toBe(2)
    // Other targets are not affected.
    expect(await askFor(poolOn(db, scriptedAdapter()), 'instagram:id:2')).toBe('account3')
  })

  test('raises one alert, and another only if it costs more accounts after its block', async ({
    db,
  }) => {
    await makeAccounts(db, 14)
    const pool = poolOn(db, failingForAll(challenge))
    await rejection(askFor(pool, TARGET))
    await db.deleteFrom('notifications').execute()
    await advanceWorldTime(db, 7 * DAY + HOUR)
    expect(await listTargets(db, { limit: 10 })).toEqual([])
    // The earlier two no longer count: it takes two again.
    expect(await rejection(askFor(pool, TARGET))).toBeInstanceOf(TargetQuarantinedError)
    expect(await frozen(db)).toBe(4)
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'target_quarantined'])
  })

  test.for([
    ['one account alone', new ChallengeRequiredError('a challenge'), ['account1']],
    ['what is no challenge', new RateLimitedError('slow'), ['account1', 'account2']],
  ] as const)('is not made by %s', async ([, error, usernames], { db }) => {
    await makeAccounts(db, 10)
    expect(await askFor(poolOn(db, failingFor(error, ...usernames)), TARGET)).toMatch(/account[23]/)
    await refuseQuarantined(db, TARGET)
    expect(await listTargets(db, { limit: 10 })).toEqual([])
  })

  test('is not made by challenges that logins meet', async ({ db }) => {
    await makeAccounts(db, 10, { loggedIn: false })
    const adapter = scriptedAdapter(({ endpoint, username }) => {
      if (endpoint.startsWith('login') && /^account[12]$/.test(username)) throw challenge
    })
    const pool = poolOn(db, adapter)
    expect(await rejection(askFor(pool, TARGET))).toBeInstanceOf(PoolRestingError)
    expect(await frozen(db)).toBe(2)
    expect(await db.selectFrom('pool_targets').select('target').execute()).toEqual([])
    expect(await askFor(pool, TARGET)).toBe('account3')
  })

  test('is taken up again at the word of an operator', async ({ db }) => {
    await makeAccounts(db, 10)
    await rejection(askFor(poolOn(db, failingForAll(challenge)), TARGET))
    await releaseTarget(db, TARGET)
    expect(await askFor(poolOn(db, scriptedAdapter()), TARGET)).toBe('account3')
    expect(await rejection(releaseTarget(db, TARGET))).toBeInstanceOf(NoSuchRecordError)
  })

  test.for([
    ['fewer than 50', 49, 1],
    ['50', 50, 0],
  ] as const)(
    'is weighed against the requests that went well: %s pay for another challenge or not',
    async ([, count, quarantined], { db }) => {
      await makeAccounts(db, 10)
      const limits = { ...LIMITS, requestsPerHour: 1_000, proxyRequestsPerHour: 1_000 }
      const adapter = failingFor(challenge, 'account1')
      // The first account is lost, the second one continues; the third one meets its own challenge.
      await poolOn(db, adapter, { limits }).withAccount(
        { signal: new AbortController().signal, target: TARGET },
        async (run) => {
          for (let n = 0; n < count; n += 1)
            await run(async (session) => await session.fetchMembers('1', 'followers', null))
        },
      )
      expect(adapter.sent).toHaveLength(count + 1)
      await advanceWorldTime(db, DAY)
      await rejection(askFor(poolOn(db, failingFor(challenge, 'account3')), TARGET))
      expect(await listTargets(db, { limit: 10 })).toHaveLength(quarantined)
      expect(await frozen(db)).toBe(2)
    },
  )

  test('saves for three challenges at most, however much went well', async ({ db }) => {
    await makeAccounts(db, 14)
    const first = poolOn(db, failingFor(challenge, 'account1'))
    expect(await askFor(first, TARGET)).toBe('account2')
    await countAnswered(db, TARGET, 10_000)
    const pool = poolOn(db, failingForAll(challenge))
    // Two accounts per task: the second and third count, then the fourth; the fifth does not.
    expect(await rejection(askFor(pool, TARGET))).toBeInstanceOf(PoolRestingError)
    expect(await rejection(askFor(pool, TARGET))).toBeInstanceOf(TargetQuarantinedError)
    expect(await frozen(db)).toBe(5)
    expect((await listTargets(db, { limit: 10 }))[0]?.accounts).toHaveLength(2)
  })

  test('is not counted for before it has cost an account', async ({ db }) => {
    await makeAccounts(db, 10)
    await askFor(poolOn(db, scriptedAdapter()), TARGET)
    expect(await db.selectFrom('pool_targets').select('target').execute()).toEqual([])
  })

  test('is deleted when nothing needs it', async ({ db }) => {
    await makeAccounts(db, 10)
    await rejection(askFor(poolOn(db, failingForAll(challenge)), TARGET))
    await advanceWorldTime(db, 6 * DAY)
    expect(await pruneTargets(db, LIMITS)).toBe(0)
    await advanceWorldTime(db, 2 * DAY)
    expect(await pruneTargets(db, LIMITS)).toBe(1)
    expect(await db.selectFrom('pool_targets').select('target').execute()).toEqual([])
  })
})
