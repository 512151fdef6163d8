import { sql } from 'kysely'
import { ask } from '../../src/ai/ask.ts'
import { sendBatch } from '../../src/ai/batches/send-batch.ts'
import { preparingBatches } from '../../src/ai/batches/store/ai-batches/batches.ts'
import { readCosts } from '../../src/ai/money/costs-store.ts'
import { estimateWaiting } from '../../src/ai/money/estimate.ts'
import { readTokenLedger } from '../../src/ai/money/token-ledger.ts'
import { createLogger } from '../../src/base/log/log.ts'
import type { Db } from '../../src/db/handles.ts'
import { asking } from '../../src/features/ai/feature.ts'
import { executeFor } from '../features/erase/erasures-of.ts'
import { someCreators } from '../features/analyze/a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from '../features/analyze/analyze-world.ts'
import { expect, test } from '../fixtures/test.ts'
import { addNotes, createNoteTables, noteSubject, noteTitles, titles } from './note-titles/kind.ts'

// Titles for notes, a kind that has nothing to do with creators, beside the insights of creators.

const MODEL = 'gpt-6-luna'
const SIGNAL = new AbortController().signal
const log = createLogger({ level: 'silent', destination: { write: () => undefined } })

async function aWorld(db: Db, settings: Record<string, string> = {}): Promise<AnalyzeWorld> {
  await createNoteTables(db)
  return await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2', ...settings }, {}, [noteTitles])
}

/** Enqueues titles for new notes; gives the ids of their tasks. */
async function enqueueTitles({ db, services }: AnalyzeWorld, count: number, from = 1) {
  const payloads = await addNotes(db, count, from)
  const ids: number[] = []
  for (const payload of payloads)
    ids.push((await services.queue.enqueue(db, noteTitles.task, payload)).id)
  return ids
}

const batches = async (db: Db) =>
  await db
    .selectFrom('ai_batches')
    .select(['id', 'kind', 'status', 'request_count', 'outcomes', 'cost_usd', 'prompt'])
    .orderBy('kind')
    .execute()

const askTitle = async ({ services }: AnalyzeWorld, id: number) =>
  await ask({ services, signal: SIGNAL, log }, noteTitles, {
    subject: noteSubject(id),
    payload: { note_id: id },
  })

const byRows = ([, one = 0]: number[], [, other = 0]: number[]): number => one - other

test('tasks of both kinds go in batches of their own, and each kind stores its answers', async ({
  db,
}) => {
  const world = await aWorld(db)
  const [first] = await enqueueTitles(world, 3)
  await world.enqueueAnalyses(await someCreators(db, 2))
  const estimate = await estimateWaiting(world.services, SIGNAL)
  expect(estimate).toMatchObject({ tasks: 5, sampled_tasks: 5, batches: 2, sending: 'send' })

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 2, tasks: 5 } })
  const { enqueued } = await readTokenLedger(db, world.services.config, MODEL)
  expect(enqueued).toBe(estimate.input_tokens)
  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ result: { ingested: 2 } })

  const done = await batches(db)
  expect(done).toMatchObject([
    { kind: 'creator_insights', request_count: 2, outcomes: { success: 2 } },
    {
      kind: 'note_title',
      request_count: 3,
      outcomes: { success: 3 },
      prompt: { prompt_version: 'n1' },
    },
  ])
  expect(await titles(db)).toEqual([1, 2, 3].map((id) => ({ note_id: id, batch_id: done[1]?.id })))
  expect(Object.values(await world.analyses()).map(({ status }) => status)).toEqual([
    'done',
    'done',
  ])
  const task = await world.task(first ?? 0)
  expect(task).toMatchObject({ status: 'done', result: { outcome: 'success', model: MODEL } })
  const days = await readCosts(db, '2026-11-21', '2026-11-21')
  expect(days.map(({ batches }) => [batches.count, batches.rows]).toSorted(byRows)).toEqual([
    [1, 2],
    [1, 3],
  ])
  expect(days.reduce((sum, { batches }) => sum + batches.cost_usd, 0)).toBeCloseTo(
    (done[0]?.cost_usd ?? 0) + (done[1]?.cost_usd ?? 0),
    9,
  )
  expect(world.logged).toContainEqual(expect.objectContaining({ msg: 'titles', titles: 3 }))
  expect(world.sim.control.report()).toMatchObject({ violations: {}, files: { stored: 0 } })
})

test('each row of the second kind has an end of its own', async ({ db }) => {
  const world = await aWorld(db)
  const ids = await enqueueTitles(world, 5)
  const faults = ['refusal', 'schema_mismatch', 'length', 'error_400'] as const
  for (const [at, kind] of faults.entries())
    world.sim.control.addFault({ on: 'row', kind, match: `note about ${at + 1}$` })
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')

  expect((await batches(db))[0]?.outcomes).toEqual({
    refusal: 1,
    invalid: 1,
    cut_off: 1,
    row_error: 1,
    success: 1,
  })
  expect(await titles(db)).toMatchObject([{ note_id: 5 }])
  const ends = await Promise.all(ids.map(async (id) => await world.task(id)))
  expect(ends.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['done', 0],
    ['pending', 1],
    ['pending', 1],
    ['pending', 1],
    ['done', 0],
  ])
})

