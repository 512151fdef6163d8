import type { Db } from '../../../src/db/handles.ts'
import { OpenAiDownError } from '../../../src/ai/openai/errors.ts'
import { expect, test } from '../../fixtures/test.ts'
import { someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from './analyze-world.ts'

const MINUTE = 60_000

/** OpenAI fails whatever is asked to send or look at a batch, until the function that this gives is called. */
function takeDown({ services }: AnalyzeWorld, { canLook = false } = {}): () => void {
  const real = services.openai
  if (!real) throw new Error('the world has no OpenAI')
  const fail = async (): Promise<never> => {
    throw new OpenAiDownError('OpenAI answered 500', MINUTE)
  }
  // The client library repeats what fails, which takes seconds each time.
  const getBatch = canLook ? real.getBatch : fail
  services.openai = { ...real, uploadBatchFile: fail, createBatch: fail, getBatch }
  return () => {
    services.openai = real
  }
}

const sending = async (db: Db) =>
  await db.selectFrom('ai_sending').select(['held', 'held_since']).executeTakeFirstOrThrow()

const told = async (db: Db) =>
  await db.selectFrom('notifications').select(['kind', 'severity', 'count', 'items']).execute()

test('analyses that cannot be sent for an hour are told of once, until OpenAI answers', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await world.enqueueAnalyses(await someCreators(db, 2))
  const bringBack = takeDown(world)
  const look = async (): Promise<void> => {
    await world.run('poll_batches')
    expect(await world.run('submit_batch')).toMatchObject({ status: 'pending', attempts: 0 })
  }
  await look()
  const first = await sending(db)
  expect(first).toMatchObject({ held: 'openai_down' })
  await world.advance(40 * MINUTE)
  await look()
  expect(await told(db)).toEqual([])
  for (let times = 0; times < 2; times += 1) {
    await world.advance(30 * MINUTE)
    await look()
  }

  expect(await sending(db)).toEqual(first)
  expect(await told(db)).toMatchObject([
    {
      kind: 'openai_down',
      severity: 'warning',
      count: 1,
      items: [{ since: first.held_since?.toISOString(), message: 'OpenAI answered 500' }],
    },
  ])
  bringBack()
  await world.advance(30 * MINUTE)
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })
  expect(await sending(db)).toEqual({ held: null, held_since: null })
})

test('results that cannot be fetched for an hour are told of, too', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, 1))
  await world.run('submit_batch')
  const bringBack = takeDown(world)
  for (let times = 0; times < 3; times += 1) {
    await world.advance(30 * MINUTE)
    expect(await world.run('poll_batches')).toMatchObject({ error_code: 'upstream_down' })
  }

  expect(await told(db)).toMatchObject([{ kind: 'openai_down', count: 1 }])
  bringBack()
  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ result: { ingested: 1 } })
  expect(await sending(db)).toMatchObject({ held: null })
})

test('that batches can be looked at does not hide for how long none can be sent', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  world.sim.control.addFault({ on: 'batch', kind: 'stuck' })
  const [first = '', second = ''] = await someCreators(db, 2)
  await world.enqueueAnalyses([first])
  await world.run('submit_batch')
  await world.enqueueAnalyses([second])
  const bringBack = takeDown(world, { canLook: true })
  for (let times = 0; times < 4; times += 1) {
    expect(await world.run('poll_batches')).toMatchObject({ result: { polled: 1 } })
    expect(await world.run('submit_batch')).toMatchObject({ status: 'pending', attempts: 0 })
    await world.advance(30 * MINUTE)
  }

  expect(await told(db)).toMatchObject([{ kind: 'openai_down', count: 1 }])
  bringBack()
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1 } })
  expect(await sending(db)).toMatchObject({ held: null })
})

test('another reason why analyses wait takes its place', async ({ db }) => {
  const world = await startAnalyzeWorld(db, {
    GRAMD_BATCH_MIN_TASKS: '1',
    GRAMD_OPENAI_DAILY_BUDGET_USD: '0.0000001',
  })
  await world.enqueueAnalyses(await someCreators(db, 1))
  await db.updateTable('ai_sending').set({ held: 'openai_down', held_since: new Date() }).execute()

  await world.run('poll_batches')

  expect(await sending(db)).toMatchObject({ held: 'daily_budget' })
})
