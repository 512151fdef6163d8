import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { init } from '../../http/kit.ts'
import { endElevations, endWaits, PASSWORD, usersApi } from './kit.ts'

const SignedIn = z.object({ token: z.string(), device: z.string() })
const WRONG = 'not the password'
const HOME = '203.0.113.7'
const STRANGER = '198.51.100.9'

/** The routes of the feature, asked from an address. */
function anApi(db: Db) {
  const api = usersApi(db)
  const login = async (address: string, password: string, device?: string) =>
    await api.app.request(
      '/api/auth/login',
      init('POST', { token: null, json: { login: 'boss', password, device } }),
      { address },
    )
  const elevate = async (token: string, password: string, address = HOME) =>
    await api.app.request('/api/auth/elevate', init('POST', { token, json: { password } }), {
      address,
    })
  const welcome = async (code: string, address: string, device?: string) =>
    await api.app.request(
      '/api/auth/welcome',
      init('POST', { token: null, json: { code, password: PASSWORD, device } }),
      { address },
    )
  /** An admin who has signed in once, from home. */
  const aBoss = async () => {
    await welcome(await api.add('boss', 'admin'), HOME)
    const answer = await login(HOME, PASSWORD)
    return SignedIn.parse(await answer.json())
  }
  /** A stranger has tried until everybody from an unknown place has to wait. */
  const flood = async () => {
    await login('198.51.100.200', WRONG)
    const counts = sql`failures = 9, retry_at = now() + interval '15 minutes'`
    await sql`update sign_in_attempts set ${counts} where subject = sha256('login:boss')`.execute(
      db,
    )
  }
  /** The same at the address of the admin. */
  const floodHome = async () => {
    for (let count = 0; count < 5; count += 1) await login(HOME, WRONG)
  }
  return { ...api, login, elevate, welcome, aBoss, flood, floodHome }
}

