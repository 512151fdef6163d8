import { z } from 'zod'
import { operations } from '../../../src/features/ai/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi, problemIn, type TestApi } from '../../http/kit.ts'
import { aCreator, someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from './analyze-world.ts'

const apiOf = ({ services }: AnalyzeWorld): TestApi =>
  anApi(services.db, [mountOperations(services, operations)])

async function answer(api: TestApi, method: string, path: string): Promise<unknown> {
  const response = await api.send(method, path)
  expect(response.status).toBe(200)
  return await response.json()
}

const DONE = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  cost_usd: z.number(),
})

test('an analysis says what it cost, and so do its day and the counters', async ({ db }) => {
  const world = await startAnalyzeWorld(db, {
    GRAMD_BATCH_MIN_TASKS: '2',
    GRAMD_OPENAI_INPUT_USD_PER_MILLION: '1',
    GRAMD_OPENAI_OUTPUT_USD_PER_MILLION: '4',
  })
  const [taskId = 0] = await world.enqueueAnalyses(await someCreators(db, 2))
  await world.run('submit_batch')
  // Prices of later are not those of what was sent before.
  const { config } = world.services
  world.services.config = { ...config, openaiInputUsdPerMillion: 100 }
  await world.advance(HOUR)
  const api = apiOf(world)
  expect(await answer(api, 'GET', '/api/ai/costs')).toMatchObject({
    from: '2026-10-23',
    to: '2026-11-21',
    days: [],
    under_way: { batches: 1, rows: 2 },
  })
  const gauges = await world.registry.metrics()
  expect(gauges).toContain('gramd_openai_open_batches{model="gpt-6-luna"} 1')
  expect(gauges).toContain('gramd_openai_oldest_batch_age_seconds{model="gpt-6-luna"} 3600')
  expect(gauges).toMatch(/gramd_openai_enqueued_tokens\{model="gpt-6-luna"\} \d{4}/)

  await world.run('poll_batches')

  const { result } = await world.task(taskId)
  expect(result).toMatchObject({ outcome: 'success', model: 'gpt-6-luna' })
  const done = DONE.parse(result)
  expect(done.input_tokens).toBeGreaterThan(100)
  expect(done.cost_usd).toBeCloseTo((done.input_tokens + 4 * done.output_tokens) / 1e6, 9)
  const batch = await db.selectFrom('ai_batches').selectAll().executeTakeFirstOrThrow()
  await db
    .insertInto('ai_calls')
    .values({
      kind: 'creator_insights',
      model: 'gpt-5.6-luna',
      input_tokens: 10,
      output_tokens: 20,
      cost_usd: 0.5,
    })
    .execute()
  const paid = {
    input_tokens: batch.input_tokens,
    output_tokens: batch.output_tokens,
    cost_usd: batch.cost_usd,
  }
  const none = { count: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 }
  const call = { input_tokens: 10, output_tokens: 20, cost_usd: 0.5 }
  expect(await answer(api, 'GET', '/api/ai/costs?from=2026-11-21&to=2026-11-21')).toEqual({
    from: '2026-11-21',
    to: '2026-11-21',
    days: [
      {
        day: '2026-11-21',
        kind: 'creator_insights',
        model: 'gpt-5.6-luna',
        batches: { ...none, rows: 0 },
        calls: { count: 1, ...call },
      },
      {
        day: '2026-11-21',
        kind: 'creator_insights',
        model: 'gpt-6-luna',
        batches: { count: 1, rows: 2, ...paid },
        calls: none,
      },
    ],
    total: {
      input_tokens: paid.input_tokens + 10,
      output_tokens: paid.output_tokens + 20,
      cost_usd: paid.cost_usd + 0.5,
    },
    under_way: { batches: 0, rows: 0, input_tokens: 0, cost_usd: 0 },
  })
  expect(await answer(api, 'GET', '/api/ai/costs?to=2026-11-20')).toMatchObject({ days: [] })
  const counted = await world.registry.metrics()
  expect(counted).toContain('gramd_openai_rows_total{outcome="success"} 2')
  expect(counted).toContain(
    `gramd_openai_tokens_total{kind="batch",model="gpt-6-luna",direction="input"} ${batch.input_tokens}`,
  )
  expect(counted).toMatch(/gramd_openai_cost_usd_total\{kind="batch",model="gpt-6-luna"\} 0\.\d/)
})

test('days that are none, or too many, are refused by name', async ({ db }) => {
  const api = apiOf(await startAnalyzeWorld(db))
  for (const query of ['from=2026-11-31', 'from=2026-11-22', 'from=2024-01-01']) {
    const response = await api.send('GET', `/api/ai/costs?${query}`)
    expect(response.status).toBe(422)
    expect((await problemIn(response)).detail).toContain('from: ')
  }
})

