import { sql } from 'kysely'
import {
  recordMissed,
  recordReading,
  type PostReading,
} from '../../../src/features/campaigns/record.ts'
import { notifyOfNew } from '../../../src/features/campaigns/tasks/notify-campaigns.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { aRunningCampaign, daysAgo, type RunningCampaign } from './kit.ts'

const HOUR_MS = 3_600_000
const inHours = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS)
const PAID = { is_paid_partnership: true, sponsors: ['botamkids'] }

/** Two creators who published, with the prices of the mockup, and one who is late. */
async function published(winter: RunningCampaign): Promise<void> {
  const price = async (name: string, amount: string, currency = 'KZT') =>
    await winter.send('PATCH', `/api/lists/${winter.id}/members/${name}`, {
      json: { price: amount, currency },
    })
  await price('olga', '95000')
  await price('aida', '170000')
  await price('alina', '350', 'USD')
  const due = daysAgo(3).toISOString()
  await winter.change('PUT', '/promises/olga', { reels: 1, due_at: due })
  await winter.change('PUT', '/promises/aida', { reels: 2, due_at: inHours(99).toISOString() })
  await winter.change('PUT', '/promises/alina', { reels: 1, stories: 1, due_at: due })
  const [olga, aida] = [winter.blogId('olga'), winter.blogId('aida')]
  const numbers = { play_count: 19_200, like_count: 560, comment_count: 37 }
  await winter.post(olga, { ...numbers, ...PAID, caption_text: 'Тепло ли в @botamkids?' })
  await winter.post(aida, { ...numbers, play_count: 17_300, caption_text: '@botamkids: честно' })
  await winter.scraped(olga)
  await winter.scraped(aida)
}

const creators = ['olga', 'aida', 'alina']

describe('money', () => {
  test('is in the agreed currency, and in the team’s at the rate that was entered', async ({
    db,
  }) => {
    const winter = await aRunningCampaign(db, { creators })
    await published(winter)
    await winter.send('PUT', '/api/campaigns/currency', { json: { currency: 'KZT' } })
    const before = await winter.results()
    expect(before.totals).toMatchObject({
      agreed: '265000.00',
      missing_rates: ['USD'],
      currency: 'KZT',
    })
    expect(before.creators.find(({ blog }) => blog.username === 'alina')).toMatchObject({
      price: '350.00',
      price_in_team_currency: null,
      missing_rate: 'USD',
    })

    const rate = { rate: 520, entered_on: '2026-11-03' }
    await winter.send('PUT', '/api/campaign-rates/usd', { json: rate })
    const { totals, creators: rows, rate: used } = await winter.results()
    expect(used).toMatchObject({ currency: 'USD', rate: '520', entered_on: '2026-11-03' })
    expect(totals).toMatchObject({
      promised: 5,
      published: 2,
      delivered: 2,
      views: 36_500,
      reactions: 1_194,
      agreed: '447000.00',
      agreed_published: '180000.00',
      agreed_in: [{ currency: 'USD', total: '859.62' }],
      cost_per_mille: '4931.51',
      cost_per_view: '4.9315',
      cost_per_engagement: '150.7538',
      missing_rates: [],
    })
    expect(rows.map(({ blog, state }) => [blog.username, state])).toEqual([
      ['alina', 'overdue'],
      ['aida', 'partly'],
      ['olga', 'delivered'],
    ])
    expect(rows[1]).toMatchObject({ price_so_far: '85000.00', cost_per_mille: '4913.29' })
    expect(rows[0]).toMatchObject({ price_in_team_currency: '182000.00', cost_per_mille: null })

    const inDollars = await winter.results('?currency=USD')
    expect(inDollars.totals).toMatchObject({ currency: 'USD', agreed: '859.62' })
    const other = await winter.send('GET', `/api/campaigns/${winter.id}/results?currency=EUR`)
    expect((await problemIn(other)).errors).toMatchObject([{ field: 'currency' }])
  })

  test.for([
    ['currency', 'PUT', '/api/campaigns/currency', { currency: 'ABC' }],
    ['rate', 'PUT', '/api/campaign-rates/USD', { rate: 0, base_currency: 'KZT' }],
    ['rate', 'PUT', '/api/campaign-rates/USD', { rate: 'much', base_currency: 'KZT' }],
    ['base_currency', 'PUT', '/api/campaign-rates/USD', { rate: 1 }],
    ['base_currency', 'PUT', '/api/campaign-rates/USD', { rate: 1, base_currency: 'USD' }],
    [
      'entered_on',
      'PUT',
      '/api/campaign-rates/USD',
      { rate: 1, base_currency: 'KZT', entered_on: 'today' },
    ],
  ] as const)('refuses at %s: %s %s %j', async ([field, method, path, json], { db }) => {
    const winter = await aRunningCampaign(db, { creators: [] })
    const response = await winter.send(method, path, { json })
    expect(response.status).toBe(422)
    expect((await problemIn(response)).errors?.map((error) => error.field)).toEqual([field])
  })
})

