import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { test as base, expect } from 'vitest'
import { writeBatchFile } from '../../../src/ai/openai/batch-file.ts'
import {
  OpenAiAnswerError,
  OpenAiDownError,
  OpenAiRefusedError,
  OpenAiRejectedError,
  OpenAiTooLargeError,
} from '../../../src/ai/openai/errors.ts'
import {
  createOpenAiGateway,
  type GatewayOptions,
  type OpenAiGateway,
} from '../../../src/ai/openai/gateway.ts'
import { describeError } from '../../../src/base/log/log.ts'
import { startOpenAiSim, type FaultRule, type OpenAiSim } from '../../../sim/openai/index.ts'

type HttpFault = Extract<FaultRule, { on: 'http' }>

type Kit = {
  sim: OpenAiSim
  gateway: OpenAiGateway
  folder: string
  advance(minutes: number): void
  fault(fault: Omit<HttpFault, 'on'>): void
  /** Uploads a file of that many requests. */
  upload(rows: number): Promise<string>
  requests(route: string): number
}

async function* requestsOf(rows: number) {
  for (let row = 0; row < rows; row += 1) {
    const messages = [{ role: 'user' as const, content: `profile ${row}` }]
    yield {
      customId: `task-${row}`,
      body: { model: 'gpt-6-luna', messages, max_completion_tokens: 500 },
      promptTokens: 5,
    }
  }
}

const test = base.extend<{ kit: Kit }>({
  kit: async ({}, use) => {
    let nowMs = Date.UTC(2026, 10, 21)
    const clock = { now: () => new Date(nowMs), realMs: (ms: number) => ms, sleep: async () => {} }
    const sim = await startOpenAiSim({ seed: 'gateway', clock, batchMinutes: { min: 10, max: 10 } })
    const gateway = createOpenAiGateway(optionsFor(sim))
    const folder = await mkdtemp(join(tmpdir(), 'gramd-gateway-'))
    await use({
      sim,
      gateway,
      folder,
      advance: (minutes) => void (nowMs += minutes * 60_000),
      fault: (fault) => void sim.control.addFault({ on: 'http', ...fault }),
      requests: (route) => sim.control.report().requests.by_route[route] ?? 0,
      async upload(rows) {
        const path = join(folder, 'input.jsonl')
        await writeBatchFile(path, requestsOf(rows), { maxBytes: 1_000_000 })
        return await gateway.uploadBatchFile({ path, name: 'input.jsonl' })
      },
    })
    await sim.close()
    await rm(folder, { recursive: true })
  },
})

const optionsFor = (sim: OpenAiSim): GatewayOptions => ({
  apiKey: sim.apiKey,
  baseUrl: sim.baseUrl,
  timeoutMs: 3_000,
  idleTimeoutMs: 400,
})

/** A batch that has completed, with all of its rows in the output file. */
async function completed(kit: Kit, rows: number) {
  const { id } = await kit.gateway.createBatch({ inputFileId: await kit.upload(rows), key: 'done' })
  kit.advance(11)
  const batch = await kit.gateway.getBatch(id)
  if (!batch?.outputFileId) throw new Error('the batch has no output file')
  return { ...batch, outputFileId: batch.outputFileId }
}

test('a batch goes from upload to results over the wire', async ({ kit }) => {
  const { gateway, folder } = kit
  const batch = await completed(kit, 3)
  expect(batch).toMatchObject({
    status: 'completed',
    counts: { total: 3, completed: 3, failed: 0 },
  })
  expect(batch.errorFileId).toBeNull()

  const path = join(folder, 'output.jsonl')
  const got = await gateway.downloadFile(batch.outputFileId, { path, expectedLines: 3 })

  const text = await readFile(path, 'utf8')
  expect(got).toEqual({ lines: 3, bytes: Buffer.byteLength(text) })
  expect(
    text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line).custom_id)
      .toSorted((a, b) => String(a).localeCompare(String(b))),
  ).toEqual(['task-0', 'task-1', 'task-2'])
})

test('an upload is repeated after a server error', async ({ kit }) => {
  kit.fault({ method: 'POST', path: '/v1/files$', kind: 'server_error' })
  expect(await kit.upload(1)).toMatch(/^file-/)
  expect(kit.requests('POST /v1/files')).toBe(2)
})

