import { sql } from 'kysely'
import { claimDelivery, recordAttempt } from '../../src/alerts/store/notifications/deliveries.ts'
import { dispatchDue } from '../../src/alerts/store/notifications/dispatch.ts'
import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import {
  aCourier,
  aReceiver,
  aTelegram,
  aWebhook,
  BEGIN,
  BOT_TOKEN,
  deliveriesOf,
  freezeWorld,
  HOUR,
  notificationsOf,
  RULES,
  SECRET,
  status,
} from './kit.ts'

const MINUTE = 60_000
const idsOf = (received: readonly { headers: Record<string, unknown> }[]) =>
  received.map(({ headers }) => headers['webhook-id'])

/** How many seconds of world time the only delivery still waits. */
async function waitSeconds(db: Db): Promise<number> {
  const [delivery] = await deliveriesOf(db)
  const world = await sql<{ now: Date }>`select world_now() as now`.execute(db)
  return ((delivery?.next_attempt_at.getTime() ?? 0) - (world.rows[0]?.now.getTime() ?? 0)) / 1000
}

async function attemptsOf(db: Db): Promise<number | undefined> {
  return (await deliveriesOf(db))[0]?.attempts
}

async function deliveredOf(db: Db): Promise<number> {
  return (await deliveriesOf(db)).filter(({ state }) => state === 'delivered').length
}

describe('a bad night', () => {
  test('is two messages: the first at once, and one for the other 999', async ({ db }) => {
    await freezeWorld(db)
    const webhook = await aReceiver()
    const telegram = await aReceiver(status(200, {}, '{"ok":true}'))
    aCourier(db, [aWebhook(webhook.url), aTelegram(telegram.url)])
    const alert = (number: number) =>
      raiseAlert(db, { ...CORE_ALERTS.account_needs_person, cause: 'challenge', item: { number } })

    await alert(1)
    await expect.poll(() => deliveredOf(db)).toBe(2)
    for (let first = 2; first <= 1_000; first += 9)
      await Promise.all(Array.from({ length: 9 }, (_, place) => alert(first + place)))
    await advanceWorldTime(db, HOUR)
    await expect.poll(() => deliveredOf(db)).toBe(4)

    // Nothing is left that could still be sent.
    expect((await notificationsOf(db)).map(({ sent_at }) => sent_at !== null)).toEqual([true, true])
    expect([webhook.received.length, telegram.received.length]).toEqual([2, 2])
    const bodies = webhook.received.map(({ body }) => JSON.parse(body))
    expect(bodies.map(({ data }) => data.count)).toEqual([1, 999])
    expect(bodies[1].data.items).toHaveLength(20)
    expect(telegram.received[1]?.body).toContain('(999 times)')
    expect(await notificationsOf(db)).toMatchObject([
      { delivered_at: new Date(BEGIN) },
      { delivered_at: new Date(Date.parse(BEGIN) + HOUR) },
    ])
  })
})

