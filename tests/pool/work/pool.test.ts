import { sql } from 'kysely'
import { pino } from 'pino'
import { parseEncryptionKeys } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { InterruptedError } from '../../../src/base/errors.ts'
import {
  AppOutdatedError,
  BadCredentialsError,
  ChallengeRequiredError,
  FeedbackRequiredError,
  IpBlockedError,
  LoginRequiredError,
  PoolRestingError,
  ProxyFailedError,
  RateLimitedError,
  SuspendedError,
  TransientPlatformError,
  TwoFactorRequiredError,
  UnexpectedAnswerError,
} from '../../../src/platforms/errors.ts'
import {
  NotFoundError,
  NotOfferedError,
  PrivateProfileError,
} from '../../../src/platforms/target-errors.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { failOnce } from '../failure-kit.ts'
import {
  ask,
  clockOf,
  HOUR,
  keys,
  LIMITS,
  makeAccounts,
  MINUTE,
  poolOn,
  scriptedAdapter,
} from '../pool-fixture.ts'

const accountNamed = async (db: Db, username: string) =>
  await db
    .selectFrom('instagram_accounts')
    .selectAll()
    .where('username', '=', username)
    .executeTakeFirstOrThrow()

const worldNow = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ now: Date }>`select world_now() as now`.execute(db)
  return rows[0]?.now.getTime() ?? 0
}

/** Seconds of world time from now until then. */
const secondsUntil = async (db: Db, at: Date | null | undefined): Promise<number> =>
  ((at?.getTime() ?? 0) - (await worldNow(db))) / 1000

async function restingError(work: Promise<unknown>): Promise<Date> {
  const thrown = await work.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(PoolRestingError)
  if (!(thrown instanceof PoolRestingError) || !('until' in thrown.disposition)) throw thrown
  return thrown.disposition.until
}

/** Every request of the first account fails with this error; the others work. */
const firstFails = (error: Error) =>
  scriptedAdapter(({ username }) => {
    if (username === 'account1') throw error
  })

