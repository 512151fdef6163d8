import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { AppError } from '../../src/base/errors.ts'
import {
  AppOutdatedError,
  ChallengeRequiredError,
  FeedbackRequiredError,
  IpBlockedError,
  LoginRequiredError,
  ProxyFailedError,
  RateLimitedError,
  SuspendedError,
  TransientPlatformError,
  UnexpectedAnswerError,
  type PlatformError,
} from '../../src/platforms/errors.ts'
import {
  NotFoundError,
  NotOfferedError,
  PrivateProfileError,
} from '../../src/platforms/target-errors.ts'
import { verdictFor } from '../../src/queue/verdict.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import {
  accountNamed,
  alertKinds,
  eventsOf,
  failingFor,
  failingForAll,
  minutesUntil,
  proxyWithId,
  rejection,
  withProxyCheck,
} from './failure-kit.ts'
import { ask, HOUR, LIMITS, makeAccounts, MINUTE, poolOn, scriptedAdapter } from './pool-fixture.ts'

const DAY = 24 * HOUR

type Row = {
  error: PlatformError
  /** The state of the account afterwards, and its rest in minutes. */
  account: { state: string; rest_code?: string; strikes?: number }
  rests?: number
  proxyStrikes?: number
  stopped?: boolean
  /** The task's end: its own error, or the pool's wait. */
  task: { kind: string; code: string }
  alerts?: string[]
  sent?: number
}

const waits = { kind: 'snooze', code: 'pool_resting' }
const person = ['account_needs_person', 'pool_empty']

/** One account that fails, with all consequences. */
const rows: Row[] = [
  {
    error: new RateLimitedError('slow down'),
    account: { state: 'resting', rest_code: 'rate_limited' },
    rests: 45,
    task: waits,
    alerts: ['pool_empty'],
  },
  {
    error: new FeedbackRequiredError('we limit how often'),
    account: { state: 'resting', rest_code: 'feedback_required' },
    rests: 24 * 60,
    task: waits,
    alerts: ['pool_empty'],
  },
  {
    error: new ChallengeRequiredError('challenge_required'),
    account: { state: 'needs_operator' },
    task: waits,
    alerts: person,
  },
  {
    error: new ChallengeRequiredError('a bare 404, which stands for a challenge'),
    account: { state: 'needs_operator' },
    task: waits,
    alerts: person,
  },
  {
    error: new SuspendedError('inactive user'),
    account: { state: 'suspended' },
    task: waits,
    alerts: ['account_suspended', 'pool_empty'],
  },
  {
    error: new ProxyFailedError('407'),
    account: { state: 'active' },
    proxyStrikes: 1,
    task: waits,
  },
  {
    error: new IpBlockedError('sentry_block'),
    account: { state: 'active' },
    proxyStrikes: 1,
    task: waits,
  },
  {
    error: new AppOutdatedError('unsupported_version'),
    account: { state: 'active' },
    stopped: true,
    task: { kind: 'snooze', code: 'app_outdated' },
    alerts: ['pool_stopped'],
  },
  {
    error: new NotFoundError('User not found'),
    account: { state: 'active', strikes: 0 },
    task: { kind: 'failed', code: 'target_not_found' },
  },
  {
    error: new PrivateProfileError('Not authorized to view user'),
    account: { state: 'active', strikes: 0 },
    task: { kind: 'failed', code: 'target_private' },
  },
  {
    error: new NotOfferedError('Not eligible for chaining'),
    account: { state: 'active', strikes: 0 },
    task: { kind: 'failed', code: 'not_offered' },
  },
  {
    error: new TransientPlatformError('502'),
    account: { state: 'active' },
    task: { kind: 'retry', code: 'platform_transient' },
    sent: 3,
  },
  {
    error: new UnexpectedAnswerError('no user in it'),
    account: { state: 'active', strikes: 1 },
    task: { kind: 'retry', code: 'unexpected_answer' },
  },
]

