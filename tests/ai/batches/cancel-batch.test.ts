import { preparingBatches } from '../../../src/ai/batches/store/ai-batches/batches.ts'
import { sendBatch } from '../../../src/ai/batches/send-batch.ts'
import { waitingRows } from '../../../src/ai/batches/store/ai-batches/unsent.ts'
import { createLogger } from '../../../src/base/log/log.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { OpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { problemIn, type TestApi } from '../../http/kit.ts'
import { expect, test } from '../../fixtures/test.ts'
import { someCreators } from '../../features/analyze/a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from '../../features/analyze/analyze-world.ts'
import { anAnalyzeApi, batchOf, onlyBatch } from '../../features/analyze/batches-api.ts'

const MINUTE = 60_000
const silent = createLogger({ level: 'silent', destination: { write: () => undefined } })
const CREATE = { on: 'http', method: 'POST', path: '/v1/batches$' } as const

type CancelWorld = { world: AnalyzeWorld; api: TestApi }

async function waiting(db: Db, count: number): Promise<CancelWorld> {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await world.enqueueAnalyses(await someCreators(db, count))
  return { world, api: anAnalyzeApi(world) }
}

const cancel = async (api: TestApi, id: string): Promise<Response> =>
  await api.send('POST', `/api/batches/${id}/cancel`)

const statuses = async (world: AnalyzeWorld): Promise<string[]> =>
  Object.values(await world.analyses())
    .map((row) => row.status)
    .sort()

/** What waits again goes out in one more batch and comes back: everything was paid once. */
async function expectTheRestToBeSent(
  { world, api }: CancelWorld,
  {
    answered,
    batches,
    afterMs = 20 * MINUTE,
  }: { answered: number; batches: number; afterMs?: number },
): Promise<void> {
  await world.advance(afterMs)
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect([...new Set(await statuses(world))]).toEqual(['done'])
  expect(Object.values(await world.analyses()).every(({ attempts }) => attempts === 0)).toBe(true)
  expect(world.sim.control.report()).toMatchObject({
    batches: { total: batches },
    rows: { answered },
    files: { stored: 0 },
    violations: {},
  })
  expect(api.lines.filter(({ level }) => level === 'error')).toEqual([])
}

/** Whoever sends has a request of long ago (real time) to look for. */
const letCreationSettle = async (db: Db): Promise<void> => {
  await db
    .updateTable('ai_batches')
    .set({ create_attempted_at: new Date(Date.now() - 5 * MINUTE) })
    .where('create_attempted_at', 'is not', null)
    .execute()
}

test('a batch under way is ended: what was answered is kept, the rest goes into the next one', async ({
  db,
}) => {
  const { world, api } = await waiting(db, 4)
  world.sim.control.addFault({ on: 'batch', kind: 'stuck', share_finished: 0.5 })
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  await world.advance(HOUR)
  await world.run('poll_batches')

  const answer = await cancel(api, id)

  expect(answer.status).toBe(202)
  expect(await answer.json()).toMatchObject({
    status: 'in_progress',
    cancel_requested_at: expect.any(String),
  })
  expect(await world.run('poll_batches')).toMatchObject({
    result: { changes: [{ batch_id: id, from: 'in_progress', to: 'cancelling' }] },
  })
  expect(await batchOf(api, id)).toMatchObject({ status: 'cancelling' })
  expect(await statuses(world)).toEqual(['running', 'running', 'running', 'running'])
  expect((await cancel(api, id)).status).toBe(202)

  await world.advance(11 * MINUTE)
  await world.run('poll_batches')
  expect(await batchOf(api, id)).toMatchObject({
    status: 'cancelled',
    rows: { by_outcome: { success: 2, cancelled: 2 } },
  })
  expect(await statuses(world)).toEqual(['done', 'done', 'pending', 'pending'])
  expect(world.sim.control.report().requests.by_route['POST /v1/batches/:id/cancel']).toBe(1)
  await expectTheRestToBeSent({ world, api }, { answered: 4, batches: 2 })
})

test('a batch that is still validated is ended before a row was paid', async ({ db }) => {
  const { world, api } = await waiting(db, 2)
  await world.run('submit_batch')
  const id = await onlyBatch(api)

  await cancel(api, id)
  await world.run('poll_batches')
  await world.advance(11 * MINUTE)
  await world.run('poll_batches')

  expect(await batchOf(api, id)).toMatchObject({ status: 'cancelled', cost_usd: 0 })
  await expectTheRestToBeSent({ world, api }, { answered: 2, batches: 2 })
})

