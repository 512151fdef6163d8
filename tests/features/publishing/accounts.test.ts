import { sql } from 'kysely'
import { describe, expect, test } from '../../fixtures/test.ts'
import { groupsWorld } from './groups-world.ts'

const names = (data: readonly Record<string, unknown>[] | undefined) =>
  (data ?? []).map(({ username }) => username)

describe('accounts that publish', () => {
  test('are added with a free proxy, language, limit and groups', async ({ db }) => {
    const { send, group } = groupsWorld(db)
    await send('POST', '/api/proxies', { url: 'http://u:p@127.0.0.1:9999' })
    const id = await group('Almaty')
    const added = await send('POST', '/api/accounts', {
      username: 'our.cafe',
      password: 'hunter-2-password',
      purpose: 'publish',
      language: 'kk',
      formality: 'formal',
      posts_limit_per_day: 4,
      account_age_days: 9,
      groups: ['almaty'],
    })
    expect(added).toMatchObject({
      status: 201,
      body: {
        kind: 'pool',
        purpose: 'publish',
        proxy: { port: 9999 },
        publishing: {
          language: 'kk',
          formality: 'formal',
          posts_limit_per_day: 4,
          posts_limit_now: 4,
          account_age_days: 9,
          warmup_stage: 2,
          groups: [{ id, name: 'Almaty' }],
          details: { warms_up_by_age: true },
        },
      },
    })
  })

  test('say how many posts they may publish now, while they warm up and where Meta allows less', async ({
    db,
  }) => {
    const { send, connection, group } = groupsWorld(db)
    const id = await connection('our.brand')
    await group('Brands', { connections: [id] })
    const limits = async (change: object) => {
      await send('PATCH', `/api/accounts/${id}`, change)
      return (await send('GET', `/api/accounts/${id}`)).body['publishing']
    }
    expect(await limits({ warmup_stage: 0 })).toMatchObject({
      posts_limit_per_day: 10,
      posts_limit_now: 2,
    })
    expect(await limits({ warmup_stage: 1 })).toMatchObject({ posts_limit_now: 4 })
    expect(await limits({ warmup_stage: 3 })).toMatchObject({ posts_limit_now: 10 })
    expect(await limits({ posts_limit_per_day: 60 })).toMatchObject({ posts_limit_now: 60 })
    await sql`update publishing_accounts set quota_used = 1, quota_total = 25, quota_read_at = world_now()`.execute(
      db,
    )
    expect(await limits({ formality: 'formal' })).toMatchObject({ posts_limit_now: 25 })
  })

  test('are refused whole when a group is unknown, or a setting does not fit', async ({ db }) => {
    const { send, add } = groupsWorld(db)
    const refused = async (fields: Record<string, unknown>) => {
      await send('POST', '/api/proxies', { url: 'http://u:p@127.0.0.1:9999' })
      const answer = await send('POST', '/api/accounts', {
        username: 'our.cafe',
        password: 'hunter-2-password',
        ...fields,
      })
      return [answer.status, answer.body.errors?.[0]?.field]
    }
    expect(await refused({ purpose: 'publish', groups: ['Nowhere'] })).toEqual([422, 'groups'])
    expect(await refused({ language: 'kk' })).toEqual([422, 'language'])
    for (const [field, value] of [
      ['language', 'KAZ'],
      ['posts_limit_per_day', 0],
      ['warmup_stage', 4],
      ['account_age_days', -1],
      ['purpose', 'both'],
    ] as const)
      expect(await refused({ purpose: 'publish', [field]: value })).toEqual([422, field])
    expect(await db.selectFrom('instagram_accounts').select('id').execute()).toEqual([])

    const path = await add('reader')
    expect((await send('PATCH', path, { language: 'kk' })).status).toBe(422)
    expect((await send('GET', path)).body).toMatchObject({ purpose: 'read', publishing: null })
  })

  test('leave their groups when they are to read again, and keep their settings', async ({
    db,
  }) => {
    const { send, group, publisher } = groupsWorld(db)
    const one = await publisher('one', { language: 'uz' })
    const id = await group('Almaty', { accounts: [one] })
    for (const method of ['PATCH', 'PUT']) {
      await send('POST', `/api/groups/${id}/accounts`, { accounts: [one] })
      expect((await send(method, `/api/accounts/${one}`, { purpose: 'read' })).body).toMatchObject({
        purpose: 'read',
        publishing: null,
      })
      expect((await send('GET', `/api/groups/${id}`)).body).toMatchObject({ accounts: 0 })
      await send(method, `/api/accounts/${one}`, { purpose: 'publish' })
    }
    expect((await send('GET', `/api/accounts/${one}`)).body).toMatchObject({
      publishing: { language: 'uz', groups: [] },
    })
    await send('DELETE', `/api/accounts/${one}`)
    expect(await db.selectFrom('publishing_accounts').select('id').execute()).toEqual([])
  })

  test('come from a file, with a report for each line', async ({ db }) => {
    const { send, group } = groupsWorld(db)
    await group('Almaty')
    await group('Cafés')
    for (const port of [9001, 9002, 9003])
      await send('POST', '/api/proxies', { url: `http://u:p@127.0.0.1:${port}` })
    const text = [
      'username,password,purpose,language,posts_limit_per_day,groups',
      'one,secret-1,publish,kk,5,Almaty|cafés',
      'two,secret-2,publish,ru,,Nowhere',
      'three,secret-3,publish,Kazakh,x,',
      'four,secret-4,,,,',
    ].join('\n')
    const checked = await send('POST', '/api/accounts/import', { text, dry_run: true })
    expect(checked.body).toMatchObject({
      new: 2,
      invalid: 2,
      ignored_columns: [],
      lines: [
        { line: 2, result: 'new' },
        { line: 3, result: 'invalid', errors: [{ field: 'groups' }] },
        { result: 'invalid', errors: [{ field: 'language' }, { field: 'posts_limit_per_day' }] },
        { line: 5, result: 'new' },
      ],
    })
    expect((await send('POST', '/api/accounts/import', { text })).body).toMatchObject({ new: 2 })
    const { data } = (await send('GET', '/api/accounts')).body
    expect(data).toMatchObject([
      {
        username: 'one',
        publishing: { language: 'kk', posts_limit_per_day: 5, groups: [{}, {}] },
      },
      { username: 'four', publishing: null },
    ])
  })
})

