import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { aCreator, someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld } from './analyze-world.ts'

const nothing = { status: 'done', result: { batches: 0, tasks: 0, held: 'gathering' } }

test('a batch is sent when ten analyses wait, and not before', async ({ db }) => {
  const world = await startAnalyzeWorld(db)
  const blogIds = await someCreators(db, 10)
  await world.enqueueAnalyses(blogIds.slice(0, 9))
  expect(await world.run('submit_batch')).toMatchObject(nothing)

  await world.enqueueAnalyses(blogIds.slice(9))

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 10 } })
})

test('one analysis alone is sent once it has waited two hours of world time', async ({ db }) => {
  const world = await startAnalyzeWorld(db)
  await world.enqueueAnalyses(await someCreators(db, 1))
  await world.advance(2 * HOUR - 1_000)
  expect(await world.run('submit_batch')).toMatchObject(nothing)

  await world.advance(1_000)

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 1 } })
})

test('what waits beyond the size of a batch goes into further ones, each profile once', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, {
    GRAMD_BATCH_MIN_TASKS: '2',
    GRAMD_BATCH_MAX_TASKS: '3',
  })
  await world.enqueueAnalyses(await someCreators(db, 8))

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 3, tasks: 8 } })

  const batches = await db.selectFrom('ai_batches').select('request_count').orderBy('id').execute()
  expect(batches.map((batch) => batch.request_count)).toEqual([3, 3, 2])
  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ result: { polled: 3, ingested: 3 } })
  expect(world.sim.control.report()).toMatchObject({ rows: { answered: 8 }, violations: {} })
})

test('all that had gathered is sent, the small rest too, but not what came after', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, {
    GRAMD_BATCH_MIN_TASKS: '4',
    GRAMD_BATCH_MAX_TASKS: '3',
  })
  const blogIds = await someCreators(db, 6)
  await world.enqueueAnalyses(blogIds.slice(0, 5))
  // The second batch is not sent: the process dies, as it were, between the two.
  const uploads = { on: 'http', method: 'POST', path: '/v1/files$', kind: 'reset_before' } as const
  world.sim.control.addFault({ ...uploads, skip: 1, times: 3 })
  expect(await world.run('submit_batch')).toMatchObject({ status: 'pending' })
  await world.advance(2 * 60_000)
  await world.enqueueAnalyses(blogIds.slice(5))

  expect(await world.run('submit_batch')).toMatchObject({
    result: { batches: 1, tasks: 2, held: 'gathering' },
  })

  const open = Object.values(await world.analyses()).filter(({ in_batch }) => !in_batch)
  expect(open).toMatchObject([{ status: 'pending' }])
})

test('no more than 2,000 batches are created in an hour', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, 1))
  await sql`
    insert into ai_batches (kind, model, request_count, status, create_attempted_at, ingested_at)
    select 'creator_insights', 'gpt-6-luna', 1, 'abandoned', clock_timestamp() - interval '59 minutes', world_now()
    from generate_series(1, 2000)`.execute(db)

  expect(await world.run('submit_batch')).toMatchObject({
    result: { tasks: 0, held: 'creations_per_hour' },
  })

  await sql`
    update ai_batches set create_attempted_at = clock_timestamp() - interval '61 minutes'
    where id = (select id from ai_batches limit 1)`.execute(db)
  expect(await world.run('submit_batch')).toMatchObject({ result: { tasks: 1 } })
})

test('a poll has the next batch submitted once enough wait', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await world.enqueueAnalyses(await someCreators(db, 2))

  expect(await world.run('poll_batches')).toMatchObject({ result: { polled: 0, submitting: true } })

  const open = await db
    .selectFrom('scrape_tasks')
    .select('task_type')
    .where('status', '=', 'pending')
    .where('task_type', '=', 'submit_batch')
    .execute()
  expect(open).toHaveLength(1)
})

test('the daily budget holds what it does not pay for until the next day', async ({ db }) => {
  // Before it is written, a row is taken for 0.00068 USD.
  const settings = { GRAMD_BATCH_MIN_TASKS: '1', GRAMD_OPENAI_DAILY_BUDGET_USD: '0.0008' }
  const world = await startAnalyzeWorld(db, settings)
  await world.enqueueAnalyses(await someCreators(db, 5))
  const held = { batches: 0, tasks: 0, held: 'daily_budget' }

  expect(await world.run('submit_batch')).toMatchObject({
    result: { ...held, batches: 1, tasks: 1 },
  })
  expect(world.logged).toContainEqual(
    expect.objectContaining({ msg: 'sending to OpenAI is held', reason: 'daily_budget' }),
  )
  expect(await world.run('submit_batch')).toMatchObject({ result: held })
  await world.advance(HOUR)
  await world.run('poll_batches')
  await db.updateTable('ai_batches').set({ cost_usd: 0.0008 }).execute()
  expect(await world.run('submit_batch')).toMatchObject({ result: held })

  const told = async () =>
    await db.selectFrom('notifications').select(['kind', 'cause', 'count', 'items']).execute()
  expect(await told()).toEqual([
    {
      kind: 'ai_budget_spent',
      cause: 'daily_budget',
      count: 1,
      items: [{ day: '2026-11-21', budget_usd: 0.0008, spent_usd: expect.any(Number) }],
    },
  ])

  await world.advance(24 * HOUR)

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 1 } })
  expect(await told()).toMatchObject([{ count: 2 }])
})

