import { sql } from 'kysely'
import { FORMER_APP, NEWEST_APP } from '../../../src/accounts/app-profiles.ts'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { LoginOutdatedError, LoginRequiredError } from '../../../src/platforms/errors.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { accountNamed, alertKinds, eventsOf, rejection } from '../failure-kit.ts'
import {
  ask,
  HOUR,
  makeAccounts,
  poolOn,
  scriptedAdapter,
  type ScriptedAdapter,
} from '../pool-fixture.ts'

const { signal } = new AbortController()
const DAY = 24 * HOUR
const NEWER = { ...NEWEST_APP, version: '452.0.0.1.2' }

const refused = (version = NEWEST_APP.version) =>
  new LoginOutdatedError('Instagram refuses logins from this app: import a session', version)

/** Logins are refused for the app version while `isClosed`; sessions work. */
const gated = (
  isClosed: (username: string) => boolean = () => true,
  app = NEWEST_APP,
): ScriptedAdapter => ({
  ...scriptedAdapter(({ username, endpoint }) => {
    if (endpoint.startsWith('login/secret') && isClosed(username)) throw refused(app.version)
  }),
  app,
})

const loginsOf = ({ sent }: ScriptedAdapter): string[] =>
  sent.filter(({ endpoint }) => endpoint.startsWith('login/secret')).map((each) => each.username)

async function logOut(db: Db, ...usernames: string[]): Promise<void> {
  await sql`
    update instagram_accounts set session_created_at = null where username = any (${usernames})`.execute(
    db,
  )
}

const stops = async (db: Db) => await db.selectFrom('pool_stops').selectAll().execute()