test('a cancelled batch that another process has sent meanwhile keeps its tasks', async ({
  db,
}) => {
  const { world, api } = await waiting(db, 2)
  world.sim.control.addFault({ ...CREATE, kind: 'invalid_key' })
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  await cancel(api, id)
  const [seen] = await preparingBatches(db)
  if (!seen) throw new Error('no batch is prepared')
  const sent = { status: 'validating', remote_id: 'batch_of_the_other' }
  await db.updateTable('ai_batches').set(sent).where('id', '=', id).execute()

  const context = { services: world.services, signal: new AbortController().signal, log: silent }
  expect(await sendBatch(context, seen)).toEqual({ tasks: 0, stoppedBy: null })

  expect(await waitingRows(db, id)).toHaveLength(2)
  expect(await batchOf(api, id)).toMatchObject({ status: 'validating' })
})

test('a batch that was never sent is given up, and its file goes', async ({ db }) => {
  const { world, api } = await waiting(db, 2)
  world.sim.control.addFault({ ...CREATE, kind: 'invalid_key' })
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  expect(await batchOf(api, id)).toMatchObject({ status: 'preparing' })
  expect(world.sim.control.report()).toMatchObject({ files: { stored: 1 } })

  expect((await cancel(api, id)).status).toBe(202)
  await world.run('poll_batches')

  expect(await batchOf(api, id)).toMatchObject({
    status: 'abandoned',
    error: null,
    files_deleted_at: expect.any(String),
  })
  expect(await statuses(world)).toEqual(['pending', 'pending'])
  expect(world.sim.control.report()).toMatchObject({ files: { stored: 0 }, batches: { total: 0 } })
  // A refused key holds sending for a while.
  await expectTheRestToBeSent({ world, api }, { answered: 2, batches: 1, afterMs: 2 * HOUR })
})

test('a batch whose creation lost its reply is found, and then ended there', async ({ db }) => {
  const { world, api } = await waiting(db, 2)
  world.sim.control.addFault({ ...CREATE, kind: 'reset_after' })
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  expect(await batchOf(api, id)).toMatchObject({ status: 'preparing', remote_id: null })

  await cancel(api, id)
  await world.run('poll_batches')

  expect(await batchOf(api, id)).toMatchObject({ status: 'cancelling' })
  await world.advance(11 * MINUTE)
  await world.run('poll_batches')
  expect(await batchOf(api, id)).toMatchObject({ status: 'cancelled' })
  await expectTheRestToBeSent({ world, api }, { answered: 2, batches: 2 })
})

test('a creation that may still be on its way is not given up until it has surely died', async ({
  db,
}) => {
  const { world, api } = await waiting(db, 2)
  world.sim.control.addFault({ ...CREATE, kind: 'reset_before' })
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  await cancel(api, id)
  expect(await world.run('poll_batches')).toMatchObject({ status: 'done' })
  expect(await batchOf(api, id)).toMatchObject({ status: 'preparing' })
  expect(await statuses(world)).toEqual(['pending', 'pending'])
  expect(Object.values(await world.analyses()).every((row) => row.in_batch)).toBe(true)

  await letCreationSettle(db)
  await world.run('poll_batches')

  expect(await batchOf(api, id)).toMatchObject({ status: 'abandoned' })
  await expectTheRestToBeSent({ world, api }, { answered: 2, batches: 1 })
})

/** The gateway, with something that happens just before or after one of its calls. */
const withMoment = (
  { services }: AnalyzeWorld,
  moments: (real: OpenAiGateway) => Partial<OpenAiGateway>,
): void => {
  const real = services.openai
  if (real) services.openai = { ...real, ...moments(real) }
}

test('an end that is asked for while the file is uploaded leaves neither batch nor file', async ({
  db,
}) => {
  const { world, api } = await waiting(db, 2)
  let id = ''
  withMoment(world, (real) => ({
    uploadBatchFile: async (file, call) => {
      const fileId = await real.uploadBatchFile(file, call)
      if (id !== '') return fileId
      id = await onlyBatch(api)
      await cancel(api, id)
      await world.run('poll_batches')
      return fileId
    },
  }))

  // The tasks wait again, and this very run has them in its next batch.
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })

  expect(await batchOf(api, id)).toMatchObject({ status: 'abandoned', remote_id: null })
  expect(world.sim.control.report()).toMatchObject({ files: { stored: 1 }, batches: { total: 1 } })
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect(await statuses(world)).toEqual(['done', 'done'])
  expect(world.sim.control.report()).toMatchObject({ files: { stored: 0 }, rows: { answered: 2 } })
})