test('the estimate is what a batch of all that waits will reserve, without sending anything', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, {
    GRAMD_BATCH_MIN_TASKS: '3',
    GRAMD_BATCH_MAX_TASKS: '2',
  })
  const api = apiOf(world)
  expect(await answer(api, 'GET', '/api/ai/estimate')).toMatchObject({
    tasks: 0,
    batches: 0,
    cost_usd: 0,
    sending: 'gathering',
    fits_now: true,
  })
  await world.enqueueAnalyses(await someCreators(db, 3))

  const estimated = z
    .looseObject({ input_tokens: z.number(), cost_usd: z.number() })
    .parse(await answer(api, 'GET', '/api/ai/estimate'))
  expect(estimated).toMatchObject({
    model: 'gpt-6-luna',
    price: { input_usd_per_million: 0.05, output_usd_per_million: 0.25 },
    tasks: 3,
    sampled_tasks: 3,
    is_scaled_up: false,
    batches: 2,
    output_tokens: 4_500,
    images: 0,
    budget: { daily_usd: 5, spent_usd: 0, left_usd: 5 },
    enqueued_tokens: { limit: 2_000_000, enqueued: 0, left: 2_000_000 },
    sending: 'send',
    fits_now: true,
  })
  expect(await db.selectFrom('ai_batches').select('id').execute()).toEqual([])

  await world.run('submit_batch')
  const sent = await db
    .selectFrom('ai_batches')
    .select(['estimated_input_tokens', 'estimated_cost_usd'])
    .execute()
  const tokens = sent.reduce((sum, batch) => sum + batch.estimated_input_tokens, 0)
  expect(estimated.input_tokens).toBe(tokens)
  const usd = sent.reduce((sum, batch) => sum + batch.estimated_cost_usd, 0)
  expect(estimated.cost_usd).toBeCloseTo(usd, 9)
})

test('without a key the estimate says that nothing is sent', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, 1))
  const api = apiOf({ ...world, services: { ...world.services, openai: null } })

  expect(await answer(api, 'GET', '/api/ai/estimate')).toMatchObject({
    tasks: 1,
    sending: 'not_configured',
  })
})

test('of many that wait, a sample of at most 20 is reckoned with and scaled up', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_OPENAI_DAILY_BUDGET_USD: '0.1' })
  const blogId = await aCreator(db, 'mila', { captions: ['One cake'] })
  const { person_id } = await db
    .selectFrom('blogs')
    .select('person_id')
    .where('id', '=', blogId)
    .executeTakeFirstOrThrow()
  const blogs = await db
    .insertInto('blogs')
    .values(
      Array.from({ length: 449 }, (_, at) => ({
        person_id,
        username: `copy${at}`,
        source: 'manual',
        scrape_status: 'analyzing',
      })),
    )
    .returning('id')
    .execute()
  await world.enqueueAnalyses([blogId, ...blogs.map(({ id }) => id)])

  expect(await answer(apiOf(world), 'GET', '/api/ai/estimate')).toMatchObject({
    tasks: 450,
    sampled_tasks: 20,
    is_scaled_up: true,
    output_tokens: 450 * 1_500,
    fits_now: false,
  })
})

test('a person resumes what OpenAI had refused', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const api = apiOf(world)
  expect(await answer(api, 'POST', '/api/ai/resume')).toEqual({ lifted: null })
  await world.enqueueAnalyses(await someCreators(db, 1))
  world.sim.control.addFault({
    on: 'http',
    method: 'POST',
    path: '/v1/batches$',
    kind: 'model_deprecated',
  })
  await world.run('submit_batch')

  expect(await answer(api, 'POST', '/api/ai/resume')).toMatchObject({
    lifted: { code: 'openai_model_unavailable', model: 'gpt-6-luna' },
  })

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 1 } })
})

test('the state of sending says what waits and what is left of the day', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '5' })
  await world.enqueueAnalyses(await someCreators(db, 2))
  await world.advance(60_000)
  const api = apiOf(world)

  expect(await answer(api, 'GET', '/api/ai/status')).toMatchObject({
    sending: 'gathering',
    hold: null,
    waiting: { tasks: 2, is_capped: false, oldest_due_at: expect.any(String) },
    budget: { spent_usd: 0 },
  })
  expect(await answer(api, 'GET', '/api/ai/budget')).toEqual({
    daily_usd: 5,
    spent_usd: 0,
    left_usd: 5,
  })
})
