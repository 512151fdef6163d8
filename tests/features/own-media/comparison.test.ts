import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aPerson } from '../projects/kit.ts'
import { aConnection, startOwnWorld } from './kit.ts'

const band = { low: z.number(), median: z.number(), high: z.number(), posts: z.int() }
const Comparison = z.object({
  reels: z.int(),
  compared: z.int(),
  newest: z.array(
    z.looseObject({
      age_hours: z.number().nullable(),
      views: z.number().nullable(),
      usual: z.object(band).nullable(),
      curve: z.array(z.object({ age_hours: z.int(), views: z.number() })),
    }),
  ),
  usual: z.array(z.object({ age_hours: z.int(), ...band })),
  usual_metrics: z.array(z.object({ metric: z.string(), ...band })),
})
const PostComparison = z.looseObject({
  curve: z.array(z.object({ age_hours: z.int(), views: z.number() })),
  usual: z.array(z.looseObject({ age_hours: z.int() })),
})
const Times = z.object({
  posts: z.int(),
  usual_views: z.number().nullable(),
  times: z.array(
    z.object({
      weekday: z.int(),
      hour: z.int(),
      posts: z.int(),
      views: z.number(),
      share: z.number().nullable(),
    }),
  ),
})

/** A Reel with readings of its views by age; `hoursAgo` is when it was posted. */
async function aReel(
  db: Db,
  account: string,
  { n, hoursAgo, readings }: { n: number; hoursAgo: number; readings: Record<number, number> },
): Promise<void> {
  await sql`
    with reel as (
      insert into own_media (connection_id, owner_id, platform_id, type, published_at)
      select connection_id, owner_id, ${`r${n}`}, 'REEL', world_now() - ${hoursAgo} * interval '1 hour'
      from own_media_sync where connection_id = ${account} returning id, published_at)
    insert into media_insights (media_id, collected_at, metrics)
    select id, published_at + age::float8 * interval '1 hour',
      jsonb_build_object('views', views::float8, 'reach', views::float8 / 2)
    from reel, jsonb_each_text(${JSON.stringify(readings)}::jsonb) as r (age, views)`.execute(db)
}

async function aWorld(db: Db) {
  const world = await startOwnWorld(db)
  const dana = await aPerson(db, 'dana')
  const account = await aConnection(world, dana.id)
  const ask = async (path: string, token = dana.token) =>
    await world.api.send('GET', `/api/ig/${account}/reels/${path}`, { token })
  const askPost = async (id: string, token = dana.token) =>
    await world.api.send('GET', `/api/ig/media/${id}/comparison`, { token })
  return { account, ask, askPost, erlan: await aPerson(db, 'erlan') }
}

test('values at equal age lie between the readings around it, and their middle half is usual', async ({
  db,
}) => {
  const { account, ask, askPost, erlan } = await aWorld(db)
  // Three newest, and four before them; 24 h lies in the middle between the readings.
  for (let n = 0; n < 7; n += 1)
    await aReel(db, account, {
      n,
      hoursAgo: 26 + n * 60,
      readings:
        n === 0 ? { 20: 500, 26: 800 } : { 20: 100 * n, 28: 200 * n, 48: 400 * n, 60: 500 * n },
    })
  const found = Comparison.parse(await (await ask('comparison')).json())
  expect(found).toMatchObject({ reels: 7, compared: 4 })
  const [newest, second] = found.newest
  expect(newest).toMatchObject({
    age_hours: 26,
    views: 800,
    curve: [{ age_hours: 24, views: 700 }],
  })
  expect(second?.curve).toEqual([
    { age_hours: 24, views: 150 },
    { age_hours: 36, views: 280 },
    { age_hours: 48, views: 400 },
  ])
  // Of 3, 4, 5 and 6 times 150, 280 and 400.
  expect(found.usual.map(({ age_hours, median, posts }) => [age_hours, median, posts])).toEqual([
    [24, 675, 4],
    [36, 1260, 4],
    [48, 1800, 4],
  ])
  expect(found.usual[0]).toMatchObject({ low: 562.5, high: 787.5 })
  expect(found.usual_metrics).toEqual([
    { metric: 'reach', low: 750, median: 900, high: 1050, posts: 4 },
  ])
  expect((await ask('comparison', erlan.token)).status).toBe(404)
  const { rows } = await sql<{
    id: string
  }>`select id from own_media where platform_id = 'r1'`.execute(db)
  const post = PostComparison.parse(await (await askPost(rows[0]?.id ?? '')).json())
  // The five posts before it, at 48 hours: 2 to 6 times 400.
  expect(post).toMatchObject({ compared: 5, views: 500, usual_at_age: { median: 1600, posts: 5 } })
  expect(post.curve.at(-1)).toEqual({ age_hours: 48, views: 400 })
  expect(post.usual.at(-1)).toMatchObject({ age_hours: 48, median: 1600 })
  expect((await askPost(rows[0]?.id ?? '', erlan.token)).status).toBe(404)
})

test('readings too far apart, recounts and few Reels give no number', async ({ db }) => {
  const { account, ask } = await aWorld(db)
  await aReel(db, account, { n: 0, hoursAgo: 100, readings: { 1: 100, 90: 9_000 } })
  await aReel(db, account, { n: 1, hoursAgo: 110, readings: { 20: 1_000, 30: 500 } })
  await aReel(db, account, { n: 2, hoursAgo: 120, readings: { 24: 700 } })
  await aReel(db, account, { n: 3, hoursAgo: 130, readings: { 20: 700, 30: 800 } })
  const { newest, usual, compared } = Comparison.parse(await (await ask('comparison')).json())
  expect(newest.map(({ curve }) => curve)).toEqual([
    [{ age_hours: 1, views: 100 }],
    [],
    [{ age_hours: 24, views: 700 }],
  ])
  expect([compared, usual]).toEqual([1, []])
  expect(Times.parse(await (await ask('best-times')).json())).toMatchObject({
    posts: 2,
    usual_views: null,
  })
})

test('the best times are by weekday and three hours of the zone', async ({ db }) => {
  const { account, ask } = await aWorld(db)
  // The world begins on Sunday, 1 November 2026, 12:00 UTC.
  for (const [n, hoursAgo, views] of [
    [0, 2 * 24, 3_000],
    [1, 9 * 24, 2_000],
    [2, 3 * 24, 1_000],
    [3, 10 * 24, 1_000],
    [4, 5 * 24 + 6, 1_500],
  ] as const)
    await aReel(db, account, { n, hoursAgo, readings: { 20: views, 28: views } })
  const utc = Times.parse(await (await ask('best-times')).json())
  expect(utc).toMatchObject({ posts: 5, usual_views: 1_500 })
  expect(utc.times).toEqual([
    { weekday: 2, hour: 6, posts: 1, views: 1_500, share: null },
    { weekday: 4, hour: 12, posts: 2, views: 1_000, share: 1_000 / 1_500 - 1 },
    { weekday: 5, hour: 12, posts: 2, views: 2_500, share: 2_500 / 1_500 - 1 },
  ])
  const almaty = Times.parse(await (await ask('best-times?time_zone=Asia/Almaty')).json())
  expect(almaty.times.map(({ weekday, hour }) => [weekday, hour])).toEqual([
    [2, 9],
    [4, 15],
    [5, 15],
  ])
  expect((await ask('best-times?time_zone=Mars')).status).toBe(422)
})
