import { expect, test } from '../../fixtures/test.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { RemoteBatch } from '../../../src/ai/openai/remote-status.ts'
import type { FaultRule } from '../../../sim/openai/index.ts'
import { aCreator, someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from './analyze-world.ts'

const MINUTE = 60_000
const done = { status: 'done', attempts: 0, outcome: 'success' }
const waiting = { status: 'pending', attempts: 0, in_batch: false }
const retried = { status: 'pending', attempts: 1, in_batch: false }

/** A world whose analyses are on their way in one batch. */
async function sentWorld(db: Db, count: number, fault?: FaultRule): Promise<AnalyzeWorld> {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, count))
  if (fault) world.sim.control.addFault(fault)
  await world.run('submit_batch')
  return world
}

async function remoteOf({ db, services }: AnalyzeWorld): Promise<RemoteBatch> {
  const { remote_id } = await db
    .selectFrom('ai_batches')
    .select('remote_id')
    .executeTakeFirstOrThrow()
  const remote = await services.openai?.getBatch(remote_id ?? '')
  if (!remote) throw new Error('the batch is unknown')
  return remote
}

/** How many analyses there are of each kind. */
async function tally(world: AnalyzeWorld): Promise<Record<string, number>> {
  const rows = Object.values(await world.analyses()).map(({ status, attempts, in_batch }) =>
    [status, attempts, ...(status === 'pending' && in_batch ? ['in batch'] : [])].join(' '),
  )
  return Object.fromEntries([...Map.groupBy(rows, (row) => row)].map(([k, v]) => [k, v.length]))
}

/** How the rows of all batches ended, in alphabetical order. */
async function outcomes(db: Db): Promise<(string | null)[]> {
  const rows = await db.selectFrom('ai_batch_rows').select('outcome').orderBy('outcome').execute()
  return rows.map((row) => row.outcome)
}

/** Sends what waits again, and reads it. */
async function another(world: AnalyzeWorld): Promise<void> {
  await world.advance(HOUR)
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
}

test('a batch of which no row succeeded is completed without an output file, and its rows are tried again', async ({
  db,
}) => {
  const world = await sentWorld(db, 2, { on: 'row', kind: 'error_500', times: 2 })
  await world.advance(HOUR)
  expect(await remoteOf(world)).toMatchObject({ status: 'completed', outputFileId: null })

  await world.run('poll_batches')

  expect(Object.values(await world.analyses())).toMatchObject([retried, retried])
  expect(world.logged).toContainEqual(
    expect.objectContaining({ level: 'error', msg: 'no row of the batch succeeded' }),
  )
  await another(world)
  expect(world.sim.control.report()).toMatchObject({
    rows: { answered: 2, good: 2 },
    files: { stored: 0 },
    violations: {},
  })
})

test('rows of an output file that is gone wait for the next batch, and lose no attempt', async ({
  db,
}) => {
  const world = await sentWorld(db, 2)
  await world.advance(HOUR)
  const { outputFileId } = await remoteOf(world)
  await world.services.openai?.deleteFile(outputFileId ?? '')

  expect(await world.run('poll_batches')).toMatchObject({ status: 'done', result: { ingested: 1 } })

  expect(await outcomes(db)).toEqual(['missing', 'missing'])
  expect(Object.values(await world.analyses())).toMatchObject([waiting, waiting])
  expect(world.logged).toContainEqual(
    expect.objectContaining({ level: 'error', msg: 'result file is gone', file_id: outputFileId }),
  )
  const paid = await db
    .selectFrom('ai_batches')
    .select(['cost_usd', 'estimated_cost_usd'])
    .executeTakeFirstOrThrow()
  expect(paid.cost_usd).toBeGreaterThan(0)
  expect(paid.cost_usd).toBeCloseTo(paid.estimated_cost_usd, 10)
  // Else they would be paid again with each look, and never read.
  expect(await world.run('submit_batch')).toMatchObject({
    result: { batches: 0, held: 'failed_batches' },
  })
  await another(world)
  expect(Object.values(await world.analyses())).toMatchObject([done, done])
})

