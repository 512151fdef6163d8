import { blogSubject } from '../../../src/creators/blog-subject.ts'
import { expect, test } from '../../fixtures/test.ts'
import { served } from '../../http/kit.ts'
import { aScrapedCreator, startDirectWorld } from './direct-world.ts'

test('a direct analysis tells what is left of its limits, and a waiting one has none', async ({
  db,
}) => {
  const world = await startDirectWorld(db, { GRAMD_OPENAI_DAILY_BUDGET_USD: '5' })
  const { clock } = world.services
  await aScrapedCreator(db, 'mila')
  await db
    .insertInto('ai_calls')
    .values({
      kind: 'creator_insights',
      subject: 'blog:0',
      model: 'gpt-6-luna',
      outcome: 'success',
      cost_usd: 1.234,
    })
    .execute()
  const url = await served(world.app)
  const analyze = async (mode: string): Promise<Response> =>
    await fetch(`${url}/api/blogs/mila/analyze?mode=${mode}`, {
      method: 'POST',
      headers: world.headers,
    })

  const answer = await analyze('now')

  expect(answer.status).toBe(200)
  expect(answer.headers.get('ratelimit-policy')).toBe(
    '"direct_calls";q=6;qu="concurrent-requests", "daily_budget";q=500;qu="usd-cents";w=86400',
  )
  // It is 9 o'clock; the call itself cost less than a cent.
  const seconds = Math.ceil(clock.realMs(15 * 3_600_000) / 1_000)
  expect(answer.headers.get('ratelimit')).toBe(
    `"direct_calls";r=6, "daily_budget";r=376;t=${seconds}`,
  )
  const waiting = await analyze('batch')
  expect(waiting.status).toBe(202)
  expect(waiting.headers.get('ratelimit')).toBeNull()
})

test('one place less is left while another call is under way', async ({ db }) => {
  const world = await startDirectWorld(db)
  await aScrapedCreator(db, 'mila')
  const other = await aScrapedCreator(db, 'timur')
  const call = {
    kind: 'creator_insights',
    model: 'gpt-6-luna',
    subject: blogSubject(other),
    cost_usd: 0.001,
  } as const
  await db
    .insertInto('ai_calls')
    .values({ ...call, under_way_until: new Date(Date.now() + 60_000) })
    .execute()

  const answer = await world.analyze('mila')

  expect(answer.headers.get('ratelimit')).toContain('"direct_calls";r=5,')
})

test('the headers are declared', async ({ db }) => {
  const world = await startDirectWorld(db)

  const response = await world.app.request('/openapi.json', { headers: world.headers })

  const declared = { headers: { RateLimit: {}, 'RateLimit-Policy': {} } }
  expect(await response.json()).toMatchObject({
    paths: {
      '/api/blogs/{id}/analyze': { post: { responses: { 200: declared, 429: declared } } },
    },
  })
})
