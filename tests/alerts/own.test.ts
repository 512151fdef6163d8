import { sql } from 'kysely'
import { z } from 'zod'
import { createOwnChannels, ownChannelsColumn } from '../../src/alerts/own-channels.ts'
import { checkAddress } from '../../src/alerts/public-address.ts'
import { isPrivateAddress } from '../../src/base/private-address.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import type { Db } from '../../src/db/handles.ts'
import { operations } from '../../src/features/notifications/operations/index.ts'
import { ownChannelOperations } from '../../src/features/notifications/operations/own-channels.ts'
import { mountOperations } from '../../src/http/operations/mount.ts'
import { loadConfig } from '../../src/config.ts'
import { generateEncryptionKey, parseEncryptionKeys } from '../../src/base/crypto.ts'
import { rotateKeys } from '../../src/pool/accounts/rotate-keys.ts'
import { expect, test } from '../fixtures/test.ts'
import { KEYS, usersApi } from '../features/users/kit.ts'
import { TOY_ALERTS } from '../features/toy/declare.ts'
import { problemIn } from '../http/kit.ts'
import { aCourier, aMessage, aReceiver, BOT_TOKEN, deliveriesOf, RULES } from './kit.ts'

const Inbox = z.object({
  data: z.array(z.looseObject({ id: z.string(), is_unread: z.boolean(), is_own: z.boolean() })),
  unread: z.int(),
})
const PUBLIC = async () => await Promise.resolve(['93.184.215.14'])
const rules = { ...RULES, kinds: [...RULES.kinds, 'toy_broken', 'toy_played'] }

/** gramd with users, their inboxes and channels; `posted` is what left it. */
async function world(db: Db) {
  const config = loadConfig({
    SCRAPER_API_KEY: 'operator-key-of-the-tests',
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
  })
  const parts = { db, config: { ...config, encryptionKeys: KEYS, telegramBotToken: BOT_TOKEN } }
  const api = usersApi(db, [mountOperations({ ...parts, resolve: PUBLIC }, operations)])
  const inbox = async (token: string, query = '') =>
    Inbox.parse(await (await api.send('GET', `/api/me/notifications${query}`, { token })).json())
  const tokens = { owner: await api.signIn('owner'), other: await api.signIn('other', 'admin') }
  const { rows } = await sql<{ id: string }>`select id from users where login = 'owner'`.execute(db)
  return { ...api, inbox, tokens, ownerId: rows[0]?.id ?? '', config: parts.config }
}

const toldOf = (posted: readonly { url: string; body: string }[]) => posted.map(({ url }) => url)

test('what is about something of a user reaches that user alone, inbox and channels', async ({
  db,
}) => {
  const { send, inbox, tokens, ownerId, config, lines } = await world(db)
  const token = tokens.owner
  const url = 'https://hooks.example.com/path-with-a-secret'
  const put = await send('PUT', '/api/me/channels/webhook', { token, json: { url } })
  const { secret } = z.object({ secret: z.string() }).parse(await put.json())
  await send('PUT', '/api/me/channels/telegram', { token, json: { chat_id: '4711' } })
  const posted: { url: string; body: string }[] = []
  const fetch: typeof globalThis.fetch = async (target, init) => {
    const { url: asked } = new Request(target)
    posted.push({ url: asked, body: typeof init?.body === 'string' ? init.body : '' })
    return await Promise.resolve(new Response('{"ok":true}', { status: 200 }))
  }
  const own = createOwnChannels({
    db,
    keys: KEYS,
    config,
    resolve: PUBLIC,
    fetch,
    fetchFrom: () => fetch,
  })
  const team: string[] = []
  const teamChannel = {
    name: 'webhook' as const,
    send: async ({ kind }: { kind: string }) => {
      team.push(kind)
      return await Promise.resolve({ delivered: true as const, status: 204 })
    },
  }
  const { lines: logged } = aCourier(db, [teamChannel, ...own], rules)
  const alert = { ...TOY_ALERTS.toy_broken, cause: 'wheel', userId: ownerId }

  await raiseAlert(db, { ...alert, item: { toy: 'train' } })
  await raiseAlert(db, { ...TOY_ALERTS.toy_played, cause: 'loud' })
  await expect
    .poll(async () => (await deliveriesOf(db)).map((each) => each.state))
    .toEqual(['delivered', 'delivered', 'delivered'])

  expect(team).toEqual(['toy_played'])
  expect(toldOf(posted).toSorted()).toEqual([
    `https://api.telegram.org/bot${BOT_TOKEN}/sendMessage`,
    url,
  ])
  expect(posted.find((each) => each.url === url)?.body).not.toContain('user:')
  expect(await inbox(token)).toMatchObject({ data: [{ kind: 'toy_broken', is_own: true }] })
  expect(await inbox(tokens.other)).toMatchObject({ data: [{ kind: 'toy_played' }], unread: 1 })
  const all = z
    .object({ data: z.array(z.object({ kind: z.string() })) })
    .parse(await (await send('GET', '/api/notifications')).json())
  expect(all.data).toEqual([{ kind: 'toy_played' }])
  const id = (await inbox(token)).data[0]?.id ?? ''
  expect((await send('GET', `/api/notifications/${id}`)).status).toBe(404)
  const path = `/api/me/notifications/${id}/read`
  expect((await send('POST', path, { token: tokens.other })).status).toBe(404)
  const stored = await sql`
    select (select json_agg(c) from notification_channels c) as channels,
      (select json_agg(a) from audit_log a) as audit`.execute(db)
  const kept = JSON.stringify([stored.rows, lines, logged])
  for (const hidden of [url, secret]) expect(kept).not.toContain(hidden)
})