describe('promises', () => {
  test('are changed for several creators, or for none', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators, time_zone: 'Asia/Almaty' })
    const json = { blogs: ['olga', '@Aida'], reels: 2, due_at: '2026-11-30', country: 'kz' }
    expect(await winter.change('POST', '/promises', json)).toEqual({ changed: 2 })
    await winter.change('PUT', '/promises/olga', { stories: 1 })
    const promised = (await winter.results()).creators.map((each) => each.promised)
    const end = '2026-11-30T19:00:00.000Z'
    expect(promised).toContainEqual(
      expect.objectContaining({ reels: 2, stories: 1, due_at: end, country: 'KZ' }),
    )
    expect(promised).toContain(null)

    const path = `/api/campaigns/${winter.id}/promises`
    const refused = await winter.send('POST', path, { json: { blogs: ['alina', 'x'], reels: 9 } })
    expect((await problemIn(refused)).errors).toMatchObject([{ field: 'blogs.1' }])
    expect((await winter.results()).totals.promised).toBe(5)
  })
})

describe('readings', () => {
  const read = (more: Partial<PostReading> = {}): PostReading => ({
    platformId: '1001',
    caption: 'Тепло ли в @botamkids?',
    likeCount: 600,
    commentCount: 40,
    playCount: 20_000,
    viewCount: null,
    isPaidPartnership: true,
    ...more,
  })

  test('show what changed between two, once', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators })
    await published(winter)
    const change = read({ caption: 'Другое', isPaidPartnership: false, commentsDisabled: true })
    const reading = { blogId: winter.blogId('olga'), readAt: inHours(1), posts: [change] }
    for (let time = 0; time < 2; time += 1)
      await db.transaction().execute(async (tx) => await recordReading(tx, reading))

    const { creators: rows, alerts } = await winter.results()
    const olga = rows.find(({ blog }) => blog.username === 'olga')
    expect(olga?.results[0]).toMatchObject({
      caption: 'Другое',
      label: null,
      now: { value: 20_000, likes: 600 },
      changes: [
        { kind: 'caption_edited', before: 'Тепло ли в @botamkids?', after: 'Другое' },
        { kind: 'comments_off' },
        { kind: 'label_removed', before: 'botamkids' },
      ],
    })
    const kinds = alerts.filter(({ blog }) => blog.username === 'olga').map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['caption_edited', 'comments_off', 'label_removed'])
  })

  test('that miss a post twice, a day apart, say that it is gone; one that meets it, that it is back', async ({
    db,
  }) => {
    const winter = await aRunningCampaign(db, { creators })
    await published(winter)
    const blogId = winter.blogId('olga')
    const missed = async (hours: number, oldestTakenAt = daysAgo(9)) =>
      await db.transaction().execute(
        async (tx) =>
          await recordMissed(tx, {
            blogId,
            readAt: inHours(hours),
            oldestTakenAt,
            platformIds: [],
          }),
      )
    const gone = async () => (await winter.results()).totals.gone

    await missed(1)
    await missed(20)
    await missed(40, daysAgo(2))
    expect(await gone()).toBe(0)
    await missed(26)
    expect(await gone()).toBe(1)
    const { alerts } = await winter.results()
    expect(alerts.map(({ kind }) => kind)).toContain('gone')

    const back = { blogId, readAt: inHours(50), posts: [read()] }
    await db.transaction().execute(async (tx) => await recordReading(tx, back))
    expect(await gone()).toBe(0)
  })

  test('by a scrape that should have met the post count, too', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators })
    await published(winter)
    const olga = winter.blogId('olga')
    await winter.post(olga, { taken_at: daysAgo(8) })
    await db.deleteFrom('blog_posts').where('platform_id', '=', '1001').execute()
    await winter.scraped(olga, inHours(1))
    expect((await winter.results()).totals).toMatchObject({ gone: 0, published: 2 })
    await winter.scraped(olga, inHours(26))
    expect((await winter.results()).totals).toMatchObject({ gone: 1, there: 1, views: 36_500 })
  })
})

