import { sql, type RawBuilder } from 'kysely'
import { describe } from 'vitest'
import { z } from 'zod'
import type { Db } from '../../src/db/handles.ts'
import { expect, test } from '../fixtures/test.ts'
import { aPerson } from '../features/projects/kit.ts'
import { operationsIn } from '../openapi/names-in.ts'
import { describeWholeApi, wholeApi } from '../openapi/whole-app.ts'
import { API_KEY, init, served } from './kit.ts'

type World = { db: Db; send: Send }
type Send = (method: string, path: string, json?: object, ifMatch?: string) => Promise<Response>

/** The whole API on a port of its own. */
async function startWorld(db: Db): Promise<World> {
  const url = await served(wholeApi({ db, apiKey: API_KEY }))
  const send: Send = async (method, path, json, ifMatch) => {
    const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch }
    return await fetch(`${url}${path}`, init(method, { ...(json && { json }), headers }))
  }
  return { db, send }
}

const Row = z.looseObject({ id: z.union([z.string(), z.int()]).optional() })
const Refusal = z.looseObject({
  code: z.string(),
  current: z.record(z.string(), z.unknown()),
  errors: z.array(z.object({ field: z.string(), reason: z.string(), code: z.string() })),
  changed_by: z.object({ id: z.string().nullable(), name: z.string() }).nullable(),
  changed_at: z.iso.datetime().nullable(),
})

/** The id of what a POST makes. */
async function made({ send }: World, path: string, json: object): Promise<string> {
  const answer = await send('POST', path, json)
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return String(Row.parse(await answer.json()).id)
}

const insert = async ({ db }: World, statement: RawBuilder<{ id: string }>): Promise<string> =>
  (await statement.execute(db)).rows[0]?.id ?? ''

const aStore = async (world: World) => await made(world, '/api/stores', { name: 'Pots' })
const aProxy = async (world: World) =>
  await made(world, '/api/proxies', { url: 'http://127.0.0.9:8080', country: 'KZ' })
const aConnection = async (world: World) =>
  await insert(
    world,
    sql`
      insert into connections (platform_id, username, login)
      values ('77', 'our.shop', 'instagram') returning id`,
  )
const anAccount = async (world: World, purpose: 'read' | 'publish') => {
  const proxy_id = await aProxy(world)
  const body = { username: 'our.reader', password: 'secret-1', proxy_id, purpose }
  return await made(world, '/api/accounts', body)
}