describe('a failure', () => {
  test.for(rows)('$error.code belongs to its owner: $account.state', async (row, { db }) => {
    const [made] = await makeAccounts(db, 1)
    if (!made) throw new Error('no account')
    const adapter = failingForAll(row.error)
    const thrown = await rejection(ask(poolOn(db, adapter)))
    expect(adapter.sent).toHaveLength(row.sent ?? 1)

    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject(row.account)
    expect(account.lease_token).toBeNull()
    if (row.rests === undefined) {
      expect(account.rest_until).toBeNull()
      expect(account.rest_code).toBeNull()
    } else expect(await minutesUntil(db, account.rest_until)).toBeCloseTo(row.rests, 0)
    expect(await proxyWithId(db, made.proxyId)).toMatchObject({
      state: 'active',
      strikes: row.proxyStrikes ?? 0,
    })
    const stops = await db.selectFrom('pool_stops').select('cause').execute()
    expect(stops).toEqual(row.stopped ? [{ cause: row.error.code }] : [])
    expect(await alertKinds(db)).toEqual(row.alerts ?? [])

    if (!(thrown instanceof AppError)) throw thrown
    const policy = { backoffMinutes: [5, 15, 45] as const, maxAttempts: 3 }
    expect(verdictFor(thrown, policy, 1, 0.5)).toMatchObject(row.task)
  })

  test('that is a dead session makes an account without a password wait for a person', async ({
    db,
  }) => {
    await makeAccounts(db, 2)
    await db.updateTable('instagram_accounts').set({ secrets: null }).execute()
    const adapter = failingFor(new LoginRequiredError('log in'), 'account1')
    expect(await ask(poolOn(db, adapter))).toBe('account2')
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
    expect(await alertKinds(db)).toEqual(['account_needs_person'])
  })
})

describe('rests', () => {
  test('double while rate limits repeat, and lose one doubling for each clean span', async ({
    db,
  }) => {
    await makeAccounts(db, 1)
    const pool = poolOn(db, failingForAll(new RateLimitedError('slow down')))
    const rest = async (): Promise<number> => {
      await rejection(ask(pool))
      const { rest_until } = await accountNamed(db, 'account1')
      const minutes = await minutesUntil(db, rest_until)
      await advanceWorldTime(db, (minutes + 2) * MINUTE)
      return Math.round(minutes)
    }
    expect([await rest(), await rest(), await rest()]).toEqual([45, 90, 180])
    await advanceWorldTime(db, LIMITS.rateLimitDecayMs)
    expect(await rest()).toBe(180)
    await advanceWorldTime(db, 2 * LIMITS.rateLimitDecayMs)
    expect(await rest()).toBe(90)
    await advanceWorldTime(db, 10 * LIMITS.rateLimitDecayMs)
    expect(await rest()).toBe(45)
  })

  test('after feedback are a day, then three, and then a person has to look', async ({ db }) => {
    await makeAccounts(db, 1)
    const pool = poolOn(db, failingForAll(new FeedbackRequiredError('we limit how often')))
    for (const days of [1, 3]) {
      await rejection(ask(pool))
      const account = await accountNamed(db, 'account1')
      expect(account).toMatchObject({ state: 'resting', rest_code: 'feedback_required' })
      expect((await minutesUntil(db, account.rest_until)) / 60).toBeCloseTo(days * 24, 0)
      await advanceWorldTime(db, days * DAY + HOUR)
    }
    await rejection(ask(pool))
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_operator',
      rest_until: null,
      rest_code: null,
    })
    expect(await alertKinds(db)).toContain('account_needs_person')
  })

  test('have no reason once they are over', async ({ db }) => {
    await makeAccounts(db, 1)
    await rejection(ask(poolOn(db, failingForAll(new RateLimitedError('slow down')))))
    await advanceWorldTime(db, HOUR)
    await ask(poolOn(db, scriptedAdapter()))
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'active',
      rest_until: null,
      rest_code: null,
    })
  })
})

