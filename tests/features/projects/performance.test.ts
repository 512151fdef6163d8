import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getMedia } from '../../../src/features/own-media/store/media-list.ts'
import { viewMedia } from '../../../src/features/own-media/media-view.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, testOnSharedDatabase as test } from '../../fixtures/test.ts'
import { aPerson, aPost, aProject, aSnapshot, aVersion, HOUR, projectsApi } from './kit.ts'

const PUBLISHED = new Date('2026-10-01T09:00:00Z')

const Line = z.looseObject({
  rule: z.string(),
  text: z.string(),
  numbers: z.record(z.string(), z.number()),
})
const Performance = z.object({
  data: z.array(
    z.looseObject({
      number: z.int(),
      is_too_early: z.boolean(),
      metrics: z.array(z.looseObject({ metric: z.string() })),
      posts: z.array(z.looseObject({ curve: z.array(z.looseObject({})) })),
    }),
  ),
  advice: z.object({
    version: z.int().nullable(),
    is_too_early: z.boolean(),
    is_compared: z.boolean(),
    source: z.string(),
    lines: z.array(Line),
  }),
})

/** A version that expected much, and a way to bind posts with numbers to it. */
async function aMeasured(db: Db, login: string) {
  const api = projectsApi(db)
  const { id: ownerId, token } = await aPerson(db, login)
  const projectId = await aProject(api, token)
  const addVersion = async (json: object) => await aVersion(api, token, projectId, json)
  /** A post that was read at these ages. */
  const bound = async (
    versionId: string,
    readings: readonly (readonly [ageHours: number, metrics: object])[],
    more: { connectionId?: string; publishedAt?: Date } = {},
  ) => {
    const publishedAt = more.publishedAt ?? PUBLISHED
    const mediaId = await aPost(db, { ownerId, publishedAt, ...more })
    for (const [ageHours, metrics] of readings)
      await aSnapshot(db, mediaId, { publishedAt, ageHours, metrics })
    const json = { projectId, versionId, igMediaId: mediaId }
    expect((await api.send('POST', '/api/ig/bind', { token, json })).status).toBe(201)
    return mediaId
  }
  const show = async (search = '') => {
    const path = `/api/projects/${projectId}/performance${search}`
    return Performance.parse(await (await api.send('GET', path, { token })).json())
  }
  return { api, ownerId, token, projectId, addVersion, bound, show }
}

const views = (...pairs: (readonly [ageHours: number, views: number])[]) =>
  pairs.map(([ageHours, count]) => [ageHours, { views: count }] as const)

test('each metric has predicted, actual and both deltas at the horizon; what is missing is null, with its reason', async ({
  db,
}) => {
  const { addVersion, bound, show } = await aMeasured(db, 'deltas')
  const predicted = { views: 1_000, retention: 0.5, saves: 0, follows: 10 }
  const version = await addVersion({ length_seconds: 20, predicted })
  await bound(version, [
    [40, { views: 700, saved: 3, ig_reels_avg_watch_time: 5_000, reach: 600 }],
    [56, { views: 900, saved: 3, ig_reels_avg_watch_time: 5_000, reach: 600 }],
    [300, { views: 90_000, saved: 3_000, ig_reels_avg_watch_time: 9_000, reach: 60_000 }],
  ])
  await bound(version, [[48, { views: 400, saved: 5 }]])
  await bound(version, [[3, { views: 1 }]])
  await bound(version, views([40, 5], [100, 10]))

  const [first] = (await show()).data
  expect([first?.is_too_early, first?.['horizon_hours']]).toEqual([false, 48])
  const none = { missing: null, delta: null, relative_delta: null }
  // Two posts have numbers at 48 hours: their mean counts.
  expect(first?.metrics).toEqual([
    {
      metric: 'views',
      predicted: 1_000,
      actual: 600,
      missing: null,
      readings: { from_hours: 40, to_hours: 56 },
      delta: -400,
      relative_delta: -0.4,
    },
    {
      ...none,
      metric: 'reach',
      predicted: null,
      actual: 600,
      readings: { from_hours: 40, to_hours: 56 },
    },
    {
      metric: 'saves',
      predicted: 0,
      actual: 4,
      missing: null,
      readings: { from_hours: 40, to_hours: 56 },
      delta: 4,
      relative_delta: null,
    },
    {
      metric: 'retention',
      predicted: 0.5,
      actual: 0.25,
      missing: null,
      readings: { from_hours: 40, to_hours: 56 },
      delta: -0.25,
      relative_delta: -0.5,
    },
    {
      ...none,
      metric: 'avg_watch_time_ms',
      predicted: null,
      actual: 5_000,
      readings: { from_hours: 40, to_hours: 56 },
    },
    {
      ...none,
      metric: 'follows',
      predicted: 10,
      actual: null,
      missing: 'not_sent',
      readings: null,
    },
  ])
  expect(
    first?.posts.map((post) => [post['age_hours'], post['is_too_early'], post['missing']]),
  ).toEqual(
    expect.arrayContaining([
      [300, false, null],
      [48, false, null],
      [3, true, 'too_early'],
      [100, false, 'too_far_apart'],
    ]),
  )
})