async function aBlog(db: Db, username: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with person as (insert into persons default values returning id)
    insert into blogs (person_id, platform, username, source)
    select id, 'instagram', ${username}, 'manual' from person returning id`.execute(db)
  return rows[0]?.id ?? ''
}

/** A member of a list. */
async function aMember(world: World): Promise<string> {
  const list = await made(world, '/api/lists', { name: 'Spring' })
  const blog = await aBlog(world.db, 'natgeo')
  await sql`
    insert into list_members (list_id, blog_id) values (${list}::uuid, ${blog}::uuid)`.execute(
    world.db,
  )
  return `/api/lists/${list}/members/natgeo`
}

async function aDraft(world: World): Promise<string> {
  const store = await aStore(world)
  const extracted = {
    name: 'A pot',
    description: '',
    price: '10.00',
    compare_at_price: null,
    currency: 'KZT',
    category: null,
    tags: [],
    variants: [],
    pictures: [],
    evidence: {},
  }
  return await insert(
    world,
    sql`
      with post as (
        insert into catalog_posts (store_id, account_id, platform_id, type, published_at)
        values (${store}::uuid, '1', '2', 'IMAGE', world_now()) returning id)
      insert into product_drafts (store_id, post_id, position, extracted, confidence, expires_at)
      select ${store}::uuid, id, 0, ${JSON.stringify(extracted)}::jsonb, 0.9, world_now() + interval '1 day' from post
      returning id`,
  )
}

type Case = {
  path(world: World): Promise<string>
  /** Changes that differ from what is there, and from one another. */
  changes: readonly [object, object]
}

/** Everything that people edit. */
const CASES: Readonly<Record<string, Case>> = {
  updateList: {
    path: async (world) => `/api/lists/${await made(world, '/api/lists', { name: 'Spring' })}`,
    changes: [{ name: 'Summer' }, { description: 'With prices' }],
  },
  updateCampaign: {
    path: async (world) =>
      `/api/campaigns/${await made(world, '/api/campaigns', { name: 'Winter' })}`,
    changes: [{ name: 'Summer' }, { client: 'Botam' }],
  },
  updateOutgoingWebhook: {
    async path(world) {
      await made(world, '/api/lists', { name: 'Spring' })
      const template = '{"creator": "{{username}}"}'
      const fields = { name: 'Sheet', list: 'Spring', rows: 'members', is_active: false, template }
      const webhook = { ...fields, url: 'https://8.8.8.8/rows' }
      return `/api/outgoing-webhooks/${await made(world, '/api/outgoing-webhooks', webhook)}`
    },
    changes: [{ name: 'Table' }, { batch_size: 5 }],
  },
  updateListMember: { path: aMember, changes: [{ note: 'Asked' }, { status: 'contacted' }] },
  updateProject: {
    path: async (world) => `/api/projects/${await made(world, '/api/projects', { name: 'Shoes' })}`,
    changes: [{ name: 'Boots' }, { note: 'In autumn' }],
  },
  updateProjectVersion: {
    async path(world) {
      const path = `/api/projects/${await made(world, '/api/projects', { name: 'Shoes' })}/versions`
      await made(world, path, { title: 'First' })
      return `${path}/v1`
    },
    changes: [{ title: 'Second' }, { predicted: { views: 100 } }],
  },
  updateView: {
    path: async (world) => {
      const view = { page: 'creators', name: 'Large', query: 'tier=1m', is_shared: false }
      return `/api/views/${await made(world, '/api/views', view)}`
    },
    changes: [{ name: 'Larger' }, { is_shared: true }],
  },
  updateCategory: {
    path: async (world) =>
      `/api/categories/${await made(world, '/api/categories', { name: 'zymurgy' })}`,
    changes: [{ synonyms: ['brewing things'] }, { synonyms: ['mead makers'] }],
  },
  updateHashtag: {
    async path(world) {
      await made(world, '/api/hashtags', { hashtag: 'dacha' })
      return '/api/hashtags/dacha'
    },
    changes: [{ is_paused: true }, { filters: { min_followers: 100 } }],
  },
  updateStore: {
    path: async (world) => `/api/stores/${await aStore(world)}`,
    changes: [{ name: 'Pans' }, { auto_sync: false }],
  },
  updateProduct: {
    path: async (world) => {
      const product = { store: await aStore(world), name: 'A pot' }
      return `/api/products/${await made(world, '/api/products', product)}`
    },
    changes: [{ name: 'A pan' }, { description: 'Made of clay' }],
  },
  updateProductDraft: {
    path: async (world) => `/api/products/drafts/${await aDraft(world)}`,
    changes: [{ name: 'A pan' }, { tags: ['clay'] }],
  },
  updateOwnMedia: {
    async path(world) {
      const connection = await aConnection(world)
      await sql`
        insert into own_media_sync (connection_id, username) values (${connection}::uuid, 'our.shop')`.execute(
        world.db,
      )
      const id = await insert(
        world,
        sql`
          insert into own_media (connection_id, platform_id, type, published_at)
          values (${connection}::uuid, '3', 'VIDEO', world_now()) returning id`,
      )
      return `/api/ig/media/${id}`
    },
    changes: [{ duration_ms: 1_000 }, { duration_ms: 2_000 }],
  },
  changeTask: {
    async path(world) {
      const id = await insert(
        world,
        sql`insert into scrape_tasks (task_type, priority, payload) values ('full_scrape', 5, '{}') returning id`,
      )
      return `/api/tasks/${id}`
    },
    changes: [{ priority: 2 }, { priority: 3 }],
  },
  changeUser: {
    async path({ send }) {
      await send('POST', '/api/users', { login: 'dana', role: 'member' })
      return '/api/users/dana'
    },
    changes: [{ name: 'Dana' }, { role: 'editor' }],
  },
  updateGroup: {
    path: async (world) => `/api/groups/${await made(world, '/api/groups', { name: 'Cafés' })}`,
    changes: [{ name: 'Bars' }, { description: 'In Almaty' }],
  },
  updatePost: {
    path: async (world) => `/api/posts/${await made(world, '/api/posts', { caption: 'Hello' })}`,
    changes: [{ caption: 'Hello you' }, { is_urgent: true }],
  },
  updateAccount: {
    path: async (world) => `/api/accounts/${await anAccount(world, 'publish')}`,
    changes: [{ notes: 'Ours' }, { automatic_renewal: false, language: 'kk' }],
  },
  updateProxy: {
    path: async (world) => `/api/proxies/${await aProxy(world)}`,
    changes: [{ label: 'kz-1' }, { country: 'UZ' }],
  },
  updatePool: {
    path: async () => await Promise.resolve('/api/pool'),
    changes: [{ automatic_renewal: true }, { automatic_renewal: false }],
  },
}
/** PATCH of somebody's own choices, of which the test below is. */
const MINE = 'changeMe'
/** Has no GET of one row: its versions come with its changes. */
const WITHOUT_GET = new Set(['updateView'])
const NEVER = '"never-a-version"'

/** The version in a tag, without what is of all the content. */
const versionOf = (answer: Response): string | undefined =>
  answer.headers.get('etag')?.split(/[".]/)[1]

const tagOf = (answer: Response): string => answer.headers.get('etag') ?? ''

async function refusalIn(answer: Response): Promise<z.output<typeof Refusal>> {
  expect(answer.status).toBe(412)
  return Refusal.parse(await answer.json())
}

test('every operation that updates is tried, and its GET answers with a version', () => {
  const operations = operationsIn(describeWholeApi())
  const named = ({ node }: { node: Record<string, unknown> }) => String(node['operationId'])
  const updating = operations.filter(({ method }) => method === 'patch')
  expect(updating.map(named).toSorted()).toEqual([...Object.keys(CASES), MINE].toSorted())
  const Answers = z.record(z.string(), z.looseObject({ headers: z.unknown().optional() }))
  for (const { path, node } of updating) {
    expect(Answers.parse(node['responses'])['412'], named({ node })).toBeDefined()
    expect(node['parameters']).toContainEqual(expect.objectContaining({ name: 'If-Match' }))
    const get = operations.find((each) => each.method === 'get' && each.path === path)
    if (WITHOUT_GET.has(named({ node }))) continue
    expect(Answers.parse(get?.node['responses'])['200']?.headers, path).toHaveProperty('ETag')
  }
})

for (const [name, { path: make, changes }] of Object.entries(CASES)) {
  const [first, second] = changes
  const hasGet = !WITHOUT_GET.has(name)

  test(`${name} changes only the version that If-Match names`, async ({ db }) => {
    const world = await startWorld(db)
    const { send } = world
    const path = await make(world)

    const stale = await send('PATCH', path, first, NEVER)
    const { code, current, errors } = await refusalIn(stale)
    expect([code, errors.map(({ field }) => field)]).toEqual(['precondition_failed', ['if-match']])
    if (hasGet) {
      const read = await send('GET', path)
      expect(versionOf(read)).toBe(versionOf(stale))
      expect(await read.json()).toMatchObject(current)
    }

    const changed = await send('PATCH', path, first, tagOf(stale))
    expect([changed.status, versionOf(changed) === versionOf(stale)]).toEqual([200, false])
    const repeated = await refusalIn(await send('PATCH', path, second, tagOf(stale)))
    expect(repeated.current).toMatchObject(
      z.record(z.string(), z.unknown()).parse(await changed.json()),
    )
    expect(repeated.changed_by).toEqual({ id: null, name: 'operator' })
    expect(repeated.changed_at).not.toBeNull()
    if (hasGet) expect(versionOf(await send('GET', path))).toBe(versionOf(changed))
    expect((await send('PATCH', path, second)).status).toBe(200)
  })

  test(`${name}: one of two that race wins, the other is shown what it has made`, async ({
    db,
  }) => {
    const world = await startWorld(db)
    const { send } = world
    const path = await make(world)
    const tag = tagOf(await send('PATCH', path, first, NEVER))

    const answers = await Promise.all(
      changes.map(async (change) => await send('PATCH', path, change, tag)),
    )
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '412'])
    const [winner, loser] = answers.toSorted((one, other) => one.status - other.status)
    if (!winner || !loser) throw new Error('two answers were expected')
    expect(versionOf(loser)).toBe(versionOf(winner))
    const { current } = await refusalIn(loser)
    expect(await winner.json()).toMatchObject(current)
  })
}

test('changeMe changes only the version that If-Match names', async ({ db }) => {
  const { token } = await aPerson(db, 'dana')
  const url = await served(wholeApi({ db, apiKey: API_KEY }))
  const change = async (json: object, ifMatch: string) =>
    await fetch(
      `${url}/api/auth/me`,
      init('PATCH', { token, json, headers: { 'if-match': ifMatch } }),
    )
  const tag = tagOf(await fetch(`${url}/api/auth/me`, init('GET', { token })))

  const answers = await Promise.all([
    change({ language: 'ru' }, tag),
    change({ theme: 'dark' }, tag),
  ])
  expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '412'])
  expect((await change({ single_keys: false }, tag)).status).toBe(412)
})

test('If-Match is read as RFC 9110 has it', async ({ db }) => {
  const world = await startWorld(db)
  const { send } = world
  const path = `/api/projects/${await made(world, '/api/projects', { name: 'Shoes' })}`
  const status = async (ifMatch: string, json: object = { note: 'The same' }) =>
    (await send('PATCH', path, json, ifMatch)).status
  await send('PATCH', path, { note: 'The same' })
  const tag = tagOf(await send('GET', path))

  for (const fitting of ['*', ' * ', tag, `"other", ${tag}`, `,${tag} ,, W/"weak"`, `"",${tag}`])
    expect([fitting, await status(fitting)]).toEqual([fitting, 200])
  for (const other of [`W/${tag}`, '"other"', '""', `"a", "b,c"`, `${tag.slice(0, -2)}"`])
    expect([other, await status(other)]).toEqual([other, 412])
  for (const broken of ['', 'abc', tag.slice(1), tag.slice(0, -1), `${tag} ${tag}`, `*, ${tag}`]) {
    const answer = await send('PATCH', path, { note: 'New' }, broken)
    const text = await answer.text()
    expect([broken, answer.status]).toEqual([broken, 422])
    expect(text).toContain('"if-match"')
    expect(text).toContain('expected *, or entity tags')
  }
  expect(
    (await send('PATCH', '/api/projects/0198c0de-0000-7000-8000-000000000000', { note: 'x' }, '*'))
      .status,
  ).toBe(404)
  // What is faulty, or not allowed, is refused before.
  expect(await status('"other"', { colour: 'red' })).toBe(422)
})

