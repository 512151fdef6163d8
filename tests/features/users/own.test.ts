import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { z } from 'zod'
import { enrollingRoles } from '../../../src/features/users/require-factor.ts'
import { expect, test } from '../../fixtures/test.ts'
import { codedErrorsIn, problemIn } from '../../http/kit.ts'
import { CODE_CLOCK, endElevations, PASSWORD, Session, usersApi } from './kit.ts'

const NEXT = 'another horse altogether'
const Sessions = z.object({
  data: z.array(z.looseObject({ id: z.string(), is_this: z.boolean() })),
})

test('people see their own sessions, end the others, and change their password', async ({ db }) => {
  const { send, signIn, login, me, lines } = usersApi(db)
  const first = await signIn('aigerim')
  const stranger = await signIn('dana')
  const { token } = Session.parse(await (await login('aigerim')).json())
  const sessions = async () =>
    Sessions.parse(await (await send('GET', '/api/auth/sessions', { token })).json()).data
  const change = async (password: string) =>
    await send('POST', '/api/auth/password', { token, json: { password } })

  const isThis = (await sessions()).map(({ is_this }) => is_this)
  expect(isThis.filter(Boolean)).toHaveLength(1)
  expect(isThis).toHaveLength(2)
  expect(JSON.stringify(await sessions())).not.toMatch(/hash|token/)
  const ended = await send('POST', '/api/auth/sessions/end-others', { token })
  expect(await ended.json()).toEqual({ ended: 1 })
  expect((await me(first)).status).toBe(401)
  expect((await me(stranger)).status).toBe(200)

  const again = Session.parse(await (await login('aigerim')).json())
  expect((await problemIn(await change('aigerim'))).errors).toMatchObject([{ field: 'password' }])
  expect(await codedErrorsIn(await change('adminadmin12'))).toMatchObject([
    { field: 'password', code: 'password_common' },
  ])
  expect(await (await change(NEXT)).json()).toEqual({ ended: 1, tokens_ended: 0 })
  expect((await me(again.token)).status).toBe(401)
  expect((await me(token)).status).toBe(200)
  expect((await login('aigerim')).status).toBe(401)
  expect((await login('aigerim', NEXT)).status).toBe(200)
  expect((await login('dana')).status).toBe(200)

  const audit = await db.selectFrom('audit_log').selectAll().execute()
  expect(JSON.stringify([audit, lines])).not.toContain(NEXT)
  expect(audit.map(({ action }) => action)).toContain('changePassword')
  await endElevations(db)
  expect((await change(NEXT)).status).toBe(403)
  expect((await send('GET', '/api/auth/sessions')).status).toBe(409)
})

test('one session is ended by its id, of oneself only', async ({ db }) => {
  const { send, signIn, login, me } = usersApi(db)
  const stranger = await signIn('dana')
  const first = await signIn('aigerim')
  const { token } = Session.parse(await (await login('aigerim')).json())
  const { data } = Sessions.parse(await (await send('GET', '/api/auth/sessions', { token })).json())
  const other = data.find(({ is_this: isThis }) => !isThis)?.id ?? ''
  const end = async (by: string) =>
    (await send('DELETE', `/api/auth/sessions/${other}`, { token: by })).status

  expect([await end(stranger), await end(token), await end(token)]).toEqual([404, 204, 404])
  expect([(await me(first)).status, (await me(token)).status]).toEqual([401, 200])
})

test('a session of a person ends 14 days after its last use, and 90 days after it began', async ({
  db,
}) => {
  const { send, signIn, me } = usersApi(db)
  await signIn('dana')
  const json = { login: 'dana', password: PASSWORD, stays: true }
  const answer = await send('POST', '/api/auth/login', { token: null, json })
  const { token } = Session.parse(await answer.json())
  const daysLeft = async () => {
    await sql`update user_sessions set last_seen_at = now() - interval '1 hour'`.execute(db)
    expect((await me(token)).status).toBe(200)
    const { rows } = await sql<{ days: number }>`
      select round(extract(epoch from max(expires_at) - now()) / 86400)::int as days
      from user_sessions`.execute(db)
    return rows[0]?.days
  }
  const goOn = async (days: number) =>
    await sql`
      update user_sessions set expires_at = expires_at - ${days} * interval '1 day',
        ends_at = ends_at - ${days} * interval '1 day'`.execute(db)

  expect(await daysLeft()).toBe(14)
  for (const left of [14, 14, 14, 14, 14, 14, 6]) {
    await goOn(12)
    expect(await daysLeft()).toBe(left)
  }
  await goOn(7)
  expect((await me(token)).status).toBe(401)
})

test('a client of the API is signed in for 12 hours, however often it asks', async ({ db }) => {
  const { signIn, me } = usersApi(db)
  const token = await signIn('dana')
  await sql`update user_sessions set last_seen_at = now() - interval '1 hour'`.execute(db)
  await me(token)
  const { rows } = await sql`
    select round(extract(epoch from expires_at - now()) / 3600)::int as hours
    from user_sessions`.execute(db)

  expect(rows).toEqual([{ hours: 12 }])
})