describe('the list of accounts', () => {
  test('has those of the pool and the connected ones that are in a group', async ({ db }) => {
    const { send, group, publisher, connection, add } = groupsWorld(db)
    await add('reader')
    const cafe = await publisher('cafe', { language: 'kk' })
    const brand = await connection('brand')
    await connection('stranger')
    const id = await group('Almaty', { accounts: [cafe], connections: [brand] })
    await send('PATCH', `/api/accounts/${brand}`, { language: 'ru', posts_limit_per_day: 20 })
    const listed = async (query: string) =>
      names((await send('GET', `/api/accounts?${query}`)).body.data)

    expect(await listed('')).toEqual(['reader', 'cafe', 'brand'])
    expect(await listed('kind=pool')).toEqual(['reader', 'cafe'])
    expect(await listed('kind=connection')).toEqual(['brand'])
    expect(await listed('purpose=read')).toEqual(['reader'])
    expect(await listed('purpose=publish')).toEqual(['cafe', 'brand'])
    expect(await listed('language=ru')).toEqual(['brand'])
    expect(await listed('group=ALMATY')).toEqual(['cafe', 'brand'])
    expect(await listed(`group=${id}&text=caf`)).toEqual(['cafe'])
    expect(await listed('outside=almaty')).toEqual(['reader'])
    expect(await listed('state=new')).toEqual(['reader', 'cafe'])
    expect(await listed('state=active')).toEqual(['cafe', 'brand'])
    expect((await send('GET', '/api/accounts?group=Nowhere')).status).toBe(422)
    const first = (await send('GET', '/api/accounts?limit=2')).body
    expect(names(first.data)).toEqual(['reader', 'cafe'])
    const second = await send('GET', `/api/accounts?limit=2&cursor=${first.next_cursor}`)
    expect(second.body).toMatchObject({
      data: [{ kind: 'connection', id: brand, publishing: { posts_limit_per_day: 20 } }],
      has_more: false,
    })
    expect(
      (await send('PATCH', `/api/accounts/${brand}`, { notes: 'x' })).body.errors?.[0],
    ).toMatchObject({ field: 'notes' })
  })

  test('shows editors what they publish on, and nothing else of it', async ({ db }) => {
    const { send, group, publisher, connection, add, person } = groupsWorld(db)
    await add('reader')
    const cafe = await publisher('cafe', { language: 'kk', notes: 'bought from somebody' })
    const brand = await connection('brand')
    await group('Almaty', { accounts: [cafe], connections: [brand] })
    const { token } = await person('editor', 'editor')
    const { body, text } = await send('GET', '/api/accounts', undefined, token)
    expect(names(body.data)).toEqual(['cafe', 'brand'])
    for (const hidden of ['proxy', 'session', 'notes', 'details":{', 'budget', 'last_login'])
      expect(text).not.toContain(hidden)
    const as = async (method: string, path: string, json?: unknown) =>
      (await send(method, path, json, token)).status
    expect(await as('GET', '/api/accounts?proxy=kz-1')).toBe(403)
    expect(await as('GET', '/api/accounts?state=resting')).toBe(200)
    for (const [method, path] of [
      ['PATCH', `/api/accounts/${cafe}`],
      ['PUT', `/api/accounts/${brand}`],
      ['DELETE', `/api/accounts/${cafe}`],
      ['POST', `/api/accounts/${cafe}/check`],
      ['GET', '/api/proxies'],
    ] as const)
      expect(await as(method, path), `${method} ${path}`).toBe(403)
    const { token: viewer } = await person('viewer', 'viewer')
    expect((await send('GET', '/api/accounts', undefined, viewer)).status).toBe(403)
  })

  test('tells states in the words of those who publish', async ({ db }) => {
    const { send, group, publisher, connection } = groupsWorld(db)
    const cafe = await publisher('cafe')
    const brand = await connection('brand')
    await group('Almaty', { accounts: [cafe], connections: [brand] })
    const stateOf = async (id: string) => {
      const { rows } = await sql<{ state: string }>`
        select state from derived.publishing_accounts where ${id}::uuid in (account_id, connection_id)`.execute(
        db,
      )
      return rows[0]?.state
    }
    const cases = [
      [sql`state = 'active'`, 'active'],
      [sql`state = 'resting', rest_until = world_now() + interval '1 hour'`, 'cooldown'],
      [sql`state = 'resting', rest_until = world_now() - interval '1 hour'`, 'active'],
      [sql`state = 'needs_login', rest_until = null`, 'login_required'],
      [sql`state = 'needs_operator'`, 'needs_person'],
      [sql`state = 'suspended'`, 'banned'],
      [sql`state = 'proxy_error'`, 'proxy_error'],
      [sql`state = 'paused', paused_from = 'active'`, 'paused'],
    ] as const
    for (const [change, state] of cases) {
      await sql`update instagram_accounts set ${change}`.execute(db)
      expect(await stateOf(cafe)).toBe(state)
    }
    await sql`update instagram_accounts set state = 'active', paused_from = null`.execute(db)
    await sql`update proxies set state = 'paused'`.execute(db)
    expect(await stateOf(cafe)).toBe('proxy_error')
    await sql`update proxies set state = 'active'`.execute(db)
    for (const column of ['rest_until', 'paused_until']) {
      await sql`update publishing_accounts set ${sql.ref(column)} = world_now() + interval '1 minute'`.execute(
        db,
      )
      expect([await stateOf(cafe), await stateOf(brand)]).toEqual(['cooldown', 'cooldown'])
      await sql`update publishing_accounts set ${sql.ref(column)} = null`.execute(db)
    }
    for (const [change, state] of [
      [sql`state = 'expiring'`, 'active'],
      [sql`state = 'auth_error'`, 'expired'],
      [sql`state = 'revoked'`, 'expired'],
      [sql`state = 'error'`, 'needs_person'],
      [sql`state = 'active', rights_granted = '{instagram_basic}'`, 'missing_right'],
    ] as const) {
      await sql`update connections set ${change}`.execute(db)
      expect(await stateOf(brand)).toBe(state)
    }
    expect(names((await send('GET', '/api/accounts?state=missing_right')).body.data)).toEqual([
      'brand',
    ])
  })
})