test('a version is of what people edit alone, and comes back with it', async ({ db }) => {
  const world = await startWorld(db)
  const { send } = world
  const path = `/api/projects/${await made(world, '/api/projects', { name: 'Shoes' })}`
  const before = versionOf(await send('GET', path))

  await made(world, `${path}/versions`, { title: 'First' })
  expect(versionOf(await send('GET', path))).toBe(before)
  const changed = await send('PATCH', path, { name: 'Boots' })
  expect(versionOf(changed)).not.toBe(before)
  expect(versionOf(await send('PATCH', path, { name: 'Shoes' }))).toBe(before)
})

test('a list is known by all of its content, and changed by its version', async ({ db }) => {
  const world = await startWorld(db)
  const { send } = world
  const member = await aMember(world)
  const path = member.split('/members')[0] ?? ''
  const tag = tagOf(await send('GET', path))
  await send('DELETE', member)

  const url = await served(wholeApi({ db, apiKey: API_KEY }))
  const revalidated = async (known: string) =>
    (await fetch(`${url}${path}`, init('GET', { headers: { 'if-none-match': known } }))).status
  expect(await revalidated(tag)).toBe(200)
  expect(await revalidated(tagOf(await send('GET', path)))).toBe(304)
  expect((await send('PATCH', path, { name: 'Summer' }, tag)).status).toBe(200)
})