describe('a login that is refused for the app version', () => {
  test('makes the account wait for a person, while the others and the pool continue', async ({
    db,
  }) => {
    const [first] = await makeAccounts(db, 3)
    await logOut(db, 'account1')
    const adapter = gated()

    expect(await ask(poolOn(db, adapter))).toBe('account2')

    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_login',
      health: 100,
      last_error: expect.stringContaining('import a session'),
      password_refused_at: null,
    })
    expect(await stops(db)).toEqual([])
    expect(await eventsOf(db, first?.id ?? '')).toMatchObject([
      { event: 'login_failed', code: 'login_outdated' },
      {
        event: 'login_outdated',
        from_state: 'active',
        to_state: 'needs_login',
        code: 'login_outdated',
        blames: null,
      },
    ])
    expect(await alertKinds(db)).toEqual(['logins_refused'])
  })

  test('does not affect a live session: it continues when its renewal is refused', async ({
    db,
  }) => {
    await makeAccounts(db, 1)
    await sql`
      update instagram_accounts set session_expires_at = world_now() + interval '1 hour',
        session_created_at = world_now() - interval '5 hours', last_verified_at = world_now()`.execute(
      db,
    )
    const adapter = gated()
    const pool = poolOn(db, adapter)

    expect(await pool.maintainSessions(signal)).toMatchObject({ failed: 1 })

    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active' })
    expect(await alertKinds(db)).toEqual(['logins_refused'])
    await advanceWorldTime(db, 60_000)
    expect(await ask(pool)).toBe('account1')
    // Not tried again; one alert at the end.
    await advanceWorldTime(db, 40 * 60_000)
    expect(await pool.maintainSessions(signal)).toMatchObject({ failed: 0, expiring: 1 })
    expect(loginsOf(adapter)).toEqual(['account1'])
  })

  test('is not repeated automatically, whatever the budget; a person may', async ({ db }) => {
    const [first] = await makeAccounts(db, 1, { loggedIn: false })
    let isClosed = true
    const adapter = gated(() => isClosed)
    const pool = poolOn(db, adapter)
    await rejection(ask(pool))

    await advanceWorldTime(db, 3 * DAY)
    expect(await pool.maintainSessions(signal)).toMatchObject({ renewed: 0, failed: 0, skipped: 0 })
    expect(loginsOf(adapter)).toHaveLength(1)

    isClosed = false
    await pool.logIn(first?.id ?? '', signal)
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active' })
    expect(await db.selectFrom('app_login_refusals').selectAll().execute()).toEqual([])
  })

  test('costs at most two accounts: then all wait, with one message', async ({ db }) => {
    await makeAccounts(db, 6)
    await logOut(db, 'account1', 'account2', 'account3', 'account4', 'account5')
    const adapter = gated()
    const pool = poolOn(db, adapter)

    expect(await ask(pool)).toBe('account6')
    expect(await pool.maintainSessions(signal)).toMatchObject({ renewed: 0, failed: 0 })

    expect(loginsOf(adapter)).toEqual(['account1', 'account2'])
    const states = await db
      .selectFrom('instagram_accounts')
      .select(['username', 'state', 'last_error'])
      .orderBy('username')
      .execute()
    expect(states.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 5 }, () => 'needs_login'),
      'active',
    ])
    expect(states[4]?.last_error).toMatch(/refuses password logins from app 449.*session-file/)
    const notifications = await db
      .selectFrom('notifications')
      .select(['kind', 'cause', 'count'])
      .execute()
    expect(notifications).toEqual([{ kind: 'logins_refused', cause: 'login_outdated', count: 5 }])
    expect(await stops(db)).toEqual([])
  })

  test('allows all to log in with a newer app', async ({ db }) => {
    await makeAccounts(db, 4, { loggedIn: false })
    const closed = gated()
    await rejection(ask(poolOn(db, closed)))
    expect(loginsOf(closed)).toEqual(['account1', 'account2'])

    await advanceWorldTime(db, 7 * HOUR)
    expect(await poolOn(db, gated()).maintainSessions(signal)).toMatchObject({
      failed: 0,
      renewed: 0,
    })
    const open = gated(() => false, NEWER)
    expect(await poolOn(db, open).maintainSessions(signal)).toMatchObject({ renewed: 4 })
  })

  test('after some days allows untried accounts to log in, two at a time', async ({ db }) => {
    await makeAccounts(db, 4, { loggedIn: false })
    const adapter = gated()
    const pool = poolOn(db, adapter)
    await rejection(ask(pool))
    expect(loginsOf(adapter)).toEqual(['account1', 'account2'])

    await advanceWorldTime(db, 7 * DAY + HOUR)
    await pool.maintainSessions(signal)

    expect(loginsOf(adapter)).toHaveLength(4)
    expect(new Set(loginsOf(adapter)).size).toBe(4)
  })

  test('concerns only its account if another one logs in with that version', async ({ db }) => {
    const [, , third] = await makeAccounts(db, 4, { loggedIn: false })
    const adapter = gated((username) => username === 'account1' || username === 'account2')
    const pool = poolOn(db, adapter)
    await rejection(ask(pool))

    await pool.logIn(third?.id ?? '', signal)
    await advanceWorldTime(db, HOUR)

    expect(await pool.maintainSessions(signal)).toMatchObject({ renewed: 1 })
    expect(loginsOf(adapter)).toEqual(['account1', 'account2', 'account3', 'account4'])
  })

  test('pauses the renewal of a session that dies while versions are refused', async ({ db }) => {
    await makeAccounts(db, 3)
    await logOut(db, 'account1', 'account2')
    const dead = new Set<string>()
    const adapter: ScriptedAdapter = {
      ...scriptedAdapter(({ username, endpoint }) => {
        if (endpoint.startsWith('login/secret')) throw refused()
        if (dead.has(username)) throw new LoginRequiredError('login_required')
      }),
    }
    const pool = poolOn(db, adapter)
    expect(await ask(pool)).toBe('account3')
    dead.add('account3')
    await advanceWorldTime(db, HOUR)

    await rejection(ask(pool))

    expect(loginsOf(adapter)).toEqual(['account1', 'account2'])
    expect(await accountNamed(db, 'account3')).toMatchObject({
      state: 'needs_login',
      last_error: expect.stringContaining('import a session'),
    })
    expect(await alertKinds(db)).toEqual(['logins_refused', 'pool_empty'])
  })

  test('of an older version does not pause an account with a newer app', async ({ db }) => {
    await makeAccounts(db, 3, { loggedIn: false })
    const adapter = gated((username) => username !== 'account3', FORMER_APP)
    await sql`update instagram_accounts set app_profile = ${JSON.stringify(NEWEST_APP)}::jsonb
      where username = 'account3'`.execute(db)

    expect(await ask(poolOn(db, adapter))).toBe('account3')
    expect(loginsOf(adapter)).toEqual(['account1', 'account2', 'account3'])
  })
})
