import { createToken } from '../../../src/features/users/store/tokens.ts'
import { describe, expect, test as base, testOnSharedDatabase } from '../../fixtures/test.ts'
import { accountsWorld, type AccountsWorld } from './accounts-world.ts'

const UNKNOWN = '01a1fd8b-0000-7000-8000-000000000000'
const SECRETS = ['hunter-2-password', 'proxy-password']

type Send = AccountsWorld['send']

const test = base.extend<{ world: AccountsWorld; send: Send }>({
  world: async ({ db }, use) => await use(accountsWorld(db)),
  send: async ({ world }, use) => await use(world.send),
})

/** For what is refused, and so changes nothing. */
const refusing = testOnSharedDatabase.extend<{ send: Send }>({
  send: async ({ db }, use) => await use(accountsWorld(db).send),
})

const url = 'http://user:proxy-password@Gate.example:8080'
const account = { username: ' @Our.Reader ', password: 'hunter-2-password' }

describe('the API of accounts and proxies', () => {
  test('adds, shows, lists and removes', async ({ send }) => {
    const proxy = await send('POST', '/api/proxies', { url, country: 'kz' })
    expect(proxy.status).toBe(201)
    expect(proxy.body).toMatchObject({
      protocol: 'http',
      host: 'gate.example',
      port: 8080,
      country: 'KZ',
      state: 'active',
      accounts: 0,
    })
    const added = await send('POST', '/api/accounts', { ...account, notes: 'ours' })
    expect(added.status).toBe(201)
    const location = added.headers.get('location') ?? ''
    expect(location).toBe(`/api/accounts/${added.body.id}`)
    expect(added.body).toMatchObject({
      username: 'our.reader',
      state: 'new',
      health: 100,
      rest_until: null,
      is_leased: false,
      has_password: true,
      session: { exists: false, is_valid: false, created_at: null, age_seconds: null },
      notes: 'ours',
      proxy: { id: proxy.body.id, host: 'gate.example', port: 8080, state: 'active' },
      budget: { hour: { limit: 30, left: 30 }, day: { limit: 300, left: 300 } },
    })
    const shown = await send('GET', location)
    expect(shown.body).toEqual(added.body)
    const listed = await send('GET', '/api/accounts')
    const { last_24_hours: activity, ...item } = shown.body
    expect(activity).toEqual({ requests: 0, logins: 0, errors: 0, by_outcome: [] })
    expect(listed.body).toMatchObject({ data: [item], next_cursor: null, has_more: false })
    expect((await send('GET', '/api/accounts?username=@Our.Reader')).body.data).toHaveLength(1)
    expect((await send('GET', '/api/accounts?username=nobody')).body.data).toEqual([])
    expect((await send('GET', '/api/accounts?state=paused')).body.data).toEqual([])
    const history = await send('GET', `${location}/events`)
    expect(history.body.data).toMatchObject([{ event: 'added', to_state: 'new' }])

    const bound = await send('DELETE', `/api/proxies/${proxy.body.id}`)
    expect(bound).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect((await send('DELETE', location)).status).toBe(204)
    expect((await send('DELETE', `/api/proxies/${proxy.body.id}`)).status).toBe(204)
    expect((await send('GET', location)).status).toBe(404)
    expect((await send('GET', '/api/proxies')).body.data).toEqual([])
  })

  test('never answers with a secret', async ({ send }) => {
    const answers = [
      await send('POST', '/api/proxies', { url }),
      await send('POST', '/api/proxies', { url }),
      await send('POST', '/api/proxies', { url: url.replace('http:', 'gopher:') }),
      await send('POST', '/api/accounts', account),
      await send('POST', '/api/accounts', account),
      await send('POST', '/api/accounts', { ...account, username: '!' }),
      await send('GET', '/api/accounts'),
      await send('GET', '/api/proxies'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 409, 422, 201, 409, 422, 200, 200])
    for (const { text } of answers) for (const secret of SECRETS) expect(text).not.toContain(secret)
  })

  test('pages through accounts and their history', async ({ send }) => {
    for (const n of [1, 2, 3]) {
      await send('POST', '/api/proxies', { url: `http://127.0.0.1:${9000 + n}` })
      await send('POST', '/api/accounts', { username: `reader${n}`, password: 'p' })
    }
    const seen: unknown[] = []
    let cursor: string | null | undefined = ''
    while (cursor !== null && cursor !== undefined) {
      const page = await send('GET', `/api/accounts?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...(page.body.data ?? []).map((each) => each['username']))
      cursor = page.body.next_cursor
    }
    expect(seen).toEqual(['reader1', 'reader2', 'reader3'])
    const proxies = await send('GET', '/api/proxies?limit=1&offset=2')
    expect(proxies.body.data).toMatchObject([{ port: 9003, accounts: 1 }])
  })

  refusing.for([
    ['POST', '/api/proxies', { url: 'socks4://a:b@gate.example:1080' }, 422, 'url'],
    ['POST', '/api/proxies', { url: 'ftp://gate.example:21' }, 422, 'url'],
    ['POST', '/api/proxies', { url: 'http://gate.example:99999' }, 422, 'url'],
    ['POST', '/api/proxies', { url: 'http://gate.example' }, 422, 'url'],
    ['POST', '/api/proxies', { url: 7 }, 422, 'url'],
    ['POST', '/api/proxies', {}, 422, 'url'],
    ['POST', '/api/proxies', { url, country: 'KAZ' }, 422, 'country'],
    ['POST', '/api/proxies', { url, colour: 'red' }, 422, 'colour'],
    ['POST', '/api/accounts', { username: 'a b', password: 'p' }, 422, 'username'],
    ['POST', '/api/accounts', { username: 'имя', password: 'p' }, 422, 'username'],
    ['POST', '/api/accounts', { username: 'reader' }, 422, 'password'],
    ['POST', '/api/accounts', { username: 'reader', password: '' }, 422, 'password'],
    [
      'POST',
      '/api/accounts',
      { username: 'reader', password: 'p', proxy_id: 'x' },
      422,
      'proxy_id',
    ],
    [
      'POST',
      '/api/accounts',
      { username: 'reader', password: 'p', proxy_id: UNKNOWN },
      422,
      'proxy_id',
    ],
    ['POST', '/api/accounts', { username: 'reader', password: 'p' }, 422, 'proxy'],
    ['GET', '/api/accounts?state=happy', undefined, 422, 'state'],
    ['GET', '/api/accounts?limit=-1', undefined, 422, 'limit'],
    ['GET', '/api/accounts?cursor=garbage', undefined, 422, 'cursor'],
    ['GET', '/api/proxies?cursor=garbage', undefined, 422, 'cursor'],
    ['GET', '/api/accounts/7', undefined, 404, 'id'],
    ['GET', `/api/accounts/${UNKNOWN}`, undefined, 404, 'id'],
    ['GET', `/api/accounts/${UNKNOWN}/events`, undefined, 404, 'id'],
    ['DELETE', `/api/accounts/${UNKNOWN}`, undefined, 404, 'id'],
    ['DELETE', `/api/proxies/${UNKNOWN}`, undefined, 404, 'id'],
  ] as const)('%s %s %j is refused with %i and the field %s', async (row, { send, db }) => {
    const [method, path, body, status, field] = row
    const answer = await send(method, path, body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors?.map((each) => each.field)).toContain(field)
    expect(await db.selectFrom('instagram_accounts').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('proxies').selectAll().execute()).toEqual([])
  })

  test('is changed with the scope accounts:write alone', async ({ send, db }) => {
    const reader = await createToken(db, { name: 'reader', scopes: ['accounts:read'] })
    const writer = await createToken(db, { name: 'writer', scopes: ['creators:write'] })
    const boss = await createToken(db, { name: 'boss', scopes: ['accounts:write'] })
    const tries = [
      ['POST', '/api/proxies', { url }],
      ['POST', '/api/accounts', account],
      ['DELETE', `/api/accounts/${UNKNOWN}`, undefined],
      ['DELETE', `/api/proxies/${UNKNOWN}`, undefined],
    ] as const
    for (const token of [reader.secret, writer.secret])
      for (const [method, path, body] of tries)
        expect((await send(method, path, body, token)).status).toBe(403)
    expect((await send('GET', '/api/accounts', undefined, reader.secret)).status).toBe(200)
    expect((await send('GET', '/api/accounts', undefined, 'nobodys-token')).status).toBe(401)
    const statuses: number[] = []
    for (const [method, path, body] of tries)
      statuses.push((await send(method, path, body, boss.secret)).status)
    expect(statuses).toEqual([201, 201, 404, 404])
  })
})