describe('work on an account', () => {
  test('runs on one account, with the gap between its requests', async ({ db }) => {
    await makeAccounts(db, 2)
    const adapter = scriptedAdapter()
    await poolOn(db, adapter).withAccount({ signal: new AbortController().signal }, async (run) => {
      await run(async (session) => await session.fetchProfile({ username: 'somebody' }))
      await run(async (session) => await session.fetchPosts('1', null))
      await run(async (session) => await session.fetchHighlights('1'))
    })
    expect(adapter.sent.map((request) => request.username)).toEqual(Array(3).fill('account1'))
    const { rows } = await sql<{ gap: number }>`
      select extract(epoch from a.next_request_at - a.last_used_at)::float8 as gap
      from instagram_accounts a where username = 'account1'`.execute(db)
    expect(rows[0]?.gap).toBeGreaterThanOrEqual(2)
    expect(rows[0]?.gap).toBeLessThanOrEqual(5)
    const { rows: gaps } = await sql<{ gap: number }>`
      select extract(epoch from ended_at - lag(ended_at) over (order by id))::float8 as gap from account_requests`.execute(
      db,
    )
    for (const { gap } of gaps.slice(1)) expect(gap).toBeGreaterThanOrEqual(2)
  })

  test('has one request in flight, even when steps ask side by side', async ({ db }) => {
    await makeAccounts(db, 1)
    let inFlight = 0
    let most = 0
    const adapter = scriptedAdapter(async () => {
      inFlight += 1
      most = Math.max(most, inFlight)
      await sql`select pg_sleep(0.01)`.execute(db)
      inFlight -= 1
    })
    await poolOn(db, adapter).withAccount({ signal: new AbortController().signal }, async (run) => {
      await run(
        async (session) =>
          await Promise.all([
            session.fetchProfile({ username: 'somebody' }),
            session.fetchPosts('1', null),
            session.fetchHighlights('1'),
          ]),
      )
    })
    expect(adapter.sent).toHaveLength(3)
    expect(most).toBe(1)
  })

  test('spreads over the accounts', async ({ db }) => {
    await makeAccounts(db, 3)
    const pool = poolOn(db, scriptedAdapter())
    const used: string[] = []
    for (let n = 0; n < 6; n += 1) {
      used.push(await ask(pool))
      await advanceWorldTime(db, 10_000)
    }
    expect(used).toEqual([1, 2, 3, 1, 2, 3].map((n) => `account${n}`))
  })

  test('gives the account back, whatever happens', async ({ db }) => {
    await makeAccounts(db, 1)
    const pool = poolOn(db, scriptedAdapter())
    const signal = new AbortController().signal
    await expect(
      pool.withAccount({ signal }, async () => {
        expect((await accountNamed(db, 'account1')).lease_token).not.toBeNull()
        throw new Error('a fault of the caller')
      }),
    ).rejects.toThrow('a fault of the caller')
    expect((await accountNamed(db, 'account1')).lease_token).toBeNull()
    expect(await pool.freeCount()).toMatchObject({ free: 1 })
  })

  test('logs in first when the account is new, with the login apart from the hour', async ({
    db,
  }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    const adapter = scriptedAdapter()
    await ask(poolOn(db, adapter))
    expect(adapter.sent.map((request) => request.endpoint)).toEqual([
      'login/prepare',
      'login/secret-1',
      'profile',
    ])
    const requests = await db.selectFrom('account_requests').select(['kind', 'outcome']).execute()
    expect(requests).toEqual([
      { kind: 'login', outcome: 'ok' },
      { kind: 'request', outcome: 'ok' },
    ])
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'active', session_version: 1 })
    expect(account.session_created_at).not.toBeNull()
    expect(account.last_login_at).not.toBeNull()
  })

  test('uses the stored session the next time', async ({ db }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    const adapter = scriptedAdapter()
    await ask(poolOn(db, adapter))
    await advanceWorldTime(db, MINUTE)
    const sessions: (string | null)[] = []
    const again = poolOn(db, {
      ...adapter,
      open: (held) => {
        sessions.push(held.session)
        return adapter.open(held)
      },
    })
    await ask(again)
    expect(sessions).toEqual(['session of account1'])
    expect(adapter.sent.filter(({ endpoint }) => endpoint.startsWith('login'))).toHaveLength(2)
  })
})

const FAULTS = ['update on account_requests', 'insert on account_events']

