import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { TOTP, URI } from 'otpauth'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { seedColumn, spendCode } from '../../../src/features/users/second-factor.ts'
import { rotateKeys } from '../../../src/pool/accounts/rotate-keys.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { CODE_CLOCK, endElevations, endWaits, KEYS, PASSWORD, Session, usersApi } from './kit.ts'

const Begun = z.object({ secret: z.string(), uri: z.string() })
const Recovery = z.object({ recovery_codes: z.array(z.string()) })

/** The code that an authenticator app shows, so many steps of 30 s from now. */
function codeIn(uri: string, steps = 0): string {
  const totp = URI.parse(uri)
  if (!(totp instanceof TOTP)) throw new Error('expected a TOTP')
  return totp.generate({ timestamp: CODE_CLOCK.now().getTime() + steps * 30_000 })
}

/** The API with a user who has a second factor. */
async function enrolled(db: Db, name = 'dana') {
  const api = usersApi(db)
  const token = await api.signIn(name, 'admin')
  const begun = Begun.parse(
    await (await api.send('POST', '/api/auth/second-factor', { token })).json(),
  )
  // Of the step before: the code of now is still to be used.
  const json = { code: codeIn(begun.uri, -1) }
  const confirmed = await api.send('POST', '/api/auth/second-factor/confirm', { token, json })
  const { recovery_codes: recovery } = Recovery.parse(await confirmed.json())
  return { ...api, ...begun, token, recovery }
}

