import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../src/db/handles.ts'
import { expect, test } from '../fixtures/test.ts'
import { aPerson } from '../features/projects/kit.ts'
import { fieldsIn, operationsIn } from '../openapi/names-in.ts'
import { describeWholeApi, wholeApi } from '../openapi/whole-app.ts'
import { API_KEY, init, served } from './kit.ts'

type Send = (method: string, path: string, json?: object, token?: string) => Promise<Response>

async function api(db: Db): Promise<Send> {
  const url = await served(wholeApi({ db, apiKey: API_KEY }))
  return async (method, path, json, token) =>
    await fetch(`${url}${path}`, init(method, { ...(json && { json }), ...(token && { token }) }))
}

const Row = z.looseObject({ id: z.string() })
const Refusal = z.looseObject({
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(
    z.looseObject({
      field: z.string(),
      reason: z.string(),
      code: z.string(),
      suggestion: z.string().optional(),
      candidates: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
    }),
  ),
})

const idOf = async (answer: Response): Promise<string> => Row.parse(await answer.json()).id
const refusalIn = async (answer: Response) => Refusal.parse(await answer.json())

async function made(send: Send, path: string, json: object, token?: string): Promise<string> {
  const answer = await send('POST', path, json, token)
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return await idOf(answer)
}

const at = (path: string, name: string): string => `${path}/${encodeURIComponent(name)}`

const inserted = async (db: Db, statement: ReturnType<typeof sql<{ id: string }>>) =>
  (await statement.execute(db)).rows[0]?.id ?? ''

const anAccount = async (db: Db, username: string, purpose = 'publish') =>
  await inserted(
    db,
    sql<{ id: string }>`
      insert into instagram_accounts (username, purpose, device_seed, session)
      values (${username}, ${purpose}, ${username}, 'sealed') returning id`,
  )

const aConnection = async (db: Db, username: string, owner: string | null = null) => {
  const id = await inserted(
    db,
    sql<{ id: string }>`
      insert into connections (owner_id, platform_id, username, login)
      values (${owner}, ${`1${username.length}${owner?.slice(0, 4) ?? ''}`}, ${username}, 'instagram') returning id`,
  )
  await sql`
    insert into own_media_sync (connection_id, owner_id, username) values (${id}, ${owner}, ${username})`.execute(
    db,
  )
  return id
}

/** What people write for things. */
const NAMES = [
  'Coffee at home',
  'Кофе дома',
  '2026',
  'a/b/c',
  '100 % off?',
  'v1',
  '@home',
  '#tag & more',
  'Ends with dots...',
  '…and begins with them',
  'deadbeef',
  'null',
] as const

for (const path of ['/api/projects', '/api/groups', '/api/lists', '/api/stores'])
  test(`${path} has each thing by its id and its name, whatever that is made of`, async ({
    db,
  }) => {
    const send = await api(db)
    for (const name of NAMES) {
      const id = await made(send, path, { name })
      for (const reference of [
        id,
        id.toUpperCase(),
        name,
        ` ${name} `,
        name.toUpperCase(),
        `…${id.slice(-6)}`,
        `...${id.slice(-8)}`,
      ]) {
        const answer = await send('GET', at(path, reference))
        expect([reference, answer.status, await idOf(answer)]).toEqual([reference, 200, id])
      }
    }
    const [first] = NAMES
    const unknown = await refusalIn(await send('GET', at(path, 'Cofee at home')))
    expect([unknown.status, unknown.code]).toEqual([404, 'not_found'])
    expect(unknown.detail).toContain(`did you mean '${first}'?`)
    expect((await send('GET', at(path, '…zzzzzz'))).status).toBe(404)
  })

test('a name that several have is refused with them, and their ids are not', async ({ db }) => {
  const send = await api(db)
  const ids = [
    await made(send, '/api/projects', { name: 'Shoes' }),
    await made(send, '/api/projects', { name: 'shoes' }),
  ]
  const { status, code, errors } = await refusalIn(
    await send('GET', '/api/projects/SHOES/performance'),
  )
  expect([status, code, errors[0]?.field]).toEqual([422, 'ambiguous_reference', 'id'])
  expect(errors[0]?.candidates?.map(({ id }) => id).toSorted()).toEqual(ids)
  expect(errors[0]?.candidates?.map(({ name }) => name).toSorted()).toEqual(['Shoes', 'shoes'])
  for (const id of ids) expect((await send('GET', `/api/projects/${id}`)).status).toBe(200)
})