test('large profiles are paid for as what they are, and the first one of a day always is', async ({
  db,
}) => {
  // As a row is taken for before it is written, this pays for three.
  const budget = 0.0021
  const settings = { GRAMD_BATCH_MIN_TASKS: '1', GRAMD_OPENAI_DAILY_BUDGET_USD: String(budget) }
  const world = await startAnalyzeWorld(db, settings)
  const captions = Array.from({ length: 30 }, () => 'ы'.repeat(2_000))
  const creators = ['a', 'b', 'c', 'd'].map(async (name) => await aCreator(db, name, { captions }))
  await world.enqueueAnalyses(await Promise.all(creators))

  expect(await world.run('submit_batch')).toMatchObject({
    result: { batches: 1, tasks: 2, held: 'daily_budget' },
  })

  const reserved = async () =>
    (await db.selectFrom('ai_batches').select('estimated_cost_usd').execute()).reduce(
      (sum, batch) => sum + batch.estimated_cost_usd,
      0,
    )
  expect(await reserved()).toBeGreaterThan(2 * 0.00068)
  expect(await reserved()).toBeLessThanOrEqual(budget)
  await world.advance(HOUR)
  await world.run('poll_batches')
  await world.advance(24 * HOUR)
  world.services.config = { ...world.services.config, openaiDailyBudgetUsd: 0.0007 }
  expect(await world.run('submit_batch')).toMatchObject({
    result: { batches: 1, tasks: 1, held: 'daily_budget' },
  })
})

test('what is too dear for the rest of a day is not begun again before there is more money', async ({
  db,
}) => {
  // Pays for two of these, and for one that is no larger than a row is taken for before it is written.
  const settings = { GRAMD_BATCH_MIN_TASKS: '1', GRAMD_OPENAI_DAILY_BUDGET_USD: '0.00228' }
  const world = await startAnalyzeWorld(db, settings)
  const captions = Array.from({ length: 30 }, () => 'ы'.repeat(2_000))
  const creators = ['a', 'b', 'c', 'd'].map(async (name) => await aCreator(db, name, { captions }))
  await world.enqueueAnalyses(await Promise.all(creators))
  expect(await world.run('submit_batch')).toMatchObject({ result: { tasks: 2 } })
  const batches = async () => (await db.selectFrom('ai_batches').select('id').execute()).length

  const tooDear = { held: 'daily_budget' }
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 0, ...tooDear } })
  const tried = await batches()
  for (let times = 0; times < 2; times += 1) {
    expect(await world.run('poll_batches')).toMatchObject({
      result: { submitting: false, ...tooDear },
    })
    expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 0, ...tooDear } })
  }
  expect(await batches()).toBe(tried)

  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ result: { ingested: 1 } })
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1 } })
})

test('direct calls are paid from the same daily budget', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, 1))
  const call = { kind: 'creator_insights', model: 'gpt-6-luna', cost_usd: 5 }
  await db.insertInto('ai_calls').values(call).execute()

  expect(await world.run('submit_batch')).toMatchObject({ result: { held: 'daily_budget' } })
  await world.advance(24 * HOUR)
  expect(await world.run('submit_batch')).toMatchObject({ result: { tasks: 1 } })
})

test('a batch that failed as a whole pauses sending; one over the token limit comes back at half its size', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '4' })
  await world.enqueueAnalyses(await someCreators(db, 4))
  world.sim.control.addFault({ on: 'batch', kind: 'failed' })
  await world.run('submit_batch')
  await world.advance(5 * 60_000)
  await world.run('poll_batches')
  expect(Object.values(await world.analyses())).toMatchObject(
    Array.from({ length: 4 }, () => ({ status: 'pending', attempts: 0, in_batch: false })),
  )
  expect(world.logged).toContainEqual(
    expect.objectContaining({ level: 'error', msg: 'batch failed', code: 'token_limit_exceeded' }),
  )

  expect(await world.run('submit_batch')).toMatchObject({
    result: { tasks: 0, held: 'failed_batches' },
  })
  await world.advance(16 * 60_000)
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })
})

test('batches that fail one after the other are told of once a day, a single one is not', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, 3))
  const message = 'Something is wrong with every line.'
  world.sim.control.addFault({ on: 'batch', kind: 'failed', code: 'broken', message, times: 4 })
  const told = async () =>
    await db
      .selectFrom('notifications')
      .select(['kind', 'cause', 'severity', 'count', 'items'])
      .execute()
  for (let failures = 1; failures <= 4; failures += 1) {
    expect(await told()).toHaveLength(failures <= 3 ? 0 : 1)
    expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1 } })
    await world.advance(5 * 60_000)
    await world.run('poll_batches')
    // A batch that has lost its tasks before it went out says nothing of the others.
    await sql`
      insert into ai_batches (kind, model, request_count, status, ingested_at)
      values ('creator_insights', 'gpt-6-luna', 1, 'abandoned', world_now())`.execute(db)
    expect(await world.run('submit_batch')).toMatchObject({ result: { held: 'failed_batches' } })
    await world.advance(2 * HOUR)
  }
  expect(await told()).toMatchObject([
    {
      kind: 'ai_batches_failing',
      cause: 'broken',
      severity: 'critical',
      count: 1,
      items: [{ model: 'gpt-6-luna', failures: 3, code: 'broken', message }],
    },
  ])
})