test('before the horizon it is too early, and without numbers there is nothing to say', async ({
  db,
}) => {
  const { addVersion, bound, show } = await aMeasured(db, 'early')
  expect((await show()).advice).toEqual({
    version: null,
    is_too_early: false,
    is_compared: false,
    source: 'rules',
    lines: [],
  })
  const version = await addVersion({ predicted: { views: 1_000 } })
  await bound(version, views([47.9, 10]))

  const { data, advice } = await show('?language=ru')
  expect([data[0]?.is_too_early, advice.is_too_early]).toEqual([true, true])
  expect(data[0]?.metrics).toMatchObject([{ actual: null, missing: 'too_early' }])
  expect(advice.lines.map(({ rule, numbers }) => [rule, numbers])).toEqual([
    ['too_early', { age_hours: 47, horizon_hours: 48 }],
  ])
  expect(advice.lines[0]?.text).toContain('47 ч')
})

test('a post that was not read before its horizon is not compared, and advice says so', async ({
  db,
}) => {
  const { addVersion, bound, show } = await aMeasured(db, 'unread')
  const version = await addVersion({ predicted: { views: 1_000 } })
  await bound(version, views([300, 5_000], [400, 6_000]))
  const { data, advice } = await show()
  expect(data[0]?.metrics).toMatchObject([{ actual: null, missing: 'no_earlier_reading' }])
  expect(advice).toMatchObject({ is_too_early: false, is_compared: false })
  expect(advice.lines.map(({ rule }) => rule)).toEqual(['not_read_then'])
})

test('the advice is about the newest version with numbers at its horizon, in the caller’s language, three to five lines', async ({
  db,
}) => {
  const { api, projectId, token, addVersion, bound, show } = await aMeasured(db, 'advised')
  const first = await addVersion({})
  await bound(first, views([48, 2_000]))
  const second = await addVersion({
    length_seconds: 20,
    predicted: { views: 1_000, reach: 500, retention: 0.5, saves: 50, shares: 20, comments: 40 },
  })
  const numbers = {
    views: 1_500,
    reach: 700,
    saved: 10,
    shares: 4,
    comments: 5,
    ig_reels_avg_watch_time: 6_000,
  }
  await bound(second, [[48, numbers]])
  const third = await addVersion({ predicted: { views: 9 } })
  await bound(third, views([5, 1]))

  const { advice } = await show()
  expect([advice.version, advice.is_too_early, advice.lines.length]).toEqual([2, false, 5])
  const kept = advice.lines.find(({ rule }) => rule === 'seen_but_not_kept')
  expect(kept?.text).toContain('saves are -80%')
  expect(kept?.numbers).toEqual({ 'reach.delta': 700 / 500 - 1, 'saves.delta': -0.8 })
  expect(advice.lines.map(({ rule }) => rule)).toContain('promise_not_kept')
  const path = `/api/projects/${projectId}/performance`
  const headers = { 'accept-language': 'kk, ru-RU;q=0.9, en;q=0.4' }
  const russian = Performance.parse(await (await api.send('GET', path, { token, headers })).json())
  expect(russian.advice.lines[0]?.text).toMatch(/[а-я]{4}/)
})

test('versions are compared at one age, whatever their posts got later, and on whichever day one looks', async ({
  db,
}) => {
  const { addVersion, bound, show } = await aMeasured(db, 'versions')
  const first = await addVersion({})
  await bound(first, views([24, 7_000], [47, 9_900], [49, 10_100], [719, 15_990], [720, 16_000]))
  const second = await addVersion({ predicted: { views: 9_000 } })
  const post = await bound(second, views([24, 8_000], [46, 10_800], [50, 11_200]))

  const { data, advice } = await show()
  // v1 had 10,000 at 48 hours, v2 has 11,000: 10 % are no clear difference, and not 31 % less.
  expect(data.map(({ metrics }) => metrics[0])).toMatchObject([
    { metric: 'views', actual: 11_000, readings: { from_hours: 46, to_hours: 50 } },
    { metric: 'views', actual: 10_000, readings: { from_hours: 47, to_hours: 49 } },
  ])
  expect(advice.lines.map(({ rule }) => rule)).not.toContain('worse_than_previous')
  expect(advice.lines.find(({ rule }) => rule === 'views_above')?.numbers).toMatchObject({
    'views.actual': 11_000,
  })

  const at = { publishedAt: PUBLISHED, ageHours: 700, metrics: { views: 30_000 } }
  await aSnapshot(db, post, at)
  const later = await show()
  expect(later.advice).toEqual(advice)
  expect(later.data.map(({ metrics }) => metrics)).toEqual(data.map(({ metrics }) => metrics))
})