describe('alerts', () => {
  test('name what is overdue, not labelled, and nearly right', async ({ db }) => {
    const codes = [{ code: 'AIDA10', blog: 'aida' }]
    const winter = await aRunningCampaign(db, { creators, codes: [] })
    await winter.change('PATCH', '', { codes })
    await published(winter)
    await winter.post(winter.blogId('aida'), { caption_text: '@botamkids, код AYDA10. Жарнама.' })
    await winter.post(winter.blogId('alina'), { caption_text: 'Спасибо @botamkid' })
    await winter.scraped(winter.blogId('aida'))
    await winter.scraped(winter.blogId('alina'))
    const { alerts } = await winter.results()

    expect(
      alerts.map(({ kind, blog, expected, found }) => [kind, blog.username, expected, found]),
    ).toEqual([
      ['overdue', 'alina', null, null],
      ['not_labelled', 'aida', null, null],
      ['code_missing', 'aida', 'AIDA10', 'AYDA10'],
      ['misspelt_mention', 'alina', 'botamkids', 'botamkid'],
    ])

    const [overdue, label] = alerts
    await winter.change('POST', '/alerts/note', { key: overdue?.key, note: 'She is ill' })
    await winter.change('POST', `/results/${label?.result_id}/label`, {})
    const { alerts: after, totals } = await winter.results()
    expect(after.map(({ kind, note }) => [kind, note])).toEqual([
      ['code_missing', null],
      ['misspelt_mention', null],
      ['overdue', 'She is ill'],
    ])
    expect(totals).toMatchObject({ posts: 3, labelled: 3 })
    const unknown = await winter.send('POST', `/api/campaigns/${winter.id}/alerts/note`, {
      json: { key: 'gone:1' },
    })
    expect(unknown.status).toBe(404)
  })

  test('are notified once, to who made the campaign', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators })
    await published(winter)
    const user = await db
      .insertInto('users')
      .values({ login: 'dana', name: 'Dana', role: 'member' })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect(await notifyOfNew(db, 100)).toEqual({ found: 0, notified: 0 })
    await db.updateTable('campaigns').set({ created_by: user.id }).execute()
    await Promise.all([notifyOfNew(db, 100), notifyOfNew(db, 100)])
    await notifyOfNew(db, 100)

    const sent = await db
      .selectFrom('notifications')
      .select(['kind', 'audience', 'count'])
      .execute()
    const audience = `user:${user.id}`
    expect(sent.toSorted((one, other) => (one.kind < other.kind ? -1 : 1))).toMatchObject([
      { kind: 'campaign_not_labelled', audience, count: 1 },
      { kind: 'campaign_overdue', audience, count: 1 },
    ])
  })
})

test('a file has a row for each post, and one for a creator without any', async ({ db }) => {
  const winter = await aRunningCampaign(db, { creators })
  await published(winter)
  const csv = await (await winter.send('GET', `/api/campaigns/${winter.id}/export`)).text()
  const lines = csv.trim().split('\r\n')

  expect(lines).toHaveLength(4)
  expect(lines[0]).toContain('"username"')
  expect(csv).toContain('"olga"')
  expect(csv).toContain('95000.00')
})

test('a summary has the facts of a report', async ({ db }) => {
  const winter = await aRunningCampaign(db, { creators, client: 'Botam' })
  await published(winter)
  const response = await winter.send('GET', `/api/campaigns/${winter.id}/summary`)

  expect(await response.json()).toMatchObject({
    campaign: { name: 'Winter', client: 'Botam' },
    totals: { published: 2 },
    open_alerts: 2,
    best: [
      { username: 'olga', basis: 'views', value: 19_200 },
      { username: 'aida', value: 17_300 },
    ],
  })
})

