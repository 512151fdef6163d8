import { takeProbe, holdSending, readHold } from '../../../src/ai/money/hold.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aCreator, someCreators } from '../../features/analyze/a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from '../../features/analyze/analyze-world.ts'

const MINUTE = 60_000
const CREATE = { on: 'http', method: 'POST', path: '/v1/batches$', times: 99 } as const
const UPLOAD = { on: 'http', method: 'POST', path: '/v1/files$', times: 99 } as const
const held = { status: 'done', result: { batches: 0, tasks: 0, held: 'openai_refused' } }

async function twoWaiting(db: AnalyzeWorld['db'], settings = {}): Promise<AnalyzeWorld> {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2', ...settings })
  await world.enqueueAnalyses(await someCreators(db, 2))
  return world
}

const alerts = async ({ db }: AnalyzeWorld) =>
  await db.selectFrom('notifications').select(['kind', 'cause', 'severity', 'count']).execute()

const creations = ({ sim }: AnalyzeWorld): number =>
  sim.control.report().requests.by_route['POST /v1/batches'] ?? 0

const unharmed = [
  { status: 'pending', attempts: 0, scrape_status: 'analyzing' },
  { status: 'pending', attempts: 0, scrape_status: 'analyzing' },
]

test.for([
  ['invalid_key', CREATE, 'openai_unauthorized'],
  ['insufficient_quota', UPLOAD, 'openai_quota_spent'],
] as const)(
  'after %s nothing is sent but one try an hour, with one alert while it lasts',
  async ([kind, request, cause], { db }) => {
    const world = await twoWaiting(db)
    const fault = world.sim.control.addFault({ ...request, kind })
    expect(await world.run('submit_batch')).toMatchObject(held)
    const asked = world.sim.control.report().requests.total

    for (const task of ['submit_batch', 'poll_batches', 'submit_batch']) await world.run(task)
    await world.advance(HOUR - MINUTE)
    expect(await world.run('poll_batches')).toMatchObject({
      result: { submitting: false, held: 'openai_refused' },
    })
    expect(await world.run('submit_batch')).toMatchObject(held)
    expect(world.sim.control.report().requests.total).toBe(asked)

    await world.advance(MINUTE)
    expect(await world.run('poll_batches')).toMatchObject({ result: { submitting: true } })
    expect(await world.run('submit_batch')).toMatchObject(held)
    expect(world.sim.control.report().requests.total).toBeGreaterThan(asked)
    expect(await alerts(world)).toEqual([
      { kind: 'openai_refused', cause, severity: 'critical', count: 1 },
    ])
    expect(Object.values(await world.analyses())).toMatchObject(unharmed)

    world.sim.control.removeFault(fault)
    await world.advance(HOUR)
    expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })
    expect(await readHold(db)).toBeNull()
  },
)

test('a model that is shut down is never tried again by itself, and goes on with another', async ({
  db,
}) => {
  const world = await twoWaiting(db)
  world.sim.control.addFault({ ...CREATE, kind: 'model_deprecated' })
  expect(await world.run('submit_batch')).toMatchObject(held)
  await world.advance(24 * HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ result: { submitting: false } })
  expect(await world.run('submit_batch')).toMatchObject(held)
  expect(creations(world)).toBe(1)
  expect(await readHold(db)).toMatchObject({
    code: 'openai_model_unavailable',
    model: 'gpt-6-luna',
    message: expect.stringContaining('deprecated and shut down'),
  })

  world.sim.control.clearFaults()
  world.services.config = { ...world.services.config, openaiModel: 'gpt-5.6-luna' }
  expect(await world.run('poll_batches')).toMatchObject({ result: { submitting: true } })
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })
  expect(await alerts(world)).toMatchObject([{ cause: 'openai_model_unavailable', count: 1 }])
})

test('another key lifts the hold at once, and the key itself is nowhere kept', async ({ db }) => {
  const world = await twoWaiting(db, { OPENAI_API_KEY: 'sk-the-old-and-bad-one' })
  world.sim.control.addFault({ ...CREATE, kind: 'invalid_key', times: 1 })
  expect(await world.run('submit_batch')).toMatchObject(held)
  const row = await db.selectFrom('ai_holds').selectAll().executeTakeFirstOrThrow()
  expect(row.key_hash).toHaveLength(32)
  expect(JSON.stringify(row)).not.toContain('sk-the-old')
  expect(row.key_hash.toString('latin1')).not.toContain('sk-the-old')

  // Another key comes with another start.
  const next = await startAnalyzeWorld(db)

  expect(await next.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })
})

test('a batch that fails because the model is unknown stops sending, and not for a time', async ({
  db,
}) => {
  const world = await twoWaiting(db)
  world.sim.control.addFault({
    on: 'batch',
    kind: 'failed',
    code: 'model_not_found',
    message: "The provided model 'gpt-6-luna' is not supported by the Batch API.",
  })
  await world.run('submit_batch')
  await world.advance(5 * MINUTE)
  expect(await world.run('poll_batches')).toMatchObject({
    result: { ingested: 1, held: 'openai_refused' },
  })
  expect(Object.values(await world.analyses())).toMatchObject(unharmed)
  expect(await alerts(world)).toMatchObject([{ kind: 'openai_refused', count: 1 }])

  world.services.config = { ...world.services.config, openaiModel: 'gpt-5.6-luna' }
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })
})