describe('a second factor', () => {
  test('is asked for once its first code has confirmed it', async ({ db }) => {
    const { send, login, signIn, me, lines } = usersApi(db)
    const token = await signIn('dana')
    const answer = await send('POST', '/api/auth/second-factor', { token })
    const { secret, uri } = Begun.parse(await answer.json())
    expect(uri).toMatch(/^otpauth:\/\/totp\/gramd:dana\?issuer=gramd&secret=[A-Z2-7]{32}&/)
    expect((await login('dana')).status).toBe(200)
    const confirm = async (code: string) =>
      await send('POST', '/api/auth/second-factor/confirm', { token, json: { code } })

    const wrong = await problemIn(await confirm('12 34 5'))
    expect([wrong.status, wrong.errors[0]?.field]).toEqual([422, 'code'])
    const confirmed = await confirm(codeIn(uri).replace(/^.../, '$& '))

    const { recovery_codes: codes } = Recovery.parse(await confirmed.json())
    expect(new Set(codes).size).toBe(10)
    expect(codes[0]).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
    expect(await (await me(token)).json()).toMatchObject({ has_second_factor: true })
    expect(await problemIn(await login('dana'))).toMatchObject({
      status: 401,
      code: 'code_required',
    })
    expect((await login('dana', PASSWORD, codeIn(uri, 1))).status).toBe(200)
    expect((await confirm(codeIn(uri))).status).toBe(409)
    expect((await send('POST', '/api/auth/second-factor', { token })).status).toBe(409)
    const stored = await sql`select row_to_json(f) from second_factors f`.execute(db)
    const audit = await sql`select row_to_json(a) from audit_log a`.execute(db)
    const kept = JSON.stringify([stored.rows, audit.rows, lines])
    for (const text of [secret, codes[0] ?? '', Buffer.from(secret).toString('hex')])
      expect(kept).not.toContain(text)
  })

  test('takes each code once, of now and 30 seconds around it', async ({ db }) => {
    const { login, uri } = await enrolled(db)
    const statuses = []
    // The one it was confirmed with, those too old and too early, that of now, again, an older one.
    for (const steps of [-1, -3, 3, 0, 0, -1])
      statuses.push((await login('dana', PASSWORD, codeIn(uri, steps))).status)

    expect(statuses).toEqual([401, 401, 401, 200, 401, 401])
  })

  test('lets one of two requests in that bring the same code at once', async ({ db }) => {
    const { login, uri, recovery } = await enrolled(db)
    for (const code of [codeIn(uri), recovery[3] ?? '']) {
      const answers = await Promise.all([
        login('dana', PASSWORD, code),
        login('dana', PASSWORD, code),
      ])

      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401])
    }
  })

  test('has recovery codes, each for one sign-in', async ({ db }) => {
    const { login, recovery } = await enrolled(db)
    const [first = '', second = ''] = recovery

    expect((await login('dana', PASSWORD, first)).status).toBe(200)
    expect((await login('dana', PASSWORD, first)).status).toBe(401)
    expect((await login('dana', PASSWORD, second.toLowerCase().replaceAll('-', ' '))).status).toBe(
      200,
    )
  })

  test('tells who does not know the password nothing of itself', async ({ db }) => {
    const { login, uri, send } = await enrolled(db)
    await send('POST', '/api/users', { json: { login: 'plain', role: 'viewer' } })
    const answers = [
      await login('dana', 'wrong password'),
      await login('dana', 'wrong password', codeIn(uri)),
      await login('dana', PASSWORD, '000000x'),
      await login('plain', 'wrong password'),
      await login('nobody', 'wrong password', '000000'),
    ]

    const problems = await Promise.all(answers.map(problemIn))
    expect(new Set(problems.map(({ detail, code }) => `${code} ${detail}`)).size).toBe(1)
    expect((await login('dana', PASSWORD, codeIn(uri))).status).toBe(200)
  })

  test('is throttled as passwords are, with the right password, too', async ({ db }) => {
    const { login, uri } = await enrolled(db)
    for (let count = 0; count < 5; count += 1)
      expect((await login('dana', PASSWORD, '000000x')).status).toBe(401)

    expect((await login('dana', PASSWORD, codeIn(uri))).status).toBe(429)
  })

  test('needs an elevated sign-in to come and go', async ({ db }) => {
    const { send, token, login, uri } = await enrolled(db)
    await endElevations(db)
    const path = '/api/auth/second-factor'
    expect((await problemIn(await send('DELETE', path, { token }))).code).toBe('elevation_required')
    expect((await send('POST', path, { token })).status).toBe(403)
    expect((await send('DELETE', path)).status).toBe(409)
    const elevated = await send('POST', '/api/auth/elevate', { token, json: { code: codeIn(uri) } })
    const { token: next } = Session.parse(await elevated.json())

    expect((await send('DELETE', path, { token: next })).status).toBe(204)

    expect((await send('DELETE', path, { token: next })).status).toBe(404)
    expect((await login('dana')).status).toBe(200)
  })

  test('is removed by an admin, and the audit log says so', async ({ db }) => {
    const { send, login } = await enrolled(db)

    expect((await send('DELETE', '/api/users/dana/second-factor')).status).toBe(204)

    expect((await login('dana')).status).toBe(200)
    expect((await send('DELETE', '/api/users/dana/second-factor')).status).toBe(404)
    const [entry] = await db
      .selectFrom('audit_log')
      .selectAll()
      .where('action', '=', 'resetSecondFactor')
      .execute()
    expect(entry).toMatchObject({
      object: '/api/users/dana',
      before: { has_second_factor: true },
      after: { has_second_factor: false },
    })
  })

  test('goes with the encryption keys when these rotate', async ({ db }) => {
    const { uri } = await enrolled(db)
    const { user_id: id } = await db
      .selectFrom('second_factors')
      .select('user_id')
      .executeTakeFirstOrThrow()
    const rotated = [{ id: 'k2', key: randomBytes(32) }, ...KEYS] as const

    const report = await rotateKeys(db, rotated, { others: [seedColumn] })

    expect(report).toMatchObject({ rotated: 1, unreadable: [], keys: { k2: 1 } })
    expect(await spendCode(db, [rotated[0]], id, { code: codeIn(uri), at: CODE_CLOCK.now() })).toBe(
      true,
    )
  })
})

describe('elevation by a code', () => {
  test('ends after five wrong ones until the password is given', async ({ db }) => {
    const { send, token, uri } = await enrolled(db)
    const elevate = async (json: object, by = token) =>
      await send('POST', '/api/auth/elevate', { token: by, json })
    for (let count = 0; count < 5; count += 1) {
      expect((await elevate({ code: '000000x' })).status).toBe(401)
      await endWaits(db)
    }
    const refused = await problemIn(await elevate({ code: codeIn(uri) }))
    expect(refused).toMatchObject({ status: 401, detail: expect.stringContaining('password') })
    await endWaits(db)

    const { token: next } = Session.parse(await (await elevate({ password: PASSWORD })).json())

    expect((await elevate({ code: codeIn(uri) }, next)).status).toBe(200)
  })

  test.for([{}, { password: PASSWORD, code: '123456' }])(
    'takes one proof, not %j',
    async (json, { db }) => {
      const { send, signIn } = usersApi(db)
      const answer = await send('POST', '/api/auth/elevate', { token: await signIn('dana'), json })

      expect([answer.status, (await problemIn(answer)).errors[0]?.field]).toEqual([422, 'body'])
    },
  )
})
