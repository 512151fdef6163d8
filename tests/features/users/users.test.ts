import { sql } from 'kysely'
import { z } from 'zod'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { codedErrorsIn, problemIn } from '../../http/kit.ts'
import { Code, endElevations, endWaits, PASSWORD, Session, usersApi as api } from './kit.ts'

describe('a user', () => {
  test('is added, sets a password with the code, signs in and out', async ({ db }) => {
    const { send, lines, add, welcome, login, me } = api(db)
    const code = await add('Aigerim', 'member')
    expect((await login('aigerim')).status).toBe(401)
    expect(await (await welcome(code)).json()).toMatchObject({ login: 'aigerim' })

    const { token, ...until } = Session.parse(await (await login(' AIGERIM ')).json())

    const inMinutes = (text: string) => Math.round((Date.parse(text) - Date.now()) / 60_000)
    expect([inMinutes(until.expires_at), inMinutes(until.elevated_until)]).toEqual([720, 15])
    expect(await (await me(token)).json()).toMatchObject({
      kind: 'user',
      name: 'aigerim',
      role: 'member',
      elevated: true,
    })
    const shown = await (await send('GET', '/api/users/aigerim')).json()
    expect(shown).toMatchObject({ role: 'member', active: true, has_password: true })
    expect(shown).toHaveProperty('last_sign_in_at', expect.any(String))
    const stored = await sql`select u.*, s.* from users u, user_sessions s`.execute(db)
    for (const secret of [token, token.slice(7), code, PASSWORD]) {
      expect(JSON.stringify(stored.rows)).not.toContain(secret)
      expect(JSON.stringify(lines)).not.toContain(secret)
    }
    expect((await send('POST', '/api/auth/logout', { token })).status).toBe(204)
    expect((await me(token)).status).toBe(401)
  })

  test('is refused at once when disabled, with sessions and tokens', async ({ db }) => {
    const { send, signIn, me, login } = api(db)
    const token = await signIn('dana', 'member')
    const made = await send('POST', '/api/tokens', {
      json: { name: 'of dana', scopes: ['creators:read'], user: 'dana' },
    })
    const { token: own } = z.object({ token: z.string() }).parse(await made.json())
    expect((await me(own)).status).toBe(200)

    expect((await send('PATCH', '/api/users/dana', { json: { active: false } })).status).toBe(200)

    expect((await me(token)).status).toBe(401)
    expect((await me(own)).status).toBe(401)
    expect((await login('dana')).status).toBe(401)
    await send('PATCH', '/api/users/dana', { json: { active: true } })
    expect((await me(token)).status).toBe(401)
    expect((await login('dana')).status).toBe(200)
  })

  test('has the scopes of a new role at once, and a token no more than its user', async ({
    db,
  }) => {
    const { send, signIn, me } = api(db)
    const token = await signIn('dana', 'member')
    const scopes = ['creators:read', 'creators:write']
    const json = { name: 'of dana', scopes, user: 'dana' }
    const made = await send('POST', '/api/tokens', { json })
    const { token: own } = z.object({ token: z.string() }).parse(await made.json())

    await send('PATCH', '/api/users/dana', { json: { role: 'viewer' } })

    const scopesOf = async (each: string) =>
      z.object({ scopes: z.array(z.string()) }).parse(await (await me(each)).json()).scopes
    expect(await scopesOf(token)).toEqual(['creators:read', 'lists:read'])
    expect(await scopesOf(own)).toEqual(['creators:read'])
  })

  test('is signed out everywhere by end-sessions and by reset-password', async ({ db }) => {
    const { send, signIn, me, login, welcome } = api(db)
    const first = await signIn('dana')
    const second = Session.parse(await (await login('dana')).json()).token

    const ended = await send('POST', '/api/users/dana/end-sessions')

    expect(await ended.json()).toEqual({ ended: 2 })
    expect((await me(first)).status).toBe(401)
    expect((await me(second)).status).toBe(401)
    const third = Session.parse(await (await login('dana')).json()).token
    const reset = await send('POST', '/api/users/dana/reset-password')
    expect((await me(third)).status).toBe(401)
    expect((await login('dana')).status).toBe(401)
    expect((await welcome(Code.parse(await reset.json()).welcome_code)).status).toBe(200)
    expect((await login('dana')).status).toBe(200)
  })

  test('is asked again after 12 hours', async ({ db }) => {
    const { signIn, me } = api(db)
    const token = await signIn('dana')
    await sql`update user_sessions set expires_at = expires_at - interval '12 hours'`.execute(db)

    expect((await me(token)).status).toBe(401)
  })

  testOnSharedDatabase.for([
    ['login', 4 * 1024, 413],
    ['welcome', 4 * 1024, 413],
    ['login', 4 * 1024 - 12, 422],
  ] as const)('%s takes 4 KB at most: %i more', async ([path, bytes, status], { db }) => {
    const answer = await api(db).send('POST', `/api/auth/${path}`, {
      token: null,
      json: { a: 'x'.repeat(bytes) },
    })

    expect(answer.status).toBe(status)
  })

  testOnSharedDatabase.for([
    [{ login: 'a b', role: 'viewer' }, 'login'],
    [{ login: 'x', role: 'viewer' }, 'login'],
    [{ login: 'ab', role: 'root' }, 'role'],
    [{ login: 'ab', role: 'viewer', email: 'nobody' }, 'email'],
    [{ login: 'ab', role: 'viewer', password_hash: 'x' }, 'password_hash'],
  ] as const)('is not added with %j', async ([json, field], { db }) => {
    const answer = await api(db).send('POST', '/api/users', { json })

    expect([answer.status, (await problemIn(answer)).errors[0]?.field]).toEqual([422, field])
  })

  test('has a login and an email of their own', async ({ db }) => {
    const { send } = api(db)
    const role = 'viewer'
    await send('POST', '/api/users', { json: { login: 'ab', role, email: 'A@example.com' } })
    await send('POST', '/api/users', { json: { login: 'cd', role } })
    const tries = [
      await send('POST', '/api/users', { json: { login: 'AB', role } }),
      await send('POST', '/api/users', { json: { login: 'ef', role, email: 'a@EXAMPLE.com' } }),
      await send('PATCH', '/api/users/cd', { json: { email: 'a@example.com' } }),
    ]

    expect(tries.map(({ status }) => status)).toEqual([409, 409, 409])
    const list = z
      .object({ data: z.array(z.object({ login: z.string() })) })
      .parse(await (await send('GET', '/api/users?limit=1')).json())
    expect(list.data).toEqual([expect.objectContaining({ login: 'ab' })])
  })
})