test('batches of one kind that fail pause that kind alone', async ({ db }) => {
  const world = await aWorld(db)
  await enqueueTitles(world, 2)
  const failed = {
    on: 'batch',
    kind: 'failed',
    code: 'broken',
    message: 'broken',
    times: 1,
  } as const
  world.sim.control.addFault(failed)
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
  // Its pause is over by now; the next one is twice as long.
  world.sim.control.addFault(failed)
  await world.run('submit_batch')
  await world.advance(HOUR / 6)
  await world.run('poll_batches')
  await world.enqueueAnalyses(await someCreators(db, 2))

  expect(await world.run('submit_batch')).toMatchObject({
    result: { batches: 1, tasks: 2, held: 'failed_batches' },
  })
  const statuses = (await batches(db)).map(({ kind, status }) => `${kind} ${status}`)
  expect(statuses).toContain('creator_insights validating')
})

test('what OpenAI refuses, an outage and a spent budget hold every kind, and cost no attempt', async ({
  db,
}) => {
  const world = await aWorld(db)
  const ids = await enqueueTitles(world, 2)
  const create = { on: 'http', method: 'POST', path: '/v1/batches$' } as const
  const down = world.sim.control.addFault({
    ...create,
    path: '/v1/files$',
    kind: 'server_error',
    times: 10,
  })
  expect(await world.run('submit_batch')).toMatchObject({ status: 'pending', attempts: 0 })
  world.sim.control.removeFault(down)
  world.sim.control.addFault({ ...create, kind: 'invalid_key', times: 1 })
  await world.advance(HOUR / 6)
  expect(await world.run('submit_batch')).toMatchObject({ result: { held: 'openai_refused' } })
  await world.enqueueAnalyses(await someCreators(db, 2))
  await expect(askTitle(world, 1)).rejects.toMatchObject({ code: 'sending_held' })
  expect(await world.run('submit_batch')).toMatchObject({
    result: { batches: 0, held: 'openai_refused' },
  })
  const alerts = await db.selectFrom('notifications').select('kind').execute()
  expect(alerts.filter(({ kind }) => kind === 'openai_refused')).toHaveLength(1)

  await db.deleteFrom('ai_holds').execute()
  world.services.config = { ...world.services.config, openaiDailyBudgetUsd: 1e-9 }
  await db
    .insertInto('ai_calls')
    .values({ kind: 'note_title', model: MODEL, cost_usd: 1 })
    .execute()
  await expect(askTitle(world, 1)).rejects.toMatchObject({ code: 'daily_budget_spent' })
  for (const id of ids) expect(await world.task(id)).toMatchObject({ attempts: 0 })
})

test('the second kind is asked at once: paid, stored, and the waiting task is over', async ({
  db,
}) => {
  const world = await aWorld(db)
  const [waiting] = await enqueueTitles(world, 1)
  const answer = await askTitle(world, 1)

  expect(answer).toMatchObject({
    outcome: 'success',
    promptVersion: 'n1',
    endedTaskId: waiting,
  })
  expect(await titles(db)).toEqual([{ note_id: 1, batch_id: null }])
  expect(await world.task(waiting ?? 0)).toMatchObject({ status: 'done' })
  const calls = await db.selectFrom('ai_calls').selectAll().execute()
  expect(calls).toMatchObject([
    { kind: 'note_title', subject: 'note:1', outcome: 'success', cost_usd: answer.costUsd },
  ])
  await expect(askTitle(world, 7)).rejects.toMatchObject({ code: 'not_found' })
})

test('a subject that is erased leaves the file that was not sent, and its answers go nowhere', async ({
  db,
}) => {
  const world = await aWorld(db)
  await enqueueTitles(world, 3)
  const create = { on: 'http', method: 'POST', path: '/v1/batches$' } as const
  world.sim.control.addFault({ ...create, kind: 'invalid_key', times: 1 })
  await world.run('submit_batch')
  await askTitleThroughHold(world, 3)
  await erase(db, 2)

  const [batch] = await preparingBatches(db)
  expect(batch?.is_outdated).toBe(true)
  if (batch) await sendBatch({ services: world.services, signal: SIGNAL, log }, batch)
  expect((await batches(db))[0]).toMatchObject({ request_count: 2 })
  // Sent by now: its answer is paid, and not stored.
  await erase(db, 3)
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect((await titles(db)).filter((title) => title.batch_id !== null)).toMatchObject([
    { note_id: 1 },
  ])
  const calls = await db.selectFrom('ai_calls').select('subject').execute()
  expect(calls).toEqual([{ subject: null }])
})

async function askTitleThroughHold(world: AnalyzeWorld, id: number): Promise<void> {
  const hold = await world.db.deleteFrom('ai_holds').returningAll().execute()
  expect(hold).toHaveLength(1)
  await askTitle(world, id)
}

/** What the erasure of a note does: its row and tasks go, and what AI holds of it. */
async function erase(db: Db, id: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`delete from test_notes where id = ${id}`.execute(tx)
    await sql`delete from scrape_tasks where subject = ${noteSubject(id)}`.execute(tx)
  })
  await executeFor(db, [asking], { subjects: [noteSubject(id)] })
}
