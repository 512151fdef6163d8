import { readBatchInput } from '../../../sim/openai/batch-input.ts'
import { createBatch, expect, lineOf, runBatch, someLines, startWorld, test } from './kit.ts'

const good = lineOf('a', 'one')

test.for([
  ['invalid_json_line', 2, [good, '{"custom_id": "b", ']],
  ['duplicate_custom_id', 2, [good, lineOf('a', 'two')]],
  ['url_mismatch', 2, [good, { ...lineOf('b', 'two'), url: '/v1/responses' }]],
  ['model_mismatch', 2, [good, lineOf('b', 'two', { model: 'gpt-5.6-luna' })]],
  ['missing_required_parameter', 2, [good, { custom_id: 'b', method: 'POST' }]],
  ['invalid_method', 2, [good, { ...lineOf('b', 'two'), method: 'GET' }]],
  ['model_not_found', 1, [lineOf('a', 'one', { model: 'gpt-4.1-nano' })]],
  ['empty_file', null, ['']],
] as const)('%s fails the batch and names line %s', async ([code, line, lines], { world }) => {
  const id = await createBatch(world.client, lines)
  expect((await world.client.batches.retrieve(id)).status).toBe('validating')
  world.clock.pass(1)

  const batch = await world.client.batches.retrieve(id)

  expect(batch.status).toBe('failed')
  expect(batch.errors?.data).toHaveLength(1)
  expect(batch.errors?.data?.[0]).toMatchObject({ code, line })
  expect(batch.output_file_id).toBeNull()
})

test('every faulty line is named', () => {
  const text = ['{', JSON.stringify(good), '', '[]', JSON.stringify(good)].join('\n')
  const rules = { endpoint: '/v1/chat/completions', models: ['gpt-6-luna'] }

  const { problems } = readBatchInput(Buffer.from(text), rules)

  expect(problems.map(({ code, line }) => [code, line])).toEqual([
    ['invalid_json_line', 1],
    ['missing_required_parameter', 4],
    ['duplicate_custom_id', 5],
  ])
})

test('too many rows fail the batch', () => {
  const text = someLines(3).map((line) => JSON.stringify(line))
  const rules = { endpoint: '/v1/chat/completions', models: ['gpt-6-luna'], maxRows: 2 }
  const { problems } = readBatchInput(Buffer.from(text.join('\n')), rules)
  expect(problems).toMatchObject([{ code: 'too_many_tasks', line: null }])
})

test('a file that does not exist fails the batch, not its creation', async ({ world }) => {
  const { id } = await world.client.batches.create({
    input_file_id: 'file-none',
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  world.clock.pass(1)
  expect(await world.client.batches.retrieve(id)).toMatchObject({
    status: 'failed',
    errors: { data: [{ param: 'input_file_id' }] },
  })
})

test('waiting tokens over the limit fail a batch until an earlier one has ended', async () => {
  const world = await startWorld({ enqueuedTokenLimit: 2_500 })
  const { client, clock, sim } = world
  const lines = [lineOf('a', 'word '.repeat(1_000))]
  const first = await createBatch(client, lines)
  const second = await createBatch(client, lines)
  clock.pass(10)

  expect((await client.batches.retrieve(first)).status).toBe('completed')
  expect(await client.batches.retrieve(second)).toMatchObject({
    status: 'failed',
    errors: { data: [{ code: 'token_limit_exceeded' }] },
  })
  const { batch } = await runBatch(world, lines)
  expect(batch.status).toBe('completed')
  await sim.close()
})

test.for([
  ['endpoint', { endpoint: '/v1/embeddings' }],
  ['completion_window', { completion_window: '1h' }],
  ['input_file_id', { input_file_id: undefined }],
  ['metadata', { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [i, 'x'])) }],
] as const)('a batch with a wrong %s is refused at once', async ([param, change], { world }) => {
  const body = { input_file_id: 'f', endpoint: '/v1/chat/completions', completion_window: '24h' }
  const response = await fetch(`${world.sim.baseUrl}/batches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.sim.apiKey}` },
    body: JSON.stringify({ ...body, ...change }),
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param } })
})