test('what a caller may not see is as unknown as what does not exist', async ({ db }) => {
  const send = await api(db)
  const [dana, erlan] = [await aPerson(db, 'dana'), await aPerson(db, 'erlan')]
  const id = await made(send, '/api/projects', { name: 'Secret shoes' }, dana.token)
  const store = await made(send, '/api/stores', { name: 'Secret pots' }, dana.token)
  const connection = await aConnection(db, 'secret.shop', dana.id)

  const foreign = [
    ['/api/projects/Secret%20shoes', '/api/projects/No%20shoes'],
    [`/api/projects/…${id.slice(-6)}`, '/api/projects/…ffffff'],
    ['/api/stores/secret-pots', '/api/stores/no-pots'],
    [`/api/stores/…${store.slice(-6)}`, '/api/stores/…ffffff'],
    ['/api/ig/secret.shop/media', '/api/ig/no.shop/media'],
  ] as const
  for (const [hidden, missing] of foreign) {
    const [one, other] = [
      await refusalIn(await send('GET', hidden, undefined, erlan.token)),
      await refusalIn(await send('GET', missing, undefined, erlan.token)),
    ]
    const name = (path: string) =>
      decodeURIComponent(path.split('/').at(path.endsWith('media') ? 3 : -1) ?? '')
    expect([one.status, one.code, other.status, other.code]).toEqual([
      404,
      'not_found',
      404,
      'not_found',
    ])
    expect(one.detail.replace(name(hidden), 'X')).toBe(other.detail.replace(name(missing), 'X'))
  }
  expect(await idOf(await send('GET', '/api/projects/secret%20shoes', undefined, dana.token))).toBe(
    id,
  )
  const own = await send('GET', '/api/ig/@Secret.Shop/media', undefined, dana.token)
  expect(own.status).toBe(200)
  const body = { name: 'Theirs', connection_id: 'secret.shop' }
  const refused = await refusalIn(await send('POST', '/api/stores', body, erlan.token))
  expect([refused.status, refused.errors[0]?.code]).toEqual([422, 'unknown_reference'])
  expect(await idOf(await send('POST', '/api/stores', body, dana.token))).toMatch(/^[0-9a-f-]{36}$/)
  expect(connection).toMatch(/^[0-9a-f-]{36}$/)
})

test('bodies and queries name things, many with one statement, and each once', async ({ db }) => {
  const send = await api(db)
  const accounts = [await anAccount(db, 'our.cafe'), await anAccount(db, 'our.bar')]
  const cafes = await made(send, '/api/groups', {
    name: 'Cafés',
    accounts: ['@Our.Cafe', accounts[0]],
  })
  const bars = await made(send, '/api/groups', {
    name: 'Bars',
    accounts: ['https://www.instagram.com/our.bar/', `…${accounts[1]?.slice(-6)}`],
  })
  const post = await send('POST', '/api/posts', {
    groups: ['cafés', cafes, 'BARS'],
    accounts: ['our.bar'],
  })
  const Post = z.looseObject({ groups: z.array(z.string()), accounts: z.array(z.string()) })
  const { groups, accounts: single } = Post.parse(await post.json())
  expect([groups.toSorted(), single.length]).toEqual([[cafes, bars].toSorted(), 1])

  const listed = await send('GET', '/api/accounts?group=caf%C3%A9s')
  const Page = z.looseObject({ data: z.array(z.looseObject({ username: z.string() })) })
  expect(Page.parse(await listed.json()).data.map(({ username }) => username)).toEqual(['our.cafe'])

  const wrong = { groups: ['Cafes', 'Bars'], accounts: ['our.tavern'] }
  const refused = await refusalIn(await send('POST', '/api/posts', wrong))
  expect([refused.status, refused.code]).toEqual([422, 'invalid_input'])
  expect(refused.errors.map(({ field, code, suggestion }) => [field, code, suggestion])).toEqual([
    ['groups.0', 'unknown_reference', 'Cafés'],
    ['accounts.0', 'unknown_reference', undefined],
  ])
  const query = await refusalIn(await send('GET', '/api/accounts?group=Pubs'))
  expect([query.status, query.errors[0]?.field]).toEqual([422, 'group'])
})

test('an account of the pool that is connected, too, is ambiguous by its username', async ({
  db,
}) => {
  const send = await api(db)
  const pooled = await anAccount(db, 'our.shop')
  const connected = await aConnection(db, 'our.shop')
  const group = await made(send, '/api/groups', { name: 'Cafés' })
  await sql`
    with made as (
      insert into publishing_accounts (connection_id, born_at, warmup_stage) values (${connected}::uuid, world_now(), 3)
      returning id)
    insert into group_members (group_id, publishing_account_id) select ${group}::uuid, id from made`.execute(
    db,
  )
  const refused = await refusalIn(await send('GET', '/api/accounts/@our.shop'))
  expect([refused.status, refused.code]).toEqual([422, 'ambiguous_reference'])
  expect(refused.errors[0]?.candidates?.map(({ id }) => id).toSorted()).toEqual(
    [pooled, connected].toSorted(),
  )
  expect((await send('GET', `/api/accounts/${pooled}`)).status).toBe(200)
})

test('who may publish alone finds no account of the pool that reads', async ({ db }) => {
  const send = await api(db)
  await anAccount(db, 'our.reader', 'read')
  const { token } = await aPerson(db, 'eda', 'editor')
  const hidden = await refusalIn(await send('GET', '/api/accounts/our.reader', undefined, token))
  expect([hidden.status, hidden.detail]).toEqual([404, "there is no account 'our.reader'"])
  expect((await send('GET', '/api/accounts/our.reader')).status).toBe(200)

  await made(send, '/api/proxies', { url: 'http://127.0.0.9:8080', label: 'kz-1' })
  for (const proxy of ['kz-1', 'kz-2'])
    expect((await send('GET', `/api/accounts?proxy=${proxy}`, undefined, token)).status).toBe(403)
  await aPerson(db, 'dana')
  const status = async (author: string) =>
    (await send('GET', `/api/posts?author=${author}`, undefined, token)).status
  expect([await status('eda'), await status('dana'), await status('nobody')]).toEqual([
    200, 422, 422,
  ])
})

