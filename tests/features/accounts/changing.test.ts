import { sql } from 'kysely'
import { FORMER_APP, NEWEST_APP } from '../../../src/accounts/app-profiles.ts'
import { openAccountSecrets } from '../../../src/pool/state/secrets.ts'
import type { AccountState } from '../../../src/accounts/states.ts'
import { jsonb } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { keys } from '../../pool/pool-fixture.ts'
import { accountsWorld } from './accounts-world.ts'

async function setAccount(db: Db, state: AccountState, restMinutes = 0): Promise<void> {
  await sql`
    update instagram_accounts
    set state = ${state}, paused_from = null, session_created_at = world_now(),
      rest_until = case when ${restMinutes} > 0 then world_now() + make_interval(mins => ${restMinutes}::integer) end,
      rest_code = case when ${restMinutes} > 0 then 'rate_limited' end`.execute(db)
}

async function secretsIn(db: Db) {
  const row = await db.selectFrom('instagram_accounts').select(['id', 'secrets']).executeTakeFirst()
  return row?.secrets && openAccountSecrets(keys, row.id, row.secrets)
}

describe('a change of an account', () => {
  test('leaves alone what it does not name, and lets a new password be tried', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader', {
      password: 'old-password',
      totp_seed: 'JBSWY3DPEHPK3PXP',
      notes: 'ours',
    })
    await sql`update instagram_accounts set password_refused_at = world_now()`.execute(db)

    await send('PATCH', path, { notes: null, time_zone: 'Asia/Almaty' })
    expect((await send('GET', path)).body).toMatchObject({ notes: null, time_zone: 'Asia/Almaty' })
    expect((await send('GET', path)).body['password_refused_at']).not.toBeNull()

    await send('PATCH', path, { totp_seed: 'JBSWY3DPEHPK3PXP' })
    expect((await send('GET', path)).body['password_refused_at']).not.toBeNull()

    const changed = await send('PATCH', path, { password: 'new-password' })
    expect(changed.body).toMatchObject({ password_refused_at: null, time_zone: 'Asia/Almaty' })
    expect(await secretsIn(db)).toEqual({ password: 'new-password', totpSeed: 'JBSWY3DPEHPK3PXP' })
    await send('PATCH', path, { totp_seed: null })
    expect(await secretsIn(db)).toEqual({ password: 'new-password' })

    const events = await send('GET', `${path}/events?event=updated`)
    expect(events.body.data).toMatchObject([
      { detail: { fields: ['totp_seed'] } },
      { detail: { fields: ['password'] } },
      { detail: { fields: ['totp_seed'] } },
      { detail: { fields: ['notes', 'time_zone'] } },
    ])
  })

  test('updates the app on its device, upwards only, and leaves the session alone', async ({
    db,
  }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader', { sessionid: 'session of reader' })
    const setApp = async (app: unknown) => await send('PATCH', path, { app_profile: app })
    const before = await send('GET', path)
    expect(before.body['app']).toMatchObject({
      version: NEWEST_APP.version,
      released_by: '2026-10-05',
    })
    const versionOf = async () =>
      (
        await db
          .selectFrom('instagram_accounts')
          .select('session_version')
          .executeTakeFirstOrThrow()
      ).session_version
    const sessionVersion = await versionOf()
    const newer = {
      version: '455.0.0.1.2',
      version_code: '1099999999',
      bloks_version_id: 'a'.repeat(64),
    }

    const raised = await setApp(newer)

    expect(raised).toMatchObject({
      status: 200,
      body: { app: { ...newer, released_by: null, age_days: null, warnings: [] } },
    })
    expect(await versionOf()).toBe(sessionVersion)
    expect((await setApp(newer)).status).toBe(200)
    const rows: [unknown, RegExp][] = [
      ['configured', /has app 455\.0\.0\.1\.2, and an app never goes back/],
      [{ ...newer, version_code: '1099999998' }, /with other values/],
      [{ ...newer, version: '456.0.0.1.2', version_code: '1079242191' }, /is of app 449/],
      [{ version: '456.0.0.1.2' }, /three|bloks_version_id/],
      ['newest', /expected .*configured.* of one build/],
    ]
    for (const [app, words] of rows) {
      const answer = await setApp(app)
      expect(answer.status).toBe(422)
      expect(answer.text).toMatch(words)
    }
    expect((await send('GET', path)).body['app']).toMatchObject(newer)
    const events = await send('GET', `${path}/events?event=updated`)
    expect(events.body.data?.[0]).toMatchObject({ detail: { fields: ['app_profile'] } })
  })

  test('shows an app that is old, and takes the configured one in its place', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader', { sessionid: 'session of reader' })
    await sql`update instagram_accounts set app_profile = ${JSON.stringify(FORMER_APP)}::jsonb`.execute(
      db,
    )

    const old = await send('GET', path)
    expect(JSON.stringify(old.body['app'])).toContain('refused password logins from app 428')

    const raised = await send('PATCH', path, { app_profile: 'configured' })
    expect(raised.body['app']).toMatchObject({ version: NEWEST_APP.version })
  })

  test('updates the app of all accounts that have an older one, in one request', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('former', { sessionid: 'session of former' })
    for (const name of ['old', 'newest']) await add(name)
    const fresh = await add('fresh')
    const newer = {
      version: '455.0.0.1.2',
      version_code: '1099999999',
      bloks_version_id: 'a'.repeat(64),
    }
    const apps = { former: null, old: { ...FORMER_APP, version: '99.0.0.0.1' }, newest: NEWEST_APP }
    for (const [username, app] of Object.entries(apps))
      await db
        .updateTable('instagram_accounts')
        .set({ app_profile: app && jsonb(app) })
        .where('username', '=', username)
        .execute()
    const raise = async (app: unknown) =>
      await send('POST', '/api/accounts/app-profile', { app_profile: app })

    const raised = await raise('configured')

    // A session without an app is of a release that did not keep it.
    expect(raised).toMatchObject({
      status: 200,
      body: {
        data: [
          { username: 'former', from_version: FORMER_APP.version, to_version: NEWEST_APP.version },
          { username: 'old', from_version: '99.0.0.0.1', to_version: NEWEST_APP.version },
        ],
      },
    })
    expect((await send('GET', path)).body['app']).toMatchObject({ version: NEWEST_APP.version })
    const events = await send('GET', `${path}/events?event=updated`)
    expect(events.body.data).toMatchObject([{ detail: { fields: ['app_profile'] } }])
    expect((await raise('configured')).body.data).toEqual([])
    expect((await raise(newer)).body.data).toHaveLength(3)
    expect((await raise('configured')).body.data).toEqual([])
    expect((await send('GET', fresh)).body['app']).toBeNull()
    const faulty = await raise({ ...newer, version_code: '1079242191' })
    expect([faulty.status, faulty.body.errors?.[0]?.field]).toEqual([422, 'app_profile'])
  })

  test('is refused when it is none, or cannot be', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader', { sessionid: 'session of reader' })
    const rows: [Record<string, unknown>, string][] = [
      [{}, 'body'],
      [{ colour: 'red', notes: 'n' }, 'colour'],
      [{ share_proxy: true }, 'share_proxy'],
      [{ totp_seed: 'JBSWY3DPEHPK3PXP' }, 'totp_seed'],
      [{ time_zone: 'Nowhere' }, 'time_zone'],
      [{ proxy_id: '01a1fd8b-0000-7000-8000-000000000000' }, 'proxy_id'],
    ]
    for (const [change, field] of rows) {
      const answer = await send('PATCH', path, change)
      expect([answer.status, answer.body.errors?.map((each) => each.field)]).toEqual([422, [field]])
    }
  })

  test('takes away no seed where there is none', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader', { sessionid: 'session of reader' })
    expect((await send('PATCH', path, { totp_seed: null })).status).toBe(200)
    expect((await send('GET', path)).body).toMatchObject({ has_password: false })
  })

  test('gives it another proxy, but not under a worker, and brings it back from a dead one', async ({
    db,
  }) => {
    const { send, add, pool } = accountsWorld(db)
    const path = await add('reader')
    const before = (await send('GET', path)).body['proxy']
    const other = await send('POST', '/api/proxies', { url: 'http://127.0.0.1:905' })
    const proxy_id = other.body.id
    await setAccount(db, 'active')
    await pool.withAccount({ signal: new AbortController().signal }, async () => {
      const answer = await send('PATCH', path, { proxy_id, notes: 'moved' })
      expect(answer).toMatchObject({ status: 409, body: { errors: [{ field: 'proxy_id' }] } })
      expect((await send('GET', path)).body).toMatchObject({ notes: null, proxy: before })
    })
    await setAccount(db, 'proxy_error', 30)
    const moved = await send('PATCH', path, { proxy_id })
    expect(moved.body).toMatchObject({ state: 'resting', proxy: { id: proxy_id } })
    const events = await send('GET', `${path}/events?event=proxy_changed`)
    expect(events.body.data).toMatchObject([
      { from_state: 'proxy_error', to_state: 'resting', detail: { to: proxy_id } },
    ])
  })
})