describe('an outcome', () => {
  const cases = [
    {
      error: new RateLimitedError('slow down'),
      state: 'resting',
      restSeconds: 45 * 60,
      health: 85,
    },
    {
      error: new FeedbackRequiredError('we limit how often'),
      state: 'resting',
      restSeconds: 24 * 3600,
      health: 60,
    },
    { error: new ChallengeRequiredError('a challenge'), state: 'needs_operator', health: 60 },
    { error: new TwoFactorRequiredError('a code'), state: 'needs_operator' },
    { error: new BadCredentialsError('refused'), state: 'needs_operator' },
    { error: new SuspendedError('gone'), state: 'suspended', health: 0 },
    { error: new ProxyFailedError('refused'), state: 'active', strikes: 1 },
    { error: new IpBlockedError('blocked'), state: 'active', strikes: 1 },
  ]
  test.for(cases)(
    '$error.code is recorded, and another account does the work',
    async (row, { db }) => {
      const [first] = await makeAccounts(db, 2)
      const adapter = firstFails(row.error)
      expect(await ask(poolOn(db, adapter))).toBe('account2')
      expect(adapter.sent.map(({ username }) => username)).toEqual(['account1', 'account2'])

      const account = await accountNamed(db, 'account1')
      expect(account.state).toBe(row.state)
      expect(account.last_error).toBe(row.error.message)
      expect(account.lease_token).toBeNull()
      if (row.health !== undefined) expect(account.health).toBe(row.health)
      if (row.restSeconds === undefined) expect(account.rest_until).toBeNull()
      else {
        const left = await secondsUntil(db, account.rest_until)
        expect(left).toBeGreaterThan(row.restSeconds - 60)
        expect(left).toBeLessThanOrEqual(row.restSeconds)
        expect(account.free_at.getTime()).toBeGreaterThan(account.rest_until?.getTime() ?? Infinity)
      }
      expect(account.session_created_at).not.toBeNull()
      const proxy = await db
        .selectFrom('proxies')
        .selectAll()
        .where('id', '=', first?.proxyId ?? '')
        .executeTakeFirstOrThrow()
      expect(proxy.strikes).toBe(row.strikes ?? 0)
      const events = await db
        .selectFrom('account_events')
        .select(['event', 'from_state', 'to_state', 'code'])
        .where('account_id', '=', account.id)
        .orderBy('id')
        .execute()
      expect(events.at(-1)).toEqual({
        event: row.error.code,
        from_state: 'active',
        to_state: row.state,
        code: row.error.code,
      })
      const ledger = await db
        .selectFrom('account_requests')
        .select('outcome')
        .orderBy('id')
        .execute()
      expect(ledger).toEqual([{ outcome: row.error.code }, { outcome: 'ok' }])
    },
  )

  test.for([
    new NotFoundError('nobody'),
    new PrivateProfileError('private'),
    new NotOfferedError('not eligible'),
  ])('$code is a success for the account', async (error, { db }) => {
    await makeAccounts(db, 2)
    await db.updateTable('instagram_accounts').set({ health: 90 }).execute()
    const adapter = firstFails(error)
    await expect(ask(poolOn(db, adapter))).rejects.toBe(error)
    expect(adapter.sent).toHaveLength(1)
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', health: 91 })
  })

  test('a fault in passing is tried twice more on the same account', async ({ db }) => {
    await makeAccounts(db, 2)
    const adapter = scriptedAdapter(({ nth }) => {
      if (nth < 3) throw new TransientPlatformError('502')
    })
    expect(await ask(poolOn(db, adapter))).toBe('account1')
    expect(adapter.sent).toHaveLength(3)
  })

  test('a fault that does not pass is thrown and costs a little health', async ({ db }) => {
    await makeAccounts(db, 2)
    const error = new TransientPlatformError('502')
    const adapter = firstFails(error)
    await expect(ask(poolOn(db, adapter))).rejects.toBe(error)
    expect(adapter.sent).toHaveLength(3)
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', health: 95 })
  })

  test('an answer that cannot be read burns no accounts', async ({ db }) => {
    await makeAccounts(db, 3)
    const error = new UnexpectedAnswerError('no user in it')
    const adapter = scriptedAdapter(() => {
      throw error
    })
    await expect(ask(poolOn(db, adapter))).rejects.toBe(error)
    expect(adapter.sent).toHaveLength(1)
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', health: 95 })
  })

  test('a refused app version stops the pool for everybody and alerts once', async ({ db }) => {
    await makeAccounts(db, 3)
    const lines: string[] = []
    const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) })
    const error = new AppOutdatedError('unsupported_version')
    const adapter = scriptedAdapter(() => {
      throw error
    })
    const [one, other] = [poolOn(db, adapter, { log }), poolOn(db, adapter, { log })]
    const results = await Promise.allSettled([ask(one), ask(other)])
    expect(results.some((result) => result.status === 'rejected' && result.reason === error)).toBe(
      true,
    )
    const until = await restingError(ask(other))
    expect(await secondsUntil(db, until)).toBeCloseTo(3600, -2)
    expect(lines.filter((line) => line.includes('pool stopped'))).toHaveLength(1)
    const raised = await db.selectFrom('notifications').select(['kind', 'cause', 'count']).execute()
    expect(raised).toEqual([{ kind: 'pool_stopped', cause: error.code, count: 1 }])
    const states = await db.selectFrom('instagram_accounts').select(['state', 'health']).execute()
    expect(states).toEqual([1, 2, 3].map(() => ({ state: 'active', health: 100 })))
  })

  test('a challenge is recorded even when the caller has gone meanwhile', async ({ db }) => {
    await makeAccounts(db, 2)
    const controller = new AbortController()
    const adapter = scriptedAdapter(() => {
      controller.abort(new InterruptedError('stop'))
      throw new ChallengeRequiredError('a challenge')
    })
    await expect(ask(poolOn(db, adapter), controller.signal)).rejects.toThrow('stop')
    expect(adapter.sent).toHaveLength(1)
    expect((await accountNamed(db, 'account1')).state).toBe('needs_operator')
  })

  test.for(FAULTS)(
    'a challenge is recorded though once %s fails in passing',
    async (on, { db }) => {
      await makeAccounts(db, 1)
      await failOnce(db, on)
      const adapter = scriptedAdapter(() => {
        throw new ChallengeRequiredError('a challenge')
      })
      await restingError(ask(poolOn(db, adapter)))
      expect(adapter.sent).toHaveLength(1)
      expect((await accountNamed(db, 'account1')).state).toBe('needs_operator')
    },
  )

  test('a success clears the strikes and mends the health', async ({ db }) => {
    await makeAccounts(db, 1)
    await db.updateTable('proxies').set({ strikes: 2 }).execute()
    await db.updateTable('instagram_accounts').set({ health: 50 }).execute()
    await ask(poolOn(db, scriptedAdapter()))
    expect((await db.selectFrom('proxies').select('strikes').executeTakeFirst())?.strikes).toBe(0)
    expect((await accountNamed(db, 'account1')).health).toBe(51)
  })

  test('the third strike in a row takes the proxy and its accounts out of service', async ({
    db,
  }) => {
    await makeAccounts(db, 2, { shareProxy: true })
    const restUntil = new Date(Date.now() + 20 * HOUR)
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'resting', rest_until: restUntil, free_at: restUntil })
      .where('username', '=', 'account2')
      .execute()
    const pool = poolOn(db, firstFails(new ProxyFailedError('refused')))
    for (let strike = 1; strike <= 3; strike += 1) {
      expect((await db.selectFrom('proxies').select('state').executeTakeFirst())?.state).toBe(
        'active',
      )
      await restingError(ask(pool))
      await advanceWorldTime(db, 5 * MINUTE)
    }
    const proxy = await db.selectFrom('proxies').selectAll().executeTakeFirst()
    expect(proxy).toMatchObject({ state: 'dead', strikes: 3, last_error: 'refused' })
    expect((await accountNamed(db, 'account1')).state).toBe('proxy_error')
    // The rest stays: when the proxy is back, the account is not fresh.
    expect(await accountNamed(db, 'account2')).toMatchObject({
      state: 'proxy_error',
      rest_until: restUntil,
    })
    const events = await db.selectFrom('account_events').select('to_state').execute()
    expect(events.filter((event) => event.to_state === 'proxy_error')).toHaveLength(2)
  })

  test('rests get longer while rate limits repeat', async ({ db }) => {
    await makeAccounts(db, 1)
    const pool = poolOn(db, firstFails(new RateLimitedError('slow down')))
    for (const minutes of [45, 90, 180]) {
      const until = await restingError(ask(pool))
      const { rest_until, free_at } = await accountNamed(db, 'account1')
      expect((await secondsUntil(db, rest_until)) / 60).toBeCloseTo(minutes, 0)
      expect(until.getTime()).toBe(free_at.getTime() + 1)
      await advanceWorldTime(db, minutes * MINUTE + MINUTE)
    }
  })
})

