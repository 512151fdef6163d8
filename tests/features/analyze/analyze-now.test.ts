import { expect, test } from '../../fixtures/test.ts'
import type { Db } from '../../../src/db/handles.ts'
import { problemIn, served } from '../../http/kit.ts'
import { aCreator } from './a-creator.ts'
import { HOUR } from './analyze-world.ts'
import { aScrapedCreator, callsOf, DirectAnswer, startDirectWorld } from './direct-world.ts'

const versionsOf = async (db: Db, blogId: string) =>
  await db
    .selectFrom('ai_insights')
    .select(['version', 'task_id', 'batch_id', 'model', 'prompt_version'])
    .where('blog_id', '=', blogId)
    .orderBy('version')
    .execute()

test('a creator is analyzed at once, stored as the next version and paid as a direct call', async ({
  db,
}) => {
  const world = await startDirectWorld(db)
  const blog = await aScrapedCreator(db, 'mila')

  const first = await world.analyze('mila')
  const answer = DirectAnswer.parse(await first.json())
  expect(first.status).toBe(200)
  expect(answer).toMatchObject({
    outcome: 'success',
    version: 1,
    insights: { content: { primary_topic: 'food' } },
    model: 'gpt-6-luna',
    prompt_version: '3',
    ended_task_id: null,
  })
  // 0.10 and 0.50 USD per million: twice what a batch costs.
  const cost = (answer.input_tokens * 0.1 + answer.output_tokens * 0.5) / 1_000_000
  expect(answer.cost_usd).toBeCloseTo(cost, 12)
  expect(await callsOf(db)).toEqual([
    {
      subject: `blog:${blog}`,
      kind: 'creator_insights',
      model: 'gpt-6-luna',
      outcome: 'success',
      input_tokens: answer.input_tokens,
      output_tokens: answer.output_tokens,
      cost_usd: answer.cost_usd,
    },
  ])

  expect(await world.registry.metrics()).toContain(
    `gramd_openai_tokens_total{kind="direct",model="gpt-6-luna",direction="input"} ${answer.input_tokens}`,
  )

  expect(await (await world.analyze(blog)).json()).toMatchObject({ version: 2 })
  const asked = { task_id: null, batch_id: null, model: 'gpt-6-luna', prompt_version: '3' }
  expect(await versionsOf(db, blog)).toEqual([
    { version: 1, ...asked },
    { version: 2, ...asked },
  ])
  const { ai_version } = await db.selectFrom('blogs').select('ai_version').executeTakeFirstOrThrow()
  expect(ai_version).toBe(2)
  expect(await db.selectFrom('blog_topics').select('topic').execute()).not.toEqual([])
})

test('what strays in a direct answer is dropped and counted', async ({ db }) => {
  const world = await startDirectWorld(db)
  await aScrapedCreator(db, 'mila')
  world.sim.control.addFault({ on: 'row', kind: 'straying' })

  const { insights } = DirectAnswer.parse(await (await world.analyze('mila')).json())

  expect(insights).toMatchObject({ notes: null, content: { evidence: [] } })
  expect(await world.registry.metrics()).toContain(
    'gramd_ai_dropped_texts_total{kind="religion"} 1',
  )
})

test('an analysis that waits for a batch ends with the answer, so that nobody pays twice', async ({
  db,
}) => {
  const world = await startDirectWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const blog = await aScrapedCreator(db, 'mila', 'analyzing')
  const [taskId] = await world.enqueueAnalyses([blog])

  expect(await (await world.analyze('mila')).json()).toMatchObject({ ended_task_id: taskId })

  expect(await world.analyses()).toMatchObject({
    mila: { status: 'done', outcome: 'success', in_batch: false, scrape_status: 'active' },
  })
  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 0, tasks: 0 } })
  expect(world.sim.control.report().rows).toEqual({ answered: 1, good: 1 })
})

test('an older answer of a batch that was sent before does not replace the newer one', async ({
  db,
}) => {
  const world = await startDirectWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const blog = await aScrapedCreator(db, 'mila', 'analyzing')
  await world.enqueueAnalyses([blog])
  await world.run('submit_batch')
  await world.advance(60_000)

  expect(await (await world.analyze('mila')).json()).toMatchObject({
    version: 1,
    ended_task_id: null,
  })
  expect(await world.analyses()).toMatchObject({
    mila: { status: 'running', scrape_status: 'analyzing' },
  })
  const before = await versionsOf(db, blog)

  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ result: { ingested: 1 } })
  expect(await versionsOf(db, blog)).toEqual(before)
  expect(await world.analyses()).toMatchObject({
    mila: { status: 'done', outcome: 'success', scrape_status: 'active' },
  })

  await world.enqueueAnalyses([blog])
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect((await versionsOf(db, blog)).map(({ batch_id }) => batch_id === null)).toEqual([
    true,
    false,
  ])
})