describe('an unreadable answer', () => {
  const unread = Object.assign(new UnexpectedAnswerError('no user in it'), {
    sample: '{"user":null,"password":"secret-1"}',
  })

  test('is half a strike, of which six without a success are a rest', async ({ db }) => {
    await makeAccounts(db, 1)
    const pool = poolOn(db, failingForAll(unread))
    for (let halves = 1; halves <= 5; halves += 1) {
      expect(await rejection(ask(pool))).toBe(unread)
      expect(await accountNamed(db, 'account1')).toMatchObject({
        state: 'active',
        strikes: halves,
      })
      await advanceWorldTime(db, 10 * MINUTE)
    }
    expect(await rejection(ask(pool))).toBe(unread)
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({
      state: 'resting',
      rest_code: 'unexpected_answer',
      strikes: 0,
      rate_limit_streak: 0,
    })
    expect(await minutesUntil(db, account.rest_until)).toBeCloseTo(45, 0)
  })

  test('is reset by a success', async ({ db }) => {
    await makeAccounts(db, 1)
    await db.updateTable('instagram_accounts').set({ strikes: 5 }).execute()
    await ask(poolOn(db, scriptedAdapter()))
    expect((await accountNamed(db, 'account1')).strikes).toBe(0)
  })

  test('leaves a redacted sample in the history, and blames no one', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    await rejection(ask(poolOn(db, failingForAll(unread))))
    const [event] = await eventsOf(db, made?.id ?? '')
    expect(event).toMatchObject({ event: 'unexpected_answer', blames: null })
    expect(event?.detail).toEqual({
      message: 'no user in it',
      sample: '{"user":null,"password":***}',
    })
  })
})

describe('a failure in passing', () => {
  const error = new TransientPlatformError('ECONNRESET')

  test('is the proxy’s when it does not connect, and another account does the work', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 2)
    const adapter = withProxyCheck(
      scriptedAdapter(({ username }) => {
        if (username === 'account1') throw error
      }),
      () => new ProxyFailedError('refused'),
    )
    expect(await ask(poolOn(db, adapter))).toBe('account2')
    expect(adapter.sent.filter(({ username }) => username === 'account1')).toHaveLength(3)
    expect(await proxyWithId(db, made?.proxyId ?? '')).toMatchObject({
      strikes: 1,
      last_error: 'the proxy does not connect: refused',
    })
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', health: 100 })
  })

  test('is not recorded when the proxy works, which is checked once', async ({ db }) => {
    const [made] = await makeAccounts(db, 2)
    const asked: string[] = []
    const adapter = withProxyCheck(failingForAll(error), (url) => asked.push(url))
    expect(await rejection(ask(poolOn(db, adapter)))).toBe(error)
    expect(asked).toEqual(['http://user1:proxy-secret-1@127.0.0.1:9001'])
    expect((await proxyWithId(db, made?.proxyId ?? '')).strikes).toBe(0)
  })
})

describe('an account that was paused during a request', () => {
  test.for([
    [new ChallengeRequiredError('a challenge'), 'needs_operator', null],
    [new RateLimitedError('slow down'), 'active', 45],
  ] as const)(
    'stays paused after %s, and ends where it belongs',
    async ([error, pausedFrom, minutes], { db }) => {
      await makeAccounts(db, 1)
      const adapter = scriptedAdapter(async () => {
        await db
          .updateTable('instagram_accounts')
          .set({ state: 'paused', paused_from: 'active' })
          .execute()
        throw error
      })
      await rejection(ask(poolOn(db, adapter)))
      const account = await accountNamed(db, 'account1')
      expect(account).toMatchObject({ state: 'paused', paused_from: pausedFrom })
      if (minutes === null) expect(account.rest_until).toBeNull()
      else expect(await minutesUntil(db, account.rest_until)).toBeCloseTo(minutes, 0)
    },
  )
})
