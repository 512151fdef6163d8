import { expect, test } from '../../fixtures/test.ts'
import { aCreator, someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld } from './analyze-world.ts'

test('two creators are analyzed in one batch and become active with insights and categories', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  const mother = await aCreator(db, 'mama_aliya', {
    biography: 'Мама двоих детей, Алматы',
    captions: ['Наш малыш сделал первый шаг', 'Материнство как оно есть'],
  })
  const cook = await aCreator(db, 'cook', {
    captions: ['My best recipe for the weekend, so tasty'],
  })
  const [motherTask, cookTask] = await world.enqueueAnalyses([mother, cook])

  expect(await world.run('submit_batch')).toMatchObject({
    status: 'done',
    result: { batches: 1, tasks: 2 },
  })
  expect(await world.task(motherTask ?? 0)).toMatchObject({ status: 'running' })
  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({
    status: 'done',
    result: { polled: 1, ingested: 1 },
  })

  for (const id of [motherTask, cookTask]) {
    expect(await world.task(id ?? 0)).toMatchObject({
      status: 'done',
      result: { outcome: 'success' },
    })
  }
  const blogs = await db.selectFrom('blogs').selectAll().orderBy('username').execute()
  expect(blogs).toMatchObject([
    {
      username: 'cook',
      scrape_status: 'active',
      ai_insights: { content: { primary_topic: 'food' } },
    },
    {
      username: 'mama_aliya',
      scrape_status: 'active',
      ai_insights: {
        content: { primary_topic: 'motherhood' },
        life_situation: { has_children: true },
      },
    },
  ])
  expect(blogs.every((blog) => (blog.ai_confidence ?? 0) > 0 && blog.ai_analyzed_at)).toBe(true)
  const categories = await db
    .selectFrom('blog_categories')
    .innerJoin('categories', 'categories.id', 'category_id')
    .select(['blog_id', 'name'])
    .where('is_primary', '=', true)
    .execute()
  expect(categories).toHaveLength(2)
  expect(categories).toEqual(
    expect.arrayContaining([
      { blog_id: mother, name: 'parenting' },
      { blog_id: cook, name: 'food' },
    ]),
  )
})

test('a batch leaves no file behind, records its cost and breaks no rule', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '3' })
  await world.enqueueAnalyses(await someCreators(db, 3))
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')

  const report = world.sim.control.report()
  expect(report).toMatchObject({
    violations: {},
    rows: { answered: 3, good: 3 },
    batches: { total: 1 },
    files: { stored: 0 },
  })
  const batch = await db.selectFrom('ai_batches').selectAll().executeTakeFirstOrThrow()
  expect(batch).toMatchObject({
    status: 'completed',
    request_count: 3,
    input_tokens: report.tokens.input,
    output_tokens: report.tokens.output,
  })
  expect(batch.cost_usd).toBeCloseTo(
    (report.tokens.input * 0.05 + report.tokens.output * 0.25) / 1e6,
    12,
  )
  expect(batch.files_deleted_at).not.toBeNull()
})