test('rows that all fail because the model is gone go back without an attempt, and sending stops', async ({
  db,
}) => {
  const world = await twoWaiting(db)
  world.sim.control.addFault({ on: 'row', kind: 'model_gone' })
  await world.run('submit_batch')
  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({
    result: { ingested: 1, submitting: false, held: 'openai_refused' },
  })
  expect(Object.values(await world.analyses())).toMatchObject(unharmed)
  const rows = await db.selectFrom('ai_batch_rows').select(['outcome', 'cost_usd']).execute()
  expect(rows).toEqual([
    { outcome: 'row_error', cost_usd: 0 },
    { outcome: 'row_error', cost_usd: 0 },
  ])
})

test('a quota that is refused only after a batch is taken is told once, however often it is tried', async ({
  db,
}) => {
  const world = await twoWaiting(db)
  const fault = world.sim.control.addFault({
    on: 'batch',
    kind: 'failed',
    code: 'billing_hard_limit_reached',
    message: 'Billing hard limit has been reached.',
    times: 9,
  })
  for (let tries = 0; tries < 3; tries += 1) {
    expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1 } })
    await world.advance(5 * MINUTE)
    expect(await world.run('poll_batches')).toMatchObject({ result: { held: 'openai_refused' } })
    await db.updateTable('notifications').set({ sent_at: new Date() }).execute()
    await world.advance(HOUR)
  }
  expect(await alerts(world)).toMatchObject([{ cause: 'openai_quota_spent', count: 1 }])

  world.sim.control.removeFault(fault)
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
  await world.enqueueAnalyses([await aCreator(db, 'one'), await aCreator(db, 'two')])
  world.sim.control.addFault({ ...CREATE, kind: 'insufficient_quota', times: 1 })
  expect(await world.run('submit_batch')).toMatchObject(held)
  expect(await alerts(world)).toHaveLength(2)
})

test('rows of a model of before say nothing of the one that is configured now', async ({ db }) => {
  const world = await twoWaiting(db)
  world.sim.control.addFault({ on: 'row', kind: 'model_gone' })
  await world.run('submit_batch')
  world.services.config = { ...world.services.config, openaiModel: 'gpt-5.6-luna' }
  await world.advance(HOUR)

  expect(await world.run('poll_batches')).toMatchObject({ result: { submitting: true } })

  expect(await alerts(world)).toEqual([])
  expect(Object.values(await world.analyses())).toMatchObject(unharmed)
})

test('a key that is refused while results are read stops sending, too', async ({ db }) => {
  const world = await twoWaiting(db)
  await world.run('submit_batch')
  world.sim.control.addFault({ on: 'http', method: 'GET', kind: 'invalid_key', times: 2 })
  for (const minutes of [1, 20]) {
    await world.advance(minutes * MINUTE)
    expect(await world.run('poll_batches')).toMatchObject({ status: 'pending', attempts: 0 })
  }
  expect(await readHold(db)).toMatchObject({ code: 'openai_unauthorized' })
  expect(await alerts(world)).toMatchObject([{ cause: 'openai_unauthorized', count: 1 }])
})

test('one such row among answers is an ordinary failure: it costs an attempt and stops nothing', async ({
  db,
}) => {
  const world = await twoWaiting(db)
  world.sim.control.addFault({ on: 'row', kind: 'model_gone', times: 1 })
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')

  const ends = Object.values(await world.analyses()).map(
    ({ status, attempts }) => `${status} ${attempts}`,
  )
  expect(new Set(ends)).toEqual(new Set(['done 0', 'pending 1']))
  expect(await readHold(db)).toBeNull()
})

test('processes that are refused at the same time tell people once', async ({ db }) => {
  const world = await startAnalyzeWorld(db)
  const { config } = world.services
  const refusal = { code: 'openai_quota_spent', model: 'gpt-6-luna', message: 'spent' } as const
  const place = async () =>
    await db.transaction().execute(async (tx) => await holdSending(tx, config, refusal))

  const news = await Promise.all(Array.from({ length: 5 }, place))

  expect(news.filter(Boolean)).toHaveLength(1)
  expect(await alerts(world)).toMatchObject([{ cause: 'openai_quota_spent', count: 1 }])
  await world.advance(HOUR)
  const tries = await Promise.all(Array.from({ length: 5 }, async () => await takeProbe(db)))
  expect(tries.filter(Boolean)).toHaveLength(1)
})

test('people are told once, within a month of the end of the configured model', async ({ db }) => {
  const early = await startAnalyzeWorld(db, { GRAMD_OPENAI_MODEL: 'gpt-5.4-nano' })
  await early.run('poll_batches')
  expect(await alerts(early)).toEqual([])

  early.services.config = { ...early.services.config, openaiModel: 'gpt-5-nano' }
  await early.run('poll_batches')
  await early.advance(24 * HOUR)
  await early.run('poll_batches')

  expect(await alerts(early)).toEqual([
    { kind: 'openai_model_ending', cause: 'gpt-5-nano', severity: 'warning', count: 1 },
  ])
})