test('a post of an account that the team has connected has its reach and saves, with their age', async ({
  db,
}) => {
  const winter = await aRunningCampaign(db, { creators: ['olga', 'dana'] })
  for (const name of ['olga', 'dana']) {
    await winter.post(winter.blogId(name), { caption_text: '@botamkids' })
    await winter.scraped(winter.blogId(name))
  }
  await sql`
    with sync as (
      insert into own_media_sync (connection_id, username) values (uuidv7(), 'olga') returning connection_id
    ), media as (
      insert into own_media (connection_id, platform_id, shortcode, type, published_at)
      select connection_id, '17841', 'Ccode1', 'REEL', now() - interval '5 days' from sync returning id
    )
    insert into media_insights (media_id, collected_at, metrics)
    select id, at::timestamptz, metrics::jsonb from media, (values
      ('2026-11-20T10:00:00Z', '{"reach": 900, "saved": 3}'),
      ('2026-11-21T10:00:00Z', '{"reach": 12040, "saved": 310}')) as read (at, metrics)`.execute(db)

  const { creators } = await winter.results()

  const official = (name: string) =>
    creators.find(({ blog }) => blog.username === name)?.results[0]?.official
  expect(official('olga')).toEqual({
    reason: null,
    read_at: '2026-11-21T10:00:00.000Z',
    age_hours: expect.any(Number),
    reach: 12_040,
    saves: 310,
    shares: null,
    views: null,
    replies: null,
    navigation: null,
  })
  expect(official('dana')).toMatchObject({ reason: 'not_connected', reach: null })
  const csv = await (await winter.send('GET', `/api/campaigns/${winter.id}/export`)).text()
  expect(csv).toContain('12040')
  expect(csv).toContain('not_connected')
})

test('stories show the reach that Meta gave before they ended, or why there is none', async ({
  db,
}) => {
  const winter = await aRunningCampaign(db, { creators: ['olga', 'dana', 'aigul'] })
  await sql`
    insert into connections (id, owner_id, platform_id, username, login, state, token_issued_at)
    select uuidv7(), null, 'ig-' || name, name, 'facebook', state, world_now()
    from (values ('olga', 'active'), ('dana', 'auth_error')) as c (name, state)`.execute(db)
  await sql`
    insert into own_media_sync (connection_id, username) select id, username from connections`.execute(
    db,
  )
  const story = async (name: string, platformId: string, hoursAgo: number) =>
    await sql`
      insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, media_type, taken_at, sign)
      select ${winter.id}, id, id, 'story', ${platformId}, 'photo',
        date_trunc('second', world_now()) - make_interval(hours => ${hoursAgo}), 'mention'
      from blogs where username = ${name}`.execute(db)
  for (const [name, id, hours] of [
    ['olga', '391', 30],
    ['olga', '392', 2],
    ['olga', '393', 31],
    ['olga', '394', 3],
    ['olga', '395', 4],
    ['dana', '396', 2],
    ['aigul', '397', 2],
  ] as const)
    await story(name, id, hours)
  // 394 has an address without its id, and is met by its second.
  await sql`
    insert into own_stories (connection_id, platform_id, blog_id, story_id, taken_at, tried_at, read_at, metrics, reason)
    select sync.connection_id, '18' || result.platform_id, result.author_id,
      case when result.platform_id <> '394' then result.platform_id end, result.taken_at, result.taken_at + interval '23 hours',
      case when numbers.metrics is not null then result.taken_at + interval '23 hours 12 minutes' end,
      numbers.metrics::jsonb, numbers.reason
    from campaign_results result
    join blogs blog on blog.id = result.author_id
    join own_media_sync sync on sync.username = blog.username
    join (values ('391', '{"reach": 1840, "views": 2105, "replies": 12}', null), ('394', '{"reach": 70}', 'gone'),
      ('395', null, 'too_few_viewers')) as numbers (id, metrics, reason) on numbers.id = result.platform_id`.execute(
    db,
  )

  const { creators } = await winter.results()

  const official = new Map(
    creators
      .flatMap(({ results }) => results)
      .map(({ url, official: numbers }) => [url?.slice(-4, -1), numbers]),
  )
  expect(official.get('391')).toMatchObject({
    reason: null,
    reach: 1_840,
    saves: null,
    views: 2_105,
    replies: 12,
    age_hours: 23.2,
  })
  expect(official.get('394')).toMatchObject({ reason: null, reach: 70 })
  const reasons = ['392', '393', '395', '396', '397'].map((id) => official.get(id)?.reason)
  expect(reasons).toEqual(['not_read', 'ended', 'too_few_viewers', 'access_ended', 'not_connected'])
})
