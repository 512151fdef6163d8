import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import type { Db } from '../../../src/db/handles.ts'
import { openBatches } from '../../../src/ai/batches/store/ai-batches/batches.ts'
import { ingestBatch } from '../../../src/ai/batches/ingest.ts'
import { createLogger } from '../../../src/base/log/log.ts'
import { someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from './analyze-world.ts'

const silent = createLogger({ level: 'error', destination: process.stdout })

/** A world whose analyses are on their way in one batch. */
async function worldWithBatch(
  db: Db,
  count: number,
  fault?: 'expired' | 'stuck',
): Promise<AnalyzeWorld> {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await world.enqueueAnalyses(await someCreators(db, count))
  if (fault) world.sim.control.addFault({ on: 'batch', kind: fault, share_finished: 0.5 })
  await world.run('submit_batch')
  return world
}

const statuses = async (world: AnalyzeWorld): Promise<string[]> =>
  Object.values(await world.analyses())
    .map((row) => row.status)
    .sort()

test('an expired batch keeps what was answered, and the rest alone goes into the next one', async ({
  db,
}) => {
  const world = await worldWithBatch(db, 4, 'expired')
  await world.advance(25 * HOUR)
  await world.run('poll_batches')

  const rest = Object.values(await world.analyses()).filter((row) => row.status === 'pending')
  expect(await statuses(world)).toEqual(['done', 'done', 'pending', 'pending'])
  expect(rest).toMatchObject([
    { attempts: 0, in_batch: false },
    { attempts: 0, in_batch: false },
  ])

  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect(await statuses(world)).toEqual(['done', 'done', 'done', 'done'])
  expect(world.sim.control.report()).toMatchObject({ rows: { answered: 4 }, violations: {} })
})

test('an overdue batch is cancelled; its tasks leave it only when it has ended', async ({ db }) => {
  const world = await worldWithBatch(db, 4, 'stuck')
  await world.advance(25 * HOUR)
  expect(await world.run('retry_stale_batches')).toMatchObject({ result: { stale: 0 } })

  await world.advance(2 * HOUR)
  expect(await world.run('retry_stale_batches')).toMatchObject({
    result: { stale: 1, ingested: 0 },
  })
  expect(await statuses(world)).toEqual(['running', 'running', 'running', 'running'])
  expect(world.sim.control.report().batches.by_status).toEqual({ cancelling: 1 })

  await world.advance(HOUR)
  expect(await world.run('retry_stale_batches')).toMatchObject({
    result: { stale: 1, ingested: 1 },
  })
  expect(await statuses(world)).toEqual(['done', 'done', 'pending', 'pending'])
  expect(world.sim.control.report().files.stored).toBe(0)
})

test('a batch that OpenAI has forgotten is given up only when it is overdue', async ({ db }) => {
  const world = await worldWithBatch(db, 2, 'stuck')
  const { remote_id } = await db
    .selectFrom('ai_batches')
    .select('remote_id')
    .executeTakeFirstOrThrow()
  world.sim.control.loseBatch(remote_id ?? '')

  expect(await world.run('poll_batches')).toMatchObject({ status: 'done', result: { ingested: 0 } })
  expect(await statuses(world)).toEqual(['running', 'running'])

  await world.advance(27 * HOUR)
  expect(await world.run('retry_stale_batches')).toMatchObject({ result: { ingested: 1 } })
  expect(await statuses(world)).toEqual(['pending', 'pending'])
})

test('the same results read twice change nothing', async ({ db }) => {
  const world = await worldWithBatch(db, 3)
  await world.advance(HOUR)
  world.sim.control.addFault({ on: 'http', method: 'DELETE', kind: 'invalid_key', times: 1 })
  await world.run('poll_batches')
  const before = await everything(db)
  expect(before.blogs.every((blog) => blog.scrape_status === 'active')).toBe(true)

  await db.updateTable('ai_batches').set({ ingested_at: null }).execute()
  expect(await world.run('poll_batches')).toMatchObject({ result: { polled: 1, ingested: 1 } })

  expect(await everything(db)).toEqual(before)
})

test('of two processes that read the same results at once, one writes them', async ({ db }) => {
  const world = await worldWithBatch(db, 3)
  await world.advance(HOUR)
  const [batch] = await openBatches(db)
  if (!batch) throw new Error('no batch is open')
  const remote = await world.services.openai?.getBatch(batch.remote_id)
  if (!remote) throw new Error('the batch is unknown')
  const context = { services: world.services, signal: new AbortController().signal, log: silent }

  const counts = await Promise.all([
    ingestBatch(context, batch, remote),
    ingestBatch(context, batch, remote),
  ])

  expect(counts).toContainEqual({ success: 3 })
  expect(counts).toContain(null)
  expect(await statuses(world)).toEqual(['done', 'done', 'done'])
})

test('results that were read in part are read to their end by the next try', async ({ db }) => {
  // One more than are stored at a time.
  const world = await worldWithBatch(db, 501)
  await world.advance(HOUR)
  await sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$`.execute(
    db,
  )
  await sql`
    create trigger refuse before insert on ai_insights for each row when (new.task_id = 1) execute function refuse()`.execute(
    db,
  )
  await world.run('poll_batches')
  const before = await statuses(world)
  expect(new Set(before)).toEqual(new Set(['done', 'running']))
  expect(await db.selectFrom('ai_batches').select('ingested_at').execute()).toEqual([
    { ingested_at: null },
  ])

  await sql`drop trigger refuse on ai_insights`.execute(db)
  await sql`update scrape_tasks_open set due_at = world_now() where task_type = 'poll_batches'`.execute(
    db,
  )
  expect(await world.run('poll_batches')).toMatchObject({ status: 'done', result: { ingested: 1 } })
  expect(new Set(await statuses(world))).toEqual(new Set(['done']))
  const versions = await db.selectFrom('ai_insights').select('version').distinct().execute()
  expect(versions).toEqual([{ version: 1 }])
  const { tokens, rows, violations } = world.sim.control.report()
  const paid = await db
    .selectFrom('ai_batches')
    .select(['input_tokens', 'output_tokens'])
    .executeTakeFirstOrThrow()
  expect([paid.input_tokens, paid.output_tokens]).toEqual([tokens.input, tokens.output])
  expect([rows.answered, violations]).toEqual([501, {}])
})

test('files that could not be deleted are deleted at the next poll', async ({ db }) => {
  const world = await worldWithBatch(db, 2)
  await world.advance(HOUR)
  world.sim.control.addFault({ on: 'http', method: 'DELETE', kind: 'invalid_key' })
  expect(await world.run('poll_batches')).toMatchObject({ status: 'done', result: { ingested: 1 } })
  expect(world.sim.control.report().files.undeleted).not.toEqual([])

  await world.run('poll_batches')

  expect(world.sim.control.report().files.stored).toBe(0)
})

test('a batch that cannot be read does not keep another one waiting', async ({ db }) => {
  const settings = { GRAMD_BATCH_MIN_TASKS: '1', GRAMD_BATCH_MAX_TASKS: '1' }
  const world = await startAnalyzeWorld(db, settings)
  await world.enqueueAnalyses(await someCreators(db, 2))
  await world.run('submit_batch')
  await world.advance(HOUR)
  const path = '/content$'
  world.sim.control.addFault({ on: 'http', method: 'GET', path, kind: 'truncated_body', times: 3 })

  expect(await world.run('poll_batches')).toMatchObject({
    status: 'pending',
    attempts: 0,
    error_code: 'upstream_down',
  })

  expect(await statuses(world)).toEqual(['done', 'running'])
  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ status: 'done', result: { ingested: 1 } })
  expect(await statuses(world)).toEqual(['done', 'done'])
})

/** All that reading results may change, but for the times of the batch. */
async function everything(db: Db) {
  const blogs = await db.selectFrom('blogs').selectAll().orderBy('id').execute()
  const links = await db
    .selectFrom('blog_categories')
    .selectAll()
    .orderBy('blog_id')
    .orderBy('category_id')
    .execute()
  const tasks = await db
    .selectFrom('scrape_tasks')
    .selectAll()
    .where('task_type', '=', 'ai_analysis')
    .orderBy('id')
    .execute()
  const rows = await db.selectFrom('ai_batch_rows').selectAll().orderBy('task_id').execute()
  const batches = await db
    .selectFrom('ai_batches')
    .select(['status', 'input_tokens', 'output_tokens', 'cost_usd'])
    .execute()
  const events = await db
    .selectFrom('task_events')
    .selectAll()
    .where('task_type', '=', 'ai_analysis')
    .orderBy('id')
    .execute()
  return { blogs, links, tasks, rows, batches, events }
}
