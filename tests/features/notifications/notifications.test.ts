import { sql } from 'kysely'
import { z } from 'zod'
import { createChannels } from '../../../src/alerts/channels.ts'
import { dispatchDue } from '../../../src/alerts/store/notifications/dispatch.ts'
import { notificationsQuery } from '../../../src/alerts/store/notifications/notifications.ts'
import { CORE_ALERTS } from '../../../src/alerts/kinds.ts'
import { raiseAlert } from '../../../src/alerts/raise.ts'
import { loadConfig, type Config } from '../../../src/config.ts'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/handles.ts'
import { notificationOperations } from '../../../src/features/notifications/operations/notifications.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { aCourier, aReceiver, BOT_TOKEN, RULES, SECRET, status } from '../../alerts/kit.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, API_KEY, aToken, problemIn } from '../../http/kit.ts'

const Shown = z.looseObject({
  id: z.string(),
  deliveries: z.array(z.looseObject({ id: z.number(), channel: z.string(), state: z.string() })),
})
const Page = z.object({
  data: z.array(z.looseObject({ id: z.string(), kind: z.string(), cause: z.string() })),
  next_cursor: z.string().nullable(),
})

const configWith = (settings: Record<string, string>): Config =>
  loadConfig({
    SCRAPER_API_KEY: API_KEY,
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
    ...settings,
  })

async function world(db: Db) {
  const webhook = await aReceiver()
  const telegram = await aReceiver(status(400, {}, '{"ok":false,"description":"chat not found"}'))
  const config = configWith({
    GRAMD_NOTIFICATION_WEBHOOK_URL: `${webhook.url.replace('//', '//me:hunter22@')}/hook`,
    GRAMD_NOTIFICATION_WEBHOOK_SECRET: SECRET,
    GRAMD_TELEGRAM_BOT_TOKEN: BOT_TOKEN,
    GRAMD_TELEGRAM_CHAT_ID: '-100123',
    GRAMD_TELEGRAM_API_URL: telegram.url,
  })
  const api = anApi(db, [mountOperations({ db, config }, notificationOperations)])
  const read = async (method: string, path: string) =>
    Shown.parse(await (await api.send(method, path)).json())
  return { api, config, webhook, telegram, read }
}

const dispatch = async (db: Db) =>
  await dispatchDue(db, { ...RULES, channels: ['webhook', 'telegram'] })

describe('a test', () => {
  test('goes through every channel, and its deliveries tell what became of it', async ({ db }) => {
    const { api, config, webhook, telegram, read } = await world(db)
    const courier = aCourier(db, createChannels(config))

    const answer = await api.send('POST', '/api/notifications/test')
    const { id } = Shown.parse(await answer.json())

    expect(answer.status).toBe(202)
    const states = async () =>
      (await read('GET', `/api/notifications/${id}`)).deliveries.map(({ channel, state }) => [
        channel,
        state,
      ])
    await expect.poll(states).toEqual(
      expect.arrayContaining([
        ['webhook', 'delivered'],
        ['telegram', 'failed'],
      ]),
    )
    expect(webhook.received[0]?.headers['webhook-id']).toBe(id)
    expect(telegram.received).toHaveLength(1)
    const answers = JSON.stringify([
      await read('GET', `/api/notifications/${id}`),
      await (await api.send('GET', '/api/notifications')).json(),
      api.lines,
      courier.lines,
    ])
    expect(answers).toContain('answered 400: chat not found')
    for (const secret of [SECRET, BOT_TOKEN, 'hunter22']) expect(answers).not.toContain(secret)
  })

  test('may be repeated at once', async ({ db }) => {
    const { read } = await world(db)
    const ids = [
      (await read('POST', '/api/notifications/test')).id,
      (await read('POST', '/api/notifications/test')).id,
    ]

    expect(await dispatch(db)).toBe(2)
    for (const id of ids)
      expect((await read('GET', `/api/notifications/${id}`)).deliveries).toHaveLength(2)
  })
})