describe('the last admin who can sign in', () => {
  test.for([{ active: false }, { role: 'member' }])(
    'stays one, for the service, too: %j',
    async (json, { db }) => {
      const { send, signIn, add, welcome } = api(db)
      const token = await signIn('boss', 'admin')
      const code = await add('next', 'admin')

      const refused = await send('PATCH', '/api/users/boss', { json })

      expect(refused.status).toBe(409)
      expect((await problemIn(refused)).detail).toContain('gramd users change USER --role admin')
      expect((await send('PATCH', '/api/users/boss', { token, json })).status).toBe(409)
      const name = { name: 'B.', role: 'admin', active: true }
      expect((await send('PATCH', '/api/users/boss', { json: name })).status).toBe(200)
      await welcome(code)
      expect((await send('PATCH', '/api/users/boss', { json })).status).toBe(200)
    },
  )

  test('is left when two admins end each other at once', async ({ db }) => {
    const { send, signIn } = api(db)
    const tokens = { boss: await signIn('boss', 'admin'), next: await signIn('next', 'admin') }
    const json = { active: false }

    const answers = await Promise.all([
      send('PATCH', '/api/users/next', { token: tokens.boss, json }),
      send('PATCH', '/api/users/boss', { token: tokens.next, json }),
    ])

    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })
})

describe('a welcome code', () => {
  test('works once, even for two requests at once', async ({ db }) => {
    const { add, welcome } = api(db)
    const code = await add('dana')

    const statuses = (await Promise.all([welcome(code), welcome(code)])).map(({ status }) => status)

    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 401])
    expect((await welcome(code)).status).toBe(401)
  })

  test('ends after an hour, and when there is a newer one', async ({ db }) => {
    const { send, add, welcome } = api(db)
    const first = await add('dana')
    const answer = await send('POST', '/api/users/dana/reset-password')
    const second = Code.parse(await answer.json()).welcome_code
    expect((await welcome(first)).status).toBe(401)
    await sql`update welcome_codes set expires_at = expires_at - interval '1 hour'`.execute(db)

    expect((await welcome(second)).status).toBe(401)
  })

  test('is not spent by a password that is refused', async ({ db }) => {
    const { add, welcome } = api(db)
    const code = await add('dana')
    for (const [password, fault] of [
      ['short', 'password_length'],
      ['aaaaaaaaaaaaaa', 'password_repeats'],
      ['abcdefghijklmn', 'password_keyboard'],
      ['my-dana-password', 'password_login'],
      ['password1234', 'password_common'],
    ]) {
      const answer = await welcome(code, password)
      const errors = await codedErrorsIn(answer)
      expect([password, answer.status, errors]).toMatchObject([
        password,
        422,
        [{ field: 'password', code: fault }],
      ])
    }

    expect((await welcome(code)).status).toBe(200)
  })
})

