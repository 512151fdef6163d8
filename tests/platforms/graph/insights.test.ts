import { describe, expect, test } from 'vitest'
import type { OwnMediaType } from '../../../src/platforms/own-media-reader.ts'
import { answering, failureOf, type Answer, type Asked } from './answering-server.ts'

const metricsIn = ({ query }: Asked): string[] => query.get('metric')?.split(',') ?? []

const counted = (asked: Asked, value = 9): Answer => ({
  body: {
    data: metricsIn(asked).map((name) => ({ name, period: 'lifetime', values: [{ value }] })),
  },
})

const refusal = (code: number, message = 'no', more: object = {}): Answer => ({
  status: 400,
  body: { error: { message, code, ...more } },
})

const unsupported = (names: string): Answer =>
  refusal(
    100,
    `(#100) The Media Insights API does not support the ${names} metric for this media product type.`,
  )

const read = async (
  type: OwnMediaType,
  answer: (asked: Asked, count: number) => Answer,
  login: 'facebook' | 'instagram' = 'instagram',
) => {
  const world = await answering(answer)
  const insights = async () =>
    await world.client.mediaInsights(world.call(login), { platformId: '17', type })
  return { ...world, insights }
}

describe('the insights of a post', () => {
  test('are all metrics of its type, in one request', async () => {
    const { insights, asked } = await read('REEL', (each) => counted(each))
    const { metrics, gaps, isFinal, raw } = await insights()
    expect(metrics).toMatchObject({ views: 9, ig_reels_avg_watch_time: 9, reels_skip_rate: 0.09 })
    expect(gaps).toMatchObject({ follows: 'not_for_this_type', plays: 'retired' })
    expect(isFinal).toBe(false)
    expect(raw).toHaveLength(1)
    expect(asked.map(({ path }) => path)).toEqual(['/ig/v25.0/17/insights'])
    expect(asked.flatMap(metricsIn)).not.toContain('total_views')
  })

  test.each([
    [50.4, 0.504],
    [0.504, 0.504],
    [0, 0],
    [100, 1],
    [5_040, undefined],
  ])('have the skip rate %d of Meta as the share %d', async (sent, share) => {
    const { insights } = await read('REEL', (each) => counted(each, sent))
    const { metrics } = await insights()
    expect(metrics).toMatchObject({ views: sent, ig_reels_video_view_total_time: sent })
    expect(metrics['reels_skip_rate']).toBe(share)
  })

  test('have the totals with advertisements with Facebook Login alone', async () => {
    const { insights } = await read('IMAGE', (each) => counted(each), 'facebook')
    const { metrics, gaps } = await insights()
    expect(metrics).toMatchObject({ follows: 9, profile_visits: 9, total_likes: 9 })
    expect(gaps).toMatchObject({ ig_reels_avg_watch_time: 'not_for_this_type' })
  })

  test('that Meta has not counted are absent, never 0', async () => {
    const { insights } = await read('REEL', (each) => {
      const [first = '', ...others] = metricsIn(each)
      const values = others.map((name) => ({ name, values: [{}] }))
      return { body: { data: [{ name: first, values: [{ value: 0 }] }, ...values.slice(1)] } }
    })
    const { metrics, gaps } = await insights()
    expect(metrics).toEqual({ views: 0 })
    expect(gaps).toMatchObject({ reach: 'not_yet_counted', likes: 'not_yet_counted' })
  })

  test('are empty before the first count', async () => {
    const { insights } = await read('IMAGE', () => ({ body: { data: [] } }))
    expect(await insights()).toMatchObject({
      metrics: {},
      gaps: { views: 'not_yet_counted' },
      isFinal: false,
    })
  })

  test('leave out metrics that the refusal names, and do not ask for them for a day', async () => {
    const { insights, asked, time } = await read('REEL', (each) =>
      metricsIn(each).includes('reposts') ? unsupported('reposts, reels_skip_rate') : counted(each),
    )
    const first = await insights()
    expect(first.metrics).toMatchObject({ views: 9 })
    expect(first.gaps).toMatchObject({ reposts: 'refused', reels_skip_rate: 'refused' })
    expect(asked).toHaveLength(2)
    expect(await insights()).toMatchObject({ gaps: { reposts: 'refused' } })
    expect(asked).toHaveLength(3)
    time.now = new Date(time.now.getTime() + 24 * 3_600_000 + 1)
    await insights()
    expect(asked).toHaveLength(5)
  })

  test('are asked for in halves when the refusal names none', async () => {
    const bad = new Set(['saved', 'reposts'])
    const { insights, asked } = await read('IMAGE', (each) => {
      if (!each.path.endsWith('/insights')) return { body: { permalink: 'https://a.example/p/C/' } }
      const isRefused = metricsIn(each).some((metric) => bad.has(metric))
      return isRefused ? refusal(100, 'metric[0] must be one of …') : counted(each)
    })
    const { metrics, gaps } = await insights()
    expect(Object.keys(metrics)).toHaveLength(8)
    expect(gaps).toMatchObject({ saved: 'refused', reposts: 'refused' })
    expect(asked.length).toBeLessThan(18)
  })

  test('of a post that is refused as a whole cost five requests, and none again within a day', async () => {
    const { insights, asked, time } = await read('REEL', ({ path }) =>
      path.endsWith('/insights') ? refusal(100) : { body: { permalink: 'https://a.example/p/C/' } },
    )
    const expected = { metrics: {}, gaps: { views: 'refused', reach: 'refused' }, isFinal: false }
    expect(await insights()).toMatchObject(expected)
    expect(asked.length).toBeLessThanOrEqual(6)
    expect(asked.slice(-1).map(metricsIn)).toEqual([['reach']])
    const before = asked.length
    time.now = new Date(time.now.getTime() + 23 * 3_600_000)
    expect(await insights()).toMatchObject(expected)
    expect(asked).toHaveLength(before)
  })

  test('of a post whose metrics are refused one by one, by their names, end with reach alone', async () => {
    const { insights, asked } = await read('REEL', (each) => unsupported(metricsIn(each)[0] ?? ''))
    expect(await insights()).toMatchObject({ metrics: {}, gaps: { shares: 'refused' } })
    expect(asked.length).toBeLessThanOrEqual(6)
  })

  test('of which reach is answered alone are asked for on', async () => {
    const bad = new Set(['views', 'likes'])
    const { insights, asked } = await read('REEL', (each) => {
      if (!each.path.endsWith('/insights')) return { body: { permalink: 'https://a.example/p/C/' } }
      return metricsIn(each).some((metric) => bad.has(metric)) ? refusal(100) : counted(each)
    })
    const { metrics, gaps } = await insights()
    expect(metrics).toMatchObject({ reach: 9, saved: 9, reels_skip_rate: 0.09 })
    expect(gaps).toMatchObject({ views: 'refused', likes: 'refused' })
    expect(
      asked.filter((each) => metricsIn(each).includes('reach') && metricsIn(each).length === 1),
    ).toHaveLength(1)
    expect(asked.length).toBeLessThan(16)
  })

  test('keep to the list of valid metrics in a refusal, however long it is', async () => {
    const valid = [
      'impressions, reach, replies, saved, likes, comments, shares, total_interactions, follows, profile_visits',
      'profile_activity, navigation, ig_reels_video_view_total_time, ig_reels_avg_watch_time, clips_replays_count',
      'ig_reels_aggregated_all_plays_count, engagement, video_views, plays, threads_views, content_views, views',
    ].join(', ')
    const { insights, asked } = await read('REEL', (each) => {
      const at = metricsIn(each).findIndex((metric) => !valid.split(', ').includes(metric))
      return at < 0
        ? counted(each)
        : refusal(100, `(#100) metric[${at}] must be one of the following values: ${valid}`)
    })
    const { metrics, gaps } = await insights()
    expect(metrics).toMatchObject({ views: 9, reach: 9, ig_reels_avg_watch_time: 9 })
    expect(gaps).toMatchObject({ reposts: 'refused', reels_skip_rate: 'refused' })
    expect(asked).toHaveLength(2)
  })

  test('that are refused for this media are asked for of every other post', async () => {
    const world = await answering((each) =>
      each.path.includes('/17/') && metricsIn(each).includes('reposts')
        ? refusal(100, '(#100) The reposts metric is not available for this media.')
        : counted(each),
    )
    const of = async (platformId: string) =>
      await world.client.mediaInsights(world.call('instagram'), { platformId, type: 'REEL' })
    expect(await of('17')).toMatchObject({ metrics: { views: 9 }, gaps: { reposts: 'refused' } })
    expect(world.asked).toHaveLength(2)
    expect((await of('18')).metrics).toMatchObject({ views: 9, reposts: 9 })
    expect((await of('17')).gaps).toMatchObject({ reposts: 'refused' })
    expect(world.asked).toHaveLength(4)
  })

  test('of a part of a carousel are final: it has no address of its own', async () => {
    const { insights, asked } = await read('IMAGE', ({ path }) =>
      path.endsWith('/insights') ? refusal(100) : { body: { id: '17' } },
    )
    const part = await insights()
    expect(part).toMatchObject({ metrics: {}, gaps: { views: 'part_of_carousel' }, isFinal: true })
    const before = asked.length
    expect(before).toBe(2)
    // Nothing is learnt from an object that has no insights at all.
    await insights()
    expect(asked.length).toBe(before * 2)
  })

  test('that are all refused for a post of its own are no lasting verdict', async () => {
    const { insights } = await read('IMAGE', ({ path }) =>
      path.endsWith('/insights')
        ? refusal(100)
        : { body: { id: '17', permalink: 'https://www.instagram.com/p/C/' } },
    )
    expect(await insights()).toMatchObject({
      metrics: {},
      gaps: { views: 'refused' },
      isFinal: false,
    })
  })

  test.for<[what: string, type: OwnMediaType, answer: Answer, gap: string, isFinal: boolean]>([
    [
      'from before the conversion',
      'IMAGE',
      refusal(100, 'no', { error_subcode: 2_108_006 }),
      'before_conversion',
      true,
    ],
    ['of a story with few viewers', 'STORY', refusal(10), 'too_few_viewers', false],
    ['without the right', 'REEL', refusal(10), 'right_missing', false],
    ['without the right, by another code', 'REEL', refusal(200), 'right_missing', false],
  ])('%s say so', async ([, type, answer, gap, isFinal]) => {
    const { insights } = await read(type, () => answer)
    expect(await insights()).toMatchObject({ metrics: {}, gaps: { views: gap }, isFinal })
  })

  test.for<[code: number, subcode: number | undefined, kind: string]>([
    [190, 463, 'reauth'],
    [80_002, undefined, 'throttled'],
    [2, undefined, 'transient'],
    [100, 33, 'gone'],
  ])('fail as a whole with code %i', async ([code, error_subcode, kind]) => {
    const { insights, asked } = await read('REEL', () => refusal(code, 'no', { error_subcode }))
    expect(await failureOf(insights())).toMatchObject({ kind })
    expect(asked).toHaveLength(1)
  })
})

