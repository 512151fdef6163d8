import { sql } from 'kysely'
import { openDatabase } from '../../../src/db/database.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { InterruptedError } from '../../../src/base/errors.ts'
import {
  BadCredentialsError,
  IpBlockedError,
  LoginRequiredError,
  PoolRestingError,
  RateLimitedError,
  SecondFactorRefusedError,
  TwoFactorRequiredError,
} from '../../../src/platforms/errors.ts'
import { updateAccount } from '../../../src/pool/accounts/update-account.ts'
import { openPendingLogin } from '../../../src/pool/state/secrets.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { careParts } from '../failure-kit.ts'
import {
  ask,
  HOUR,
  keys,
  LIMITS,
  makeAccounts,
  MINUTE,
  poolOn,
  scriptedAdapter,
} from '../pool-fixture.ts'
import {
  accountNamed,
  alertKinds,
  endpointsOf,
  eventsOf,
  hoursUntil,
  mortalSessions,
  recordingLog,
  restingUntil,
  sealedSession,
  setTotpSeed,
  withoutPassword,
} from '../session-fixture.ts'

const LOGIN = ['login/prepare', 'login/secret-1']

describe('a session that has died', () => {
  test('is checked, renewed by one login, and the step continues with the account', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 2)
    const { log, lines } = recordingLog()
    const adapter = mortalSessions(new Set(['account1']))
    expect(await ask(poolOn(db, adapter, { log }))).toBe('account1')
    expect(endpointsOf(adapter)).toEqual(['profile', 'check', ...LOGIN, 'profile'])

    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({
      state: 'active',
      session_source: 'login',
      platform_id: '11',
      lease_token: null,
    })
    expect(account.session_created_at).toEqual(account.last_login_at)
    expect(account.last_verified_at).not.toBeNull()
    expect(await eventsOf(db, made?.id ?? '')).toEqual(['session_died', 'logged_in'])
    const ledger = await db
      .selectFrom('account_requests')
      .select(['kind', 'outcome'])
      .orderBy('id')
      .execute()
    expect(ledger).toEqual([
      { kind: 'request', outcome: 'login_required' },
      { kind: 'request', outcome: 'login_required' },
      { kind: 'login', outcome: 'ok' },
      { kind: 'request', outcome: 'ok' },
    ])
    expect(lines.some((line) => line.includes('"code":"login_required"'))).toBe(true)
  })

  test('raises an alert about the renewal if the account had one before', async ({ db }) => {
    const [made] = await makeAccounts(db, 1, { loggedIn: false })
    const dead = new Set<string>()
    const pool = poolOn(db, mortalSessions(dead))
    await ask(pool)
    await advanceWorldTime(db, 7 * HOUR)
    dead.add('account1')
    await ask(pool)
    expect(await eventsOf(db, made?.id ?? '')).toEqual([
      'logged_in',
      'session_died',
      'session_renewed',
    ])
    expect(await alertKinds(db)).toEqual(['session_renewed'])
  })

  test('is kept when the check shows that it lives, and the step is tried once more', async ({
    db,
  }) => {
    await makeAccounts(db, 1)
    const adapter = scriptedAdapter(({ nth }) => {
      if (nth === 1) throw new LoginRequiredError('login_required')
    })
    expect(await ask(poolOn(db, adapter))).toBe('account1')
    expect(endpointsOf(adapter)).toEqual(['profile', 'check', 'profile'])
    expect((await accountNamed(db, 'account1')).session_created_at).not.toBeNull()
  })

  test('is not taken for dead when a newer one is stored: that one is used, without a login', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 1)
    const id = made?.id ?? ''
    const used: (string | null)[] = []
    const adapter = scriptedAdapter(async ({ nth }) => {
      if (nth > 1) return
      const session = sealedSession(id, 'a newer one')
      await sql`
        update instagram_accounts set session = ${session}, session_version = session_version + 1
        where id = ${id}`.execute(db)
      throw new LoginRequiredError('login_required')
    })
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => {
        used.push(held.session)
        return adapter.open(held)
      },
    })
    expect(await ask(pool)).toBe('account1')
    expect(endpointsOf(adapter)).toEqual(['profile', 'profile'])
    expect(used).toEqual([null, 'a newer one'])
    expect(await eventsOf(db, id)).toEqual([])
  })

  test('that dies again in the same step costs no second login', async ({ db }) => {
    await makeAccounts(db, 2)
    const adapter = scriptedAdapter(({ username, endpoint }) => {
      if (username === 'account1' && !endpoint.startsWith('login'))
        throw new LoginRequiredError('login_required')
    })
    const limits = { ...LIMITS, loginGapMs: 0, loginsPerDay: 100 }
    expect(await ask(poolOn(db, adapter, { limits }))).toBe('account2')
    expect(endpointsOf(adapter)).toEqual(['profile', 'check', ...LOGIN, 'profile', 'profile'])
  })

  test('soon after its login, twice in a row, waits for a person', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (!endpoint.startsWith('login')) throw new LoginRequiredError('login_required')
    })
    const pool = poolOn(db, adapter)
    await restingUntil(ask(pool))
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
    await advanceWorldTime(db, 6 * HOUR + MINUTE)
    await restingUntil(ask(pool))
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'needs_operator', session_created_at: null })
    expect(await alertKinds(db)).toContain('account_needs_person')
    const events = await eventsOf(db, made?.id ?? '')
    expect(events.filter((event) => event === 'session_died')).toHaveLength(3)
    await advanceWorldTime(db, 24 * HOUR)
    const before = adapter.sent.length
    await restingUntil(ask(pool))
    expect(adapter.sent).toHaveLength(before)
  })

  test('waits for the login budget when only that is spent; the step continues on another account', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 2)
    await sql`
      insert into account_requests (account_id, proxy_id, kind, ended_at)
      values (${made?.id}, ${made?.proxyId}, 'login', world_now() - interval '2 hours')`.execute(db)
    const adapter = mortalSessions(new Set(['account1']))
    expect(await ask(poolOn(db, adapter))).toBe('account2')
    expect(endpointsOf(adapter)).toEqual(['profile', 'check', 'profile'])
    const account = await accountNamed(db, 'account1')
    const waiting = { state: 'needs_login', renewal_at: account.free_at, lease_token: null }
    expect(account).toMatchObject({ ...waiting, session_created_at: null })
    expect(await hoursUntil(db, account.free_at)).toBeCloseTo(4, 0)
  })

  test('of an account without a password waits for a person, and its task continues on another account', async ({
    db,
  }) => {
    await makeAccounts(db, 2)
    await withoutPassword(db)
    const adapter = mortalSessions(new Set(['account1']))
    expect(await ask(poolOn(db, adapter))).toBe('account2')
    expect(endpointsOf(adapter)).toEqual(['profile', 'check', 'profile'])
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
    expect(await alertKinds(db)).toEqual(['account_needs_person'])
  })

  test('with no other account has the task wait', async ({ db }) => {
    await makeAccounts(db, 1)
    await withoutPassword(db)
    const until = await restingUntil(ask(poolOn(db, mortalSessions(new Set(['account1'])))))
    expect(await hoursUntil(db, until)).toBeCloseTo(1, 1)
  })

  test('keeps its device for the next login', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const session = sealedSession(made?.id ?? '', 'the device')
    await db.updateTable('instagram_accounts').set({ session }).execute()
    const limits = { ...LIMITS, renewSessions: false }
    const adapter = mortalSessions(new Set(['account1']))
    await restingUntil(ask(poolOn(db, adapter, { limits })))
    expect((await accountNamed(db, 'account1')).session).toEqual(session)
  })
})

