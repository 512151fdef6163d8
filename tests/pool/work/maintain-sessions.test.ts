import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import {
  BadCredentialsError,
  ChallengeRequiredError,
  SessionDoubtedError,
  TransientPlatformError,
} from '../../../src/platforms/errors.ts'
import { dueQuery } from '../../../src/pool/sessions/due-sessions.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import {
  ask,
  HOUR,
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
  mortalSessions,
  withoutPassword,
} from '../session-fixture.ts'

const { signal } = new AbortController()
const NOTHING = {
  checked: 0,
  renewed: 0,
  failed: 0,
  skipped: 0,
  expiring: 0,
}
const LOGIN = ['login/prepare', 'login/secret-1']

async function setVerified(db: Db, username: string, hoursAgo: number): Promise<void> {
  await sql`
    update instagram_accounts set last_verified_at = world_now() - make_interval(hours => ${hoursAgo})
    where username = ${username}`.execute(db)
}

async function endsIn(db: Db, username: string, hours: number): Promise<void> {
  await sql`
    update instagram_accounts
    set session_expires_at = world_now() + make_interval(hours => ${hours}),
        session_created_at = world_now() - make_interval(hours => ${hours + 1}), last_verified_at = world_now()
    where username = ${username}`.execute(db)
}

describe('a pass of care', () => {
  test.for([
    { refusals: 1, sent: ['check', 'check'], report: { checked: 1 } },
    { refusals: 2, sent: ['check', 'check', ...LOGIN], report: { renewed: 1 } },
  ])(
    'asks again before a session that is refused without a reason is renewed: $refusals refusals',
    async ({ refusals, sent, report }, { db }) => {
      await makeAccounts(db, 1)
      await setVerified(db, 'account1', 7)
      const adapter = scriptedAdapter(({ nth }) => {
        if (nth <= refusals) throw new SessionDoubtedError('401')
      })
      const pool = poolOn(db, adapter)
      expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, ...report })
      expect(endpointsOf(adapter)).toEqual(sent)
      expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', strikes: 0 })
    },
  )

  test('checks the sessions that were not heard of for long', async ({ db }) => {
    await makeAccounts(db, 4)
    for (const [n, hours] of [5, 7, 9, 8].entries()) await setVerified(db, `account${n + 1}`, hours)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, checked: 3 })
    expect(adapter.sent.map(({ username }) => username).sort()).toEqual([
      'account2',
      'account3',
      'account4',
    ])
    expect(await pool.maintainSessions(signal)).toEqual(NOTHING)
  })

  test('counts a session as heard of since it was made', async ({ db }) => {
    await makeAccounts(db, 1)
    await advanceWorldTime(db, 5 * HOUR)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    expect(await pool.maintainSessions(signal)).toEqual(NOTHING)
    await advanceWorldTime(db, HOUR + MINUTE)
    expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, checked: 1 })
  })

  test('renews a session that is found dead, as it would be at work', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    await setVerified(db, 'account1', 7)
    const adapter = mortalSessions(new Set(['account1']))
    expect(await poolOn(db, adapter).maintainSessions(signal)).toEqual({ ...NOTHING, renewed: 1 })
    expect(endpointsOf(adapter)).toEqual(['check', ...LOGIN])
    expect(await eventsOf(db, made?.id ?? '')).toEqual(['session_died', 'logged_in'])
  })

  test('records the failure of a check, and still checks the others', async ({ db }) => {
    await makeAccounts(db, 3)
    for (const n of [1, 2, 3]) await setVerified(db, `account${n}`, 10 - n)
    const adapter = scriptedAdapter(({ username }) => {
      if (username === 'account1') throw new ChallengeRequiredError('a challenge')
    })
    expect(await poolOn(db, adapter).maintainSessions(signal)).toEqual({
      ...NOTHING,
      checked: 2,
      failed: 1,
    })
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_operator',
      lease_token: null,
    })
  })

  test('postpones a transient failure for an hour, without delaying other accounts', async ({
    db,
  }) => {
    await makeAccounts(db, 1)
    await setVerified(db, 'account1', 9)
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'check') throw new TransientPlatformError('502')
    })
    const pool = poolOn(db, adapter)
    expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, failed: 1 })
    await advanceWorldTime(db, 50 * MINUTE)
    expect(await pool.maintainSessions(signal)).toEqual(NOTHING)
    await advanceWorldTime(db, 11 * MINUTE)
    expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, failed: 1 })
    // Tasks do not wait.
    await advanceWorldTime(db, 2 * MINUTE)
    expect(await ask(pool)).toBe('account1')
  })

  test('logs in again when a session is near its end, and then leaves it alone', async ({ db }) => {
    await makeAccounts(db, 2)
    await endsIn(db, 'account1', 23)
    await endsIn(db, 'account2', 25)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, renewed: 1 })
    expect(endpointsOf(adapter)).toEqual(LOGIN)
    // The new session has no known end.
    expect((await accountNamed(db, 'account1')).session_expires_at).toBeNull()
    expect(await pool.maintainSessions(signal)).toEqual(NOTHING)
  })

  test('does not renew a session that is short from its beginning', async ({ db }) => {
    await makeAccounts(db, 1)
    await endsIn(db, 'account1', 20)
    await sql`update instagram_accounts set session_created_at = world_now()`.execute(db)
    const pool = poolOn(db, scriptedAdapter())
    expect(await pool.maintainSessions(signal)).toEqual(NOTHING)
    await advanceWorldTime(db, 11 * HOUR)
    expect(await pool.maintainSessions(signal)).toMatchObject({ renewed: 1 })
  })

  test('raises one alert for a session near its end that it cannot renew', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    await withoutPassword(db)
    await endsIn(db, 'account1', 23)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, expiring: 1 })
    expect(await pool.maintainSessions(signal)).toEqual(NOTHING)
    expect(adapter.sent).toEqual([])
    expect(await eventsOf(db, made?.id ?? '')).toEqual(['session_expiring'])
    expect(await alertKinds(db)).toEqual(['session_expiring'])
  })

  test('logs in accounts that wait for a login and have got a password', async ({ db }) => {
    await makeAccounts(db, 3)
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'needs_login', session_created_at: null })
      .execute()
    await sql`update instagram_accounts set secrets = null where username = 'account2'`.execute(db)
    await sql`update instagram_accounts set password_refused_at = world_now() where username = 'account3'`.execute(
      db,
    )
    const adapter = scriptedAdapter()
    expect(await poolOn(db, adapter).maintainSessions(signal)).toEqual({ ...NOTHING, renewed: 1 })
    expect(endpointsOf(adapter)).toEqual(LOGIN)
    expect((await accountNamed(db, 'account1')).state).toBe('active')
  })

  test('does not come back to a password that was refused', async ({ db }) => {
    await makeAccounts(db, 1)
    await endsIn(db, 'account1', 1)
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw new BadCredentialsError('refused')
    })
    const pool = poolOn(db, adapter)
    expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, failed: 1 })
    await advanceWorldTime(db, 12 * HOUR)
    expect(await pool.maintainSessions(signal)).toEqual(NOTHING)
    expect(endpointsOf(adapter)).toEqual(LOGIN)
  })

  test('skips accounts that are leased, rest, are frozen, or have a dead proxy', async ({ db }) => {
    const made = await makeAccounts(db, 6)
    for (const { username } of made) await setVerified(db, username, 9)
    await sql`
      update instagram_accounts set state = 'resting', rest_until = world_now() + interval '1 hour'
      where username = 'account2'`.execute(db)
    await sql`update instagram_accounts set state = 'needs_operator' where username = 'account3'`.execute(
      db,
    )
    await sql`update instagram_accounts set state = 'paused', paused_from = 'active' where username = 'account4'`.execute(
      db,
    )
    await sql`update proxies set state = 'dead' where id = ${made[4]?.proxyId}`.execute(db)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    await pool.withAccount({ signal }, async (run) => {
      expect(await run(async ({ username }) => await Promise.resolve(username))).toBe('account1')
      expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, checked: 1 })
    })
    expect(adapter.sent).toEqual([{ username: 'account6', endpoint: 'check' }])
  })

  test('sends nothing while the pool is stopped', async ({ db }) => {
    await makeAccounts(db, 1)
    await setVerified(db, 'account1', 9)
    await sql`insert into pool_stops (cause, stopped_until) values ('circuit_breaker', world_now() + interval '1 hour')`.execute(
      db,
    )
    const adapter = scriptedAdapter()
    expect(await poolOn(db, adapter).maintainSessions(signal)).toEqual(NOTHING)
    expect(adapter.sent).toEqual([])
  })

  test('with renewal off sends nothing, but raises alerts for sessions near their end', async ({
    db,
  }) => {
    await makeAccounts(db, 2)
    await setVerified(db, 'account1', 9)
    await endsIn(db, 'account2', 2)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter, { limits: { ...LIMITS, renewSessions: false } })
    expect(await pool.maintainSessions(signal)).toEqual({ ...NOTHING, expiring: 1 })
    expect(adapter.sent).toEqual([])
  })

  test('keeps no work on another account waiting', async ({ db }) => {
    await makeAccounts(db, 2)
    await setVerified(db, 'account1', 9)
    const checking = Promise.withResolvers<void>()
    const resumeWaitingTasks = Promise.withResolvers<void>()
    const adapter = scriptedAdapter(async ({ endpoint }) => {
      if (endpoint !== 'check') return
      checking.resolve()
      await resumeWaitingTasks.promise
    })
    const pool = poolOn(db, adapter)
    const pass = pool.maintainSessions(signal)
    await checking.promise
    const used = await pool.withAccount({ signal }, async (run) => {
      return await run(async (session) => {
        await session.fetchProfile({ username: 'somebody' })
        return session.username
      })
    })
    expect(used).toBe('account2')
    resumeWaitingTasks.resolve()
    expect(await pass).toEqual({ ...NOTHING, checked: 1 })
  })
})

test('accounts in need are found by index among 10,000', async ({ db }) => {
  const [made] = await makeAccounts(db, 1)
  await sql`
    insert into instagram_accounts (username, state, secrets, device_seed, proxy_id, session_created_at, last_verified_at,
      session_expires_at)
    select 'crowd' || n, 'active', '\\x00', 'seed', ${made?.proxyId}, world_now(), world_now(),
      world_now() + interval '60 days'
    from generate_series(1, 10000) n`.execute(db)
  await sql`analyze instagram_accounts`.execute(db)
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (costs off) ${dueQuery(LIMITS)}`.execute(db)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toContain('instagram_accounts_expiry_idx')
  expect(plan).toContain('instagram_accounts_needs_login_idx')
  expect(plan).toContain('instagram_accounts_verified_idx')
  expect(plan).not.toContain('Seq Scan on instagram_accounts')
})
