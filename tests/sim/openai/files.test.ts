import { toFile } from 'openai'
import {
  createBatch,
  expect,
  lineOf,
  runBatch,
  someLines,
  startWorld,
  test,
  upload,
} from './kit.ts'

const bytes = Buffer.from('{"a":1}\n')

test('a file can be uploaded, read, listed, downloaded and deleted', async ({ world }) => {
  const { client } = world
  const file = await toFile(bytes, 'rows.jsonl')
  const stored = await client.files.create({ file, purpose: 'batch' })
  expect(stored).toMatchObject({
    object: 'file',
    bytes: bytes.length,
    filename: 'rows.jsonl',
    purpose: 'batch',
    expires_at: stored.created_at + 30 * 86_400,
  })

  expect(await client.files.retrieve(stored.id)).toEqual(stored)
  expect((await client.files.list()).data).toEqual([stored])
  expect((await client.files.list({ purpose: 'batch_output' })).data).toEqual([])
  const content = await client.files.content(stored.id)
  expect(content.headers.get('content-length')).toBe(String(bytes.length))
  expect(Buffer.from(await content.arrayBuffer())).toEqual(bytes)

  expect(await client.files.delete(stored.id)).toMatchObject({ id: stored.id, deleted: true })
  await expect(client.files.content(stored.id)).rejects.toMatchObject({ status: 404 })
  await expect(client.files.delete(stored.id)).rejects.toMatchObject({ status: 404 })
})

test('a file is gone when its time is over', async ({ world }) => {
  const { client, clock } = world
  const { id } = await client.files.create({
    file: await toFile(bytes, 'rows.jsonl'),
    purpose: 'batch',
    expires_after: { anchor: 'created_at', seconds: 3_600 },
  })
  clock.pass(59)
  expect((await client.files.retrieve(id)).id).toBe(id)
  clock.pass(1)
  await expect(client.files.retrieve(id)).rejects.toMatchObject({ status: 404 })
})

test('output files live as long as their batch says', async ({ world }) => {
  const { client, clock } = world
  const batch = await client.batches.create({
    input_file_id: await upload(client, someLines(1)),
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    output_expires_after: { anchor: 'created_at', seconds: 7_200 },
  })
  clock.pass(60)
  const { output_file_id } = await client.batches.retrieve(batch.id)
  const file = await client.files.retrieve(output_file_id ?? '')
  expect(file).toMatchObject({ purpose: 'batch_output', expires_at: file.created_at + 7_200 })
})

test.for([
  ['a name that does not end in .jsonl', 'rows.txt', 'batch', 'Must be .jsonl'],
  ['another purpose', 'rows.jsonl', 'assistants', 'purpose'],
] as const)('%s is refused', async ([, name, purpose, message], { world }) => {
  const file = await toFile(bytes, name)
  await expect(world.client.files.create({ file, purpose })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining(message),
  })
})

test('an expiry outside an hour to thirty days is refused', async ({ world }) => {
  const file = await toFile(bytes, 'rows.jsonl')
  const expires_after = { anchor: 'created_at' as const, seconds: 60 }
  await expect(
    world.client.files.create({ file, purpose: 'batch', expires_after }),
  ).rejects.toMatchObject({ status: 400, param: 'expires_after' })
})

test('a body that is no multipart form is refused', async ({ world }) => {
  const response = await fetch(`${world.sim.baseUrl}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.sim.apiKey}`, 'content-type': 'application/json' },
    body: '{}',
  })
  expect(response.status).toBe(400)
})

test('a wrong key is refused in the API’s words, without repeating it', async ({ world }) => {
  const response = await fetch(`${world.sim.baseUrl}/batches`, {
    headers: { authorization: 'Bearer sk-something-else' },
  })
  expect(response.status).toBe(401)
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'invalid_api_key', param: null } })
  expect(text).not.toContain('sk-something-else')
})

test('the report names the files that were left behind', async ({ world }) => {
  const { client, sim } = world
  await createBatch(client, someLines(2))
  const { batch } = await runBatch(world, someLines(2))
  const left = () => sim.control.report().files.undeleted.filter((f) => f.batch_id === batch.id)
  expect(left().map((file) => file.role)).toEqual(['input', 'output'])

  await client.files.delete(batch.input_file_id)
  await client.files.delete(batch.output_file_id ?? '')

  expect(left()).toEqual([])
})

test('a file beyond the limit is refused as too large', async () => {
  const { client, sim } = await startWorld({ maxFileBytes: 1_000 })
  await expect(upload(client, [lineOf('a', 'x'.repeat(1_000))])).rejects.toMatchObject({
    status: 413,
  })
  expect(sim.control.report().files.stored).toBe(0)
  await sim.close()
})