test('a POST that is replayed has the version of its first answer', async ({ db }) => {
  const { send } = await startWorld(db)
  const url = await served(wholeApi({ db, apiKey: API_KEY }))
  const create = async () =>
    await fetch(
      `${url}/api/projects`,
      init('POST', { json: { name: 'Shoes' }, headers: { 'idempotency-key': 'once' } }),
    )
  const first = await create()
  const { id } = Row.parse(await first.clone().json())
  const changed = await send('PATCH', `/api/projects/${id}`, { name: 'Boots' }, tagOf(first))
  const replayed = await create()
  expect([first.status, changed.status, replayed.status]).toEqual([201, 200, 201])
  expect(replayed.headers.get('idempotency-replayed')).toBe('true')
  expect(tagOf(replayed)).toBe(tagOf(first))
  expect((await send('PATCH', `/api/projects/${id}`, { note: 'x' }, tagOf(replayed))).status).toBe(
    412,
  )
})

test('PUT of what PATCH changes takes the same versions', async ({ db }) => {
  const world = await startWorld(db)
  for (const name of ['updateGroup', 'updatePost', 'updateProxy'] as const) {
    const { path: make, changes } = CASES[name] ?? {}
    if (!make || !changes) throw new Error(name)
    const path = await make(world)
    expect((await world.send('PUT', path, changes[0], NEVER)).status).toBe(412)
    const tag = tagOf(await world.send('GET', path))
    expect((await world.send('PUT', path, changes[0], tag)).status).toBe(200)
  }
})

test('a group is another version with other accounts', async ({ db }) => {
  const world = await startWorld(db)
  const account = await anAccount(world, 'publish')
  const path = `/api/groups/${await made(world, '/api/groups', { name: 'Cafés' })}`
  const tag = tagOf(await world.send('GET', path))
  await world.send('POST', `${path}/accounts`, { accounts: [account] })
  expect((await world.send('PATCH', path, { accounts: [] }, tag)).status).toBe(412)
})