describe('with renewal off', () => {
  const limits = { ...LIMITS, renewSessions: false }

  test('a dead session waits for a person', async ({ db }) => {
    await makeAccounts(db, 2)
    const adapter = mortalSessions(new Set(['account1']))
    expect(await ask(poolOn(db, adapter, { limits }))).toBe('account2')
    expect(endpointsOf(adapter)).toEqual(['profile', 'check', 'profile'])
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
  })

  test('a new account waits for an operator who logs it in', async ({ db }) => {
    const [made] = await makeAccounts(db, 1, { loggedIn: false })
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter, { limits })
    await restingUntil(ask(pool))
    expect(adapter.sent).toEqual([])
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'pool_empty'])

    await pool.logIn(made?.id ?? '', new AbortController().signal)
    await advanceWorldTime(db, MINUTE)
    expect(await ask(pool)).toBe('account1')
  })
})

describe('many tasks on one dead session', () => {
  test('log in exactly once', async ({ db }) => {
    await makeAccounts(db, 1)
    const adapter = mortalSessions(new Set(['account1']))
    const pool = poolOn(db, adapter)
    const tasks = Array.from({ length: 12 }, async () => await ask(pool))
    const ends = await Promise.allSettled(tasks)
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(PoolRestingError)
    expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    await advanceWorldTime(db, MINUTE)
    expect(await ask(pool)).toBe('account1')
    expect(endpointsOf(adapter).filter((name) => name === 'login/secret-1')).toHaveLength(1)
  })

  test('log in exactly once over two replicas', async ({ db, databaseUrl }) => {
    await makeAccounts(db, 1)
    const other = openDatabase({ url: databaseUrl, max: 5, onIdleError: () => undefined })
    const adapter = mortalSessions(new Set(['account1']))
    const pools = [
      poolOn(db, adapter, { instance: 'one' }),
      poolOn(other, adapter, { instance: 'two' }),
    ]
    const ends = await Promise.allSettled(
      Array.from({ length: 6 }, () => pools.map(async (pool) => await ask(pool))).flat(),
    )
    await other.destroy()
    expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect(endpointsOf(adapter).filter((name) => name === 'login/secret-1')).toHaveLength(1)
  })
})