describe('a replay', () => {
  test('sends what was delivered again under its id, as new deliveries', async ({ db }) => {
    const { config, webhook, read } = await world(db)
    aCourier(db, createChannels(config))
    const { id } = await read('POST', '/api/notifications/test')
    await expect.poll(() => webhook.received.length).toBe(1)
    await expect
      .poll(async () => (await read('GET', `/api/notifications/${id}`)).deliveries)
      .not.toContainEqual(expect.objectContaining({ state: 'pending' }))

    const { deliveries, delivered_at } = await read('POST', `/api/notifications/${id}/replay`)

    expect(deliveries).toHaveLength(4)
    await expect.poll(() => webhook.received.length).toBe(2)
    await expect
      .poll(async () => (await read('GET', `/api/notifications/${id}`)).deliveries)
      .not.toContainEqual(expect.objectContaining({ state: 'pending' }))
    expect(await read('GET', `/api/notifications/${id}`)).toMatchObject({ delivered_at })
    const [first, second] = webhook.received
    expect(second?.headers['webhook-id']).toBe(id)
    expect(second?.body).toBe(first?.body)
  })

  test('brings forward what waits for its next attempt, instead of sending it twice', async ({
    db,
  }) => {
    const { read } = await world(db)
    const { id } = await read('POST', '/api/notifications/test')
    await dispatch(db)
    await sql`update notification_deliveries set next_attempt_at = world_now() + interval '4 hours'`.execute(
      db,
    )

    const { deliveries } = await read('POST', `/api/notifications/${id}/replay`)

    expect(deliveries).toHaveLength(2)
    const waiting =
      await sql`select 1 from notification_deliveries where next_attempt_at > world_now()`.execute(
        db,
      )
    expect(waiting.rows).toEqual([])
  })

  test('is refused while the notification gathers, without a channel, and of what is not there', async ({
    db,
  }) => {
    const { api, read } = await world(db)
    const { id } = await read('POST', '/api/notifications/test')

    const open = await api.send('POST', `/api/notifications/${id}/replay`)
    expect(open.status).toBe(409)
    expect((await problemIn(open)).detail).toContain('has not been sent yet')
    const nobody = '019a2000-0000-7000-8000-000000000000'
    expect((await api.send('POST', `/api/notifications/${nobody}/replay`)).status).toBe(404)
    const mute = anApi(db, [
      mountOperations({ db, config: configWith({}) }, notificationOperations),
    ])
    for (const path of [`${id}/replay`, 'test']) {
      const answer = await mute.send('POST', `/api/notifications/${path}`)
      expect(answer.status).toBe(409)
      expect((await problemIn(answer)).detail).toContain('GRAMD_NOTIFICATION_WEBHOOK_URL')
    }
  })
})

describe('the list', () => {
  test('is read page by page, newest first, by kind and by whether it was delivered', async ({
    db,
  }) => {
    const { api } = await world(db)
    for (const cause of ['1', '2', '3', '4', '5'])
      await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause })
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: '6' })
    await sql`update notifications set sent_at = world_now(), delivered_at = world_now() where cause in ('2', '6')`.execute(
      db,
    )
    const read = async (query: string) =>
      Page.parse(await (await api.send('GET', `/api/notifications${query}`)).json())
    const causes = async (query: string) => (await read(query)).data.map(({ cause }) => cause)

    expect(await causes('')).toEqual(['6', '5', '4', '3', '2', '1'])
    expect(await causes('?kind=pool_empty')).toEqual(['6'])
    expect(await causes('?undelivered=true&kind=proxy_dead')).toEqual(['5', '4', '3', '1'])
    expect(await causes('?undelivered=false')).toEqual(['6', '2'])
    const first = await read('?limit=4')
    expect(first.data.map(({ cause }) => cause)).toEqual(['6', '5', '4', '3'])
    expect(await causes(`?limit=4&cursor=${first.next_cursor}`)).toEqual(['2', '1'])
  })

  test.for([
    ['?kind=weather', 'kind'],
    ['?undelivered=yes', 'undelivered'],
    ['?cursor=x', 'cursor'],
    ['?kinds=test', 'kinds'],
  ] as const)('refuses %s', async ([query, field], { db }) => {
    const { api } = await world(db)

    const answer = await api.send('GET', `/api/notifications${query}`)

    expect(answer.status).toBe(422)
    expect((await problemIn(answer)).errors[0]?.field).toBe(field)
  })

  test('walks an index whatever it is asked for', async ({ db }) => {
    await sql`
      insert into notifications (kind, cause, severity, title, sent_at, delivered_at)
      select case when n % 100 = 0 then 'pool_empty' else 'proxy_dead' end, 'cause ' || n, 'info', 't', world_now(),
        case when n % 50 <> 0 then world_now() end
      from generate_series(1, 10000) n`.execute(db)
    await sql`vacuum analyze notifications`.execute(db)
    const before = '019a2000-0000-7000-8000-000000000000'

    for (const filter of [{}, { kind: 'pool_empty' }, { undelivered: true }] as const) {
      for (const page of [{ limit: 51 }, { limit: 51, before }]) {
        const plan = JSON.stringify(await notificationsQuery(db, filter, page).explain('json'))
        expect(plan).not.toContain('"Node Type":"Seq Scan"')
        expect(plan).not.toContain('"Node Type":"Sort"')
      }
    }
  })
})

test('writing needs the scope notifications:write', async ({ db }) => {
  const { api, read } = await world(db)
  const { id } = await read('POST', '/api/notifications/test')
  const token = await aToken(db, ['notifications:read'])

  expect((await api.send('GET', `/api/notifications/${id}`, { token })).status).toBe(200)
  for (const path of ['test', `${id}/replay`])
    expect((await api.send('POST', `/api/notifications/${path}`, { token })).status).toBe(403)
})

test('a notification that is not there is not found', async ({ db }) => {
  const { api } = await world(db)

  expect(
    (await api.send('GET', '/api/notifications/019a2000-0000-7000-8000-000000000000')).status,
  ).toBe(404)
  expect((await api.send('GET', '/api/notifications/7')).status).toBe(422)
})
