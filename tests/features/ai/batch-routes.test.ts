import { randomUUID } from 'node:crypto'
import type { Scope } from '../../../src/base/roles.ts'
import { aToken, problemIn } from '../../http/kit.ts'
import { expect, test } from '../../fixtures/test.ts'
import { someCreators } from '../analyze/a-creator.ts'
import { HOUR, startAnalyzeWorld } from '../analyze/analyze-world.ts'
import { anAnalyzeApi, batchOf, BatchPage, onlyBatch, RowPage } from '../analyze/batches-api.ts'

test('a batch tells how far it is, and then how its rows ended and what they cost', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '3' })
  const api = anAnalyzeApi(world)
  const taskIds = await world.enqueueAnalyses(await someCreators(db, 3))
  world.sim.control.addFault({ on: 'row', kind: 'refusal', times: 1 })
  await world.run('submit_batch')
  const id = await onlyBatch(api)
  expect(await batchOf(api, id)).toMatchObject({
    status: 'validating',
    model: 'gpt-6-luna',
    remote_id: expect.stringMatching(/^batch_/),
    rows: { total: 3, completed: 0, failed: 0, by_outcome: {} },
    cost_usd: 0,
    error: null,
    age_seconds: 0,
    cancel_requested_at: null,
    ingested_at: null,
  })

  await world.advance(HOUR / 15)
  const polled = await world.run('poll_batches')
  expect(polled.result).toMatchObject({
    changes: [{ batch_id: id, from: 'validating', to: 'in_progress' }],
  })
  const running = await batchOf(api, id)
  expect(running).toMatchObject({ status: 'in_progress', age_seconds: 240 })

  await world.advance(HOUR)
  await world.run('poll_batches')

  const ended = await batchOf(api, id)
  const { tokens } = world.sim.control.report()
  expect(ended).toMatchObject({
    status: 'completed',
    rows: { total: 3, completed: 3, failed: 0, by_outcome: { success: 2, refusal: 1 } },
    tokens: { input: tokens.input, output: tokens.output },
    age_seconds: 3_840,
    ingested_at: expect.any(String),
    files_deleted_at: expect.any(String),
  })
  expect(ended.cost_usd).toBeGreaterThan(0)
  const rows = RowPage.parse(await (await api.send('GET', `/api/batches/${id}/rows`)).json())
  expect(rows.data.map(({ task_id }) => task_id)).toEqual(taskIds)
  for (const row of rows.data)
    expect(row).toMatchObject({
      kind: 'creator_insights',
      subject: expect.stringMatching(/^blog:/),
      username: expect.any(String),
      input_tokens: expect.any(Number),
    })
  expect(rows.data.every(({ input_tokens }) => input_tokens > 0)).toBe(true)
  const rowsFor = async (scopes: readonly Scope[]) => {
    const token = await aToken(db, scopes, scopes.join(' '))
    const answer = await api.send('GET', `/api/batches/${id}/rows`, { token })
    return RowPage.parse(await answer.json()).data
  }
  expect(await rowsFor(['ai:read', 'creators:read'])).toEqual(rows.data)
  expect(await rowsFor(['ai:read'])).toEqual(
    rows.data.map((row) => ({ ...row, subject: null, username: null })),
  )
  const sum = rows.data.reduce((all, { cost_usd }) => all + cost_usd, 0)
  expect(sum).toBeCloseTo(ended.cost_usd, 10)
})

test('rows are paged by task and filtered by their end', async ({ db }) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const api = anAnalyzeApi(world)
  const taskIds = await world.enqueueAnalyses(await someCreators(db, 5))
  world.sim.control.addFault({ on: 'row', kind: 'refusal', times: 2 })
  await world.run('submit_batch')
  const path = `/api/batches/${await onlyBatch(api)}/rows`
  const unread = RowPage.parse(await (await api.send('GET', path)).json())
  expect(unread.data.map(({ outcome }) => outcome)).toEqual([null, null, null, null, null])
  await world.advance(HOUR)
  await world.run('poll_batches')

  const first = RowPage.parse(await (await api.send('GET', `${path}?limit=3`)).json())
  const query = `limit=3&cursor=${first.next_cursor}`
  const second = RowPage.parse(await (await api.send('GET', `${path}?${query}`)).json())
  const refused = RowPage.parse(await (await api.send('GET', `${path}?outcome=refusal`)).json())

  expect([...first.data, ...second.data].map(({ task_id }) => task_id)).toEqual(taskIds)
  expect(second).toMatchObject({ has_more: false, next_cursor: null })
  expect(refused.data.map(({ outcome }) => outcome)).toEqual(['refusal', 'refusal'])
  expect((await api.send('GET', `/api/batches/${randomUUID()}/rows`)).status).toBe(404)
})

test('batches are listed newest first, by state and by model, page after page', async ({ db }) => {
  const world = await startAnalyzeWorld(db)
  const api = anAnalyzeApi(world)
  const states = ['completed', 'failed', 'completed', 'failed', 'completed'] as const
  const ids: string[] = []
  for (const [place, status] of states.entries()) {
    const { id } = await db
      .insertInto('ai_batches')
      .values({
        kind: 'creator_insights',
        model: place < 3 ? 'old' : 'new',
        status,
        remote_id: `batch_${place}`,
        request_count: 1,
        error_code: status === 'failed' ? 'token_limit_exceeded' : null,
        error_message: status === 'failed' ? 'too many' : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.unshift(id)
  }
  const listed = async (query: string) =>
    BatchPage.parse(await (await api.send('GET', `/api/batches?${query}`)).json())

  const first = await listed('limit=2')
  const second = await listed(`limit=3&cursor=${first.next_cursor}`)
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids)
  expect(second.next_cursor).toBeNull()
  const failed = await listed('status=failed')
  expect(failed.data.map(({ error }) => error)).toEqual([
    { code: 'token_limit_exceeded', message: 'too many' },
    { code: 'token_limit_exceeded', message: 'too many' },
  ])
  expect((await listed('status=completed&model=old')).data).toHaveLength(2)
  expect(await problemIn(await api.send('GET', '/api/batches?status=running'))).toMatchObject({
    status: 422,
    errors: [{ field: 'status' }],
  })
})

test('what is no batch is refused', async ({ db }) => {
  const api = anAnalyzeApi(await startAnalyzeWorld(db))

  const unknown = `/api/batches/${randomUUID()}`
  expect((await api.send('GET', unknown)).status).toBe(404)
  expect((await api.send('POST', `${unknown}/cancel`)).status).toBe(404)
  expect(await problemIn(await api.send('GET', '/api/batches/batch_1'))).toMatchObject({
    status: 422,
    errors: [{ field: 'id' }],
  })
  expect((await api.send('GET', '/api/batches', { token: null })).status).toBe(401)
})
