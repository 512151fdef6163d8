import { sql } from 'kysely'
import { openAccountSecrets, openSession } from '../../../src/pool/state/secrets.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { leaseForCare, releaseAccount } from '../../../src/pool/budget/lease.ts'
import { HOUR, keys, LIMITS, MINUTE } from '../../pool/pool-fixture.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { ChallengeRequiredError } from '../../../src/platforms/errors.ts'
import { init } from '../../http/kit.ts'
import { accountsWorld } from './accounts-world.ts'

const SEED = 'JBSW Y3DP ehpk 3pxp'

describe('an account', () => {
  test('is added with a session that was made elsewhere, which one request has shown', async ({
    db,
  }) => {
    const { send, add, adapter } = accountsWorld(db)
    const cookie = await add('reader1', { sessionid: 'session of reader1' })
    const file = await add('reader2', {
      session_file: 'session of reader2',
      password: 'hunter-2-password',
      totp_seed: SEED,
    })
    expect((await send('GET', cookie)).body).toMatchObject({
      state: 'active',
      platform_id: '11',
      has_password: false,
      session: {
        exists: true,
        is_valid: true,
        source: 'sessionid',
        verified_at: expect.any(String),
      },
    })
    expect((await send('GET', file)).body).toMatchObject({
      state: 'active',
      has_password: true,
      session: { exists: true, source: 'file' },
    })
    const rows = await db.selectFrom('instagram_accounts').selectAll().orderBy('username').execute()
    const [first, second] = rows
    expect(openSession(keys, first?.id ?? '', first?.session ?? Buffer.of())).toBe(
      'session of reader1',
    )
    expect(openAccountSecrets(keys, second?.id ?? '', second?.secrets ?? Buffer.of())).toEqual({
      password: 'hunter-2-password',
      totpSeed: 'JBSWY3DPEHPK3PXP',
    })
    expect(adapter.sent.map(({ endpoint }) => endpoint)).toEqual(['check', 'check'])
  })

  test.for([
    ['an object', (file: string) => `"session_file":${file}`],
    ['text', (file: string) => `"session_file":${JSON.stringify(file)}`],
  ] as const)(
    'is not added with a session file nested too deep, as %s',
    async ([, field], { db }) => {
      const { app } = accountsWorld(db)
      const file = `{"uuids":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
      const headers = { 'content-type': 'application/json' }

      for (const path of ['/api/accounts', '/api/accounts/import']) {
        const given = path.endsWith('import') ? `"text":${JSON.stringify(file)}` : field(file)
        const body = `{"username":"reader1",${given}}`
        const answer = await app.request(path, init('POST', { body, headers }))
        expect(answer.status).toBe(422)
      }
    },
  )

  test('is not added with the session of another account, whatever it is called', async ({
    db,
  }) => {
    const { send, add } = accountsWorld(db)
    await expect(add('reader1', { sessionid: 'cookie of other7' })).rejects.toThrow(
      /"status":422.*"field":"sessionid","reason":"is a session of another account; give one of 'reader1'"/,
    )
    expect((await send('GET', '/api/accounts')).body.data).toEqual([])
    await add('other7', { sessionid: 'cookie of other7' })
  })

  test('is left alone by work until its check has shown whose session it has', async ({ db }) => {
    const { add, pool } = accountsWorld(db)
    const free: number[] = []
    const { checkAccount } = pool
    pool.checkAccount = async (id, signal) => {
      free.push((await pool.freeCount()).free)
      await checkAccount(id, signal)
    }
    await add('reader1', { sessionid: 'session of reader1' })
    await advanceWorldTime(db, MINUTE)
    free.push((await pool.freeCount()).free)
    expect(free).toEqual([0, 1])
  })

  test('is checked though somebody else looks at it at the same time', async ({ db }) => {
    const { send, add, pool, adapter } = accountsWorld(db)
    const { checkAccount } = pool
    const taking = { owner: 'somebody else', leaseMs: MINUTE, limits: LIMITS }
    let tries = 0
    pool.checkAccount = async (id, signal) => {
      tries += 1
      if (tries > 1) return await checkAccount(id, signal)
      const held = await leaseForCare(db, id, taking)
      const lease = { accountId: id, token: held?.lease_token ?? '' }
      try {
        await checkAccount(id, signal)
      } finally {
        await releaseAccount(db, lease, LIMITS)
      }
    }
    const path = await add('reader1', { sessionid: 'session of reader1' })
    expect(adapter.sent.map(({ endpoint }) => endpoint)).toEqual(['check'])
    expect((await send('GET', path)).body).toMatchObject({ platform_id: '11' })
  })

  test('whose check meets a fault is added, and its state tells', async ({ db }) => {
    const { send, add } = accountsWorld(db, () => {
      throw new ChallengeRequiredError('a challenge')
    })
    const path = await add('reader1', { sessionid: 'session of reader1' })
    expect((await send('GET', path)).body.state).toBe('needs_operator')
  })

  test('is refused when something about it is wrong, with the field and the remedy', async ({
    db,
  }) => {
    const { send, add } = accountsWorld(db)
    await add('taken1', { sessionid: 'session of taken1' })
    const proxies = {
      spare: await send('POST', '/api/proxies', { url: 'http://127.0.0.1:901', is_spare: true }),
      paused: await send('POST', '/api/proxies', { url: 'http://127.0.0.1:902' }),
      dead: await send('POST', '/api/proxies', { url: 'http://127.0.0.1:903' }),
      free: await send('POST', '/api/proxies', { url: 'http://127.0.0.1:904' }),
    }
    await send('POST', `/api/proxies/${proxies.paused.body.id}/pause`)
    await db
      .updateTable('proxies')
      .set({ state: 'dead' })
      .where('id', '=', proxies.dead.body.id ?? '')
      .execute()
    const used = await db.selectFrom('instagram_accounts').select('proxy_id').executeTakeFirst()
    const password = 'p'
    const rows: [Record<string, unknown>, number, string, RegExp][] = [
      [{}, 422, 'password', /one way to log in/],
      [{ password: '' }, 422, 'password', /^must not be empty$/],
      [{ password, username: undefined }, 422, 'username', /^is missing: expected string$/],
      [{ totp_seed: SEED, sessionid: 'session of reader' }, 422, 'totp_seed', /give that as well/],
      [{ password, totp_seed: 'not base32!' }, 422, 'totp_seed', /base32/],
      [{ password, totp_seed: 'SHORT' }, 422, 'totp_seed', /at least 16/],
      [{ password, time_zone: 'Mars/Olympus' }, 422, 'time_zone', /Asia\/Almaty/],
      [{ password, time_zone: '+05:00' }, 422, 'time_zone', /name of a time zone/],
      [{ sessionid: 'a', session_file: 'b' }, 422, 'session_file', /either/],
      [{ session_file: 7 }, 422, 'session_file', /JSON/],
      [{ sessionid: 'rubbish' }, 422, 'sessionid', /expected a session/],
      [{ session_file: { rubbish: true } }, 422, 'session_file', /expected a session/],
      [{ session_file: 'session of other' }, 422, 'session_file', /'other'; give one of 'reader'/],
      [{ password, username: 'Taken1' }, 409, 'username', /in the pool already/],
      [{ username: 'other1', sessionid: 'session of other1' }, 409, 'sessionid', /'taken1'/],
      [{ password, proxy_id: proxies.spare.body.id }, 422, 'proxy_id', /spare.*is_spare: false/],
      [{ password, proxy_id: proxies.paused.body.id }, 422, 'proxy_id', /paused/],
      [{ password, proxy_id: proxies.dead.body.id }, 422, 'proxy_id', /dead/],
      [{ password, proxy_id: used?.proxy_id }, 422, 'proxy_id', /share_proxy: true/],
    ]
    for (const [fields, status, field, reason] of rows) {
      const answer = await send('POST', '/api/accounts', { username: 'reader', ...fields })
      expect([fields, answer.status, answer.body.errors?.map((each) => each.field)]).toEqual([
        fields,
        status,
        [field],
      ])
      expect(answer.body.errors?.[0]?.reason).toMatch(reason)
    }
    expect((await send('GET', '/api/accounts')).body.data).toHaveLength(1)
    // What was refused was refused for its fault alone.
    const shared = { username: 'reader', password, proxy_id: used?.proxy_id, share_proxy: true }
    expect((await send('POST', '/api/accounts', shared)).status).toBe(201)
    const free = await send('POST', '/api/accounts', { username: 'last', password })
    expect(free.body['proxy']).toMatchObject({ id: proxies.free.body.id })
  })

  test('whose session has ended already is refused', async ({ db }) => {
    const world = accountsWorld(db)
    world.adapter.importSession = async () => ({
      session: 's',
      username: null,
      platformId: '7',
      expiresAt: new Date(Date.now() - HOUR),
    })
    await world.send('POST', '/api/proxies', { url: 'http://127.0.0.1:901' })
    const answer = await world.send('POST', '/api/accounts', { username: 'one', sessionid: 's' })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'sessionid' }] } })
    expect(answer.text).toContain('has ended')
  })

  test('shows a budget that is smaller while it warms up', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('young', { password: 'p', warm_up: true, time_zone: 'Asia/Almaty' })
    const budget = async () => (await send('GET', path)).body['budget']
    expect(await budget()).toEqual({ hour: { limit: 6, left: 6 }, day: { limit: 60, left: 60 } })
    await advanceWorldTime(db, 25 * HOUR)
    expect(await budget()).toMatchObject({ hour: { limit: 15 }, day: { limit: 150 } })
    await send('PATCH', path, { warm_up: false })
    expect(await budget()).toMatchObject({ hour: { limit: 30 }, day: { limit: 300 } })
  })

  test('shows what it sent in the last 24 hours, by outcome', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader')
    await sql`
      insert into account_requests (account_id, kind, outcome, ended_at)
      select a.id, kind, outcome, world_now() - ago
      from instagram_accounts a, (values
        ('request', 'ok', interval '1 hour'), ('request', 'ok', interval '23 hours'),
        ('request', 'rate_limited', interval '2 hours'), ('request', 'target_private', interval '3 hours'),
        ('login', 'two_factor_required', interval '4 hours'), ('request', 'ok', interval '25 hours')
      ) as r (kind, outcome, ago)`.execute(db)
    expect((await send('GET', path)).body['last_24_hours']).toEqual({
      requests: 4,
      logins: 1,
      errors: 2,
      by_outcome: [
        { kind: 'request', outcome: 'ok', count: 2 },
        { kind: 'request', outcome: 'rate_limited', count: 1 },
        { kind: 'request', outcome: 'target_private', count: 1 },
        { kind: 'login', outcome: 'two_factor_required', count: 1 },
      ],
    })
  })
})
