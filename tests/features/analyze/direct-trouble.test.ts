import { createServer } from 'node:net'
import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { createOpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { problemIn } from '../../http/kit.ts'
import { aScrapedCreator, callsOf, DirectAnswer, startDirectWorld } from './direct-world.ts'

test.for([
  ['refusal', 'refusal', 'done'],
  ['content_filter', 'content_filter', 'done'],
  ['length', 'cut_off', 'pending'],
  ['invalid_json', 'invalid', 'pending'],
  ['schema_mismatch', 'invalid', 'pending'],
] as const)(
  'an answer that is no use (%s) is told, paid and not asked for again; an analysis that waits is %s',
  async ([kind, outcome, status], { db }) => {
    const world = await startDirectWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
    const blog = await aScrapedCreator(db, 'mila', 'analyzing')
    await world.enqueueAnalyses([blog])
    world.sim.control.addFault({ on: 'row', kind, times: 1 })

    const response = await world.analyze('mila')
    const answer = DirectAnswer.parse(await response.json())

    expect(response.status).toBe(200)
    expect(answer).toMatchObject({ outcome, version: null, insights: null })
    expect(answer.cost_usd).toBeGreaterThan(0)
    expect(await callsOf(db)).toMatchObject([{ outcome, cost_usd: answer.cost_usd }])
    expect(world.sim.control.report().rows.answered).toBe(1)
    expect(await world.analyses()).toMatchObject({ mila: { status, attempts: 0 } })
    // What still waits is as due as it was.
    const tasks = status === 'pending' ? 1 : 0
    expect(await world.run('submit_batch')).toMatchObject({ result: { tasks } })
  },
)

test.for([
  [{ kind: 'rate_limit', retry_after_seconds: 20 }, 503, 'upstream_down', '20', 1],
  [{ kind: 'server_error' }, 503, 'upstream_down', '60', 1],
  [{ kind: 'invalid_key' }, 503, 'openai_unauthorized', '900', 0],
  [{ kind: 'insufficient_quota' }, 503, 'openai_quota_spent', '900', 0],
] as const)(
  'OpenAI answers %j: the client hears %i %s, and nothing is paid',
  async (row, { db }) => {
    const [fault, status, code, seconds, tasks] = row
    const world = await startDirectWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
    const blog = await aScrapedCreator(db, 'mila')
    await world.enqueueAnalyses([blog])
    world.sim.control.addFault({ on: 'http', path: '/chat/completions$', ...fault })

    const response = await world.analyze('mila')

    expect(await problemIn(response)).toMatchObject({ status, code })
    expect(response.headers.get('retry-after')).toBe(seconds)
    expect(await callsOf(db)).toMatchObject([{ outcome: 'failed', cost_usd: 0 }])
    expect(world.sim.control.report().requests.by_route['POST /v1/chat/completions']).toBe(1)
    world.sim.control.clearFaults()
    expect(await world.run('submit_batch')).toMatchObject({ result: { tasks } })
  },
)

test('what OpenAI refuses stops batches and direct analyses until it is lifted', async ({ db }) => {
  const world = await startDirectWorld(db)
  await aScrapedCreator(db, 'mila')
  world.sim.control.addFault({ on: 'http', path: '/chat/completions$', kind: 'insufficient_quota' })
  await world.analyze('mila')
  world.sim.control.clearFaults()

  const response = await world.analyze('mila')

  expect(await problemIn(response)).toMatchObject({ status: 503, code: 'sending_held' })
  expect(response.headers.get('retry-after')).toBe('900')
  expect(world.sim.control.report().requests.by_route['POST /v1/chat/completions']).toBe(1)
  await db.deleteFrom('ai_holds').execute()
  expect((await world.analyze('mila')).status).toBe(200)
})

test.for(['reset_after', 'truncated_body', 'reset_before'] as const)(
  'an answer that is lost (%s) counts as paid until somebody knows better, and is not asked for again',
  async (kind, { db }) => {
    const world = await startDirectWorld(db)
    await aScrapedCreator(db, 'mila')
    world.sim.control.addFault({ on: 'http', path: '/chat/completions$', kind, times: 1 })

    expect(await problemIn(await world.analyze('mila'))).toMatchObject({
      status: 502,
      code: 'openai_unanswered',
    })

    const [call] = await callsOf(db)
    expect(call).toMatchObject({ outcome: 'unanswered', input_tokens: 0 })
    expect(call?.cost_usd).toBeGreaterThan(0)
    expect(world.sim.control.report().requests.by_route['POST /v1/chat/completions']).toBe(1)
    expect((await world.analyze('mila')).status).toBe(200)
  },
)

test('an answer whose body never ends is given up', async ({ db }) => {
  const world = await startDirectWorld(db)
  await aScrapedCreator(db, 'mila')
  const { baseUrl, apiKey } = world.sim
  world.services.openai = createOpenAiGateway({ apiKey, baseUrl, timeoutMs: 100 })
  world.sim.control.addFault({ on: 'http', path: '/chat/completions$', kind: 'stalled_body' })

  expect(await problemIn(await world.analyze('mila'))).toMatchObject({
    code: 'openai_unanswered',
    detail: expect.stringContaining('took too long'),
  })
})

test('where nobody listens nothing is paid', async ({ db }) => {
  const world = await startDirectWorld(db)
  await aScrapedCreator(db, 'mila')
  const baseUrl = `http://127.0.0.1:${await aClosedPort()}/v1`
  world.services.openai = createOpenAiGateway({ apiKey: 'sk-test', baseUrl, timeoutMs: 1_000 })

  expect(await problemIn(await world.analyze('mila'))).toMatchObject({
    status: 503,
    code: 'upstream_down',
  })
  expect(await callsOf(db)).toMatchObject([{ outcome: 'failed', cost_usd: 0 }])
})

async function aClosedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

test('a creator is analyzed by one request at a time, and no more creators at once than may be', async ({
  db,
}) => {
  const world = await startDirectWorld(db, {
    GRAMD_OPENAI_DIRECT_CALLS: '1',
    GRAMD_BATCH_MIN_TASKS: '1',
  })
  const blog = await aScrapedCreator(db, 'mila', 'analyzing')
  await aScrapedCreator(db, 'timur')
  await world.enqueueAnalyses([blog])
  const gate = world.holdAnswers()
  const first = world.analyze('mila')
  await gate.asked

  expect(await problemIn(await world.analyze('mila'))).toMatchObject({
    status: 409,
    code: 'analysis_under_way',
  })
  const key = { headers: { 'idempotency-key': 'timur-once' } }
  const other = await world.analyze('timur', key)
  expect(await problemIn(other)).toMatchObject({ status: 429, code: 'direct_calls_busy' })
  expect(other.headers.get('retry-after')).toBe('10')
  // No batch takes what is being answered.
  expect(await world.run('submit_batch')).toMatchObject({ result: { tasks: 0 } })

  gate.open()
  expect(await (await first).json()).toMatchObject({ outcome: 'success' })
  // Who was told to come again may do so with the same key, and is answered once.
  for (const replayed of [null, 'true']) {
    const again = await world.analyze('timur', key)
    expect(again.status).toBe(200)
    expect(again.headers.get('idempotency-replayed')).toBe(replayed)
  }
  expect(world.sim.control.report().rows.answered).toBe(2)
})

test('a call whose process died gives its place back, and still counts as paid', async ({ db }) => {
  const world = await startDirectWorld(db, { GRAMD_OPENAI_DIRECT_CALLS: '1' })
  const blog = await aScrapedCreator(db, 'mila')
  const dead = {
    kind: 'creator_insights',
    model: 'gpt-6-luna',
    subject: `blog:${blog}`,
    cost_usd: 0.25,
  }
  const ended = sql<Date>`clock_timestamp() - interval '1 second'`
  await db
    .insertInto('ai_calls')
    .values({ ...dead, under_way_until: ended })
    .execute()

  expect((await world.analyze('mila')).status).toBe(200)
  expect(await callsOf(db)).toMatchObject([
    { outcome: 'unanswered', cost_usd: 0.25 },
    { outcome: 'success' },
  ])
})

test('when the money of the day is spent, the client is sent to the next day', async ({ db }) => {
  const world = await startDirectWorld(db, { GRAMD_OPENAI_DAILY_BUDGET_USD: '0.0015' })
  await aScrapedCreator(db, 'mila')
  const statuses: number[] = []
  for (let at = 0; at < 10; at += 1) {
    const response = await world.analyze('mila')
    statuses.push(response.status)
    if (response.status === 200) continue
    expect(await problemIn(response)).toMatchObject({ status: 429, code: 'daily_budget_spent' })
    // It is 9 o'clock.
    expect(response.headers.get('retry-after')).toBe(String(15 * 3_600))
    break
  }
  expect(statuses[0]).toBe(200)
  expect(statuses.at(-1)).toBe(429)

  await world.advance(15 * 3_600_000)
  expect((await world.analyze('mila')).status).toBe(200)
})

test('a scrape that comes while the model answers has its news analyzed', async ({ db }) => {
  const world = await startDirectWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const blog = await aScrapedCreator(db, 'mila', 'analyzing')
  await world.enqueueAnalyses([blog])
  const gate = world.holdAnswers()
  const asked = world.analyze('mila')
  await gate.asked
  await world.advance(1_000)
  await db
    .updateTable('blogs')
    .set({ scraped_at: sql<Date>`world_now()` })
    .execute()
  gate.open()

  expect(await (await asked).json()).toMatchObject({ version: 1, ended_task_id: null })
  expect(await world.analyses()).toMatchObject({ mila: { status: 'pending' } })
  expect(await world.run('submit_batch')).toMatchObject({ result: { tasks: 1 } })
})

test('of a creator who is removed while the model answers nothing is stored but the cost', async ({
  db,
}) => {
  const world = await startDirectWorld(db)
  const blog = await aScrapedCreator(db, 'mila')
  const gate = world.holdAnswers()
  const asked = world.analyze('mila')
  await gate.asked
  await world.services.erasures.erase({ blogId: blog })
  gate.open()

  expect(await problemIn(await asked)).toMatchObject({ status: 404 })
  expect(await db.selectFrom('ai_insights').selectAll().execute()).toEqual([])
  const [call] = await callsOf(db)
  expect(call).toMatchObject({ subject: null, outcome: 'success' })
  expect(call?.cost_usd).toBeGreaterThan(0)
})
