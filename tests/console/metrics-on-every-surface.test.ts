import { sql } from 'kysely'
import { expect } from 'vitest'
import { z } from 'zod'
import { POST_METRICS, POST_METRIC_NAMES, type PostMetric } from '../../src/base/post-metrics.ts'
import { showAnswer } from '../../src/cli/show/answer.ts'
import { overviewOf } from '../../src/features/own-media/account-overview.ts'
import { actualOf } from '../../src/features/projects/metrics.ts'
import { BRAND, ownAccounts, POSTS } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

const [MEASURED = ''] = POSTS

/** What Meta sent, as stored, and how each surface says it. */
const CASES: Record<PostMetric, { sent: number; api: number; people: string; cli: string }> = {
  views: { sent: 412, api: 412, people: 'Views 412', cli: 'views 412' },
  reach: { sent: 381, api: 381, people: 'Reach 381', cli: 'reach 381' },
  likes: { sent: 71, api: 71, people: 'Likes 71', cli: 'likes 71' },
  comments: { sent: 12, api: 12, people: 'Comments 12', cli: 'comments 12' },
  saves: { sent: 31, api: 31, people: 'Saves 31', cli: 'saves 31' },
  shares: { sent: 22, api: 22, people: 'Shares 22', cli: 'shares 22' },
  interactions: { sent: 136, api: 136, people: 'Interactions 136', cli: 'interactions 136' },
  // Of 20 s, the average is 7 s.
  retention: { sent: 0, api: 0.35, people: 'Retention 35%', cli: 'retention 35 %' },
  watch_time_ms: {
    sent: 184_020_000,
    api: 184_020_000,
    people: 'Watch time 51 h 7 min',
    cli: 'watch time 51 h 7 min',
  },
  avg_watch_time_ms: {
    sent: 7_000,
    api: 7_000,
    people: 'Average watch time 7 s',
    cli: 'avg watch time 7 s',
  },
  skip_rate: { sent: 0.504, api: 0.504, people: 'Skip rate 50.4%', cli: 'skip rate 50.4 %' },
  profile_visits: { sent: 9, api: 9, people: 'Profile visits 9', cli: 'profile visits 9' },
  follows: { sent: 5, api: 5, people: 'Follows 5', cli: 'follows 5' },
}

const SENT: Record<string, number> = Object.fromEntries(
  POST_METRIC_NAMES.flatMap((name) => {
    const { meta } = POST_METRICS[name]
    return meta === null ? [] : [[meta, CASES[name].sent]]
  }),
)

test('each metric has one unit in API, file, console and terminal', async ({ db, served }) => {
  await ownAccounts.fill(db, 'units')
  await sql`update media_insights set metrics = ${JSON.stringify(SENT)}::jsonb where media_id = ${MEASURED}`.execute(
    db,
  )
  const { token } = await aUser(db, 'units', 'admin')
  const { open } = aReader({ served, token })
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${served.url}/api/ig/media/${MEASURED}`, { headers })
  const media = z
    .looseObject({ metrics: z.record(z.string(), z.number().nullable()) })
    .parse(await answer.json())
  const page = await open(`/reels/${MEASURED}`)
  const [heads = '', ...rows] = (await open(`/reels/export?account=${BRAND}`)).source
    .trim()
    .split('\r\n')
  const measured = rows.find((line) => line.includes(MEASURED)) ?? ''
  const cells = (line: string) => line.split(',').map((cell) => cell.replaceAll('"', ''))
  const terminal = showAnswer(
    { metrics: media.metrics },
    {},
    { columns: 120, now: new Date(0), timeZone: 'UTC', paint: (_, text) => text },
  ).replaceAll(/ {2,}/g, ' ')

  for (const name of POST_METRIC_NAMES) {
    const { api, people, cli } = CASES[name]
    expect([name, media.metrics[name]]).toEqual([name, api])
    expect([name, Number(cells(measured)[cells(heads).indexOf(name)])]).toEqual([name, api])
    expect(page.text).toContain(people)
    expect(terminal).toContain(cli)
  }
})

test('a snapshot that has the percentage as Meta sent it is the same share on every surface', () => {
  const stored = { reels_skip_rate: 50.4 }
  expect(overviewOf(stored, null).skip_rate).toBe(0.504)
  expect(actualOf(stored, null).skip_rate).toBe(0.504)
})
