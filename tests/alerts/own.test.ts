import { sql } from 'kysely'
import { z } from 'zod'
import { createOwnChannels, ownChannelsColumn } from '../../src/alerts/own-channels.ts'
import { refusalOf } from '../../src/alerts/public-address.ts'
import { isPrivateAddress } from '../../src/base/private-address.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import type { Db } from '../../src/db/database.ts'
import { channelRoutes } from '../../src/features/notifications/channel-routes.ts'
import { inboxRoutes } from '../../src/features/notifications/inbox-routes.ts'
import { notificationRoutes } from '../../src/features/notifications/routes.ts'
import { withCore } from '../../src/features/declarations.ts'
import { loadConfig } from '../../src/config.ts'
import { generateEncryptionKey, parseEncryptionKeys } from '../../src/base/crypto.ts'
import { rotateKeys } from '../../src/pool/accounts/rotate-keys.ts'
import { expect, test } from '../fixtures/test.ts'
import { KEYS, usersApi } from '../features/users/kit.ts'
import { TOY_ALERTS } from '../features/toy/declare.ts'
import { problemIn } from '../http/kit.ts'
import { aCourier, BOT_TOKEN, deliveriesOf, RULES } from './kit.ts'

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
  const api = usersApi(db, [
    notificationRoutes({ ...parts, declarations: withCore([]) }),
    inboxRoutes(parts),
    channelRoutes({ ...parts, resolve: PUBLIC }),
  ])
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
  const own = createOwnChannels({ db, keys: KEYS, config, resolve: PUBLIC, fetch })
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
  expect(await read('read-all')).toBe(204)
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
    data: [{ kind: 'webhook', shown: 'hooks.example.org' }],
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
  ['https://example.com/hook', ['93.184.215.14', '10.0.0.1'], false],
  ['https://example.com/hook', [], false],
  ['http://example.com/hook', ['93.184.215.14'], false],
  ['no url', ['93.184.215.14'], false],
] as const)('gramd posts to %s at %j: %s', async ([url, addresses, isTaken]) => {
  const refusal = await refusalOf(url, async () => await Promise.resolve(addresses))

  expect(refusal === null).toBe(isTaken)
})

test.for([
  ['127.0.0.1', true],
  ['169.254.169.254', true],
  ['192.168.1.1', true],
  ['::1', true],
  ['::ffff:10.0.0.1', true],
  ['fd00::1', true],
  ['8.8.8.8', false],
  ['2a00:1450::1', false],
] as const)('%s is private: %s', ([address, expected]) => {
  expect(isPrivateAddress(address)).toBe(expected)
})