test('people choose how gramd looks for them', async ({ db }) => {
  const { send, signIn, me } = usersApi(db)
  const token = await signIn('dana')
  const change = async (json: object, by: string | undefined = token) =>
    await send('PATCH', '/api/auth/me', { ...(by && { token: by }), json })
  const chosen = { language: 'ru', theme: 'dark', time_zone: 'Asia/Almaty', single_keys: false }

  expect(await (await change(chosen)).json()).toMatchObject(chosen)
  await change({ theme: null })
  expect(await (await me(token)).json()).toMatchObject({ ...chosen, theme: null })
  for (const [json, field] of [
    [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
    [{ theme: 'pink' }, 'theme'],
    [{ language: 'Russian' }, 'language'],
    [{ role: 'admin' }, 'role'],
  ] as const)
    expect((await problemIn(await change(json))).errors[0]?.field).toBe(field)
  expect((await send('PATCH', '/api/auth/me', { json: chosen })).status).toBe(409)
})

test.for([
  [{ requireTotp: 'all' }, 4],
  [{ requireTotp: 'admin', publicUrl: 'http://gramd' }, 1],
  [{ publicUrl: 'https://gramd.example.com' }, 1],
  [{ publicUrl: 'https://gramd.example.com', requireTotp: 'none' }, 0],
  [{}, 0],
] as const)('with %j the users of %i roles need a second factor', ([config, roles]) => {
  expect(enrollingRoles(config)).toHaveLength(roles)
})

test('whoever needs a second factor may only add one; its recovery codes can be replaced', async ({
  db,
}) => {
  const { send, signIn, me } = usersApi(db, [], { requireTotp: 'admin' })
  const token = await signIn('boss', 'admin')
  const list = async () => await send('GET', '/api/users', { token })
  const refused = await problemIn(await list())
  const before: unknown = await (await me(token)).json()
  const begun = z
    .object({ secret: z.string() })
    .parse(await (await send('POST', '/api/auth/second-factor', { token })).json())
  const code = new TOTP({ secret: Secret.fromBase32(begun.secret) }).generate({
    timestamp: CODE_CLOCK.now().getTime(),
  })
  const Codes = z.object({ recovery_codes: z.array(z.string()) })
  const codesOf = async (path: string, json?: object) =>
    Codes.parse(
      await (await send('POST', `/api/auth/second-factor/${path}`, { token, json })).json(),
    )
  const first = await codesOf('confirm', { code })
  const second = await codesOf('recovery-codes')

  expect(refused).toMatchObject({ status: 403, code: 'second_factor_required' })
  expect(before).toMatchObject({ must_enroll: true })
  expect((await list()).status).toBe(200)
  expect(new Set([...first.recovery_codes, ...second.recovery_codes]).size).toBe(20)
  const enter = async (given?: string) => {
    const json = { login: 'boss', password: PASSWORD, code: given }
    return (await send('POST', '/api/auth/login', { token: null, json })).status
  }
  expect([await enter(first.recovery_codes[0]), await enter(second.recovery_codes[0])]).toEqual([
    401, 200,
  ])
  const audit = await db.selectFrom('audit_log').selectAll().execute()
  expect(JSON.stringify(audit)).not.toContain(second.recovery_codes[1])
})

test('before the first user, gramd says that nobody can sign in', async ({ db }) => {
  const { send, add } = usersApi(db)
  const setup = async () => await (await send('GET', '/api/auth/setup', { token: null })).json()

  expect(await setup()).toEqual({ has_users: false })
  await add('dana')
  expect(await setup()).toEqual({ has_users: true })
})

/** A long-lived token; of the service without a user. */
async function aTokenOf({ send }: ReturnType<typeof usersApi>, user?: string): Promise<string> {
  const json = { name: `of ${user ?? 'the service'}`, scopes: ['creators:read'], user }
  const made = await send('POST', '/api/tokens', { json })
  return z.object({ token: z.string() }).parse(await made.json()).token
}

test('a change of the password ends long-lived tokens of its user only when asked to', async ({
  db,
}) => {
  const api = usersApi(db)
  const token = await api.signIn('aigerim')
  await api.signIn('dana')
  const tokens = [await aTokenOf(api, 'aigerim'), await aTokenOf(api, 'dana'), await aTokenOf(api)]
  const change = async (json: object) =>
    await (await api.send('POST', '/api/auth/password', { token, json })).json()
  const statuses = async () => (await Promise.all(tokens.map(api.me))).map(({ status }) => status)

  expect(await change({ password: NEXT })).toEqual({ ended: 0, tokens_ended: 0 })
  expect(await statuses()).toEqual([200, 200, 200])
  expect(await change({ password: PASSWORD, end_tokens: true })).toEqual({
    ended: 0,
    tokens_ended: 1,
  })
  expect(await statuses()).toEqual([401, 200, 200])
})

test('a reset by an admin ends the long-lived tokens of the user unless asked not to', async ({
  db,
}) => {
  const api = usersApi(db)
  await api.signIn('aigerim')
  await api.signIn('dana')
  const tokens = [await aTokenOf(api, 'aigerim'), await aTokenOf(api, 'dana'), await aTokenOf(api)]
  const reset = async (json?: object) => {
    const answer = await api.send('POST', '/api/users/aigerim/reset-password', {
      ...(json && { json }),
    })
    return [answer.status, z.looseObject({}).parse(await answer.json())['tokens_ended']]
  }
  const statuses = async () => (await Promise.all(tokens.map(api.me))).map(({ status }) => status)

  expect(await reset({ keep_tokens: true })).toEqual([200, 0])
  expect(await statuses()).toEqual([200, 200, 200])
  expect(await reset()).toEqual([200, 1])
  expect(await statuses()).toEqual([401, 200, 200])
  expect((await reset({ keep_token: true }))[0]).toBe(422)
})