test('a refused change names who has changed the same fields last, and nobody else', async ({
  db,
}) => {
  const dana = await aPerson(db, 'dana')
  const erik = await aPerson(db, 'erik')
  const url = await served(wholeApi({ db, apiKey: API_KEY }))
  const send = async (method: string, path: string, { token }: { token: string }, json: object) =>
    await fetch(`${url}${path}`, init(method, { token, json }))
  const created = await send('POST', '/api/lists', erik, { name: 'Spring' })
  const { id } = Row.parse(await created.json())
  const refused = async (path = String(id)) =>
    await refusalIn(
      await fetch(
        `${url}/api/lists/${path}`,
        init('PATCH', {
          token: erik.token,
          json: { description: 'x' },
          headers: { 'if-match': NEVER },
        }),
      ),
    )
  await sql`delete from audit_log`.execute(db)
  expect(await refused()).toMatchObject({ changed_by: null, changed_at: null })

  await send('PATCH', `/api/lists/${id}`, dana, { description: 'By Dana' })
  await sql`update users set name = 'Dana K.' where id = ${dana.id}::uuid`.execute(db)
  await aBlog(db, 'natgeo')
  const added = await send('POST', `/api/lists/${id}/members`, erik, { blogs: ['natgeo'] })
  expect(added.status).toBeLessThan(300)
  const { rows } = await sql<{ at: Date }>`
    select at from audit_log where action = 'updateList'`.execute(db)
  const byDana = {
    changed_by: { id: dana.id, name: 'Dana K.' },
    changed_at: rows[0]?.at.toISOString(),
  }
  expect(await refused()).toMatchObject(byDana)
  expect(await refused('spring')).toMatchObject(byDana)
  // What was not answered yet may be refused, too.
  await sql`
    insert into audit_log (principal, name, action, object, request_id)
    values ('service', 'operator', 'updateList', ${`/api/lists/${id}`}, 'open')`.execute(db)
  expect(await refused()).toMatchObject({ changed_by: null, changed_at: null })
})

describe('a caption of a post', () => {
  const aCaption = async (world: World) => {
    const post = `/api/posts/${await made(world, '/api/posts', { caption: 'Hello' })}`
    return { post, path: `${post}/captions/ru` }
  }

  test('is written and removed only over the version that If-Match names', async ({ db }) => {
    const world = await startWorld(db)
    const { send } = world
    const { post, path } = await aCaption(world)
    expect((await send('GET', path)).status).toBe(404)
    const unread = await send('PUT', path, { text: 'Привет' }, NEVER)
    expect([tagOf(unread), (await refusalIn(unread)).current]).toEqual([
      '"none"',
      { data: [], failed: [] },
    ])

    const written = await send('PUT', path, { text: 'Привет' }, '"none"')
    expect(written.status).toBe(200)
    const read = await send('GET', path)
    const { etag } = z.object({ etag: z.string() }).parse(await read.json())
    expect([tagOf(written), tagOf(read)]).toEqual([etag, etag])
    // A colleague writes another language: that is another caption.
    await send('PUT', `${post}/captions/kk`, { text: 'Сәлем' })
    const late = await refusalIn(await send('PUT', path, { text: 'Мой' }, '"none"'))
    expect(late.current).toMatchObject({ data: [{ text: 'Сәлем' }, { text: 'Привет' }] })
    expect(late.changed_by).toEqual({ id: null, name: 'operator' })
    expect((await send('PUT', path, { text: 'Здравствуйте' }, etag)).status).toBe(200)
    expect((await send('PUT', path, { text: 'Мой' }, etag)).status).toBe(412)
    expect((await send('DELETE', path, undefined, etag)).status).toBe(412)
    const now = tagOf(await send('GET', path))
    expect((await send('DELETE', path, undefined, now)).status).toBe(200)
    expect((await send('PUT', path, { text: 'Мой' }, now)).status).toBe(412)
    expect((await send('PUT', path, { text: 'Мой' })).status).toBe(200)
  })

  test('has one winner of two that race, whatever it was before', async ({ db }) => {
    const world = await startWorld(db)
    const { send } = world
    const { path } = await aCaption(world)
    for (const round of ['first', 'second']) {
      const tag = round === 'first' ? '"none"' : tagOf(await send('GET', path))
      const answers = await Promise.all(
        ['one', 'another', 'third'].map(
          async (text) => await send('PUT', path, { text: `${round} ${text}` }, tag),
        ),
      )
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412])
    }
  })
})