test.for(['server_error', 'rate_limit', 'reset_before', 'reset_after'] as const)(
  'the creation of a batch is asked for once, also after %s',
  async (kind, { kit }) => {
    const inputFileId = await kit.upload(1)
    kit.fault({ method: 'POST', path: '/v1/batches$', kind })
    await expect(kit.gateway.createBatch({ inputFileId, key: 'k' })).rejects.toThrow(
      OpenAiDownError,
    )
    expect(kit.requests('POST /v1/batches')).toBe(1)
  },
)

test('a batch is found by its key behind later ones, and looked for no further back than asked', async ({
  kit,
}) => {
  const { gateway } = kit
  const inputFileId = await kit.upload(1)
  const start = new Date(Date.UTC(2026, 10, 21))
  const wanted = await gateway.createBatch({ inputFileId, key: 'wanted' })
  for (let at = 0; at < 110; at += 1) await gateway.createBatch({ inputFileId, key: `old ${at}` })
  kit.advance(60)
  await gateway.createBatch({ inputFileId, key: 'new' })

  expect(await gateway.findBatchByKey('wanted', start)).toMatchObject({ id: wanted.id })
  expect(kit.requests('GET /v1/batches')).toBe(2)
  const later = new Date(start.getTime() + 30 * 60_000)
  expect(await gateway.findBatchByKey('wanted', later)).toBeNull()
  expect(kit.requests('GET /v1/batches')).toBe(3)
  expect(await gateway.findBatchByKey('unheard of', start)).toBeNull()
})

test.for(['truncated_body', 'stalled_body', 'reset_before'] as const)(
  'a download is begun again after %s',
  async (kind, { kit }) => {
    const batch = await completed(kit, 20)
    kit.fault({ path: '/content$', kind, times: 2 })
    const path = join(kit.folder, 'output.jsonl')
    await writeFile(path, 'left over from before\n'.repeat(10_000))

    const got = await kit.gateway.downloadFile(batch.outputFileId, { path, expectedLines: 20 })

    expect(got?.lines).toBe(20)
    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line).response.status_code)).toEqual(
      Array.from({ length: 20 }, () => 200),
    )
  },
)