describe('a pause', () => {
  const states = [
    ['new', 0, 'new'],
    ['active', 0, 'active'],
    ['resting', 30, 'resting'],
    ['needs_login', 0, 'needs_login'],
    ['needs_operator', 0, 'needs_operator'],
    ['suspended', 0, 'suspended'],
    ['proxy_error', 0, 'active'],
  ] as const

  test('ends in the state that it began in', async ({ db }) => {
    const { send, add, lines } = accountsWorld(db)
    const path = await add('reader')
    for (const [state, restMinutes, expected] of states) {
      await setAccount(db, state, restMinutes)
      if (state === 'new')
        await sql`update instagram_accounts set session_created_at = null`.execute(db)
      const paused = await send('POST', `${path}/pause`)
      expect(paused.body).toMatchObject({ state: 'paused', paused_from: state })
      expect((await send('POST', `${path}/pause`)).body).toMatchObject({ paused_from: state })
      const resumed = await send('POST', `${path}/resume`)
      expect([state, resumed.body.state]).toEqual([state, expected])
      expect(resumed.body).toMatchObject({ paused_from: null })
      expect(resumed.body['rest_until'] === null).toBe(restMinutes === 0)
    }
    const events = await send('GET', `${path}/events?event=paused`)
    expect(events.body.data).toHaveLength(states.length)
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'account state changed', to_state: 'paused' }),
    )
  })

  test('is over for a rest that has ended meanwhile', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader')
    await setAccount(db, 'resting', 30)
    await send('POST', `${path}/pause`)
    await sql`update instagram_accounts set rest_until = world_now() - interval '1 second'`.execute(
      db,
    )
    expect((await send('POST', `${path}/resume`)).body).toMatchObject({
      state: 'active',
      rest_until: null,
      rest_code: null,
    })
  })

  test('stops a worker before its next request', async ({ db }) => {
    const { send, add, pool, adapter } = accountsWorld(db)
    const path = await add('reader')
    await setAccount(db, 'active')
    const work = pool.withAccount({ signal: new AbortController().signal }, async (run) => {
      await run(async (session) => {
        await send('POST', `${path}/pause`)
        await session.fetchProfile({ username: 'somebody' })
      })
    })
    await expect(work).rejects.toThrow('no account is free')
    expect(adapter.sent).toEqual([])
    expect((await send('GET', path)).body).toMatchObject({ state: 'paused', is_leased: false })
  })
})

describe('an account that no word brings back', () => {
  test('is refused with what would', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader')
    const rows = [
      ['needs_login', /login/],
      ['needs_operator', /challenge.*resolved/],
      ['suspended', /challenge.*resolved/],
    ] as const
    for (const [state, remedy] of rows) {
      await setAccount(db, state)
      const answer = await send('POST', `${path}/resume`)
      expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } })
      expect(answer.body.detail).toMatch(remedy)
    }
    await setAccount(db, 'proxy_error')
    await sql`update proxies set state = 'dead'`.execute(db)
    for (const state of ['proxy_error', 'active'] as const) {
      await setAccount(db, state)
      if (state === 'active') await send('POST', `${path}/pause`)
      const answer = await send('POST', `${path}/resume`)
      expect(answer).toMatchObject({ status: 409 })
      expect(answer.body.detail).toMatch(/proxy.*dead.*check/)
    }
  })
})