test('the answer that a client does not wait for is stored', async ({ db }) => {
  const world = await startDirectWorld(db)
  const blog = await aScrapedCreator(db, 'mila')
  const gate = world.holdAnswers()
  const url = await served(world.app)
  const leaving = new AbortController()
  const asked = fetch(`${url}/api/blogs/mila/analyze?mode=now`, {
    method: 'POST',
    headers: world.headers,
    signal: leaving.signal,
  })
  await gate.asked

  leaving.abort()
  await expect(asked).rejects.toThrow('aborted')
  gate.open()

  await expect.poll(async () => await versionsOf(db, blog)).toHaveLength(1)
})

test('an answer is kept for its Idempotency-Key, which is no other request’s', async ({ db }) => {
  const world = await startDirectWorld(db)
  await aScrapedCreator(db, 'mila')
  const headers = { 'idempotency-key': 'once' }

  const first = await world.analyze('mila', { headers })
  const again = await world.analyze('mila', { headers })

  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await again.json()).toEqual(await first.json())
  expect(world.sim.control.report().rows.answered).toBe(1)
  const other = await world.analyze('mila', { headers, mode: 'batch' })
  expect(await problemIn(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
})

test('without a mode, or with mode=batch, the analysis waits as that of a scrape does', async ({
  db,
}) => {
  const world = await startDirectWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  await aScrapedCreator(db, 'mila')

  const made = await world.analyze('mila', { mode: undefined })
  expect(made.status).toBe(202)
  expect(await made.json()).toMatchObject({ result: 'created' })
  expect(await (await world.analyze('mila', { mode: 'batch' })).json()).toMatchObject({
    result: 'already_open',
  })
  expect(await world.analyses()).toMatchObject({
    mila: { status: 'pending', scrape_status: 'analyzing' },
  })
  expect(await world.run('submit_batch')).toMatchObject({ result: { tasks: 1 } })
})

test('a mode in the body is refused, since it would be paid for as something else', async ({
  db,
}) => {
  const world = await startDirectWorld(db)
  await aScrapedCreator(db, 'mila')

  const answer = await world.app.request('/api/blogs/mila/analyze', {
    method: 'POST',
    headers: { ...world.headers, 'content-type': 'application/json' },
    body: '{"mode":"now"}',
  })

  expect(answer.status).toBe(422)
  expect(await problemIn(answer)).toMatchObject({ errors: [{ field: 'mode' }] })
  expect(await callsOf(db)).toEqual([])
})

test('who is unknown, never scraped, private, restricted or deleted is not analyzed', async ({
  db,
}) => {
  const world = await startDirectWorld(db)
  await aCreator(db, 'new')
  await aScrapedCreator(db, 'hidden', 'private')
  await aScrapedCreator(db, 'adult', 'restricted')
  await aScrapedCreator(db, 'gone', 'deleted')

  const codes = [
    'no name at all',
    'nobody',
    '00000000-0000-7000-8000-000000000000',
    'new',
    'hidden',
    'adult',
    'gone',
  ].map(async (id) => {
    const { status, code } = await problemIn(await world.analyze(id))
    return [status, code]
  })

  expect(await Promise.all(codes)).toEqual([
    [422, 'invalid_input'],
    [404, 'not_found'],
    [404, 'not_found'],
    [409, 'creator_without_data'],
    [409, 'creator_unavailable'],
    [409, 'creator_unavailable'],
    [409, 'creator_unavailable'],
  ])
  expect(world.sim.control.report().rows.answered).toBe(0)
})

test('without a key the client is told to come later', async ({ db }) => {
  const world = await startDirectWorld(db)
  await aScrapedCreator(db, 'mila')
  world.services.openai = null

  const answer = await world.analyze('mila')

  expect(await problemIn(answer)).toMatchObject({ status: 503, code: 'upstream_down' })
  expect(answer.headers.get('retry-after')).toBe('900')
})
