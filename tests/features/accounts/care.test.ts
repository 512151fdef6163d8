import { sql } from 'kysely'
import {
  ChallengeRequiredError,
  LoginRequiredError,
  TwoFactorRequiredError,
} from '../../../src/platforms/errors.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { accountsWorld } from './accounts-world.ts'

const PASSWORD = 'hunter-2-password'

describe('an operator', () => {
  test('logs an account in, and is told until when when it is too soon for another login', async ({
    db,
  }) => {
    const { send, add, adapter } = accountsWorld(db)
    const path = await add('reader')
    const answer = await send('POST', `${path}/login`)
    expect(answer).toMatchObject({
      status: 200,
      body: { state: 'active', session: { exists: true, is_valid: true, source: 'login' } },
    })
    expect(adapter.sent.at(-1)?.endpoint).toBe(`login/${PASSWORD}`)

    const again = await send('POST', `${path}/login`)
    expect(again).toMatchObject({ status: 503, body: { code: 'pool_resting' } })
    expect(again.body['detail']).toContain('login budget')
    const until = Date.parse(String(again.body['until']))
    const hours = (until - Date.now()) / 3_600_000
    expect(hours).toBeGreaterThan(5)
    expect(hours).toBeLessThan(7)
    // The account sent at a world time of its own, so only the order of size is sure.
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(4 * 3600)
  })

  test('has the session of an account checked, replaced and cleared', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader', { sessionid: 'session of reader' })
    const checked = await send('POST', `${path}/check`)
    expect(checked.status).toBe(200)
    const session = await send('GET', `${path}/session`)
    expect(session.body['verified_at']).not.toBeNull()
    expect(session.body).toMatchObject({ source: 'sessionid', is_valid: true })

    const replaced = await send('POST', `${path}/session`, { session_file: 'session of reader' })
    expect(replaced).toMatchObject({ status: 200, body: { session: { source: 'file' } } })
    const foreign = await send('POST', `${path}/session`, { sessionid: 'session of other7' })
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ field: 'sessionid' }] } })
    const empty = await send('POST', `${path}/session`, {})
    expect(empty).toMatchObject({ status: 422, body: { errors: [{ field: 'sessionid' }] } })
    expect((await send('GET', `${path}/session`)).body).toMatchObject({ source: 'file' })

    const cleared = await send('DELETE', `${path}/session`)
    expect(cleared).toMatchObject({ status: 200, body: { session: { exists: false } } })
  })

  test('is refused while a task holds the account', async ({ db }) => {
    const { send, add, pool } = accountsWorld(db)
    const path = await add('reader', { sessionid: 'session of reader' })
    await pool.withAccount({ signal: new AbortController().signal }, async () => {
      const answer = await send('DELETE', `${path}/session`)
      expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } })
      expect(await send('DELETE', path)).toMatchObject({ status: 409 })
    })
  })

  test('gives the code of a second factor', async ({ db }) => {
    const { send, add, adapter } = accountsWorld(db, ({ endpoint }) => {
      if (endpoint === `login/${PASSWORD}`)
        throw new TwoFactorRequiredError('a second factor', 'pending-login-secret')
    })
    const path = await add('reader')
    const early = await send('POST', `${path}/challenge`, { code: '123456' })
    expect(early).toMatchObject({ status: 409 })
    const login = await send('POST', `${path}/login`)
    expect(login).toMatchObject({ status: 502, body: { code: 'two_factor_required' } })
    expect((await send('GET', path)).body).toMatchObject({
      state: 'needs_operator',
      awaits_code: true,
    })
    const faulty = await send('POST', `${path}/challenge`, { code: 'abc' })
    expect(faulty.status).toBe(422)
    const answer = await send('POST', `${path}/challenge`, { code: '123 456' })
    expect(answer).toMatchObject({ status: 200, body: { state: 'active', awaits_code: false } })
    expect(adapter.sent.at(-1)?.endpoint).toBe('login/123456')
  })

  test('says that a challenge is resolved, which one request has to show', async ({ db }) => {
    let isResolved = true
    const { send, add, adapter } = accountsWorld(db, () => {
      if (!isResolved) throw new ChallengeRequiredError('a challenge')
    })
    const path = await add('reader', { sessionid: 'session of reader' })
    isResolved = false
    const check = await send('POST', `${path}/check`)
    expect(check).toMatchObject({ status: 502, body: { code: 'challenge_required' } })
    expect((await send('GET', path)).body.state).toBe('needs_operator')
    expect((await send('POST', `${path}/resume`)).status).toBe(409)
    const sent = adapter.sent.length

    const tooEarly = await send('POST', `${path}/challenge`, { resolved: true })
    expect(tooEarly.status).toBe(502)
    expect((await send('GET', path)).body.state).toBe('needs_operator')
    isResolved = true
    const answer = await send('POST', `${path}/challenge`, { resolved: true })
    expect(answer).toMatchObject({ status: 200, body: { state: 'active' } })
    expect(adapter.sent).toHaveLength(sent + 2)
    const faulty = await send('POST', `${path}/challenge`, { resolved: false })
    expect(faulty.status).toBe(422)
  })
})

