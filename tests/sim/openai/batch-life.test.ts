import { createBatch, expect, linesOf, runBatch, someLines, startWorld, test } from './kit.ts'

test('a batch goes from validating to completed as world time passes', async ({ world }) => {
  const { client, clock } = world
  const id = await createBatch(client, someLines(10), { key: 'a' })

  const seen: [string, number | undefined, number | undefined][] = []
  for (const minutes of [0, 1, 4, 4.6, 1]) {
    clock.pass(minutes)
    const { status, request_counts: counts } = await client.batches.retrieve(id)
    seen.push([status, counts?.completed, counts?.total])
  }

  expect(seen).toEqual([
    ['validating', 0, 0],
    ['in_progress', 0, 10],
    ['in_progress', 5, 10],
    ['finalizing', 10, 10],
    ['completed', 10, 10],
  ])
})

test('a completed batch has times, usage and metadata', async ({ world }) => {
  const { client, clock } = world
  const started = Math.floor(clock.now().getTime() / 1000)
  const id = await createBatch(client, someLines(3), { key: 'a' })
  clock.pass(60)

  const batch = await client.batches.retrieve(id)

  expect(batch).toMatchObject({
    object: 'batch',
    model: 'gpt-6-luna',
    endpoint: '/v1/chat/completions',
    metadata: { key: 'a' },
    errors: null,
    created_at: started,
    in_progress_at: started + 30,
    finalizing_at: started + 570,
    completed_at: started + 600,
    expires_at: started + 86_400,
    failed_at: null,
  })
  const lines = await linesOf(client, batch.output_file_id)
  const output = lines.map((line) => line.response?.body.usage?.completion_tokens ?? 0)
  expect(batch.usage?.output_tokens).toBe(output.reduce((sum, each) => sum + each, 0))
  expect(batch.usage?.input_tokens).toBeGreaterThan(0)
})

test('the output is in another order than the input, and complete', async ({ world }) => {
  const { output } = await runBatch(world, someLines(30))

  const ids = output.map((line) => line.custom_id)
  const sent = someLines(30).map((line) => line.custom_id)
  expect(ids).not.toEqual(sent)
  expect(ids.toSorted()).toEqual(sent.toSorted())
})

test('a batch without an error file says so with null or with an empty string', async ({
  world,
}) => {
  const named = new Set<unknown>()
  for (let i = 0; i < 12; i += 1) {
    const { batch } = await runBatch(world, someLines(1))
    named.add(batch.error_file_id)
  }
  expect(named).toEqual(new Set([null, '']))
})

test('a batch of which every row failed is completed and has no output file', async ({ world }) => {
  world.sim.control.addFault({ on: 'row', kind: 'error_400' })

  const { batch, errors } = await runBatch(world, someLines(4))

  expect(batch.status).toBe('completed')
  expect(batch.output_file_id).toBeNull()
  expect(batch.request_counts).toEqual({ total: 4, completed: 0, failed: 4 })
  expect(errors).toHaveLength(4)
})

test('an expired batch has its answers, and the other rows in the error file', async ({
  world,
}) => {
  const { client, clock, sim } = world
  sim.control.addFault({ on: 'batch', kind: 'expired', share_finished: 0.4 })
  const id = await createBatch(client, someLines(10))
  clock.pass(23 * 60)
  expect((await client.batches.retrieve(id)).status).toBe('in_progress')
  clock.pass(61)

  const batch = await client.batches.retrieve(id)

  expect(batch.status).toBe('expired')
  expect(batch.request_counts).toEqual({ total: 10, completed: 4, failed: 0 })
  const output = await linesOf(client, batch.output_file_id)
  const errors = await linesOf(client, batch.error_file_id)
  expect(output).toHaveLength(4)
  expect(errors).toHaveLength(6)
  expect(errors[0]).toMatchObject({ response: null, error: { code: 'batch_expired' } })
  expect(new Set([...output, ...errors].map((line) => line.custom_id)).size).toBe(10)
})

test('a batch that needs longer than the completion window expires by itself', async () => {
  const { client, clock, sim } = await startWorld({ batchMinutes: { min: 2880, max: 2880 } })
  const id = await createBatch(client, someLines(10))
  clock.pass(25 * 60)

  const batch = await client.batches.retrieve(id)

  expect(batch.status).toBe('expired')
  expect(batch.request_counts).toEqual({ total: 10, completed: 5, failed: 0 })
  await sim.close()
})