describe('moving on', () => {
  test.for([10, 3])('stops after three accounts of %i, for ten minutes', async (count, { db }) => {
    await makeAccounts(db, count)
    const adapter = scriptedAdapter(() => {
      throw new RateLimitedError('slow down')
    })
    const asking = ask(poolOn(db, adapter))
    const until = await restingError(asking)
    expect(adapter.sent.map(({ username }) => username)).toEqual([
      'account1',
      'account2',
      'account3',
    ])
    expect((await secondsUntil(db, until)) / 60).toBeCloseTo(10, 0)
    // No returning account starts it earlier.
    await expect(asking).rejects.toMatchObject({ code: 'accounts_failed' })
  })

  test('stops after two accounts once there was a challenge', async ({ db }) => {
    await makeAccounts(db, 5)
    const adapter = scriptedAdapter(() => {
      throw new ChallengeRequiredError('a challenge')
    })
    await restingError(ask(poolOn(db, adapter)))
    expect(adapter.sent).toHaveLength(2)
  })

  test('counts each request', async ({ db }) => {
    await makeAccounts(db, 4)
    const adapter = scriptedAdapter(({ username, endpoint }) => {
      if (username === 'account1' || (username === 'account2' && endpoint === 'posts'))
        throw new ChallengeRequiredError('a challenge')
    })
    const pool = poolOn(db, adapter)
    await pool.withAccount({ signal: new AbortController().signal }, async (run) => {
      await run(async (session) => await session.fetchProfile({ username: 'somebody' }))
      await run(async (session) => await session.fetchPosts('1', null))
    })
    expect(adapter.sent.map(({ username }) => username)).toEqual([
      'account1',
      'account2',
      'account2',
      'account3',
    ])
  })

  test('waits until the first account is free when none is left', async ({ db }) => {
    await makeAccounts(db, 2)
    const adapter = scriptedAdapter(({ username }) => {
      if (username === 'account1') throw new RateLimitedError('slow down')
      throw new ChallengeRequiredError('a challenge')
    })
    const pool = poolOn(db, adapter)
    await restingError(ask(pool))
    const until = await restingError(ask(pool))
    expect(until.getTime()).toBe((await accountNamed(db, 'account1')).free_at.getTime() + 1)
    expect(await pool.freeCount()).toEqual({ free: 0, nextFreeAt: until })
  })

  test('waits an hour when no account will ever be free', async ({ db }) => {
    const until = await restingError(ask(poolOn(db, scriptedAdapter())))
    expect(await secondsUntil(db, until)).toBeCloseTo(3600, -1)
  })

  test('goes to another account when the budget is spent, and then waits for room', async ({
    db,
  }) => {
    await makeAccounts(db, 5)
    const adapter = scriptedAdapter()
    const limits = { ...LIMITS, requestsPerHour: 2 }
    const pool = poolOn(db, adapter, { limits })
    const began = await worldNow(db)
    const work = pool.withAccount({ signal: new AbortController().signal }, async (run) => {
      for (let n = 0; n < 11; n += 1)
        await run(async (session) => await session.fetchProfile({ username: 'somebody' }))
    })
    const until = await restingError(work)
    expect(adapter.sent.map(({ username }) => username)).toEqual(
      [1, 1, 2, 2, 3, 3, 4, 4, 5, 5].map((n) => `account${n}`),
    )
    const first = await db
      .selectFrom('account_requests')
      .select('ended_at')
      .orderBy('id')
      .executeTakeFirstOrThrow()
    // Reading a time back may lose a millisecond.
    expect(until.getTime() - (first.ended_at?.getTime() ?? 0) - HOUR).toBeLessThanOrEqual(2)
    expect(until.getTime()).toBeGreaterThan(began + HOUR)
  })

  test('respects the budget of a proxy that accounts share', async ({ db }) => {
    await makeAccounts(db, 2, { shareProxy: true })
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter, { limits: { ...LIMITS, proxyRequestsPerHour: 3 } })
    for (let n = 0; n < 3; n += 1) {
      await ask(pool)
      await advanceWorldTime(db, MINUTE)
    }
    await restingError(ask(pool))
    expect(adapter.sent).toHaveLength(3)
  })
})