describe('a stranger who tries passwords of an admin', () => {
  test('keeps them neither from elevation nor from what it is for', async ({ db }) => {
    const { send, aBoss, flood, floodHome, elevate } = anApi(db)
    const { token } = await aBoss()
    const json = { name: 'stolen', scopes: ['creators:read'] }
    const made = await send('POST', '/api/tokens', { json })
    const { id } = z.object({ id: z.string() }).parse(await made.json())
    await endElevations(db)
    await flood()
    await floodHome()

    const elevated = await elevate(token, PASSWORD)

    expect(elevated.status).toBe(200)
    const next = z.object({ token: z.string() }).parse(await elevated.json()).token
    expect((await send('DELETE', `/api/tokens/${id}`, { token: next })).status).toBe(204)
  })

  test('keeps them from no sign-in at a known address or in a known browser', async ({ db }) => {
    const { aBoss, flood, login } = anApi(db)
    const { device } = await aBoss()
    await flood()
    expect((await login(STRANGER, PASSWORD)).status).toBe(429)
    expect((await login('192.0.2.1', PASSWORD)).status).toBe(429)

    expect((await login(HOME, PASSWORD)).status).toBe(200)
    expect((await login('192.0.2.1', PASSWORD, device)).status).toBe(200)
    // The address is known by now, and strangers go on to wait.
    expect((await login('192.0.2.1', PASSWORD)).status).toBe(200)
    expect((await login('192.0.2.2', PASSWORD)).status).toBe(429)
  })

  test('fills the count of a shared address, not that of the browser in it', async ({ db }) => {
    const { aBoss, floodHome, login } = anApi(db)
    const { device } = await aBoss()
    await floodHome()
    await sql`
      insert into sign_in_attempts (subject, failures, retry_at)
      values (sha256(${`address:${HOME}`}), 99, now() + interval '15 minutes')`.execute(db)
    expect((await login(HOME, PASSWORD)).status).toBe(429)

    const answer = await login(HOME, PASSWORD, device)

    expect(SignedIn.parse(await answer.json()).device).toBe(device)
  })

  test('gets no count of their own with a device of somebody else or one made up', async ({
    db,
  }) => {
    const { aBoss, flood, login, signIn } = anApi(db)
    await aBoss()
    await signIn('member', 'member')
    const answer = await usersApi(db).login('member')
    const { device } = SignedIn.parse(await answer.json())
    await flood()

    expect((await login(STRANGER, PASSWORD, device)).status).toBe(429)
    expect((await login(STRANGER, PASSWORD, 'x'.repeat(43))).status).toBe(429)
  })

  test('does not keep a new password from being set, nor its owner from signing in', async ({
    db,
  }) => {
    const { send, aBoss, flood, welcome, login } = anApi(db)
    await aBoss()
    const reset = await send('POST', '/api/users/boss/reset-password')
    const code = z.object({ welcome_code: z.string() }).parse(await reset.json()).welcome_code
    for (let count = 0; count < 31; count += 1) await welcome('x'.repeat(43), STRANGER)
    await flood()
    expect((await welcome('x'.repeat(43), STRANGER)).status).toBe(429)

    expect((await welcome(code, STRANGER)).status).toBe(200)
    await flood()

    expect((await login(STRANGER, PASSWORD)).status).toBe(200)
  })

  test('hides no failures at the login of a user, and no alarm about them', async ({ db }) => {
    const { send, aBoss, login } = anApi(db)
    await aBoss()
    await sql`
      insert into sign_in_attempts (subject, failures) values (sha256('all failures'), 5000)`.execute(
      db,
    )
    for (let count = 0; count < 10; count += 1) {
      await login(STRANGER, WRONG)
      await endWaits(db)
    }

    const audit = await send('GET', '/api/audit?action=signIn')
    const { data } = z
      .object({ data: z.array(z.looseObject({ status: z.number() })) })
      .parse(await audit.json())
    expect(data.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(await db.selectFrom('notifications').select(['kind', 'items']).execute()).toEqual([
      {
        kind: 'sign_ins_failing',
        items: [{ login: 'boss', failures: 10, last_address: STRANGER }],
      },
    ])
  })
})

describe('a known place', () => {
  test('has to wait, too, after five failures of its own', async ({ db }) => {
    const { aBoss, login } = anApi(db)
    const { device } = await aBoss()
    for (let count = 0; count < 5; count += 1)
      expect((await login(STRANGER, WRONG, device)).status).toBe(401)

    expect((await login(STRANGER, PASSWORD, device)).status).toBe(429)
    expect((await login(HOME, PASSWORD)).status).toBe(200)
  })

  test('is forgotten by a reset, and when there are twenty newer ones', async ({ db }) => {
    const { send, aBoss, login, flood, welcome } = anApi(db)
    const { device } = await aBoss()
    await sql`
      insert into known_places (digest, user_id, kind, last_at)
      select sha256((case kind when 'device' then 'd' else '' end || n)::bytea), id, kind, now() - n * interval '1 minute'
      from users, generate_series(1, 20) n, unnest('{address,device}'::text[]) kind
      where kind = 'address' or n = 1`.execute(db)
    await login('192.0.2.1', PASSWORD, device)
    const kinds = async () =>
      await db
        .selectFrom('known_places')
        .select(['kind', ({ fn }) => fn.countAll<number>().as('n')])
        .groupBy('kind')
        .orderBy('kind')
        .execute()
    expect(await kinds()).toEqual([
      { kind: 'address', n: 20 },
      { kind: 'device', n: 3 },
    ])
    const oldest = sql<{ n: number }>`
      select n from generate_series(1, 20) n, known_places where digest = sha256(n::text::bytea) and kind = 'address'`
    const left = (await oldest.execute(db)).rows.map(({ n }) => n).toSorted((a, b) => a - b)
    expect(left).toEqual(Array.from({ length: 18 }, (_, at) => at + 1))

    const reset = await send('POST', '/api/users/boss/reset-password')
    expect(await kinds()).toEqual([])
    const code = z.object({ welcome_code: z.string() }).parse(await reset.json()).welcome_code
    await welcome(code, '192.0.2.99')
    await flood()
    expect((await login('192.0.2.1', PASSWORD, device)).status).toBe(429)
  })

  test('is not stored as it is', async ({ db }) => {
    const { aBoss } = anApi(db)
    const { device } = await aBoss()
    const rows = await db.selectFrom('known_places').selectAll().execute()

    expect(JSON.stringify(rows)).not.toContain(device)
  })
})

describe('elevation', () => {
  test('waits after five wrong passwords of one session, and not for other sessions', async ({
    db,
  }) => {
    const { aBoss, login, elevate } = anApi(db)
    const { token: stolen } = await aBoss()
    const { token } = SignedIn.parse(await (await login(HOME, PASSWORD)).json())
    for (let count = 0; count < 5; count += 1)
      expect((await elevate(stolen, WRONG, STRANGER)).status).toBe(401)

    expect((await elevate(stolen, PASSWORD, STRANGER)).status).toBe(429)
    expect((await elevate(token, PASSWORD)).status).toBe(200)
  })

  test('waits after twenty of all sessions of a user', async ({ db }) => {
    const { aBoss, login, elevate } = anApi(db)
    await aBoss()
    for (let session = 0; session < 4; session += 1) {
      const { token } = SignedIn.parse(await (await login(HOME, PASSWORD)).json())
      for (let count = 0; count < 5; count += 1) await elevate(token, WRONG)
    }
    const { token } = SignedIn.parse(await (await login(HOME, PASSWORD)).json())

    expect((await elevate(token, PASSWORD)).status).toBe(429)
  })
})
