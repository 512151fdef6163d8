import { z } from 'zod'
import { createBatch, expect, runBatch, someLines, test } from './kit.ts'

const Id = z.object({ id: z.string() })

const post = (url: string, body: unknown) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('faults can be set, read and removed over HTTP', async ({ world }) => {
  const url = `${world.sim.controlUrl}/faults`
  const made = await post(url, { on: 'row', kind: 'refusal', match: 'x', times: 2 })
  expect(made.status).toBe(201)
  const { id } = Id.parse(await made.json())
  expect(await (await fetch(url)).json()).toMatchObject({
    data: [{ id, left: 2, rule: { on: 'row', kind: 'refusal', match: 'x' } }],
  })

  expect((await fetch(`${url}/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await fetch(`${url}/${id}`, { method: 'DELETE' })).status).toBe(404)
  await post(url, { on: 'http', kind: 'hang' })
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(204)
  expect(world.sim.control.faults()).toEqual([])
})

test.for([
  ['a kind that does not exist', { on: 'row', kind: 'meteor' }],
  ['a broken pattern', { on: 'row', kind: 'refusal', match: '(' }],
  ['a misspelt field', { on: 'http', kind: 'hang', tines: 2 }],
  ['a share above one', { on: 'row', kind: 'refusal', share: 2 }],
  ['a batch that does not exist', { on: 'batch', kind: 'stuck', batch_id: 'batch_none' }],
])('%s is refused', async ([, rule], { world }) => {
  const response = await post(`${world.sim.controlUrl}/faults`, rule)
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.status).toBeLessThan(500)
  expect(world.sim.control.faults()).toEqual([])
})

test('one batch can be redirected and made unknown over HTTP', async ({ world }) => {
  const { client, sim } = world
  const id = await createBatch(client, someLines(1))
  const made = await post(`${sim.controlUrl}/faults`, { on: 'batch', kind: 'stuck', batch_id: id })
  expect(made.status).toBe(201)
  world.clock.pass(600)
  expect((await client.batches.retrieve(id)).status).toBe('in_progress')

  const gone = await fetch(`${sim.controlUrl}/batches/${id}`, { method: 'DELETE' })
  expect(gone.status).toBe(204)
  await expect(client.batches.retrieve(id)).rejects.toMatchObject({ status: 404 })
})

test('the kinds of faults explain themselves', async ({ world }) => {
  const response = await fetch(`${world.sim.controlUrl}/kinds`)
  expect(await response.json()).toMatchObject({
    batch: { stuck: expect.any(String) },
    row: { refusal: expect.any(String) },
    http: { reset_after: expect.any(String) },
  })
})

test('the report counts requests and answers', async ({ world }) => {
  const { sim } = world
  await runBatch(world, someLines(3))
  await createBatch(world.client, someLines(1))

  const response = await fetch(`${sim.controlUrl}/report`)

  const report = await response.json()
  expect(report).toEqual(sim.control.report())
  expect(report).toMatchObject({
    requests: {
      by_route: { 'POST /v1/files': 2, 'POST /v1/batches': 2, 'GET /v1/batches/:id': 1 },
    },
    rows: { answered: 3, good: 3 },
    batches: { total: 2, by_status: { completed: 1, validating: 1 } },
    violations: {},
  })
  const violations = await fetch(`${sim.controlUrl}/violations`)
  expect(await violations.json()).toEqual({ data: [] })
})

test('the list of models says when each is shut down, as the control has it', async ({ world }) => {
  const { client, sim } = world
  const listed = async () => {
    const ends: Record<string, unknown> = {}
    for await (const model of client.models.list()) ends[model.id] = model.shutdown_date
    return ends
  }
  const put = async (model: string, body: unknown) =>
    (
      await fetch(`${sim.controlUrl}/models/${model}/shutdown`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).status

  const usual = { 'gpt-6-luna': null, 'gpt-5.6-luna': null, 'gpt-5.4-nano': '2027-04-01' }
  expect(await listed()).toEqual(usual)
  expect(await put('gpt-6-luna', { day: '2027-01-31' })).toBe(204)
  expect(await listed()).toEqual({ ...usual, 'gpt-6-luna': '2027-01-31' })
  expect(await put('gpt-6-luna', { day: null })).toBe(204)
  expect(await listed()).toEqual(usual)
  for (const body of [{ day: '2027-13-01' }, { day: 1 }, {}, { date: null }])
    expect(await put('gpt-6-luna', body)).toBe(400)
})
