import { sql } from 'kysely'
import { createToken } from '../../../src/features/users/store/tokens.ts'
import { ProxyFailedError } from '../../../src/platforms/errors.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { accountsWorld } from './accounts-world.ts'

describe('the API of proxies', () => {
  test('checks one, and brings it back with its accounts', async ({ db }) => {
    let isBroken = true
    const { send, add } = accountsWorld(db, ({ endpoint }) => {
      if (endpoint === 'proxy' && isBroken) throw new ProxyFailedError('refused')
    })
    const path = await add('reader', { sessionid: 'session of reader' })
    const { id } = (await send('GET', path)).body['proxy'] as { id: string }
    await sql`update proxies set state = 'dead', death_cause = 'proxy_failed', strikes = 3`.execute(
      db,
    )
    await sql`update instagram_accounts set state = 'proxy_error'`.execute(db)

    const bad = await send('POST', `/api/proxies/${id}/check`)
    expect(bad).toMatchObject({
      status: 200,
      body: { ok: false, latency_ms: null, error: 'refused', proxy: { state: 'dead' } },
    })
    isBroken = false
    const good = await send('POST', `/api/proxies/${id}/check`)
    expect(good.body).toMatchObject({ ok: true, latency_ms: 1, error: null })
    expect((await send('GET', `/api/proxies/${id}`)).body).toMatchObject({
      state: 'active',
      strikes: 0,
      death_cause: null,
      accounts: 1,
      bound_accounts: [{ username: 'reader', state: 'active' }],
    })
  })

  test('pauses one with its accounts, and resumes it', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader', { sessionid: 'session of reader' })
    const { id } = (await send('GET', path)).body['proxy'] as { id: string }
    const paused = await send('POST', `/api/proxies/${id}/pause`)
    expect(paused.body).toMatchObject({
      state: 'paused',
      bound_accounts: [{ state: 'proxy_error' }],
    })
    expect((await send('GET', '/api/proxies?state=paused')).body.data).toHaveLength(1)
    const resumed = await send('POST', `/api/proxies/${id}/resume`)
    expect(resumed.body).toMatchObject({ state: 'active', bound_accounts: [{ state: 'active' }] })
  })

  test('marks spares, which no account can be bound to and no bound one can be', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader')
    const { id } = (await send('GET', path)).body['proxy'] as { id: string }
    const spare = await send('POST', '/api/proxies', {
      url: 'socks5://u:p@127.0.0.1:1080',
      country: 'kz',
      is_spare: true,
    })
    expect(spare).toMatchObject({ status: 201, body: { protocol: 'socks5', is_spare: true } })
    const spares = await send('GET', '/api/proxies?spare=true')
    expect(spares.body.data).toMatchObject([{ id: spare.body.id }])
    expect((await send('GET', '/api/proxies?spare=false')).body.data).toMatchObject([{ id }])
    const refused = await send('PATCH', `/api/proxies/${id}`, { is_spare: true })
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ field: 'is_spare' }] } })
    const changed = await send('PATCH', `/api/proxies/${spare.body.id}`, {
      is_spare: false,
      country: null,
    })
    expect(changed.body).toMatchObject({ is_spare: false, country: null })
    expect((await send('PATCH', `/api/proxies/${id}`, {})).status).toBe(422)
  })

  test('knows none of another id', async ({ db }) => {
    const { send } = accountsWorld(db)
    const path = '/api/proxies/01a1fd8b-0000-7000-8000-000000000000'
    for (const [method, suffix, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { country: 'KZ' }],
      ['POST', '/check', undefined],
      ['POST', '/pause', undefined],
      ['POST', '/resume', undefined],
    ] as const) {
      const answer = await send(method, `${path}${suffix}`, body)
      expect([method, suffix, answer.status]).toEqual([method, suffix, 404])
    }
  })
})