test('a slow download is let through as long as bytes keep coming', async ({ kit }) => {
  async function* drip() {
    for (let sent = 0; sent < 8; sent += 1) {
      await delay(200)
      yield '{}\n'
    }
  }
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    void pipeline(drip(), response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const baseUrl = `http://127.0.0.1:${port}/v1`
  const options = { ...optionsFor(kit.sim), baseUrl, idleTimeoutMs: 1_000 }
  const target = { path: join(kit.folder, 'slow.jsonl'), expectedLines: 8 }

  const got = await createOpenAiGateway(options).downloadFile('file-1', target)

  expect(got).toEqual({ lines: 8, bytes: 24 })
  expect(requests).toBe(1)
  server.close()
  server.closeAllConnections()
})

test('a download that never gets through puts the work back', async ({ kit }) => {
  const batch = await completed(kit, 20)
  kit.fault({ path: '/content$', kind: 'stalled_body', times: 3 })
  const target = { path: join(kit.folder, 'output.jsonl'), expectedLines: 20 }
  await expect(kit.gateway.downloadFile(batch.outputFileId, target)).rejects.toThrow(
    OpenAiDownError,
  )
})

test('a file that stays shorter than expected is asked for twice and then taken as it is', async ({
  kit,
}) => {
  const batch = await completed(kit, 2)
  const target = { path: join(kit.folder, 'output.jsonl'), expectedLines: 3 }
  expect(await kit.gateway.downloadFile(batch.outputFileId, target)).toMatchObject({ lines: 2 })
  expect(kit.requests('GET /v1/files/:id/content')).toBe(2)
})

test('what OpenAI does not know is null, and deleting it is no failure', async ({ kit }) => {
  const { gateway, folder } = kit
  const path = join(folder, 'none.jsonl')
  expect(await gateway.getBatch('batch_none')).toBeNull()
  expect(await gateway.cancelBatch('batch_none')).toBeNull()
  expect(await gateway.downloadFile('file-none', { path, expectedLines: 0 })).toBeNull()
  await gateway.deleteFile('file-none')
})

test('cancelling a batch that has ended gives the state it ended in', async ({ kit }) => {
  const batch = await completed(kit, 1)
  expect(await kit.gateway.cancelBatch(batch.id)).toMatchObject({ status: 'completed' })
})

test.for([
  ['invalid_key', 'openai_unauthorized', 'snooze', OpenAiRefusedError],
  ['insufficient_quota', 'openai_quota_spent', 'snooze', OpenAiRefusedError],
  ['rate_limit', 'upstream_down', 'snooze', OpenAiDownError],
  ['server_error', 'upstream_down', 'snooze', OpenAiDownError],
  ['html_error', 'upstream_down', 'snooze', OpenAiDownError],
  ['reset_before', 'upstream_down', 'snooze', OpenAiDownError],
  ['hang', 'upstream_down', 'snooze', OpenAiDownError],
  ['not_found', 'openai_rejected', 'final', OpenAiRejectedError],
] as const)('%s is %s, a %s', async ([kind, code, action, type], { kit }) => {
  const inputFileId = await kit.upload(1)
  kit.fault({ method: 'POST', path: '/v1/batches$', kind })
  const call = kit.gateway.createBatch({ inputFileId, key: 'k' })
  const error: unknown = await call.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(type)
  expect(error).toMatchObject({ code, disposition: { action } })
})

test('the key is in no error, also when the answer repeats it', async ({ kit }) => {
  const { sim } = kit
  const answers = [401, 400, 500].map((status) =>
    Response.json({ error: { message: `Bad key ${sim.apiKey}`, code: null } }, { status }),
  )
  const gateway = createOpenAiGateway({
    ...optionsFor(sim),
    fetch: async () => answers.shift() ?? Response.error(),
  })
  for (const status of [401, 400, 500]) {
    const error: unknown = await gateway
      .createBatch({ inputFileId: 'file-1', key: 'k' })
      .catch((thrown: unknown) => thrown)
    expect(error, String(status)).toBeInstanceOf(Error)
    expect(JSON.stringify(describeError(error))).not.toContain(sim.apiKey)
    expect(JSON.stringify(error)).not.toContain(sim.apiKey)
  }
})

test.for([
  ['server_error', 1],
  ['rate_limit', 90],
  ['rate_limit', 0.1],
  ['reset_before', 1],
] as const)(
  'a question is asked again after %s, told to wait for %s s',
  async ([kind, retry_after_seconds], { kit }) => {
    const { id } = await kit.gateway.createBatch({ inputFileId: await kit.upload(1), key: 'k' })
    kit.fault({ method: 'GET', path: `/v1/batches/${id}$`, kind, retry_after_seconds })
    expect(await kit.gateway.getBatch(id)).toMatchObject({ status: 'validating' })
    expect(kit.requests('GET /v1/batches/:id')).toBe(2)
  },
)

test('a file that is too large is told from other refusals', async ({ kit }) => {
  kit.fault({ method: 'POST', path: '/v1/files$', kind: 'too_large' })
  await expect(kit.upload(1)).rejects.toThrow(OpenAiTooLargeError)
})

test('input files are listed newest first, no further back than asked', async ({ kit }) => {
  const start = new Date(Date.UTC(2026, 10, 21))
  const first = await kit.upload(1)
  kit.advance(60)
  const second = await kit.upload(1)
  const later = new Date(start.getTime() + 30 * 60_000)
  expect((await kit.gateway.listBatchFiles(start)).map(({ id }) => id)).toEqual([second, first])
  expect(await kit.gateway.listBatchFiles(later)).toMatchObject([
    { id: second, name: 'input.jsonl' },
  ])
})

test('a batch in a state that nobody knows is an unexpected answer', async ({ kit }) => {
  const gateway = createOpenAiGateway({
    ...optionsFor(kit.sim),
    fetch: async () =>
      Response.json({
        id: 'b',
        status: 'pondering',
        input_file_id: 'f',
        created_at: 1,
        object: 'batch',
      }),
  })
  await expect(gateway.getBatch('b')).rejects.toThrow(OpenAiAnswerError)
})

test('an aborted call ends as interrupted', async ({ kit }) => {
  kit.fault({ path: '/v1/batches', kind: 'hang' })
  const call = kit.gateway.getBatch('b', { signal: AbortSignal.timeout(50) })
  await expect(call).rejects.toMatchObject({ code: 'interrupted' })
})