test('what was read stays read until it happens again', async ({ db }) => {
  const { send, inbox, tokens, ownerId } = await world(db)
  const token = tokens.owner
  const raise = async (cause: string) =>
    await raiseAlert(db, { ...TOY_ALERTS.toy_broken, cause, userId: ownerId })
  for (const cause of ['wheel', 'door', 'roof']) await raise(cause)
  const [newest] = (await inbox(token)).data
  const read = async (path: string) =>
    (await send('POST', `/api/me/notifications/${path}`, { token })).status

  expect((await inbox(token)).unread).toBe(3)
  expect(await read(`${newest?.id}/read`)).toBe(204)
  expect(await inbox(token)).toMatchObject({ unread: 2, data: [{ is_unread: false }, {}, {}] })
  expect((await inbox(token, '?unread=true')).data).toHaveLength(2)
  await raise('roof')
  expect((await inbox(token)).unread).toBe(3)
  const readAll = async () => {
    const answer = await send('POST', '/api/me/notifications/read-all', { token })
    return z.object({ read_until: z.string().nullable() }).parse(await answer.json())
  }
  const unreadAll = async (json: object) =>
    (await send('POST', '/api/me/notifications/unread-all', { token, json })).status
  const first = await readAll()
  expect(first).toEqual({ read_until: null })
  expect((await inbox(token)).unread).toBe(0)
  expect(await unreadAll(first)).toBe(204)
  // What was read one by one, and raised again, was unread before, too.
  expect((await inbox(token)).unread).toBe(3)
  expect(await readAll()).toEqual({ read_until: null })
  expect((await readAll()).read_until).not.toBeNull()
  expect((await inbox(token)).unread).toBe(0)
  await raise('wheel')
  expect(await inbox(token, '?unread=true')).toMatchObject({ unread: 1, data: [{ count: 2 }] })
  const page = await send('GET', '/api/me/notifications?limit=2', { token })
  const { next_cursor: cursor } = z
    .looseObject({ next_cursor: z.string() })
    .parse(await page.json())
  expect((await inbox(token, `?limit=2&cursor=${cursor}`)).data).toHaveLength(1)
  expect((await send('GET', '/api/me/notifications')).status).toBe(409)
})

test('users connect, test and remove channels of their own; a disabled user has none', async ({
  db,
}) => {
  const { send, tokens, ownerId } = await world(db)
  const token = tokens.owner
  const connect = async (url: string) =>
    await send('PUT', '/api/me/channels/webhook', { token, json: { url } })
  const list = async () => await (await send('GET', '/api/me/channels', { token })).json()

  expect((await problemIn(await connect('http://hooks.example.com'))).errors[0]?.field).toBe('url')
  expect((await connect('https://hooks.example.com/a')).status).toBe(200)
  expect((await connect('https://hooks.example.org/b')).status).toBe(200)
  expect(await list()).toMatchObject({
    data: [{ kind: 'webhook', label: 'hooks.example.org' }],
    offered: ['webhook', 'telegram'],
  })
  expect((await send('POST', '/api/me/channels/test', { token })).status).toBe(202)
  const fresh = generateEncryptionKey('k2')
  const [first] = parseEncryptionKeys(fresh)
  const report = await rotateKeys(db, [first, ...KEYS], { others: [ownChannelsColumn] })
  expect(report).toMatchObject({ rotated: 1, unreadable: [] })
  const remove = async () => (await send('DELETE', '/api/me/channels/webhook', { token })).status
  expect([await remove(), await remove()]).toEqual([204, 404])
  await connect('https://hooks.example.com/a')
  await send('PATCH', `/api/users/${ownerId}`, { json: { active: false } })
  expect(await db.selectFrom('notification_channels').selectAll().execute()).toEqual([])
})

test.for([
  ['https://example.com/hook', ['93.184.215.14'], true],
  ['https://example.com:8443/hook', ['93.184.215.14'], true],
  ['https://example.com:80/hook', ['93.184.215.14'], true],
  ['https://example.com:22/hook', ['93.184.215.14'], false],
  ['https://example.com:1023/hook', ['93.184.215.14'], false],
  ['https://example.com/hook', ['93.184.215.14', '10.0.0.1'], false],
  ['https://example.com/hook', [], false],
  ['http://example.com/hook', ['93.184.215.14'], false],
  ['no url', ['93.184.215.14'], false],
] as const)('gramd posts to %s at %j: %s', async ([url, addresses, isTaken]) => {
  const checked = await checkAddress(url, { resolve: async () => await Promise.resolve(addresses) })

  expect('addresses' in checked).toBe(isTaken)
})