describe('proxies', () => {
  test('tell their status and the share of their last uses that came through', async ({ db }) => {
    const { send, publisher } = groupsWorld(db)
    await publisher('cafe')
    const shown = async () => (await send('GET', '/api/proxies')).body.data?.[0]
    expect(await shown()).toMatchObject({
      status: 'active',
      success_rate: null,
      accounts: 1,
      usernames: ['cafe'],
    })
    await sql`
      insert into account_requests (account_id, proxy_id, kind, ended_at, outcome)
      select a.id, a.proxy_id, 'request', world_now() - n * interval '1 minute',
        case when n <= 25 then 'proxy_failed' when n <= 100 then 'rate_limited' else 'ip_blocked' end
      from instagram_accounts a, generate_series(1, 150) n`.execute(db)
    await sql`update proxies set strikes = 1`.execute(db)
    expect(await shown()).toMatchObject({ status: 'checking', success_rate: 0.75 })
    await sql`update proxies set state = 'dead'`.execute(db)
    expect(await shown()).toMatchObject({ status: 'failed', state: 'dead' })
    const id = (await shown())?.['id']
    expect((await send('PUT', `/api/proxies/${String(id)}`, { country: 'kz' })).body).toMatchObject(
      {
        country: 'KZ',
      },
    )
  })
})
