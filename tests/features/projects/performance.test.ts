import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../../../src/db/database.ts'
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
  const bound = async (
    versionId: string,
    ageHours: number,
    metrics: object,
    more: { connectionId?: string; publishedAt?: Date } = {},
  ) => {
    const publishedAt = more.publishedAt ?? PUBLISHED
    const mediaId = await aPost(db, { ownerId, publishedAt, ...more })
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

test('each metric has predicted, actual and both deltas; what is missing is null', async ({
  db,
}) => {
  const { addVersion, bound, show } = await aMeasured(db, 'deltas')
  const predicted = { views: 1_000, retention: 0.5, saves: 0, follows: 10 }
  const version = await addVersion({ length_seconds: 20, predicted })
  await bound(version, 72, { views: 800, saved: 3, ig_reels_avg_watch_time: 5_000, reach: 600 })
  await bound(version, 60, { views: 400, saved: 5 })
  await bound(version, 3, { views: 1 })

  const [first] = (await show()).data
  expect(first?.is_too_early).toBe(false)
  // Two posts are old enough: their mean counts.
  expect(first?.metrics).toEqual([
    { metric: 'views', predicted: 1_000, actual: 600, delta: -400, relative_delta: -0.4 },
    { metric: 'reach', predicted: null, actual: 600, delta: null, relative_delta: null },
    { metric: 'saves', predicted: 0, actual: 4, delta: 4, relative_delta: null },
    { metric: 'retention', predicted: 0.5, actual: 0.25, delta: -0.25, relative_delta: -0.5 },
    {
      metric: 'avg_watch_time_ms',
      predicted: null,
      actual: 5_000,
      delta: null,
      relative_delta: null,
    },
    { metric: 'follows', predicted: 10, actual: null, delta: null, relative_delta: null },
  ])
  expect(first?.posts.map(({ age_hours, is_too_early }) => [age_hours, is_too_early])).toEqual(
    expect.arrayContaining([
      [72, false],
      [60, false],
      [3, true],
    ]),
  )
})

test('before 48 hours it is too early, and without numbers there is nothing to say', async ({
  db,
}) => {
  const { addVersion, bound, show } = await aMeasured(db, 'early')
  expect((await show()).advice).toEqual({
    version: null,
    is_too_early: false,
    source: 'rules',
    lines: [],
  })
  const version = await addVersion({ predicted: { views: 1_000 } })
  await bound(version, 47.9, { views: 10 })

  const { data, advice } = await show('?language=ru')
  expect([data[0]?.is_too_early, advice.is_too_early]).toEqual([true, true])
  expect(advice.lines.map(({ rule, numbers }) => [rule, numbers])).toEqual([
    ['too_early', { age_hours: 47 }],
  ])
  expect(advice.lines[0]?.text).toContain('47 ч')
})

test('the advice is about the newest settled version, in the caller’s language, three to five lines', async ({
  db,
}) => {
  const { api, projectId, token, addVersion, bound, show } = await aMeasured(db, 'advised')
  const first = await addVersion({})
  await bound(first, 100, { views: 2_000 })
  const second = await addVersion({
    length_seconds: 20,
    predicted: { views: 1_000, reach: 500, retention: 0.5, saves: 50, shares: 20, comments: 40 },
  })
  await bound(second, 200, {
    views: 1_500,
    reach: 700,
    saved: 10,
    shares: 4,
    comments: 5,
    ig_reels_avg_watch_time: 6_000,
  })
  const third = await addVersion({ predicted: { views: 9 } })
  await bound(third, 5, { views: 1 })

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

test('a post is compared by age with earlier posts of its account', async ({ db }) => {
  const { ownerId, addVersion, bound, show } = await aMeasured(db, 'curves')
  const connectionId = randomUUID()
  for (const [days, views] of [
    [9, 100],
    [8, 300],
    [7, 200],
  ] as const) {
    const publishedAt = new Date(PUBLISHED.getTime() - days * 24 * HOUR)
    const id = await aPost(db, { ownerId, connectionId, publishedAt })
    // At the age of 24 hours the younger snapshot counts, one of 5 hours is too young for it.
    await aSnapshot(db, id, { publishedAt, ageHours: 5, metrics: { views: 1 } })
    await aSnapshot(db, id, { publishedAt, ageHours: 23, metrics: { views } })
  }
  const version = await addVersion({})
  const media = await bound(version, 24, { views: 50 }, { connectionId })
  await aSnapshot(db, media, { publishedAt: PUBLISHED, ageHours: 200, metrics: { views: 90 } })

  const { data, advice } = await show()
  expect(data[0]?.posts[0]?.curve).toEqual([
    { age_hours: 24, views: 50, typical_views: 200, relative_delta: -0.75 },
    { age_hours: 336, views: 90, typical_views: null, relative_delta: null },
  ])
  expect(advice.lines.map(({ rule }) => rule)).toContain('below_typical')
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