test('creators, proxies, users and lists are named wherever they are meant', async ({ db }) => {
  const send = await api(db)
  const blog = await inserted(
    db,
    sql<{ id: string }>`
      with person as (insert into persons default values returning id)
      insert into blogs (person_id, platform, username, source) select id, 'instagram', 'natgeo', 'manual' from person
      returning id`,
  )
  for (const name of [blog, 'natgeo', '@NatGeo', 'https://www.instagram.com/natgeo/'])
    expect((await send('GET', `/api/tasks?blog_id=${encodeURIComponent(name)}`)).status).toBe(200)
  expect((await send('GET', '/api/tasks?blog_id=nobody.here')).status).toBe(422)

  const url = 'http://127.0.0.9:8080'
  const proxy = await made(send, '/api/proxies', { url, label: 'kz-1' })
  const account = { username: 'our.reader', password: 'secret-1', proxy_id: 'KZ-1' }
  const added = z
    .looseObject({ proxy: Row })
    .parse(await (await send('POST', '/api/accounts', account)).json())
  expect(added.proxy.id).toBe(proxy)

  const { id } = await aPerson(db, 'dana')
  expect(await idOf(await send('GET', '/api/users/Dana'))).toBe(id)
  expect((await send('GET', '/api/posts?author=dana')).status).toBe(200)
})

/** Parameters of one of these names mean the noun, if they are no id of something else. */
const MEANT: Readonly<Record<string, RegExp>> = {
  creator: /^(blog|blogs|blog_id)$/,
  list: /^list$/,
  store: /^store$/,
  project: /^(projectId|project_id)$/,
  group: /^(group|groups|outside)$/,
  account: /^account$/,
  'connected account': /^(connection_id|account_id|connections)$/,
  user: /^(user|author|owner)$/,
  proxy: /^(proxy|proxy_id)$/,
}
/** The noun of `id` below a path. */
const BELOW: readonly [RegExp, string][] = [
  [/^\/api\/projects\/\{id\}/, 'project'],
  [/^\/api\/stores\/\{id\}/, 'store'],
  [/^\/api\/groups\/\{id\}/, 'group'],
  [/^\/api\/lists\/\{id\}/, 'list'],
  [/^\/api\/accounts\/\{id\}/, 'account'],
  [/^\/api\/proxies\/\{id\}/, 'proxy'],
  [/^\/api\/blogs\/\{id\}/, 'creator'],
  [/^\/api\/categories\/\{category\}/, 'category'],
  [/^\/api\/users\/\{user\}/, 'user'],
]
/** Take no reference, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'importBlogs list': 'makes a list that is not there',
  'listListMembers owner': 'also takes none, for members of nobody',
  'exportListMembers owner': 'also takes none, for members of nobody',
  'moveListMembers owner': 'also takes none, for members of nobody',
  'updateListMember owner': 'takes active users alone',
  'createToken user': 'takes active users alone, with the role that bounds the token',
  'createRelationCheck blog_id': 'stands in place of username, which names anybody at Instagram',
}

test('every parameter that names one of these nouns is a reference', () => {
  const isMarked = (schema: unknown): boolean => JSON.stringify(schema).includes('"x-reference"')
  const faults: string[] = []
  const used = new Set<string>()
  for (const { node, path, resolve } of operationsIn(describeWholeApi())) {
    const operation = String(node['operationId'])
    const check = (name: string, schema: unknown, isMeant: boolean): void => {
      if (!isMeant || isMarked(schema)) return
      const place = `${operation} ${name}`
      if (EXCEPTIONS[place] === undefined) faults.push(place)
      used.add(place)
    }
    const Parameter = z.looseObject({ name: z.string(), in: z.string(), schema: z.unknown() })
    for (const { name, in: where, schema } of z.array(Parameter).parse(node['parameters'] ?? [])) {
      if (where === 'header') continue
      const below = BELOW.find(([prefix]) => prefix.test(path))
      const isOwn =
        where === 'path' && below !== undefined && ['id', 'category', 'user'].includes(name)
      check(name, schema, isOwn || Object.values(MEANT).some((each) => each.test(name)))
    }
    const Body = z.looseObject({
      content: z.record(z.string(), z.looseObject({ schema: z.unknown() })),
    })
    const body = Body.safeParse(resolve(node['requestBody']))
    for (const { schema } of Object.values(body.data?.content ?? {}))
      for (const field of fieldsIn(schema, resolve)) {
        const isMeant = Object.values(MEANT).some((each) => each.test(field.name))
        check(field.name, field.schema, isMeant)
      }
  }
  expect([...new Set(faults)]).toEqual([])
  expect(Object.keys(EXCEPTIONS).filter((place) => !used.has(place))).toEqual([])
})