describe('a receiver that fails', () => {
  test('is tried again after 5 s, 30 s, 2 min, 10 min, 1 h and 4 h, under the same id, and given up after eight times', async ({
    db,
  }) => {
    await freezeWorld(db)
    const { url, received } = await aReceiver(status(500))
    const { lines } = aCourier(db, [aWebhook(url)])
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'pool' })

    const waits: number[] = []
    for (let attempts = 1; attempts < 8; attempts += 1) {
      await expect.poll(() => attemptsOf(db)).toBe(attempts)
      const seconds = await waitSeconds(db)
      waits.push(seconds)
      await advanceWorldTime(db, seconds * 1000)
    }
    await expect.poll(async () => (await deliveriesOf(db))[0]?.state).toBe('failed')
    await advanceWorldTime(db, 100 * HOUR)

    expect(waits).toEqual([5, 30, 120, 600, 3_600, 14_400, 14_400])
    expect(new Set(idsOf(received)).size).toBe(1)
    const [delivery] = await deliveriesOf(db)
    expect(delivery).toMatchObject({
      attempts: 8,
      last_status: 500,
      last_error: 'answered 500',
      lease_token: null,
    })
    expect(delivery?.log).toHaveLength(8)
    expect((await notificationsOf(db))[0]?.delivered_at).toBeNull()
    await expect
      .poll(() => lines.filter(({ level }) => level === 'error'))
      .toMatchObject([{ msg: 'notification not delivered', channel: 'webhook', attempt: 8 }])
  })

  test('gets the message when it is back', async ({ db }) => {
    await freezeWorld(db)
    const { url, received } = await aReceiver((response, place) =>
      status(place === 0 ? 503 : 200)(response, place),
    )
    aCourier(db, [aWebhook(url)])
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'pool' })
    await expect.poll(() => attemptsOf(db)).toBe(1)
    await advanceWorldTime(db, 5_000)

    await expect.poll(async () => (await deliveriesOf(db))[0]?.state).toBe('delivered')
    expect(received).toHaveLength(2)
    expect(received[0]?.body).toBe(received[1]?.body)
    expect((await deliveriesOf(db))[0]?.log).toMatchObject([
      { status: 503, error: 'answered 503' },
      { status: 200, error: null },
    ])
  })

  test.for([400, 401, 404, 410])('for good, with %i, is not tried again', async (code, { db }) => {
    const { url, received } = await aReceiver(status(code))
    aCourier(db, [aWebhook(url)])
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'pool' })

    await expect.poll(async () => (await deliveriesOf(db))[0]?.state).toBe('failed')
    expect(received).toHaveLength(1)
  })

  test('and says for how long is left alone by everything that waits for it, and by nothing else', async ({
    db,
  }) => {
    await freezeWorld(db)
    const telegram = await aReceiver(
      status(429, {}, '{"ok":false,"description":"Too Many","parameters":{"retry_after":90}}'),
    )
    const webhook = await aReceiver()
    for (const cause of ['a', 'b', 'c']) await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause })
    await dispatchDue(db, { ...RULES, channels: ['webhook', 'telegram'] })
    aCourier(db, [aWebhook(webhook.url), aTelegram(telegram.url)])

    await expect.poll(() => webhook.received.length).toBe(3)
    await expect
      .poll(async () =>
        (await deliveriesOf(db))
          .filter(({ channel }) => channel === 'telegram')
          .map(({ next_attempt_at }) => next_attempt_at.toISOString()),
      )
      .toEqual(Array.from({ length: 3 }, () => '2026-11-21T02:01:30.000Z'))
    expect(telegram.received).toHaveLength(1)
  })

  test('in one channel keeps no other waiting', async ({ db }) => {
    const hanging = await aReceiver(() => undefined)
    const telegram = await aReceiver(status(200, {}, '{"ok":true}'))
    aCourier(db, [aWebhook(hanging.url, { timeoutMs: 60_000 }), aTelegram(telegram.url)])
    for (const cause of ['a', 'b', 'c']) await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause })

    await expect.poll(() => telegram.received.length).toBe(3)
    await expect.poll(() => hanging.received.length).toBe(1)
  })
})

describe('couriers side by side', () => {
  test('send each message once', async ({ db, databaseUrl }) => {
    const second = openDatabase({ url: databaseUrl, max: 5, onIdleError: () => undefined })
    const { url, received } = await aReceiver()
    for (let n = 0; n < 60; n += 1)
      await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: `proxy ${n}` })
    const couriers = [db, second, db, second].map((each) => aCourier(each, [aWebhook(url)]))

    await expect.poll(() => deliveredOf(db)).toBe(60)
    await Promise.all(couriers.map(({ stop }) => stop()))
    await second.destroy()

    expect(received).toHaveLength(60)
    expect(new Set(idsOf(received)).size).toBe(60)
  })

  test('write nothing about a delivery whose lease went to another one', async ({ db }) => {
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'pool' })
    await dispatchDue(db, { ...RULES, channels: ['webhook'] })
    const lost = await claimDelivery(db, 'webhook')
    expect(await claimDelivery(db, 'webhook')).toBeUndefined()
    await db
      .updateTable('notification_deliveries')
      .set({ lease_until: sql`now()` })
      .execute()
    const taken = await claimDelivery(db, 'webhook')
    if (!lost || !taken) throw new Error('nothing was claimed')

    const failed = { delivered: false, status: 410, error: 'answered 410', final: true } as const
    expect(await recordAttempt(db, lost, { answer: failed, pauseMs: null })).toBe(false)
    expect(await deliveriesOf(db)).toMatchObject([{ state: 'pending', attempts: 0, log: [] }])
    const delivered = { delivered: true, status: 200 } as const
    expect(await recordAttempt(db, taken, { answer: delivered, pauseMs: null })).toBe(true)
  })
})

