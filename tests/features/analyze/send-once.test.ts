import { expect, test } from '../../fixtures/test.ts'
import { someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from './analyze-world.ts'

const MINUTE = 60_000
const CREATE = { on: 'http', method: 'POST', path: '/v1/batches$' } as const

/** Two analyses that are worth a batch. */
async function twoWaiting(world: AnalyzeWorld): Promise<void> {
  await world.enqueueAnalyses(await someCreators(world.db, 2))
}

/** Everything went out once, was paid once, and came back. */
async function expectOneBatch(world: AnalyzeWorld): Promise<void> {
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect(world.sim.control.report()).toMatchObject({
    batches: { total: 1 },
    rows: { answered: 2 },
    files: { stored: 0 },
    violations: {},
  })
  expect(Object.values(await world.analyses())).toMatchObject([
    { status: 'done' },
    { status: 'done' },
  ])
}

test('a batch whose creation lost its reply is found again and not created twice', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await twoWaiting(world)
  world.sim.control.addFault({ ...CREATE, kind: 'reset_after' })
  expect(await world.run('submit_batch')).toMatchObject({
    status: 'pending',
    attempts: 0,
    error_code: 'upstream_down',
  })
  expect(world.sim.control.report().batches.total).toBe(1)

  await world.advance(2 * MINUTE)

  expect(await world.run('submit_batch')).toMatchObject({
    status: 'done',
    result: { batches: 1, tasks: 2 },
  })
  await expectOneBatch(world)
})

test('a creation that may still be on its way is not repeated until it has surely arrived or died', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await twoWaiting(world)
  world.sim.control.addFault({ ...CREATE, kind: 'reset_before' })
  await world.run('submit_batch')
  await world.advance(2 * MINUTE)

  const waiting = await world.run('submit_batch')
  expect(waiting).toMatchObject({ status: 'pending', attempts: 0 })
  expect(waiting.error_message).toContain('on its way')
  expect(world.sim.control.report().batches.total).toBe(0)

  await db
    .updateTable('ai_batches')
    .set({ create_attempted_at: new Date(Date.now() - 5 * MINUTE) })
    .execute()
  await world.advance(2 * MINUTE)
  expect(await world.run('submit_batch')).toMatchObject({ status: 'done', result: { tasks: 2 } })
  await expectOneBatch(world)
})

test('a refused key costs no attempt, and the file that was uploaded is used once the key works', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await twoWaiting(world)
  world.sim.control.addFault({ ...CREATE, kind: 'invalid_key' })
  expect(await world.run('submit_batch')).toMatchObject({
    status: 'done',
    result: { batches: 0, held: 'openai_refused' },
  })
  expect(world.logged).toContainEqual(
    expect.objectContaining({ level: 'error', msg: 'sending to OpenAI is refused' }),
  )
  expect(JSON.stringify(world.logged)).not.toContain(world.sim.apiKey)

  await world.advance(HOUR)

  expect(await world.run('submit_batch')).toMatchObject({ status: 'done', result: { tasks: 2 } })
  expect(world.sim.control.report().requests.by_route['POST /v1/files']).toBe(1)
  await expectOneBatch(world)
})

test('a batch that waits for a model that is gone is written again for the configured one', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await twoWaiting(world)
  world.sim.control.addFault({ ...CREATE, kind: 'insufficient_quota' })
  const { config } = world.services
  world.services.config = { ...config, openaiModel: 'gpt-of-yesterday' }
  await world.run('submit_batch')
  await world.advance(20 * MINUTE)
  world.services.config = config

  await world.run('submit_batch')

  const batch = await db
    .selectFrom('ai_batches')
    .select(['model', 'status'])
    .executeTakeFirstOrThrow()
  expect(batch).toEqual({ model: 'gpt-6-luna', status: 'validating' })
  await expectOneBatch(world)
})

test('a batch that OpenAI rejects is abandoned: its tasks wait again and sending pauses', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await twoWaiting(world)
  world.sim.control.addFault({ ...CREATE, kind: 'not_found' })

  expect(await world.run('submit_batch')).toMatchObject({
    result: { batches: 0, held: 'failed_batches' },
  })

  expect(Object.values(await world.analyses())).toMatchObject([
    { status: 'pending', attempts: 0, in_batch: false },
    { status: 'pending', attempts: 0, in_batch: false },
  ])
  await world.advance(20 * MINUTE)
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })
  await expectOneBatch(world)
})

test('an upload that fails on the way leaves a batch that the next run sends', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await twoWaiting(world)
  // The client asks three times.
  world.sim.control.addFault({
    on: 'http',
    method: 'POST',
    path: '/v1/files$',
    kind: 'reset_before',
    times: 3,
  })
  expect(await world.run('submit_batch')).toMatchObject({ status: 'pending', attempts: 0 })
  await world.advance(2 * MINUTE)

  expect(await world.run('submit_batch')).toMatchObject({
    status: 'done',
    result: { batches: 1, tasks: 2 },
  })
  await expectOneBatch(world)
})