test('a batch can expire through finalizing, with errors for a part of the other rows', async ({
  world,
}) => {
  const { client, clock, sim } = world
  sim.control.addFault({ on: 'batch', kind: 'expired_messy', share_finished: 0.4 })
  const id = await createBatch(client, someLines(10))
  clock.pass(24 * 60)
  expect((await client.batches.retrieve(id)).status).toBe('finalizing')
  clock.pass(5)

  const batch = await client.batches.retrieve(id)

  expect(batch).toMatchObject({ status: 'expired', request_counts: { completed: 4, failed: 0 } })
  expect(await linesOf(client, batch.output_file_id)).toHaveLength(4)
  const errors = await linesOf(client, batch.error_file_id)
  expect(errors.filter((line) => line.error?.code === 'batch_expired')).toHaveLength(3)
  expect(errors.filter((line) => line.response?.status_code === 500)).toHaveLength(3)
})

test('a batch can report its states in any order before it is completed', async ({ world }) => {
  const { client, clock, sim } = world
  sim.control.addFault({ on: 'batch', kind: 'wandering' })
  const id = await createBatch(client, someLines(3))
  const statuses: string[] = []
  for (let second = 0; second < 40; second += 1) {
    statuses.push((await client.batches.retrieve(id)).status)
    clock.pass(0.2)
  }
  expect(new Set(statuses)).toEqual(new Set(['validating', 'in_progress', 'finalizing']))
  expect(statuses.lastIndexOf('validating')).toBeGreaterThan(statuses.indexOf('finalizing'))
  clock.pass(3)

  const batch = await client.batches.retrieve(id)

  expect(batch).toMatchObject({ status: 'completed', request_counts: { completed: 3 } })
  expect(await linesOf(client, batch.output_file_id)).toHaveLength(3)
})

test('a stuck batch stays in progress until it is cancelled', async ({ world }) => {
  const { client, clock, sim } = world
  sim.control.addFault({ on: 'batch', kind: 'stuck', share_finished: 0.5 })
  const id = await createBatch(client, someLines(10))
  clock.pass(27 * 60)
  expect(await client.batches.retrieve(id)).toMatchObject({
    status: 'in_progress',
    request_counts: { total: 10, completed: 5, failed: 0 },
  })

  expect((await client.batches.cancel(id)).status).toBe('cancelling')
  clock.pass(11)

  const batch = await client.batches.retrieve(id)
  expect(batch.status).toBe('cancelled')
  expect(await linesOf(client, batch.output_file_id)).toHaveLength(5)
  const errors = await linesOf(client, batch.error_file_id)
  expect(errors.map((line) => line.error?.code)).toEqual(Array(5).fill('batch_cancelled'))
})

test('a batch that is cancelled while it validates has run nothing', async ({ world }) => {
  const { client, clock } = world
  const id = await createBatch(client, someLines(3))
  await client.batches.cancel(id)
  await client.batches.cancel(id)
  clock.pass(11)

  const batch = await client.batches.retrieve(id)

  expect(batch).toMatchObject({ status: 'cancelled', output_file_id: null })
  expect(await linesOf(client, batch.error_file_id)).toHaveLength(3)
})

test('a batch that has ended cannot be cancelled', async ({ world }) => {
  const { batch } = await runBatch(world, someLines(1))
  await expect(world.client.batches.cancel(batch.id)).rejects.toMatchObject({ status: 409 })
})

test('the control can fail the next batch, or change the end of one that runs', async ({
  world,
}) => {
  const { client, clock, sim } = world
  sim.control.addFault({ on: 'batch', kind: 'failed', code: 'some_code', message: 'some message' })
  const first = await createBatch(client, someLines(1))
  const second = await createBatch(client, someLines(2))
  sim.control.addFault({ on: 'batch', kind: 'expired', share_finished: 0, batch_id: second })
  clock.pass(25 * 60)

  expect(await client.batches.retrieve(first)).toMatchObject({
    status: 'failed',
    errors: { data: [{ code: 'some_code', message: 'some message', line: null }] },
    request_counts: { total: 0, completed: 0, failed: 0 },
  })
  expect(await client.batches.retrieve(second)).toMatchObject({
    status: 'expired',
    output_file_id: null,
  })
  expect(() => sim.control.addFault({ on: 'batch', kind: 'stuck', batch_id: second })).toThrow(
    'cannot end',
  )
})

test('batches are listed newest first, page by page', async ({ world }) => {
  const { client } = world
  const made: string[] = []
  for (let i = 0; i < 5; i += 1) made.push(await createBatch(client, someLines(1)))

  const page = await client.batches.list({ limit: 2 })
  expect(page.data.map((batch) => batch.id)).toEqual(made.toReversed().slice(0, 2))
  expect(page.has_more).toBe(true)

  const listed: string[] = []
  for await (const batch of client.batches.list({ limit: 2 })) listed.push(batch.id)
  expect(listed).toEqual(made.toReversed())
})

test('a batch of long ago is unknown', async ({ world }) => {
  const id = await createBatch(world.client, someLines(1))
  world.sim.control.loseBatch(id)

  await expect(world.client.batches.retrieve(id)).rejects.toMatchObject({ status: 404 })
  await expect(world.client.batches.cancel('batch_unknown')).rejects.toMatchObject({ status: 404 })
})
