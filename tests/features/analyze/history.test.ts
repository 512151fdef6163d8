import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { openBatches } from '../../../src/ai/batches/store/ai-batches/batches.ts'
import {
  deleteOldInsights,
  storeAnswers,
  writtenAnswer,
  type Answer,
} from '../../../src/features/analyze/store/insights.ts'
import type { AIInsights } from '../../../src/features/analyze/insights.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aCreator } from './a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from './analyze-world.ts'

const insights = (confidence: number): AIInsights => ({ confidence, notes: null })
const direct = { taskId: null, batchId: null, model: 'gpt-6-luna', promptVersion: '2' }

const store = async (db: Db, answers: Answer[]): Promise<void> =>
  await db.transaction().execute(async (tx) => await storeAnswers(tx, answers.map(writtenAnswer)))

const versions = async (db: Db, blogId: string) =>
  await db
    .selectFrom('ai_insights')
    .select(['version', 'confidence', 'model', 'prompt_version', 'task_id', 'batch_id'])
    .where('blog_id', '=', blogId)
    .orderBy('version')
    .execute()

const shown = async (db: Db, blogId: string) =>
  await db
    .selectFrom('blogs')
    .select(['ai_insights', 'ai_confidence', 'ai_version', 'ai_model', 'ai_prompt_version'])
    .where('id', '=', blogId)
    .executeTakeFirstOrThrow()

test('each answer about a creator is a version of its own, and the blog has the newest', async ({
  db,
}) => {
  const blogId = await aCreator(db, 'mila')
  const other = await aCreator(db, 'vera')

  await store(db, [{ ...direct, blogId, insights: insights(0.1) }])
  await store(db, [
    { ...direct, blogId, insights: insights(0.2), model: 'gpt-7', taskId: 7 },
    { ...direct, blogId: other, insights: insights(0.3) },
  ])

  expect(await versions(db, blogId)).toMatchObject([
    { version: 1, confidence: 0.1, model: 'gpt-6-luna', task_id: null },
    { version: 2, confidence: 0.2, model: 'gpt-7', task_id: 7 },
  ])
  expect(await versions(db, other)).toMatchObject([{ version: 1 }])
  expect(await shown(db, blogId)).toEqual({
    ai_insights: insights(0.2),
    ai_confidence: 0.2,
    ai_version: 2,
    ai_model: 'gpt-7',
    ai_prompt_version: '2',
  })
})

test('the answer of a task that is stored again makes no version and changes nothing', async ({
  db,
}) => {
  const blogId = await aCreator(db, 'mila')
  await store(db, [{ ...direct, blogId, insights: insights(0.1), taskId: 7 }])
  await store(db, [{ ...direct, blogId, insights: insights(0.2), taskId: 8 }])

  await store(db, [{ ...direct, blogId, insights: insights(0.1), taskId: 7 }])

  expect(await versions(db, blogId)).toMatchObject([{ task_id: 7 }, { task_id: 8 }])
  expect(await shown(db, blogId)).toMatchObject({ ai_version: 2, ai_confidence: 0.2 })
})

test('nothing is kept of a creator who is gone', async ({ db }) => {
  const blogId = await aCreator(db, 'mila')
  await store(db, [{ ...direct, blogId, insights: insights(0.1) }])
  await db.deleteFrom('blogs').execute()

  await store(db, [{ ...direct, blogId, insights: insights(0.2) }])

  expect(await versions(db, blogId)).toEqual([])
})

test('insights that were replaced long ago are forgotten, and the newest never', async ({ db }) => {
  const blogId = await aCreator(db, 'mila')
  const other = await aCreator(db, 'vera')
  for (const confidence of [0.1, 0.2, 0.3])
    await store(db, [{ ...direct, blogId, insights: insights(confidence) }])
  await store(db, [{ ...direct, blogId: other, insights: insights(0.1) }])
  const long = sql<Date>`world_now() - interval '11 days'`
  await db.updateTable('ai_insights').set({ created_at: long }).execute()
  await db
    .updateTable('ai_insights')
    .set({ created_at: sql<Date>`world_now() - interval '9 days'` })
    .where('version', '=', 2)
    .execute()
  const never = new AbortController().signal

  expect(await deleteOldInsights(db, 10 * 24 * HOUR, never)).toBe(1)

  expect(await versions(db, blogId)).toMatchObject([{ version: 2 }, { version: 3 }])
  expect(await versions(db, other)).toMatchObject([{ version: 1 }])
  await store(db, [{ ...direct, blogId, insights: insights(0.4) }])
  expect((await versions(db, blogId)).at(-1)).toMatchObject({ version: 4 })
})

async function analyzeOnce(world: AnalyzeWorld, blogId: string): Promise<number> {
  const [taskId = 0] = await world.enqueueAnalyses([blogId])
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect(await world.task(taskId)).toMatchObject({ status: 'done' })
  return taskId
}