test('with another horizon a version before is compared at that age, or not at all', async ({
  db,
}) => {
  const { addVersion, bound, show } = await aMeasured(db, 'horizons')
  const first = await addVersion({})
  await bound(first, views([48, 10_000], [167, 12_000], [169, 12_000]))
  const second = await addVersion({ horizon_hours: 168 })
  await bound(second, views([48, 9_000], [160, 15_900], [176, 16_100]))
  const { data, advice } = await show()
  expect(data.map((each) => each['horizon_hours'])).toEqual([168, 48])
  const line = advice.lines.find(({ rule }) => rule === 'better_than_previous')
  expect(line?.numbers['previous.delta']).toBeCloseTo(16_000 / 12_000 - 1)
  expect(line?.text).toMatch(/^After 7 days v2 has \+33% views/)

  const third = await addVersion({ horizon_hours: 720 })
  await bound(third, views([720, 1]))
  expect((await show()).advice.lines.map(({ rule }) => rule)).not.toContain('worse_than_previous')
})

test('an expectation is for 24 or 48 hours, 7 or 30 days, and stays with a bound post', async ({
  db,
}) => {
  const { api, token, projectId, addVersion, bound } = await aMeasured(db, 'choices')
  const id = await addVersion({ horizon_hours: 24 })
  const path = `/api/projects/${projectId}/versions/${id}`
  const change = async (json: object) => await api.send('PATCH', path, { token, json })
  expect((await change({ horizon_hours: 50 })).status).toBe(422)
  expect((await change({ horizon_hours: 720 })).status).toBe(200)
  await bound(id, views([1, 1]))
  const refused = await change({ horizon_hours: 24 })
  expect([refused.status, await refused.json()]).toMatchObject([
    409,
    { code: 'prediction_kept', errors: [{ field: 'horizon_hours' }] },
  ])
  expect((await change({ horizon_hours: 720, title: 'Same' })).status).toBe(200)
})

test('a post is compared with earlier posts of its account at the same age, between readings around it', async ({
  db,
}) => {
  const { ownerId, addVersion, bound, show } = await aMeasured(db, 'curves')
  const connectionId = randomUUID()
  for (const [days, count] of [
    [9, 100],
    [8, 300],
    [7, 200],
  ] as const) {
    const publishedAt = new Date(PUBLISHED.getTime() - days * 24 * HOUR)
    const id = await aPost(db, { ownerId, connectionId, publishedAt })
    for (const [ageHours, metrics] of views([5, 1], [47, count - 10], [49, count + 10]))
      await aSnapshot(db, id, { publishedAt, ageHours, metrics })
  }
  const version = await addVersion({})
  await bound(version, views([48, 50], [93, 90]), { connectionId })

  const { data, advice } = await show()
  // 93 hours are not 7 days, and two readings before 14 days say nothing of them.
  expect(data[0]?.posts[0]?.curve).toEqual([
    { age_hours: 48, views: 50, typical_views: 200, relative_delta: -0.75 },
  ])
  const below = advice.lines.find(({ rule }) => rule === 'below_typical')
  expect(below?.text).toMatch(/^After 48 hours it had -75% views/)
})

test('retention is the same in a project and on the page of the Reel', async ({ db }) => {
  const { addVersion, bound, show } = await aMeasured(db, 'lengths')
  const watched = { views: 10, ig_reels_avg_watch_time: 5_000 }
  const media = await bound(await addVersion({ length_seconds: 20 }), [[48, watched]])
  const inProject = async () =>
    (await show()).data[0]?.metrics.find(({ metric }) => metric === 'retention')
  const ofReel = async () => viewMedia(await getMedia(db, null, media)).metrics.retention
  expect([await inProject(), await ofReel()]).toMatchObject([{ actual: 0.25 }, 0.25])
  // The length of the video itself, once somebody has entered it.
  await db.updateTable('own_media').set({ duration_ms: 10_000 }).where('id', '=', media).execute()
  expect([await inProject(), await ofReel()]).toMatchObject([{ actual: 0.5 }, 0.5])
})

test('versions come page by page', async ({ db }) => {
  const { addVersion, api, projectId, token } = await aMeasured(db, 'paged')
  for (let at = 0; at < 3; at += 1) await addVersion({})
  const Page = z.object({
    data: z.array(z.looseObject({ number: z.int() })),
    next_cursor: z.string().nullable(),
  })
  const path = `/api/projects/${projectId}/performance?limit=2`
  const first = Page.parse(await (await api.send('GET', path, { token })).json())
  const next = await api.send('GET', `${path}&cursor=${first.next_cursor}`, { token })
  const second = Page.parse(await next.json())
  expect([...first.data, ...second.data].map(({ number }) => number)).toEqual([3, 2, 1])
  expect(second.next_cursor).toBeNull()
})