test('a file that came with lines missing is downloaded again', async ({ db }) => {
  const world = await sentWorld(db, 4)
  await world.advance(HOUR)
  world.sim.control.addFault({ on: 'http', path: '/content$', kind: 'lost_lines' })

  await world.run('poll_batches')

  expect(Object.values(await world.analyses())).toMatchObject([done, done, done, done])
})

test('lines that stay missing from a file cost no other, and no attempt', async ({ db }) => {
  const world = await sentWorld(db, 4)
  await world.advance(HOUR)
  world.sim.control.addFault({ on: 'http', path: '/content$', kind: 'lost_lines', times: 3 })

  await world.run('poll_batches')

  expect(await tally(world)).toEqual({ 'done 0': 2, 'pending 0': 2 })
  expect(await outcomes(db)).toEqual(['missing', 'missing', 'success', 'success'])
  expect(world.logged).toContainEqual(
    expect.objectContaining({ msg: 'result file is short', lines: 2, expected_lines: 4 }),
  )
})

test('an expired batch may come by way of finalizing, and tell a part of its rest as errors', async ({
  db,
}) => {
  const world = await sentWorld(db, 8, { on: 'batch', kind: 'expired_messy', share_finished: 0.5 })
  await world.advance(24 * HOUR)
  await world.run('poll_batches')
  expect(await db.selectFrom('ai_batches').select('status').execute()).toEqual([
    { status: 'finalizing' },
  ])
  await world.advance(10 * MINUTE)

  await world.run('poll_batches')

  expect(await tally(world)).toEqual({ 'done 0': 4, 'pending 0': 2, 'pending 1': 2 })
  await another(world)
  expect(world.sim.control.report()).toMatchObject({ rows: { answered: 8 }, violations: {} })
})

test('the states of a batch may come in any order', async ({ db }) => {
  const world = await sentWorld(db, 2, { on: 'batch', kind: 'wandering' })
  const told = new Set<string>()
  for (let minute = 0; minute < 25; minute += 1) {
    await world.run('poll_batches')
    const batch = await db.selectFrom('ai_batches').select('status').executeTakeFirstOrThrow()
    told.add(batch.status)
    await world.advance(MINUTE)
  }
  expect(told.size).toBeGreaterThan(2)
  expect(Object.values(await world.analyses())).toMatchObject([done, done])
})

test('a batch that somebody else cancels while it is validated gives its tasks back', async ({
  db,
}) => {
  const world = await sentWorld(db, 2)
  const { id, status } = await remoteOf(world)
  expect(status).toBe('validating')
  await world.services.openai?.cancelBatch(id)
  await world.run('poll_batches')
  expect(await tally(world)).toEqual({ 'running 0': 2 })
  await world.advance(HOUR)

  await world.run('poll_batches')

  expect(await outcomes(db)).toEqual(['cancelled', 'cancelled'])
  expect(Object.values(await world.analyses())).toMatchObject([waiting, waiting])
  await another(world)
  expect(world.sim.control.report()).toMatchObject({ rows: { answered: 2 }, violations: {} })
})

test('a batch whose input is found faulty tells why, costs no attempt and leaves no file', async ({
  db,
}) => {
  const message = 'This line is not parseable as valid JSON.'
  const fault = { on: 'batch', kind: 'failed', code: 'invalid_json_line', message } as const
  const world = await sentWorld(db, 2, fault)
  await world.advance(HOUR)

  await world.run('poll_batches')

  expect(Object.values(await world.analyses())).toMatchObject([waiting, waiting])
  const [batch] = await db.selectFrom('ai_batches').selectAll().execute()
  expect(batch).toMatchObject({
    status: 'failed',
    error_code: 'invalid_json_line',
    error_message: message,
  })
  expect(world.sim.control.report().files.stored).toBe(0)
  await another(world)
  expect(Object.values(await world.analyses())).toMatchObject([done, done])
})