describe('a sign-in', () => {
  test('that fails tells nobody whether there is such a user', async ({ db }) => {
    const { signIn, login } = api(db)
    await signIn('dana')
    const known = await problemIn(await login('dana', 'another password'))
    const unknown = await problemIn(await login('nobody', 'another password'))

    expect({ ...unknown, request_id: '' }).toEqual({ ...known, request_id: '' })
    expect(known).toMatchObject({ status: 401, code: 'sign_in_failed' })
  })

  test('has to wait after five failures, with the right password, too', async ({ db }) => {
    const { signIn, login } = api(db)
    await signIn('dana')
    for (let count = 0; count < 5; count += 1)
      expect((await login('dana', 'wrong password')).status).toBe(401)

    const refused = await login('dana')

    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(20)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30)
    await endWaits(db)
    expect((await login('dana', 'wrong password')).status).toBe(401)
    expect(Number((await login('dana')).headers.get('retry-after'))).toBeGreaterThan(50)
    await endWaits(db)
    expect((await login('dana')).status).toBe(200)
    expect((await login('dana', 'wrong password')).status).toBe(401)
    expect((await login('dana')).status).toBe(200)
  })

  test('raises one alert when twenty fail within an hour, and is recorded without its login', async ({
    db,
  }) => {
    const { send, signIn, login } = api(db)
    await signIn('dana')
    await sql`insert into sign_in_attempts (subject, failures) values (sha256('all failures'), 17)`.execute(
      db,
    )
    const alerts = async () =>
      await db.selectFrom('notifications').select(['kind', 'count']).execute()

    await login('dana', 'wrong password')
    await login('my secret typed here', 'wrong password')
    expect(await alerts()).toEqual([])
    for (let count = 0; count < 3; count += 1) await login('dana', 'wrong password')

    expect(await alerts()).toEqual([{ kind: 'sign_ins_failing', count: 1 }])
    await login('dana', 'wrong password')
    const { data } = z
      .object({ data: z.array(z.looseObject({ action: z.string() })) })
      .parse(await (await send('GET', '/api/audit?action=signIn')).json())
    expect(data[0]).toMatchObject({ name: 'dana', status: 401, after: { wait_seconds: 30 } })
    expect(data.at(-3)).toMatchObject({ name: 'anonymous', status: 401, object: null })
    expect(JSON.stringify(data)).not.toContain('secret typed')
  })

  test('counts many failures at once one by one', async ({ db }) => {
    const { signIn, login } = api(db)
    await signIn('dana')

    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => await login('dana', 'wrong password')),
    )

    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)])
  })

  test('counts the failures of an address over all logins', async ({ db }) => {
    const { login } = api(db)
    await sql`
      insert into sign_in_attempts (subject, failures, retry_at)
      values (sha256('address:unknown'), 31, now() + interval '1 minute')`.execute(db)

    expect((await login('nobody')).status).toBe(429)
  })

  test('keeps its password hash as current as the parameters', async ({ db }) => {
    const { signIn, login } = api(db)
    await signIn('dana')
    const old = '$argon2id$v=19$m=1024,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$' + (await weakHash(PASSWORD))
    await sql`update users set password_hash = ${old}`.execute(db)

    expect((await login('dana')).status).toBe(200)

    const { password_hash } = await db
      .selectFrom('users')
      .select('password_hash')
      .executeTakeFirstOrThrow()
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect((await login('dana')).status).toBe(200)
  })
})

describe('elevation', () => {
  test('ends after 15 minutes, and the password brings it back under a new token', async ({
    db,
  }) => {
    const { send, signIn } = api(db)
    const token = await signIn('boss', 'admin')
    const json = { login: 'new', role: 'viewer' }
    await endElevations(db)
    const refused = await send('POST', '/api/users', { token, json })
    expect([refused.status, (await problemIn(refused)).code]).toEqual([403, 'elevation_required'])
    const wrong = await send('POST', '/api/auth/elevate', { token, json: { password: 'wrong' } })
    expect(wrong.status).toBe(401)

    const elevated = await send('POST', '/api/auth/elevate', {
      token,
      json: { password: PASSWORD },
    })
    const next = Session.parse(await elevated.json()).token

    expect((await send('POST', '/api/users', { token: next, json })).status).toBe(201)
    expect((await send('GET', '/api/auth/me', { token })).status).toBe(401)
  })

  test('is not for a long-lived token, of a user or the service', async ({ db }) => {
    const { send, signIn } = api(db)
    await signIn('boss', 'admin')
    for (const user of ['boss', undefined]) {
      const made = await send('POST', '/api/tokens', {
        json: { name: `of ${user}`, scopes: ['users:write'], ...(user ? { user } : {}) },
      })
      const { token } = z.object({ token: z.string() }).parse(await made.json())

      const answer = await send('POST', '/api/auth/elevate', {
        token,
        json: { password: PASSWORD },
      })

      expect(answer.status).toBe(409)
      expect((await send('POST', '/api/auth/logout', { token })).status).toBe(409)
    }
  })
})

async function weakHash(password: string): Promise<string> {
  const { argon2Sync } = await import('node:crypto')
  const parameters = { memory: 1024, passes: 1, parallelism: 1, tagLength: 32 }
  const hash = argon2Sync('argon2id', { message: password, nonce: Buffer.alloc(16), ...parameters })
  return hash.toString('base64').replace(/=+$/, '')
}