describe('the insights of an account', () => {
  const breakdown = (results: Record<string, number>): Answer => ({
    body: {
      data: [
        {
          name: 'x',
          total_value: {
            breakdowns: [
              {
                dimension_keys: ['d'],
                results: Object.entries(results).map(([key, value]) => ({
                  dimension_values: [key],
                  value,
                })),
              },
            ],
          },
        },
      ],
    },
  })

  const account =
    (followers: number) =>
    (asked: Asked): Answer => {
      const by = asked.query.get('breakdown')
      if (!asked.path.endsWith('/insights')) return { body: { followers_count: followers } }
      if (by === 'follow_type') return breakdown({ FOLLOWER: 4, NON_FOLLOWER: 1 })
      if (by !== null) return breakdown({ [`${by} one`]: 60, [`${by} two`]: 40 })
      const data = metricsIn(asked).map((name) => ({ name, total_value: { value: 12 } }))
      return { body: { data } }
    }

  const day = new Date('2026-10-31T17:00:00Z')

  test('are one day in UTC, with demographics when asked for', async () => {
    const { client, asked, call } = await answering(account(100))
    const insights = await client.accountInsights(call('facebook'), '1784', {
      day,
      withDemographics: true,
    })
    expect(insights.metrics).toMatchObject({
      followers_count: 100,
      reach: 12,
      views: 12,
      follows: 4,
      unfollows: 1,
    })
    expect(insights.demographics).toMatchObject({
      age: { 'age one': 60, 'age two': 40 },
      city: {},
      country: {},
      gender: {},
    })
    expect(insights.gaps).toEqual({})
    expect(asked).toHaveLength(7)
    const daily = Object.fromEntries(asked[1]?.query ?? [])
    expect(daily).toMatchObject({
      period: 'day',
      metric_type: 'total_value',
      since: String(Date.parse('2026-10-31T00:00:00Z') / 1_000),
      until: String(Date.parse('2026-11-01T00:00:00Z') / 1_000),
    })
    expect(asked[3]?.query.get('timeframe')).toBe('this_month')
  })

  test('leave out what Meta tells from 100 followers on alone', async () => {
    const { client, asked, call } = await answering(account(99))
    const insights = await client.accountInsights(call('instagram'), '1784', {
      day,
      withDemographics: true,
    })
    expect(insights.gaps).toMatchObject({
      follows: 'too_few_followers',
      follower_demographics: 'too_few_followers',
    })
    expect(insights.demographics).toBeNull()
    expect(asked.map(({ path }) => path)).toEqual(['/ig/v25.0/me', '/ig/v25.0/1784/insights'])
  })

  test('for which Meta has not enough users say so, and are not asked for daily', async () => {
    const answer = account(500)
    const { client, asked, call, time } = await answering((each) =>
      each.query.get('metric') === 'follower_demographics'
        ? refusal(100, '(#100) Not enough users', { error_subcode: 2_874_010 })
        : answer(each),
    )
    const ask = async () =>
      await client.accountInsights(call('facebook'), '1784', { day, withDemographics: true })
    const said = { gaps: { follower_demographics: 'not_enough_users' }, metrics: { reach: 12 } }
    expect(await ask()).toMatchObject(said)
    expect(asked).toHaveLength(4)
    time.now = new Date(time.now.getTime() + 25 * 3_600_000)
    expect(await ask()).toMatchObject(said)
    expect(asked).toHaveLength(7)
    // Another account may have them.
    await client.accountInsights(call('facebook'), '1785', { day, withDemographics: true })
    expect(asked).toHaveLength(11)
  })

  test('without the right keep the counts of the profile', async () => {
    const answer = account(500)
    const { client, call } = await answering((asked) =>
      asked.path.endsWith('/insights') ? refusal(10) : answer(asked),
    )
    const insights = await client.accountInsights(call('facebook'), '1784', {
      day,
      withDemographics: false,
    })
    expect(insights.metrics).toEqual({ followers_count: 500 })
    expect(insights.gaps).toMatchObject({ reach: 'right_missing', follows: 'right_missing' })
  })
})