describe('a login', () => {
  test('gets the seed of the second factor, if one is stored', async ({ db }) => {
    const [one] = await makeAccounts(db, 2, { loggedIn: false })
    await setTotpSeed(db, one?.id ?? '', 'JBSWY3DPEHPK3PXP')
    const adapter = scriptedAdapter()
    const seeds: (string | null)[] = []
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => {
        const session = adapter.open(held)
        const login: typeof session.login = async (credentials) => {
          seeds.push(credentials.totpSeed)
          await session.login(credentials)
        }
        return { ...session, login }
      },
    })
    expect([await ask(pool), await ask(pool)]).toEqual(['account1', 'account2'])
    expect(seeds).toEqual(['JBSWY3DPEHPK3PXP', null])
  })

  test('that asks for a second factor waits for a person, with the data to continue', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 2)
    const adapter = mortalSessions(new Set(['account1']), ({ endpoint }) => {
      if (endpoint === 'login/secret-1')
        throw new TwoFactorRequiredError('a code', 'what finishes it')
    })
    expect(await ask(poolOn(db, adapter))).toBe('account2')
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'needs_operator', session_created_at: null })
    expect(account.pending_login?.includes('what finishes it')).toBe(false)
    expect(openPendingLogin(keys, made?.id ?? '', account.pending_login ?? Buffer.alloc(0))).toBe(
      'what finishes it',
    )
  })

  test('with a refused password is never tried again, until there are new secrets', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 1)
    let isRefused = true
    const adapter = mortalSessions(new Set(['account1']), ({ endpoint }) => {
      if (endpoint === 'login/secret-1' && isRefused) throw new BadCredentialsError('refused')
    })
    const pool = poolOn(db, adapter)
    await restingUntil(ask(pool))
    const account = await accountNamed(db, 'account1')
    expect(account.state).toBe('needs_operator')
    expect(account.password_refused_at).not.toBeNull()

    // An operator who resumes it without a new password.
    await advanceWorldTime(db, 24 * HOUR)
    await sql`update instagram_accounts set state = 'active', free_at = world_now()`.execute(db)
    await restingUntil(ask(pool))
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
    await expect(pool.logIn(made?.id ?? '', new AbortController().signal)).rejects.toThrow(
      "the password of the account 'account1' was refused",
    )
    expect(endpointsOf(adapter).filter((name) => name === 'login/secret-1')).toHaveLength(1)

    isRefused = false
    await sql`update instagram_accounts set password_refused_at = null`.execute(db)
    await pool.logIn(made?.id ?? '', new AbortController().signal)
    expect((await accountNamed(db, 'account1')).state).toBe('active')
  })

  test('refuses no password that was given while it ran', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const id = made?.id ?? ''
    const parts = careParts(db)
    const adapter = mortalSessions(new Set(['account1']), async ({ endpoint }) => {
      if (endpoint !== 'login/secret-1') return
      await updateAccount(parts, id, { password: 'better' })
      throw new BadCredentialsError('refused')
    })
    const pool = poolOn(db, adapter)
    await restingUntil(ask(pool))
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_operator',
      password_refused_at: null,
    })
    await advanceWorldTime(db, 6 * HOUR + MINUTE)
    await pool.logIn(id, new AbortController().signal)
    expect(endpointsOf(adapter).at(-1)).toBe('login/better')
  })

  test('whose second factor is refused waits for a person, who may log in again', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 1)
    let isRefused = true
    const adapter = mortalSessions(new Set(['account1']), ({ endpoint }) => {
      if (endpoint === 'login/secret-1' && isRefused)
        throw new SecondFactorRefusedError('the code is refused')
    })
    const pool = poolOn(db, adapter)
    await restingUntil(ask(pool))
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_operator',
      password_refused_at: null,
    })
    isRefused = false
    await advanceWorldTime(db, 6 * HOUR + MINUTE)
    await pool.logIn(made?.id ?? '', new AbortController().signal)
    expect((await accountNamed(db, 'account1')).state).toBe('active')
  })

  test('that meets an IP block is a strike for the proxy, not for the account', async ({ db }) => {
    const [made] = await makeAccounts(db, 2)
    const adapter = mortalSessions(new Set(['account1']), ({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw new IpBlockedError('sentry_block')
    })
    expect(await ask(poolOn(db, adapter))).toBe('account2')
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'needs_login', password_refused_at: null })
    const proxy = await db
      .selectFrom('proxies')
      .select('strikes')
      .where('id', '=', made?.proxyId ?? '')
      .executeTakeFirst()
    expect(proxy?.strikes).toBe(1)
    // It reached the platform, so it counts as the attempt.
    expect(await hoursUntil(db, account.free_at)).toBeCloseTo(6, 0)
  })

  test('that renews a session and fails raises an alert', async ({ db }) => {
    const [made] = await makeAccounts(db, 1, { loggedIn: false })
    const dead = new Set<string>()
    let isBusy = false
    const adapter = mortalSessions(dead, ({ endpoint }) => {
      if (isBusy && endpoint === 'login/secret-1') throw new RateLimitedError('slow down')
    })
    const pool = poolOn(db, adapter)
    await ask(pool)
    await advanceWorldTime(db, 7 * HOUR)
    dead.add('account1')
    isBusy = true
    await restingUntil(ask(pool))
    expect(await eventsOf(db, made?.id ?? '')).toEqual([
      'logged_in',
      'session_died',
      'renewal_failed',
      'rate_limited',
    ])
    expect(await alertKinds(db)).toContain('renewal_failed')
    expect((await accountNamed(db, 'account1')).state).toBe('resting')
  })

  test('of another account is refused: its session is not stored', async ({ db }) => {
    await makeAccounts(db, 1)
    await db.updateTable('instagram_accounts').set({ platform_id: '99' }).execute()
    await restingUntil(ask(poolOn(db, mortalSessions(new Set(['account1'])))))
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'needs_operator', platform_id: '99', session: null })
    expect(account.last_error).toContain('another account')
  })

  test('ends when the pool stops meanwhile, and has spent its try', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const adapter = mortalSessions(new Set(['account1']), async ({ endpoint }) => {
      if (endpoint !== 'login/prepare') return
      await sql`
        insert into pool_stops (cause, stopped_until) values ('circuit_breaker', world_now() + interval '30 minutes')`.execute(
        db,
      )
    })
    const until = await restingUntil(ask(poolOn(db, adapter)))
    expect(await hoursUntil(db, until)).toBeCloseTo(0.5, 1)
    expect(endpointsOf(adapter)).toEqual(['profile', 'check', 'login/prepare'])
    const account = await accountNamed(db, 'account1')
    const waiting = { state: 'needs_login', session_created_at: null, lease_token: null }
    expect(account).toMatchObject(waiting)
    const login = await db
      .selectFrom('account_requests')
      .select(['account_id', 'outcome'])
      .where('kind', '=', 'login')
      .execute()
    expect(login).toEqual([{ account_id: made?.id, outcome: 'pool_resting' }])
  })

  test('of a process that was killed has spent its try, and leaves the account to others', async ({
    db,
  }) => {
    await makeAccounts(db, 1)
    const dead = new Set(['account1'])
    const started = Promise.withResolvers<void>()
    const killed = poolOn(
      db,
      mortalSessions(dead, async ({ endpoint }) => {
        if (endpoint !== 'login/secret-1') return
        started.resolve()
        await new Promise(() => undefined)
      }),
    )
    const abandoned = new AbortController()
    const lost = ask(killed, abandoned.signal)
    await started.promise
    await sql`update instagram_accounts set lease_until = clock_timestamp() - interval '1 second'`.execute(
      db,
    )
    const adapter = mortalSessions(dead)
    const pool = poolOn(db, adapter)
    await restingUntil(ask(pool))
    expect(adapter.sent).toEqual([])
    const ledger = await db
      .selectFrom('account_requests')
      .select('outcome')
      .where('kind', '=', 'login')
      .execute()
    expect(ledger).toEqual([{ outcome: 'lost' }])
    await advanceWorldTime(db, 6 * HOUR + MINUTE)
    expect(await ask(pool)).toBe('account1')
    abandoned.abort(new InterruptedError('gone'))
    void lost.catch(() => undefined)
  })

  test('of a process that was killed after the platform had accepted it is the only one', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 1)
    const dead = new Set(['account1'])
    const entering = Promise.withResolvers<void>()
    const adapter = mortalSessions(dead)
    const killed = poolOn(db, {
      ...adapter,
      open: (held) => ({
        ...adapter.open(held),
        async login(credentials) {
          await adapter.open(held).login(credentials)
          // The first requests of the app.
          entering.resolve()
          return await new Promise(() => undefined)
        },
      }),
    })
    const abandoned = new AbortController()
    const lost = ask(killed, abandoned.signal)
    await entering.promise
    await sql`update instagram_accounts set lease_until = clock_timestamp() - interval '1 second'`.execute(
      db,
    )
    const next = mortalSessions(dead)
    expect(await ask(poolOn(db, next))).toBe('account1')
    expect(endpointsOf(next)).toEqual(['profile'])
    expect(await eventsOf(db, made?.id ?? '')).toEqual(['session_died', 'logged_in'])
    abandoned.abort(new InterruptedError('gone'))
    void lost.catch(() => undefined)
  })
})