test('no secret that was put in comes out in an answer, a log line, an event or an alert', async ({
  db,
}) => {
  let nth = 0
  const { send, add, lines } = accountsWorld(db, ({ endpoint }) => {
    nth += 1
    if (endpoint === 'proxy') return
    const words = 'password=hunter-2-password sessionid=cookie-secret seed=JBSWY3DPEHPK3PXP'
    if (nth % 3 === 1) throw new LoginRequiredError(`dead: ${words}`)
    if (nth % 3 === 2) throw new TwoFactorRequiredError(`code: ${words}`, 'pending-login-secret')
    throw new ChallengeRequiredError(`challenge: ${words}`)
  })
  const secrets = [
    PASSWORD,
    'JBSWY3DPEHPK3PXP',
    'proxy-password',
    'pending-login-secret',
    'cookie-secret',
    'session of reader',
    'session of other',
    '987654',
  ]
  const path = await add('reader', {
    password: PASSWORD,
    totp_seed: 'JBSWY3DPEHPK3PXP',
    session_file: 'session of reader',
  })
  const proxy = (await send('GET', '/api/proxies')).body.data?.[0]?.['id']
  const shown = [
    await send('POST', `${path}/check`),
    await send('POST', `${path}/login`),
    await send('POST', `${path}/challenge`, { code: '987654' }),
    await send('POST', `${path}/challenge`, { resolved: true }),
    await send('POST', `${path}/session`, { session_file: 'session of other' }),
    await send('POST', `${path}/session`, { sessionid: 'cookie-secret' }),
    await send('PATCH', path, { password: PASSWORD, totp_seed: null }),
    await send('PATCH', path, { totp_seed: `${PASSWORD}!` }),
    await send('POST', '/api/accounts', { username: 'reader', password: PASSWORD }),
    await send('POST', '/api/proxies', { url: 'http://user:proxy-password@127.0.0.1:9101' }),
    await send('POST', '/api/proxies', { url: 'gopher://user:proxy-password@127.0.0.1:1' }),
    await send('POST', `/api/proxies/${String(proxy)}/check`),
    await send('POST', `${path}/pause`),
    await send('POST', `${path}/resume`),
    await send('GET', path),
    await send('GET', `${path}/session`),
    await send('GET', `${path}/events?limit=200`),
    await send('GET', '/api/accounts'),
    await send('GET', '/api/proxies'),
    await send('GET', '/api/pool'),
    await send('GET', '/metrics'),
    await send('DELETE', `${path}/session`),
  ].map(({ text }) => text)
  const { rows: events } = await sql`select * from account_events`.execute(db)
  const { rows: messages } = await sql`select * from notifications`.execute(db)
  const { rows: tables } = await sql`
    select to_jsonb(a) - 'device_seed' as row from instagram_accounts a
    union all select to_jsonb(p) from proxies p
    union all select to_jsonb(r) from account_requests r
    union all select to_jsonb(k) from idempotency_keys k`.execute(db)
  expect(events.length).toBeGreaterThan(3)
  expect(lines.length).toBeGreaterThan(20)
  // The scripted platform names its endpoints after what it was given.
  const everything = JSON.stringify([shown, lines, events, messages, tables]).replaceAll(
    /login\/(hunter-2-password|987654)/g,
    'login',
  )
  for (const secret of secrets)
    expect([secret, everything.includes(secret)]).toEqual([secret, false])
})