test('a host that does not exist and one of the inside are refused alike', async () => {
  const refused = async (addresses: readonly string[]) =>
    await checkAddress('https://db.internal', {
      resolve: async () => await Promise.resolve(addresses),
    })

  expect(await refused([])).toEqual(await refused(['10.0.0.1']))
})

test.for([
  '127.0.0.1',
  '169.254.169.254',
  '192.168.1.1',
  '::1',
  '::',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '::7f00:1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a00:1',
  '100::1',
  '2001::7f00:1',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  'fc00::1',
  'fd00::1',
  'fe80::1',
  'fe80::1%eth0',
  '2a00:1450::1%eth0',
  'fec0::1',
  'ff02::1',
  'not an address',
  '',
])('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true)
})

test.for(['8.8.8.8', '93.184.215.14', '2a00:1450::1', '2606:4700::1111', '2001:4860:4860::8888'])(
  '%s is on the internet',
  (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  },
)

test.for([
  'https://[2002:7f00:1::]/',
  'https://[::7f00:1]/',
  'https://2130706433/',
  'https://0x7f.1/',
])('a user cannot connect %s as a webhook', async (url) => {
  const checked = await checkAddress(url, {})

  expect(checked).toEqual({ refusal: 'expected a host that the internet reaches' })
})

test('the webhook of an admin may be inside where the setting says so, and of no one else', async ({
  db,
}) => {
  const { send, tokens, ownerId, config } = await world(db)
  const rule = { ...config, allowPrivateAdminWebhooks: true }
  const inside = async () => await Promise.resolve(['127.0.0.1'])
  const api = usersApi(db, [
    mountOperations({ db, config: rule, resolve: inside }, ownChannelOperations),
  ])
  const json = { url: 'https://hooks.internal:8443/' }
  const connect = async (token: string) =>
    (await api.send('PUT', '/api/me/channels/webhook', { token, json })).status

  expect(await connect(tokens.owner)).toBe(422)
  expect(await connect(tokens.other)).toBe(200)
  expect((await send('PATCH', `/api/users/${ownerId}`, { json: { role: 'admin' } })).status).toBe(
    200,
  )
  expect(await connect(tokens.owner)).toBe(200)
  await send('PATCH', `/api/users/${ownerId}`, { json: { role: 'member' } })
  const [hook] = createOwnChannels({ db, keys: KEYS, config: rule, resolve: inside })
  const { signal } = new AbortController()
  expect(await hook?.send(aMessage(), signal, `user:${ownerId}`)).toMatchObject({
    delivered: false,
    final: true,
    error: 'expected a host that the internet reaches',
  })
})

test('a webhook that gives no answer says the same, whatever its port does', async ({ db }) => {
  const { tokens, config } = await world(db)
  const rule = { ...config, allowPrivateAdminWebhooks: true }
  const inside = async () => await Promise.resolve(['127.0.0.1'])
  const api = usersApi(db, [
    mountOperations({ db, config: rule, resolve: inside }, ownChannelOperations),
  ])
  const { rows } = await sql<{ id: string }>`select id from users where login = 'other'`.execute(db)
  const id = rows[0]?.id ?? ''
  const open = await aReceiver()
  const closed = await aReceiver()
  closed.close()
  const [hook] = createOwnChannels({ db, keys: KEYS, config: rule, resolve: inside })
  const attempt = async (url: string) => {
    await api.send('PUT', '/api/me/channels/webhook', { token: tokens.other, json: { url } })
    return await hook?.send(aMessage(), new AbortController().signal, `user:${id}`)
  }

  const answers = [
    await attempt(open.url.replace('http:', 'https:')),
    await attempt(closed.url.replace('http:', 'https:')),
  ]

  const expected = {
    delivered: false,
    status: null,
    error: 'the webhook gave no answer',
    final: false,
  }
  expect(answers).toEqual([expected, expected])
  expect(open.received).toEqual([])
})

test('a user sends five tests a minute, on all replicas together', async ({ db }) => {
  const { send, tokens } = await world(db)
  const path = '/api/me/channels/test'
  const one = async (token: string) => await send('POST', path, { token })

  const answers = await Promise.all(Array.from({ length: 8 }, async () => await one(tokens.owner)))

  const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other)
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429, 429, 429])
  const refused = answers.find(({ status }) => status === 429)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect((await problemIn(await one(tokens.owner))).code).toBe('too_many_tests')
  expect((await one(tokens.other)).status).toBe(202)
  await sql`update notifications set id = uuidv7(interval '-61 seconds') where kind = 'test'`.execute(
    db,
  )
  expect((await one(tokens.owner)).status).toBe(202)
})
