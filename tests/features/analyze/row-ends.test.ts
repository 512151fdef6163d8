import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { aCreator } from './a-creator.ts'
import { HOUR, startAnalyzeWorld } from './analyze-world.ts'

const done = { status: 'done', attempts: 0, scrape_status: 'active' }
const retried = { status: 'pending', attempts: 1, in_batch: false, scrape_status: 'analyzing' }
const released = { status: 'pending', attempts: 0, in_batch: false, scrape_status: 'analyzing' }

/** What becomes of a row by the fault that strikes it, and what is noted of it. */
const ENDS = [
  ['refusal', 'refusal', { ...done, outcome: 'refusal' }],
  ['content_filter', 'content_filter', { ...done, outcome: 'content_filter' }],
  ['length', 'cut_off', retried],
  ['invalid_json', 'invalid', retried],
  ['schema_mismatch', 'invalid', retried],
  ['error_400', 'row_error', retried],
  ['error_500', 'row_error', retried],
  ['request_timeout', 'row_error', retried],
  ['missing', 'missing', released],
  ['torn', 'missing', released],
  ['both_files', 'success', { ...done, outcome: 'success' }],
  ['duplicate', 'success', { ...done, outcome: 'success' }],
  ['unknown_custom_id', 'success', { ...done, outcome: 'success' }],
] as const

test('each row of a batch has an end of its own and costs no other', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const names = [...ENDS.map(([fault]) => `c_${fault}_x`), 'c_untouched_x']
  const blogIds: string[] = []
  for (const name of names) blogIds.push(await aCreator(db, name, { captions: [`I am ${name}`] }))
  for (const [kind] of ENDS) {
    world.sim.control.addFault({ on: 'row', kind, match: `"username":"c_${kind}_x"` })
  }
  await world.enqueueAnalyses(blogIds)

  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')

  const analyses = await world.analyses()
  for (const [fault, , end] of ENDS) expect(analyses[`c_${fault}_x`], fault).toMatchObject(end)
  expect(analyses['c_untouched_x']).toMatchObject({ ...done, outcome: 'success' })
  const rows = await db
    .selectFrom('ai_batch_rows as r')
    .innerJoin('scrape_tasks as t', 't.id', 'r.task_id')
    .innerJoin('blogs as b', (join) => join.on(sql`b.id`, '=', sql`derived.blog_of(t.subject)`))
    .select(['b.username', 'r.outcome', 'r.output_tokens', 'b.ai_insights'])
    .execute()
  const byName = new Map(rows.map((row) => [row.username, row]))
  for (const [fault, outcome] of ENDS) {
    const row = byName.get(`c_${fault}_x`)
    expect(row?.outcome, fault).toBe(outcome)
    expect(row?.ai_insights !== null, fault).toBe(outcome === 'success')
    // Answered is paid, also when the answer is of no use; the stand-in's missing row never tells its tokens.
    expect((row?.output_tokens ?? 0) > 0, fault).toBe(!/error|missing/.test(outcome))
  }
  expect(world.logged).toContainEqual(
    expect.objectContaining({
      msg: 'result lines ignored',
      duplicate: 2,
      unknown: 1,
      unreadable: 1,
    }),
  )
})

test('an analysis whose attempts are spent fails and leaves the creator active with its old insights', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const blogId = await aCreator(db, 'stubborn')
  const old = { confidence: 0.5, notes: 'as it was' }
  await db
    .updateTable('blogs')
    .set({ ai_insights: JSON.stringify(old), ai_confidence: 0.5, ai_analyzed_at: new Date(0) })
    .execute()
  world.sim.control.addFault({ on: 'row', kind: 'invalid_json' })
  const [taskId = 0] = await world.enqueueAnalyses([blogId])

  for (const attempts of [1, 2, 3]) {
    await world.run('submit_batch')
    await world.advance(HOUR)
    await world.run('poll_batches')
    expect(await world.task(taskId)).toMatchObject({ attempts, error_code: 'ai_invalid_answer' })
    await world.advance(HOUR)
  }

  expect(await world.analyses()).toMatchObject({
    stubborn: { status: 'failed', scrape_status: 'active' },
  })
  const blog = await db.selectFrom('blogs').select('ai_insights').executeTakeFirstOrThrow()
  expect(blog.ai_insights).toEqual(old)
})

test('a cancelled analysis leaves the creator active and its answer unused', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  const kept = await aCreator(db, 'kept')
  const cancelled = await aCreator(db, 'cancelled')
  const [, taskId = 0] = await world.enqueueAnalyses([kept, cancelled])
  await world.run('submit_batch')

  await world.cancel(taskId)
  await world.advance(HOUR)
  await world.run('poll_batches')

  expect(await world.analyses()).toMatchObject({
    kept: { status: 'done', outcome: 'success', scrape_status: 'active' },
    cancelled: { status: 'cancelled', outcome: null, scrape_status: 'active' },
  })
  const blog = await db
    .selectFrom('blogs')
    .select('ai_insights')
    .where('id', '=', cancelled)
    .executeTakeFirstOrThrow()
  expect(blog.ai_insights).toBeNull()
})
