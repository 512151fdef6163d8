import { sql } from 'kysely'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { nextReport } from '../../../src/features/outgoing/reports/next-report.ts'
import type { Db } from '../../../src/db/handles.ts'
import { aReceiver, BOT_TOKEN, SECRET, status } from '../../alerts/kit.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { aWorld, CAMPAIGN, fillCampaign } from './kit.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const PATH = `/api/campaigns/${CAMPAIGN}/report`

const Report = z.looseObject({
  is_set: z.boolean(),
  channels: z.array(z.string()),
  next_at: z.string().nullable(),
  is_next_last: z.boolean(),
  has_link: z.boolean(),
  sends: z.array(z.looseObject({ channel: z.string(), state: z.string(), attempts: z.int() })),
})
const Sent = z.object({
  type: z.string(),
  data: z.object({
    title: z.string(),
    items: z.array(z.object({ sentence: z.string(), link: z.string().optional() })),
  }),
})

/** gramd whose team has a webhook and Telegram. */
async function world(db: Db, answer = status(200, {}, '{"ok":true}')) {
  const [hook, telegram] = [await aReceiver(answer), await aReceiver(answer)]
  const gramd = await aWorld(db, {
    GRAMD_NOTIFICATION_WEBHOOK_URL: `${hook.url}/hook`,
    GRAMD_NOTIFICATION_WEBHOOK_SECRET: SECRET,
    GRAMD_TELEGRAM_BOT_TOKEN: BOT_TOKEN,
    GRAMD_TELEGRAM_CHAT_ID: '-100123',
    GRAMD_TELEGRAM_API_URL: telegram.url,
  })
  await fillCampaign(db)
  const { api, services, run } = gramd
  const report = async () => Report.parse(await (await api.send('GET', PATH)).json())
  const set = async (json: object) => await api.send('PUT', PATH, { json })
  /** What the cron does each minute, and the messages that follow. */
  const tick = async (): Promise<number> => {
    await services.queue.enqueue(db, queueTask(services), {})
    const { result } = await run('queue_campaign_reports')
    const { messages } = z.object({ messages: z.int() }).parse(result)
    for (let sent = 0; sent < messages; sent += 1) await run('send_campaign_report')
    return messages
  }
  return { ...gramd, hook, telegram, report, set, tick }
}

const queueTask = ({ queue }: Awaited<ReturnType<typeof aWorld>>['services']) => {
  const type = queue.types.get('queue_campaign_reports')
  if (!type) throw new Error('no such task')
  return type
}

test('the next report is weekly in the zone of the campaign, and one comes after its end', () => {
  const rhythm = { weekday: 1, hour: 9 }
  const window = { endsAt: new Date('2026-12-01T19:00:00Z'), timeZone: 'Asia/Almaty' }
  const after = (now: string, of = window) =>
    nextReport(rhythm, of, new Date(now))?.toISOString() ?? null

  expect(after('2026-11-21T09:00:00Z')).toBe('2026-11-23T04:00:00.000Z')
  expect(after('2026-11-23T04:00:00Z')).toBe('2026-11-30T04:00:00.000Z')
  expect(after('2026-11-30T04:00:00Z')).toBe('2026-12-02T04:00:00.000Z')
  expect(after('2026-12-02T04:00:00Z')).toBe(null)
  expect(after('2026-12-02T04:00:00Z', { ...window, endsAt: new Date('2027-01-01') })).toBe(
    '2026-12-07T04:00:00.000Z',
  )
  expect(nextReport(rhythm, { ...window, endsAt: null }, new Date('2030-01-01'))).not.toBe(null)
})