describe('the API of the pool', () => {
  test('shows its state, and ends a stop', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    await add('reader1', { sessionid: 'session of reader1' })
    await add('reader2')
    await sql`insert into pool_stops (cause, stopped_until) values ('circuit_breaker', world_now() + interval '1 hour')`.execute(
      db,
    )
    const stopped = await send('GET', '/api/pool')
    expect(stopped.body).toMatchObject({
      accounts: { active: 1, new: 1, paused: 0 },
      in_service: 2,
      min_accounts: 1,
      stop: { cause: 'circuit_breaker' },
      free: 0,
    })
    const resumed = await send('POST', '/api/pool/resume')
    // The other one waits out the gap after its check.
    expect(resumed.body).toMatchObject({ stop: null, free: 1, next_free_at: null })
    expect((await send('POST', '/api/pool/resume')).status).toBe(200)
  })

  test('switches automatic renewal for all accounts or one, and tells who did', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader')
    const setting = { on: true, switched: null, setting: true }
    expect((await send('GET', '/api/pool')).body).toMatchObject({ automatic_renewal: setting })
    const off = await send('PATCH', '/api/pool', { automatic_renewal: false })
    expect(off.body).toMatchObject({ automatic_renewal: { on: false, switched: false } })
    const left = await send('PATCH', '/api/pool', { automatic_renewal: null })
    expect(left.body).toMatchObject({ automatic_renewal: setting })
    expect((await send('PATCH', '/api/pool', {})).status).toBe(422)

    const one = await send('PATCH', path, { automatic_renewal: false })
    expect(one.body).toMatchObject({
      automatic_renewal: false,
      renewal_at: null,
      logins: { limit: 2, left: 2, next_at: null },
    })
    await send('POST', `${path}/login`)
    const { body } = await send('GET', path)
    expect(body).toMatchObject({ logins: { left: 1, next_at: expect.any(String) } })
    const events = await send('GET', `${path}/events?event=renewal_switched`)
    const by = 'operator'
    expect(events.body.data).toMatchObject([
      { detail: { on: false, for: 'account', by } },
      { detail: { on: true, for: 'all', by } },
      { detail: { on: false, for: 'all', by } },
    ])
  })

  test('lists the targets that are left alone, and lets go of one', async ({ db }) => {
    const { send } = accountsWorld(db)
    await sql`
      insert into pool_targets (target, account_ids, quarantined_until)
      select 'profile/' || n, '{}', world_now() + make_interval(hours => n) from generate_series(1, 3) as n`.execute(
      db,
    )
    const page = await send('GET', '/api/pool/targets?limit=2')
    expect(page.body.data).toMatchObject([{ target: 'profile/3' }, { target: 'profile/2' }])
    const rest = await send('GET', `/api/pool/targets?limit=2&cursor=${page.body.next_cursor}`)
    expect(rest.body).toMatchObject({ data: [{ target: 'profile/1' }], has_more: false })
    const path = `/api/pool/targets/${encodeURIComponent('profile/2')}`
    expect((await send('DELETE', path)).status).toBe(204)
    expect((await send('DELETE', path)).status).toBe(404)
  })

  test('changes nothing for a token without the scope accounts:write', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader')
    const { secret } = await createToken(db, { name: 'writer', scopes: ['accounts:read'] })
    const { id } = (await send('GET', path)).body['proxy'] as { id: string }
    const tries = [
      ['PATCH', path, { notes: 'n' }],
      ...['pause', 'resume', 'login', 'check'].map((each) => ['POST', `${path}/${each}`] as const),
      ['POST', `${path}/challenge`, { resolved: true }],
      ['POST', `${path}/session`, { sessionid: 's' }],
      ['DELETE', `${path}/session`],
      ['PATCH', `/api/proxies/${id}`, { country: 'KZ' }],
      ...['check', 'pause', 'resume'].map(
        (each) => ['POST', `/api/proxies/${id}/${each}`] as const,
      ),
      ['POST', '/api/pool/resume'],
      ['DELETE', '/api/pool/targets/t'],
    ] as const
    for (const [method, to, body] of tries) {
      const answer = await send(method, to, body, secret)
      expect([method, to, answer.status]).toEqual([method, to, 403])
    }
    expect((await send('GET', '/api/pool', undefined, secret)).status).toBe(200)
  })
})

test('the accounts of a proxy move to another with one word, unless one is at work', async ({
  db,
}) => {
  const { send, add } = accountsWorld(db)
  await add('one')
  await add('two')
  const { body } = await send('GET', '/api/proxies')
  const [from, to] = (body.data ?? []).map(({ id }) => String(id))
  const replace = async (fields: object) =>
    await send('POST', `/api/proxies/${from}/replace`, fields)

  expect((await replace({ proxy_id: from })).body.errors).toMatchObject([{ field: 'proxy_id' }])
  expect((await replace({ proxy_id: to })).body.errors?.[0]?.reason).toContain("'two' uses this")
  await sql`
    update instagram_accounts set lease_owner = 'test', lease_token = gen_random_uuid(), lease_for = 'work',
      lease_until = clock_timestamp() + interval '1 minute' where username = 'one'`.execute(db)
  const share = { proxy_id: to, share_proxy: true }
  expect((await replace(share)).status).toBe(409)
  await sql`
    update instagram_accounts set lease_owner = null, lease_token = null, lease_for = null, lease_until = null,
      state = 'proxy_error'
    where username = 'one'`.execute(db)
  expect(await replace(share)).toMatchObject({ status: 200, body: { id: to, accounts: 2 } })
  expect((await send('GET', '/api/accounts?username=one')).body.data).toMatchObject([
    { state: 'new', proxy: { id: to } },
  ])
  expect((await send('GET', '/api/pool')).body).toMatchObject({
    proxies: { active: 2, dead: 0, paused: 0 },
  })
})