describe('logging in', () => {
  test.for([
    [new BadCredentialsError('refused'), 'needs_operator'],
    [new TwoFactorRequiredError('a code'), 'needs_operator'],
    [new ChallengeRequiredError('a challenge'), 'needs_operator'],
    [new RateLimitedError('slow down'), 'resting'],
  ] as const)('that meets %s leaves the account alone', async ([error, state], { db }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw error
    })
    const pool = poolOn(db, adapter)
    await restingError(ask(pool))
    expect((await accountNamed(db, 'account1')).state).toBe(state)
    await advanceWorldTime(db, 3 * HOUR)
    await restingError(ask(pool))
    // A refused password is never tried again; a rate limit costs the attempt.
    expect(adapter.sent.map(({ endpoint }) => endpoint)).toEqual([
      'login/prepare',
      'login/secret-1',
    ])
    const ledger = await db.selectFrom('account_requests').select(['kind', 'outcome']).execute()
    expect(ledger).toEqual([{ kind: 'login', outcome: error.code }])
    await advanceWorldTime(db, 4 * HOUR)
    await restingError(ask(pool))
    const tries = adapter.sent.filter(({ endpoint }) => endpoint === 'login/secret-1')
    expect(tries).toHaveLength(state === 'resting' ? 2 : 1)
  })

  test.for([
    [new RateLimitedError('slow down'), 'resting'],
    [new ChallengeRequiredError('a challenge'), 'needs_operator'],
  ] as const)(
    'is made though what comes right after it meets %s',
    async ([fault, state], { db }) => {
      const [made] = await makeAccounts(db, 1, { loggedIn: false })
      const adapter = scriptedAdapter()
      const open: typeof adapter.open = (held) => ({
        ...adapter.open(held),
        login: async (credentials) => {
          await adapter.open(held).login(credentials)
          return fault
        },
      })
      await restingError(ask(poolOn(db, { ...adapter, open })))
      const account = await accountNamed(db, 'account1')
      expect(account).toMatchObject({ state, session_source: 'login', last_error: fault.message })
      expect(account.session_created_at).not.toBeNull()
      expect(account.last_login_at).not.toBeNull()
      const events = await db
        .selectFrom('account_events')
        .select('event')
        .where('account_id', '=', made?.id ?? '')
        .where('event', '<>', 'added')
        .orderBy('id')
        .execute()
      expect(events.map(({ event }) => event)).toEqual(['logged_in', fault.code])
      const ledger = await db.selectFrom('account_requests').select(['kind', 'outcome']).execute()
      expect(ledger).toEqual([{ kind: 'login', outcome: 'ok' }])
      if (state !== 'resting') return
      // Its session is valid: no other login after the rest.
      await advanceWorldTime(db, HOUR)
      adapter.sent.length = 0
      expect(await ask(poolOn(db, adapter))).toBe('account1')
      expect(adapter.sent.map(({ endpoint }) => endpoint)).toEqual(['profile'])
    },
  )

  test('again happens once a session has died, within the login budget', async ({ db }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'profile') throw new LoginRequiredError('log in')
    })
    const pool = poolOn(db, adapter)
    const until = await restingError(ask(pool))
    expect((await secondsUntil(db, until)) / 3600).toBeCloseTo(6, 0)
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_login',
      session_created_at: null,
    })
    await advanceWorldTime(db, 6 * HOUR + MINUTE)
    await restingError(ask(pool))
    expect(adapter.sent.filter(({ endpoint }) => endpoint === 'login/secret-1')).toHaveLength(2)
    expect((await pool.freeCount()).free).toBe(0)
  })

  test('moves on when it fails in passing: the try is spent', async ({ db }) => {
    await makeAccounts(db, 2, { loggedIn: false })
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw new TransientPlatformError('502')
    })
    expect(await ask(poolOn(db, adapter))).toBe('account2')
    const { free_at, state } = await accountNamed(db, 'account1')
    expect(state).toBe('new')
    expect((await secondsUntil(db, free_at)) / 3600).toBeCloseTo(6, 0)
  })

  test('with a refused password is its last, though the database fails in passing', async ({
    db,
  }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    await failOnce(db, 'insert on account_events')
    const failing = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw new BadCredentialsError('refused')
    })
    await restingError(ask(poolOn(db, failing)))
    const account = await accountNamed(db, 'account1')
    expect(account.state).toBe('needs_operator')
    expect(account.password_refused_at).not.toBeNull()
  })

  test('costs no try when nothing came through the proxy', async ({ db }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    const failing = scriptedAdapter(() => {
      throw new ProxyFailedError('refused')
    })
    await restingError(ask(poolOn(db, failing)))
    expect(await db.selectFrom('account_requests').selectAll().execute()).toEqual([])
    await advanceWorldTime(db, 2 * MINUTE)
    expect(await ask(poolOn(db, scriptedAdapter()))).toBe('account1')
  })

  test('costs no try when its caller goes before the first step', async ({ db }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    await sql`update instagram_accounts set next_request_at = world_now() + interval '1 hour'`.execute(
      db,
    )
    const controller = new AbortController()
    const clock = {
      ...clockOf(db),
      sleep: async () => {
        controller.abort(new InterruptedError('stop'))
        return await Promise.reject(controller.signal.reason)
      },
    }
    const adapter = scriptedAdapter()
    await expect(ask(poolOn(db, adapter, { clock }), controller.signal)).rejects.toThrow('stop')
    expect(adapter.sent).toEqual([])
    expect(await db.selectFrom('account_requests').selectAll().execute()).toEqual([])
  })

  test('waits for another login through the same proxy', async ({ db }) => {
    await makeAccounts(db, 2, { loggedIn: false, shareProxy: true })
    let loggingIn = 0
    let most = 0
    const adapter = scriptedAdapter(async ({ endpoint }) => {
      if (!endpoint.startsWith('login/secret')) return
      loggingIn += 1
      most = Math.max(most, loggingIn)
      await sql`select pg_sleep(0.05)`.execute(db)
      loggingIn -= 1
    })
    const pool = poolOn(db, adapter)
    const results = await Promise.allSettled([ask(pool), ask(pool)])
    expect(most).toBe(1)
    expect(results.map(({ status }) => status).sort()).toContain('fulfilled')
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(PoolRestingError)
    await advanceWorldTime(db, 2 * MINUTE)
    const used = [await ask(pool), await ask(pool)]
    expect(new Set(used).size).toBe(2)
  })
})