test('a version tells its model, prompt, task and batch, and reading the batch again adds none', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const blogId = await aCreator(db, 'mila', { captions: ['My recipe for breakfast'] })
  const first = await analyzeOnce(world, blogId)
  const second = await analyzeOnce(world, blogId)
  const batches = await db.selectFrom('ai_batches').selectAll().orderBy('created_at').execute()
  const told = { model: 'gpt-6-luna', prompt_version: '3' }
  const expected = [
    { ...told, version: 1, task_id: first, batch_id: batches[0]?.id },
    { ...told, version: 2, task_id: second, batch_id: batches[1]?.id },
  ]
  expect(await versions(db, blogId)).toMatchObject(expected)
  expect(batches).toMatchObject([
    { prompt: { prompt_version: '3' } },
    { prompt: { prompt_version: '3' } },
  ])

  await db.updateTable('ai_batches').set({ ingested_at: null, files_deleted_at: null }).execute()
  await world.run('poll_batches')

  expect(await versions(db, blogId)).toMatchObject(expected)
  expect(await shown(db, blogId)).toMatchObject({ ai_version: 2 })
})

test('the evidence that is stored can be looked up in the profile', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const blogId = await aCreator(db, 'mila', {
    biography: 'Мама двоих детей, Алматы',
    captions: ['Наш малыш сделал первый шаг'],
  })

  await analyzeOnce(world, blogId)

  const { ai_insights } = await shown(db, blogId)
  expect(ai_insights).toMatchObject({
    life_situation: {
      has_children: true,
      evidence: expect.arrayContaining([
        { field: 'has_children', quote: expect.stringMatching(/малыш|детей/), post_id: 'mila-0' },
      ]),
    },
    unsupported: [],
  })
  // The stand-in quotes something for each "no" as well, and nothing else is dropped.
  const lines = world.logged.filter((line) => line['msg'] === 'answers cleaned')
  expect(lines).toMatchObject([{ dropped_texts: {} }])
  expect(lines[0]?.['dropped_evidence']).toEqual({ negative: expect.any(Number) })
})

test('what strays in an answer is dropped, counted and never quoted', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const blogId = await aCreator(db, 'mila', { captions: ['My recipe for breakfast'] })
  world.sim.control.addFault({ on: 'row', kind: 'straying' })

  await analyzeOnce(world, blogId)

  const { ai_insights } = await shown(db, blogId)
  expect(ai_insights).toMatchObject({
    notes: null,
    content: { evidence: [] },
    unsupported: expect.arrayContaining(['content.primary_topic']),
  })
  const lines = world.logged.filter((line) => line['msg'] === 'answers cleaned')
  expect(lines).toMatchObject([
    { dropped_texts: { religion: 1 }, dropped_evidence: { not_quoted: expect.any(Number) } },
  ])
  expect(JSON.stringify(world.logged)).not.toMatch(/Ramadan|nobody has written/)
  const metrics = await world.registry.metrics()
  expect(metrics).toContain('gramd_ai_dropped_texts_total{kind="religion"} 1')
  expect(metrics).toMatch(/gramd_ai_dropped_evidence_total\{reason="not_quoted"\} [1-9]/)
})

test('evidence is looked up in what was sent: not in what came later or was taken back', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const kept = await aCreator(db, 'kept', { captions: ['My recipe for breakfast'] })
  const taken = await aCreator(db, 'taken', { captions: ['My recipe for dinner'] })
  await world.enqueueAnalyses([kept, taken])
  await world.run('submit_batch')
  await world.advance(HOUR)
  // By now the former post of one is older than twenty new ones, and the other's has been changed.
  const posts = Array.from({ length: 20 }, (_, index) => ({
    blog_id: kept,
    platform_id: `new-${index}`,
    caption_text: 'A walk',
    media_type: 'photo',
    taken_at: new Date(Date.UTC(2026, 10, 22, index)),
  }))
  await db.insertInto('blog_posts').values(posts).execute()
  await db
    .updateTable('blog_posts')
    .set({ caption_text: 'Another caption' })
    .where('blog_id', '=', taken)
    .execute()

  await world.run('poll_batches')

  expect((await shown(db, kept)).ai_insights).toMatchObject({
    content: {
      evidence: expect.arrayContaining([expect.objectContaining({ field: 'primary_topic' })]),
    },
  })
  expect((await shown(db, taken)).ai_insights).toMatchObject({ content: { evidence: [] } })
})

test('an answer is read as it was asked for, whatever is configured by then', async ({ db }) => {
  const world = await startAnalyzeWorld(db, {
    GRAMD_BATCH_MIN_TASKS: '1',
    GRAMD_AI_SECTIONS: 'content',
  })
  const blogId = await aCreator(db, 'mila', { captions: ['My recipe for breakfast'] })
  const [taskId = 0] = await world.enqueueAnalyses([blogId])
  await world.run('submit_batch')
  await world.advance(HOUR)
  const { config } = world.services
  world.services.config = { ...config, aiSections: ['lifestyle'] }
  expect(await openBatches(db)).toMatchObject([
    { prompt: { prompt_version: '3', sections: ['content'] } },
  ])

  await world.run('poll_batches')

  expect(await world.task(taskId)).toMatchObject({ result: { outcome: 'success' } })
  const { ai_insights } = await shown(db, blogId)
  expect(ai_insights).toHaveProperty('content')
  expect(ai_insights).not.toHaveProperty('lifestyle')
})
