import type { Db } from '../../../src/db/handles.ts'
import { readTokenLedger } from '../../../src/ai/money/token-ledger.ts'
import { expect, test } from '../../fixtures/test.ts'
import { someCreators } from '../../features/analyze/a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from '../../features/analyze/analyze-world.ts'

const MINUTE = 60_000
const MODEL = 'gpt-6-luna'
const TWO_MILLION = { openaiEnqueuedTokens: 2_000_000 }

const batches = async (db: Db) =>
  await db
    .selectFrom('ai_batches')
    .select(['request_count', 'estimated_input_tokens', 'status'])
    .orderBy('id')
    .execute()

/** What each of the profiles of `someCreators` takes, and a world in which so many wait. */
async function waiting(
  db: Db,
  creators: number,
  settings: Record<string, string> = {},
): Promise<AnalyzeWorld> {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1', ...settings })
  await world.enqueueAnalyses(await someCreators(db, creators))
  return world
}

const limited = (world: AnalyzeWorld, tokens: number): void => {
  world.services.config = { ...world.services.config, openaiEnqueuedTokens: tokens }
}

/** Prompt tokens of a profile, from a batch of one. */
async function tokensOfOne(world: AnalyzeWorld): Promise<number> {
  limited(world, 1)
  await world.run('submit_batch')
  const [first] = await batches(world.db)
  return first?.estimated_input_tokens ?? 0
}

test('a batch takes no more prompt tokens than are left, and the rest waits until it has ended', async ({
  db,
}) => {
  const world = await waiting(db, 8)
  // With nothing under way one request goes, however small the limit is.
  const each = await tokensOfOne(world)
  expect(each).toBeGreaterThan(1_000)
  expect(await world.run('submit_batch')).toMatchObject({
    result: { tasks: 0, held: 'enqueued_tokens' },
  })
  await world.advance(HOUR)
  await world.run('poll_batches')
  limited(world, 3 * each + 10)

  expect(await world.run('submit_batch')).toMatchObject({
    result: { batches: 1, tasks: 3, held: 'enqueued_tokens' },
  })

  expect(await readTokenLedger(db, world.services.config, MODEL)).toEqual({
    limit: 3 * each + 10,
    enqueued: 3 * each,
    left: 10,
  })
  expect(world.logged).toContainEqual(
    expect.objectContaining({ msg: 'sending to OpenAI is held', reason: 'enqueued_tokens' }),
  )
  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ result: { submitting: true } })
  expect(await readTokenLedger(db, world.services.config, MODEL)).toMatchObject({ enqueued: 0 })
  // The rest of what had gathered goes, too, though four are fewer than would gather.
  world.services.config = { ...world.services.config, batchMinTasks: 9 }
  limited(world, 2_000_000)
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 4 } })
})

test('the tokens of one model are not those of another', async ({ db }) => {
  const world = await waiting(db, 2)
  await tokensOfOne(world)

  expect(await world.run('submit_batch')).toMatchObject({ result: { held: 'enqueued_tokens' } })
  world.services.config = { ...world.services.config, openaiModel: 'gpt-5.6-luna' }

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 1 } })
})

test('a profile that does not fit into what is left waits without a batch', async ({ db }) => {
  const world = await waiting(db, 1)
  await db
    .insertInto('ai_batches')
    .values({
      kind: 'creator_insights',
      model: MODEL,
      request_count: 9,
      estimated_input_tokens: 100_000,
      status: 'in_progress',
      remote_id: 'batch_of_before',
      sent_at: new Date(),
    })
    .execute()
  await db
    .updateTable('blogs')
    .set({ biography: 'ы'.repeat(2_000) })
    .execute()
  const posts = Array.from({ length: 20 }, (_, at) => ({
    platform_id: `long-${at}`,
    caption_text: '語'.repeat(500),
    media_type: 'photo',
    taken_at: new Date(Date.UTC(2026, 10, 1 + at)),
  }))
  const { id } = await db.selectFrom('blogs').select('id').executeTakeFirstOrThrow()
  await db
    .insertInto('blog_posts')
    .values(posts.map((post) => ({ ...post, blog_id: id })))
    .execute()
  limited(world, 106_500)

  const held = { batches: 0, tasks: 0, held: 'enqueued_tokens' }
  expect(await world.run('submit_batch')).toMatchObject({ result: held })
  expect(await world.run('submit_batch')).toMatchObject({ result: held })
  expect(Object.values(await world.analyses())).toMatchObject([
    { status: 'pending', attempts: 0, in_batch: false },
  ])
  limited(world, 200_000)
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 1 } })
})

test("OpenAI's own limit is learned where it is smaller than the configured one", async ({
  db,
}) => {
  const world = await startAnalyzeWorld(
    db,
    { GRAMD_BATCH_MIN_TASKS: '1' },
    { enqueuedTokenLimit: 10_000 },
  )
  await world.enqueueAnalyses(await someCreators(db, 12))
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 12 } })
  await world.advance(5 * MINUTE)
  expect(await world.run('poll_batches')).toMatchObject({
    result: { ingested: 1, submitting: false, held: 'failed_batches' },
  })
  expect(Object.values(await world.analyses())).toMatchObject(
    Array.from({ length: 12 }, () => ({ status: 'pending', attempts: 0 })),
  )
  expect(await readTokenLedger(db, TWO_MILLION, MODEL)).toMatchObject({ limit: 10_000 })
  expect(await readTokenLedger(db, TWO_MILLION, 'gpt-5.6-luna')).toMatchObject({
    limit: 2_000_000,
  })

  let analyzed = 0
  for (let round = 0; round < 12 && analyzed < 12; round += 1) {
    await world.advance(HOUR)
    await world.run('poll_batches')
    await world.run('submit_batch')
    analyzed = Object.values(await world.analyses()).filter(
      ({ status }) => status === 'done',
    ).length
  }

  expect(analyzed).toBe(12)
  const ends = (await batches(db)).map(({ status }) => status)
  expect(ends.filter((status) => status === 'failed').length).toBeLessThanOrEqual(2)
  expect(world.sim.control.report().violations).toEqual({})
})

test('where OpenAI lets more wait than was ours, another program uses it, and we take half', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db)
  const limits: number[] = []
  const learned = async () => {
    const { limit } = await readTokenLedger(db, TWO_MILLION, MODEL)
    limits.push(limit)
  }
  const batch = async (tokens: number, ends: { failed: boolean; message?: string }) => {
    await db
      .insertInto('ai_batches')
      .values({
        kind: 'creator_insights',
        model: MODEL,
        request_count: 1,
        estimated_input_tokens: tokens,
        remote_id: `batch_${tokens}`,
        created_at: world.services.clock.now(),
        sent_at: world.services.clock.now(),
        ...(ends.failed
          ? {
              status: 'failed',
              error_code: 'token_limit_exceeded',
              error_message: ends.message ?? 'Limit: 2,000,000 enqueued tokens.',
              ingested_at: new Date(world.services.clock.now().getTime() + MINUTE),
            }
          : { status: 'in_progress' }),
      })
      .execute()
    await world.advance(10 * MINUTE)
  }
  await batch(300_000, { failed: false })
  await learned()
  await batch(500_000, { failed: true })
  await learned()
  await batch(100_000, { failed: true, message: 'Enqueued token limit reached.' })
  await learned()
  await world.advance(24 * HOUR)
  await learned()

  expect(limits).toEqual([2_000_000, 400_000, 200_000, 2_000_000])
})