describe('the pool', () => {
  test('stops running requests and releases all accounts', async ({ db }) => {
    await makeAccounts(db, 2)
    const started = Promise.withResolvers<void>()
    const adapter = scriptedAdapter()
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => ({
        ...adapter.open(held),
        checkSession: async () => {
          const end = await held.reserve('hangs')
          started.resolve()
          try {
            await new Promise<void>((_resolve, reject) =>
              held.signal.addEventListener('abort', () => reject(new Error('socket destroyed'))),
            )
          } finally {
            await end(new Error('aborted'))
          }
          return { platformId: '1', username: held.username }
        },
      }),
    })
    const work = pool.withAccount({ signal: new AbortController().signal }, async (run) => {
      await run(async (session) => await session.checkSession())
    })
    const outcome = expect(work).rejects.toThrow(InterruptedError)
    await started.promise
    await pool.releaseAll()
    await outcome
    expect(await db.selectFrom('instagram_accounts').select('lease_token').execute()).toEqual([
      { lease_token: null },
      { lease_token: null },
    ])
    const { outcome: ended } = await db
      .selectFrom('account_requests')
      .select('outcome')
      .executeTakeFirstOrThrow()
    expect(ended).toBe('interrupted')
    await expect(ask(pool)).rejects.toThrow(InterruptedError)
  })

  test('takes back a reservation that was not used when the caller goes', async ({ db }) => {
    await makeAccounts(db, 1)
    await sql`update instagram_accounts set next_request_at = world_now() + interval '1 hour'`.execute(
      db,
    )
    const controller = new AbortController()
    const adapter = scriptedAdapter()
    const clock = {
      ...clockOf(db),
      sleep: async () => {
        controller.abort(new InterruptedError('stop'))
        return await Promise.reject(controller.signal.reason)
      },
    }
    await expect(ask(poolOn(db, adapter, { clock }), controller.signal)).rejects.toThrow('stop')
    expect(adapter.sent).toEqual([])
    expect(await db.selectFrom('account_requests').selectAll().execute()).toEqual([])
  })

  test('continues with another account when its lease was lost', async ({ db }) => {
    await makeAccounts(db, 2)
    const adapter = scriptedAdapter(async ({ nth }) => {
      if (nth > 1) return
      await sql`
        update instagram_accounts set lease_token = gen_random_uuid(), lease_owner = 'another'
        where username = 'account1'`.execute(db)
    })
    const pool = poolOn(db, adapter)
    await pool.withAccount({ signal: new AbortController().signal }, async (run) => {
      await run(async (session) => await session.fetchProfile({ username: 'somebody' }))
      await run(async (session) => await session.fetchPosts('1', null))
    })
    expect(adapter.sent.map(({ username, endpoint }) => [username, endpoint])).toEqual([
      ['account1', 'profile'],
      ['account2', 'posts'],
    ])
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ lease_owner: 'another', last_used_at: null })
  })

  test('leaves an account that was taken out of service meanwhile', async ({ db }) => {
    await makeAccounts(db, 2)
    const adapter = scriptedAdapter(async ({ nth }) => {
      if (nth > 1) return
      await sql`update instagram_accounts set state = 'paused' where username = 'account1'`.execute(
        db,
      )
    })
    const pool = poolOn(db, adapter)
    await pool.withAccount({ signal: new AbortController().signal }, async (run) => {
      await run(async (session) => await session.fetchProfile({ username: 'somebody' }))
      await run(async (session) => await session.fetchPosts('1', null))
    })
    expect(adapter.sent.map(({ username }) => username)).toEqual(['account1', 'account2'])
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'paused', lease_token: null })
  })

  test('keeps a lease alive for as long as the work takes', async ({ db }) => {
    await makeAccounts(db, 1)
    const pool = poolOn(db, scriptedAdapter(), { leaseMs: 1_500 })
    await pool.withAccount({ signal: new AbortController().signal }, async (run) => {
      const { lease_until: before } = await accountNamed(db, 'account1')
      await expect
        .poll(async () => (await accountNamed(db, 'account1')).lease_until?.getTime())
        .toBeGreaterThan((before?.getTime() ?? Infinity) + 1_500)
      await run(async (session) => await session.fetchProfile({ username: 'somebody' }))
    })
  })

  test('lets a lease end on which no client could be opened', async ({ db }) => {
    await makeAccounts(db, 1)
    const adapter = scriptedAdapter()
    let opened = 0
    const open: typeof adapter.open = (held) => {
      opened += 1
      if (opened === 1) throw new Error('a fault of the adapter')
      return adapter.open(held)
    }
    const pool = poolOn(db, { ...adapter, open }, { leaseMs: 150 })
    await expect(ask(pool)).rejects.toThrow('a fault of the adapter')
    await expect.poll(async () => await ask(pool).catch(() => 'none')).toBe('account1')
  })

  test('skips an account without its key, and does not fail the task', async ({ db }) => {
    await makeAccounts(db, 1)
    const otherKeys = parseEncryptionKeys(`new:${Buffer.alloc(32, 9).toString('base64')}`)
    const pool = poolOn(db, scriptedAdapter(), { keys: otherKeys })
    const until = await restingError(ask(pool))
    expect((await secondsUntil(db, until)) / 60).toBeCloseTo(10, 0)
    expect((await accountNamed(db, 'account1')).state).toBe('active')
  })

  test('keeps no secret in plain text, in the database or in the log', async ({ db }) => {
    await makeAccounts(db, 2, { loggedIn: false })
    const lines: string[] = []
    const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) })
    const adapter = scriptedAdapter(({ endpoint, username }) => {
      if (endpoint === 'profile' && username === 'account1')
        throw new RateLimitedError('password=secret-1 refused')
    })
    expect(await ask(poolOn(db, adapter, { log, keys }))).toBe('account2')
    const { rows } = await sql<{ text: string }>`
      select query_to_xml(format('select * from %I', tablename), true, false, '')::text as text
      from pg_tables where schemaname = 'public'`.execute(db)
    const everything = rows.map(({ text }) => text).join('\n') + lines.join('\n')
    expect(everything).toContain('account1')
    for (const secret of ['secret-1', 'secret-2', 'session of account']) {
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain(Buffer.from(secret).toString('base64').slice(0, -3))
      expect(everything).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })
})