describe('a weekly report', () => {
  test('is sent once through each channel, in sentences, with a link, and ends with the campaign', async ({
    db,
  }) => {
    const { api, advance, hook, telegram, report, set, tick } = await world(db)
    const before = await report()
    const made = await set({ language: 'ru', has_link: true })
    const text = await made.text()
    const early = await tick()
    await advance(2 * DAY)
    const sent = await tick()
    const again = await tick()
    const first = await report()
    await advance(7 * DAY)
    await tick()
    const second = await report()
    await advance(5 * DAY)
    await tick()
    await advance(30 * DAY)
    const afterEnd = await tick()
    const last = await report()

    expect(before).toMatchObject({ is_set: false, channels: ['webhook', 'telegram'] })
    expect(made.status, text).toBe(200)
    expect(Report.parse(JSON.parse(text))).toMatchObject({ next_at: '2026-11-23T04:00:00.000Z' })
    expect([early, sent, again, afterEnd]).toEqual([0, 2, 0, 0])
    expect([hook.received.length, telegram.received.length]).toEqual([3, 3])
    expect(first.sends.map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(second).toMatchObject({ is_next_last: true, next_at: '2026-12-05T04:00:00.000Z' })
    expect(last).toMatchObject({ next_at: null })
    expect(last.sends).toHaveLength(6)
    const [message, , lastMessage] = hook.received.map(({ body }) => Sent.parse(JSON.parse(body)))
    expect(message?.type).toBe('campaign_report')
    expect(message?.data.title).toBe('Отчёт по кампании «Winter»: день 9 из 20')
    const sentences = message?.data.items.map(({ sentence }) => sentence) ?? []
    expect(sentences).toContain('Вышло 1 из 2 обещанных постов, Reels и сторис.')
    expect(sentences.join(' ')).toMatch(/У Reels 17.300 просмотров\./)
    expect(sentences.join(' ')).toMatch(/Согласовано 170.000.₸, из них за вышедшее — 85.000.₸\./)
    expect(lastMessage?.data.title).toBe('Последний отчёт по кампании «Winter»')
    const link = message?.data.items.at(-1)?.link ?? ''
    expect(link).toMatch(/^https:\/\/gramd\.example\/s\/[A-Za-z0-9_-]{43}$/)
    expect(telegram.received[0]?.body).toContain('Весь отчёт')
    const { body = '', headers = {} } = hook.received[0] ?? {}
    new Webhook(SECRET).verify(body, headers as Record<string, string>)
    const stored = await sql<{ text: string }>`
      select json_agg(r)::text || (select json_agg(s)::text from shares s) ||
        coalesce((select json_agg(a)::text from audit_log a), '') as text
      from campaign_reports r`.execute(db)
    expect(stored.rows[0]?.text).not.toContain(link.slice(-43))
    expect((await api.send('GET', PATH)).status).toBe(200)
  })

  test('has the address of the console once its link was ended, and follows a moved end', async ({
    db,
  }) => {
    const { advance, hook, report, set, tick } = await world(db)
    await set({ channels: ['webhook'], has_link: true })
    await sql`update shares set ends_at = world_now()`.execute(db)
    await sql`update lists set ends_at = '2026-11-22T19:00:00Z'`.execute(db)
    await tick()
    const moved = await report()
    await advance(2 * DAY)
    await tick()
    const over = await report()
    await sql`update lists set ends_at = '2027-01-31T19:00:00Z'`.execute(db)
    await tick()
    const longer = await report()

    expect(moved).toMatchObject({ is_next_last: true, next_at: '2026-11-23T04:00:00.000Z' })
    expect(over.next_at).toBe(null)
    expect(longer).toMatchObject({ is_next_last: false, next_at: '2026-11-30T04:00:00.000Z' })
    const { data } = Sent.parse(JSON.parse(hook.received[0]?.body ?? ''))
    expect(data.title).toBe('Last report of “Winter”')
    expect(data.items.at(-1)?.link).toBe(`https://gramd.example/console/campaigns/${CAMPAIGN}`)
  })

  test('is tried again, and one that fails for good is an alert', async ({ db }) => {
    const { advance, run, report, set, tick, telegram } = await world(db, (response, place) =>
      status(
        place === 0 ? 503 : 403,
        {},
        '{"ok":false,"description":"Forbidden"}',
      )(response, place),
    )
    await set({ channels: ['telegram'] })
    await advance(2 * DAY)
    await tick()
    const retried = await report()
    await advance(HOUR)
    const task = await run('send_campaign_report')
    const failed = await report()
    const { rows } = await sql<{ kind: string; audience: string; items: unknown }>`
      select kind, audience, items from notifications`.execute(db)

    expect(retried.sends).toMatchObject([{ state: 'waiting', attempts: 1, last_status: 503 }])
    expect(task.status).toBe('failed')
    expect(failed.sends).toMatchObject([{ state: 'failed', attempts: 2, last_status: 403 }])
    expect(telegram.received).toHaveLength(2)
    expect(rows).toMatchObject([
      {
        kind: 'campaign_report_failed',
        audience: 'operators',
        items: [{ channel: 'telegram', status: 403, campaign_id: CAMPAIGN }],
      },
    ])
    expect(JSON.stringify([rows, failed])).not.toContain(BOT_TOKEN)
  })

  test('refuses channels that the team has not, and ends with its link', async ({ db }) => {
    const { api, report, set, run } = await world(db)
    const bare = await aWorld(db)
    const refused = await bare.api.send('PUT', PATH, { json: { channels: ['telegram'] } })
    const none = await bare.api.send('PUT', PATH, { json: {} })
    const hour = await set({ hour: 24 })
    const unknown = await api.send(
      'GET',
      `/api/campaigns/${CAMPAIGN.replace('e001', 'e009')}/report`,
    )
    await set({ channels: ['webhook'], has_link: true })
    const now = await api.send('POST', `${PATH}/send`)
    const twice = await api.send('POST', `${PATH}/send`)
    await run('send_campaign_report')
    const sent = await report()
    const removed = await api.send('DELETE', PATH)
    const { rows } = await sql`select from shares where ends_at > world_now()`.execute(db)

    expect(refused.status).toBe(422)
    expect((await problemIn(refused)).errors).toMatchObject([{ field: 'channels.0' }])
    expect([none.status, hour.status, unknown.status]).toEqual([422, 422, 404])
    expect([now.status, twice.status, removed.status]).toEqual([202, 409, 204])
    expect(sent.sends).toMatchObject([{ state: 'sent', channel: 'webhook' }])
    expect(rows).toHaveLength(0)
    expect((await report()).is_set).toBe(false)
  })
})