test('an end that is asked for while the batch is created ends it as soon as it is there', async ({
  db,
}) => {
  const { world, api } = await waiting(db, 2)
  withMoment(world, (real) => ({
    createBatch: async (batch, call) => {
      const id = await onlyBatch(api)
      await cancel(api, id)
      await world.run('poll_batches')
      expect(await batchOf(api, id)).toMatchObject({ status: 'preparing' })
      return await real.createBatch(batch, call)
    },
  }))

  await world.run('submit_batch')

  expect(await batchOf(api, await onlyBatch(api))).toMatchObject({ status: 'cancelling' })
  await world.advance(11 * MINUTE)
  await world.run('poll_batches')
  expect(await statuses(world)).toEqual(['pending', 'pending'])
  expect(world.sim.control.report()).toMatchObject({ files: { stored: 0 }, violations: {} })
})

test('a batch that ended on its own meanwhile is read as it is', async ({ db }) => {
  const { world, api } = await waiting(db, 2)
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  await world.advance(HOUR)

  expect((await cancel(api, id)).status).toBe(202)
  await world.run('poll_batches')

  expect(await batchOf(api, id)).toMatchObject({
    status: 'completed',
    rows: { by_outcome: { success: 2 } },
  })
  const problem = await problemIn(await cancel(api, id))
  expect(problem).toMatchObject({ status: 409, code: 'conflict', errors: [{ field: 'id' }] })
})

test('OpenAI being down only puts the end off', async ({ db }) => {
  const { world, api } = await waiting(db, 2)
  world.sim.control.addFault({ on: 'batch', kind: 'stuck', share_finished: 0 })
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  await cancel(api, id)
  world.sim.control.addFault({
    on: 'http',
    method: 'POST',
    path: '/cancel$',
    kind: 'reset_before',
    times: 3,
  })
  expect(await world.run('poll_batches')).toMatchObject({ status: 'pending', attempts: 0 })

  await world.advance(2 * MINUTE)
  await world.run('poll_batches')

  expect(await batchOf(api, id)).toMatchObject({ status: 'cancelling' })
})

test('a poll that is running when the end is asked for is followed by another one', async ({
  db,
}) => {
  const { world, api } = await waiting(db, 2)
  world.sim.control.addFault({ on: 'batch', kind: 'stuck', share_finished: 0 })
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  withMoment(world, (real) => ({
    getBatch: async (remoteId, call) => {
      const remote = await real.getBatch(remoteId, call)
      await cancel(api, id)
      await cancel(api, id)
      return remote
    },
  }))
  await world.run('poll_batches')
  expect(await batchOf(api, id)).toMatchObject({ status: 'validating' })

  const open = await db
    .selectFrom('scrape_tasks_open')
    .select(['payload', 'dedupe_key'])
    .where('task_type', '=', 'poll_batches')
    .execute()

  expect(open).toEqual([{ payload: { again: true }, dedupe_key: 'poll_batches again' }])
})

test('without a key nothing can be ended, and that is said', async ({ db }) => {
  const { world, api } = await waiting(db, 2)
  await world.run('submit_batch')
  world.services.openai = null

  const id = await onlyBatch(api)
  const problem = await problemIn(await cancel(api, id))

  expect(problem).toMatchObject({ status: 503, code: 'upstream_down' })
  expect(problem.detail).toBe(
    'OPENAI_API_KEY is not set: OpenAI cannot be asked to end the batch; set it and start gramd again',
  )
  expect(await batchOf(api, id)).toMatchObject({ cancel_requested_at: null })
})

test('without a key a batch that is over has ended all the same', async ({ db }) => {
  const { world, api } = await waiting(db, 2)
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
  world.services.openai = null

  const problem = await problemIn(await cancel(api, await onlyBatch(api)))

  expect(problem).toMatchObject({ status: 409, detail: 'the batch has ended: it is completed' })
})