test('a line that makes a whole batch fail costs its own task an attempt, and no other', async ({
  db,
}) => {
  const code = 'missing_required_parameter'
  const fault = { on: 'batch', kind: 'failed', code, line: 2, times: 3 } as const
  const world = await sentWorld(db, 3, fault)
  for (const attempts of [1, 2]) {
    await world.advance(HOUR)
    await world.run('poll_batches')
    const [first, second, third] = Object.values(await world.analyses())
    expect(first).toMatchObject(waiting)
    expect(second).toMatchObject({ status: 'pending', attempts })
    expect(third).toMatchObject(waiting)
    await world.advance(2 * HOUR)
    await world.run('submit_batch')
  }
  await world.advance(HOUR)

  await world.run('poll_batches')

  expect(await outcomes(db)).toEqual([
    ...Array.from({ length: 6 }, () => 'missing'),
    ...Array.from({ length: 3 }, () => 'row_error'),
  ])
  const analyses = Object.values(await world.analyses())
  expect(analyses[1]).toMatchObject({ status: 'failed', scrape_status: 'active' })
  await world.advance(2 * HOUR)
  await another(world)
  expect(await tally(world)).toEqual({ 'done 0': 2, 'failed 3': 1 })
})

test('lines that are all at fault cost nobody an attempt', async ({ db }) => {
  const fault = { on: 'batch', kind: 'failed', code: 'url_mismatch', line: 1 } as const
  const world = await sentWorld(db, 2, fault)
  const { openai } = world.services
  if (!openai) throw new Error('the world has no OpenAI')
  world.services.openai = {
    ...openai,
    async getBatch(id, call) {
      const remote = await openai.getBatch(id, call)
      return remote && { ...remote, faultyLines: [1, 2] }
    },
  }
  await world.advance(HOUR)

  await world.run('poll_batches')

  expect(Object.values(await world.analyses())).toMatchObject([waiting, waiting])
})

test('a line that is at fault alone in its batch ends after its attempts', async ({ db }) => {
  const fault = { on: 'batch', kind: 'failed', code: 'url_mismatch', line: 1, times: 9 } as const
  const world = await sentWorld(db, 1, fault)
  for (const attempts of [1, 2]) {
    await world.advance(HOUR)
    await world.run('poll_batches')
    expect(Object.values(await world.analyses())).toMatchObject([{ status: 'pending', attempts }])
    await world.advance(2 * HOUR)
    await world.run('submit_batch')
  }
  await world.advance(HOUR)

  await world.run('poll_batches')

  expect(Object.values(await world.analyses())).toMatchObject([
    { status: 'failed', attempts: 3, scrape_status: 'active' },
  ])
})

test('a line of a model that is gone costs nobody an attempt, though it is alone', async ({
  db,
}) => {
  const fault = { on: 'batch', kind: 'failed', code: 'model_not_found', line: 1 } as const
  const world = await sentWorld(db, 1, fault)
  await world.advance(HOUR)

  await world.run('poll_batches')

  expect(Object.values(await world.analyses())).toMatchObject([waiting])
})

test('a batch that cannot be followed keeps no other analysis from being sent', async ({ db }) => {
  const world = await sentWorld(db, 2)
  await world.advance(HOUR)
  await world.enqueueAnalyses([await aCreator(db, 'another', { captions: ['A walk'] })])
  const fault = { on: 'http', path: '/content$', kind: 'truncated_body', times: 3 } as const
  world.sim.control.addFault(fault)

  expect(await world.run('poll_batches')).toMatchObject({ error_code: 'upstream_down' })

  const submits = await db
    .selectFrom('scrape_tasks')
    .select('status')
    .where('task_type', '=', 'submit_batch')
    .where('status', '=', 'pending')
    .execute()
  expect(submits).toHaveLength(1)
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 1 } })
})
