import { join } from 'node:path'
import { zodResponseFormat } from 'openai/helpers/zod'
import { writeBatchFile } from '../../../src/ai/openai/batch-file.ts'
import { customIdOf } from '../../../src/ai/batches/send-batch.ts'
import { assess, openBatch } from '../../../src/ai/batches/gather.ts'
import { creatorInsights } from '../../../src/features/analyze/tasks/creator-insights.ts'
import { answerSchema } from '../../../src/features/analyze/insights.ts'
import { storeInputFile, waitingRows } from '../../../src/ai/batches/store/ai-batches/unsent.ts'
import { expect, test } from '../../fixtures/test.ts'
import { tempFolder } from '../../ai/openai/temp-folder.ts'
import { aCreator, someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from './analyze-world.ts'

const MINUTE = 60_000
const CREATE = { on: 'http', method: 'POST', path: '/v1/batches$' } as const
const UPLOAD = { on: 'http', method: 'POST', path: '/v1/files$' } as const
const done = { status: 'done', attempts: 0, outcome: 'success' }

const requests = (world: AnalyzeWorld, route: string): number =>
  world.sim.control.report().requests.by_route[route] ?? 0

/** Everything went out once and came back, and nothing is left. */
async function expectAllDone(world: AnalyzeWorld, count: number): Promise<void> {
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect(Object.values(await world.analyses())).toMatchObject(
    Array.from({ length: count }, () => done),
  )
  expect(world.sim.control.report()).toMatchObject({
    rows: { answered: count },
    files: { stored: 0 },
    violations: {},
  })
}

test('a file that is larger than OpenAI takes is halved until it fits', async ({ db }) => {
  const world = await startAnalyzeWorld(
    db,
    { GRAMD_BATCH_MIN_TASKS: '1' },
    { maxFileBytes: 30_000 },
  )
  await world.enqueueAnalyses(await someCreators(db, 9))

  const submitted = await world.run('submit_batch')

  const batches = await db.selectFrom('ai_batches').select('request_count').orderBy('id').execute()
  expect(batches.length).toBeGreaterThan(2)
  expect(submitted).toMatchObject({
    status: 'done',
    attempts: 0,
    result: { batches: batches.length, tasks: 9 },
  })
  expect(world.logged).toContainEqual(
    expect.objectContaining({ level: 'warn', msg: 'input file too large', tasks: 9 }),
  )
  await expectAllDone(world, 9)
})

test('a gateway that refuses a file for its size has it come in two', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, 4))
  world.sim.control.addFault({ ...UPLOAD, kind: 'too_large' })

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 2, tasks: 4 } })

  await expectAllDone(world, 4)
})

test('an upload whose reply was lost leaves no file behind', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, 2))
  const other = await uploadForOthers(world)
  world.sim.control.addFault({ ...UPLOAD, kind: 'reset_after' })

  await world.run('submit_batch')
  expect(world.sim.control.report().files.stored).toBe(3)
  await world.advance(HOUR)
  await world.run('poll_batches')

  const left = await world.services.openai?.listBatchFiles(new Date(0))
  expect(left?.map(({ id }) => id)).toEqual([other])
  await world.services.openai?.deleteFile(other)
  await expectAllDone(world, 2)
})

/** A file of another program that has the same key. */
async function uploadForOthers({ services }: AnalyzeWorld): Promise<string> {
  const path = join(await tempFolder(), 'other.jsonl')
  await writeBatchFile(path, (async function* () {})(), { maxBytes: 1 })
  return (await services.openai?.uploadBatchFile({ path, name: 'other.jsonl' })) ?? ''
}

test.for(['reset_after', 'reset_before'] as const)(
  'a batch that may exist after %s keeps its file and model, whatever is configured by then',
  async (kind, { db }) => {
    const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
    await world.enqueueAnalyses(await someCreators(db, 2))
    world.sim.control.addFault({ ...CREATE, kind })
    await world.run('submit_batch')
    const { config } = world.services
    world.services.config = { ...config, openaiModel: 'gpt-5.6-luna' }
    await db
      .updateTable('ai_batches')
      .set({ create_attempted_at: new Date(Date.now() - 5 * MINUTE) })
      .execute()
    await world.advance(5 * MINUTE)

    expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 2 } })

    expect(requests(world, 'POST /v1/files')).toBe(1)
    const batches = await db.selectFrom('ai_batches').select('model').execute()
    expect(batches).toEqual([{ model: 'gpt-6-luna' }])
    await expectAllDone(world, 2)
  },
)

test('OpenAI is asked again when it said, also if that is more than a minute away', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, 1))
  world.sim.control.addFault({ ...CREATE, kind: 'rate_limit', retry_after_seconds: 600 })
  const before = world.services.clock.now().getTime()

  const task = await world.run('submit_batch')

  expect(task).toMatchObject({ status: 'pending', attempts: 0, error_code: 'upstream_down' })
  const waitMs = (task.next_retry_at?.getTime() ?? 0) - before
  expect(waitMs).toBeGreaterThanOrEqual(600_000)
  expect(waitMs).toBeLessThan(900_000)
  expect(requests(world, 'POST /v1/batches')).toBe(1)
})

test('a batch that was asked by prompt version 1 is read as such after the upgrade', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const blogId = await aCreator(db, 'mila', { captions: ['My recipe for breakfast'] })
  await world.enqueueAnalyses([blogId])
  await prepareFirstVersion(world)

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 1 } })
  await expectAllDone(world, 1)

  const [version] = await db.selectFrom('ai_insights').selectAll().execute()
  expect(version).toMatchObject({
    version: 1,
    prompt_version: '1',
    insights: { content: { primary_topic: 'food' } },
  })
  expect(version?.insights).not.toHaveProperty('unsupported')
  expect(JSON.stringify(version?.insights)).not.toContain('evidence')
  const categories = await db.selectFrom('blog_categories').selectAll().execute()
  expect(categories.length).toBeGreaterThan(0)
})

/** A batch as gramd left it before there was evidence: its file is uploaded, and not sent yet. */
async function prepareFirstVersion({ db, services }: AnalyzeWorld): Promise<void> {
  const { config, openai } = services
  const gathering = await assess(db, config, creatorInsights)
  if (gathering.kind !== 'send') throw new Error('nothing to send')
  const batch = await openBatch(db, config, creatorInsights, gathering.size)
  const [row] = await waitingRows(db, batch?.id ?? '')
  if (!batch || !row) throw new Error('no task is in the batch')
  const schema = answerSchema({ sections: config.aiSections, promptVersion: '1' })
  const body = {
    model: config.openaiModel,
    messages: [{ role: 'user' as const, content: 'My recipe for breakfast' }],
    response_format: zodResponseFormat(schema, 'creator_insights'),
    max_completion_tokens: 4_000,
    reasoning_effort: 'none' as const,
  }
  const path = join(await tempFolder(), 'input.jsonl')
  async function* asked() {
    yield { customId: customIdOf(row?.taskId ?? 0), body, promptTokens: 10 }
  }
  await writeBatchFile(path, asked(), { maxBytes: 1_000_000 })
  const fileId = (await openai?.uploadBatchFile({ path, name: `gramd-${batch.id}.jsonl` })) ?? ''
  await db.transaction().execute(async (tx) => {
    await storeInputFile(tx, batch.id, {
      fileId,
      model: config.openaiModel,
      prompt: { sections: config.aiSections, prompt_version: '1' },
      taskIds: [row.taskId],
      estimate: { inputTokens: 10, costUsd: 0 },
      price: null,
    })
  })
}