describe('a courier that stops', () => {
  test('gives back what it could not finish, without an attempt', async ({ db }) => {
    const { url, received } = await aReceiver(() => undefined)
    const { stop, lines } = aCourier(db, [aWebhook(url)])
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'pool' })
    await expect.poll(() => received.length).toBe(1)

    await stop()

    expect(await deliveriesOf(db)).toMatchObject([
      { state: 'pending', attempts: 0, lease_token: null },
    ])
    expect(lines).toEqual([])
  })

  test('finishes what ends soon, and begins nothing more', async ({ db }) => {
    const answers: (() => void)[] = []
    const { url, received } = await aReceiver((response) => {
      answers.push(() => response.writeHead(200).end())
    })
    for (const cause of ['a', 'b']) await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause })
    const { stop } = aCourier(db, [aWebhook(url)])
    await expect.poll(() => received.length).toBe(1)

    const stopped = stop()
    for (const answer of answers) answer()
    await stopped

    expect((await deliveriesOf(db)).map(({ state }) => state)).toEqual(['delivered', 'pending'])
    expect(received).toHaveLength(1)
  })
})

test('a courier goes on when the database was away', async ({ db, databaseUrl }) => {
  const { url, received } = await aReceiver()
  const own = openDatabase({ url: databaseUrl, max: 2, onIdleError: () => undefined })
  const { lines, stop } = aCourier(own, [aWebhook(url)])
  await sql`alter table notifications rename to away`.execute(db)
  await expect.poll(() => lines.map(({ msg }) => msg)).toContain('courier failed')
  await sql`alter table away rename to notifications`.execute(db)
  await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'pool' })

  await expect.poll(() => received.length).toBe(1)
  await stop()
  await own.destroy()
})

test('no secret is in any log line or table, whatever goes wrong', async ({ db }) => {
  const secrets = [
    SECRET,
    SECRET.slice(6),
    BOT_TOKEN,
    'hunter22',
    Buffer.from('me:hunter22').toString('base64'),
  ]
  const echo = await aReceiver((response, place) =>
    place % 2 === 0 ? void response.destroy() : status(500, {}, `hunter22 ${SECRET}`)(response, 0),
  )
  const telegram = await aReceiver((response, place) =>
    status(
      500,
      {},
      JSON.stringify({ ok: false, description: `at /bot${BOT_TOKEN}/x` }),
    )(response, place),
  )
  const gone = await aReceiver()
  gone.close()
  const withCredentials = echo.url.replace('//', '//me:hunter22@')
  await freezeWorld(db)
  for (const cause of ['a', 'b', 'c']) await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause })
  await dispatchDue(db, { ...RULES, channels: ['webhook', 'telegram'] })
  const couriers = [
    aCourier(db, [aWebhook(withCredentials), aTelegram(telegram.url)]),
    aCourier(db, [aWebhook(gone.url), aTelegram(gone.url)]),
  ]
  for (let round = 1; round <= 3; round += 1) {
    await expect
      .poll(async () => (await deliveriesOf(db)).map(({ attempts }) => attempts >= round))
      .toEqual(Array.from({ length: 6 }, () => true))
    await advanceWorldTime(db, 3 * MINUTE)
  }
  await Promise.all(couriers.map(({ stop }) => stop()))

  const everything = JSON.stringify([
    couriers.map(({ lines }) => lines),
    await deliveriesOf(db),
    await notificationsOf(db),
  ])
  expect(everything).toContain('answered 500')
  for (const secret of secrets) expect(everything).not.toContain(secret)
})
