import OpenAI from 'openai'
import { HTTP_FAULTS, type HttpFaultKind } from '../../../sim/openai/http-faults.ts'
import type { FaultRule } from '../../../sim/openai/index.ts'
import { createBatch, expect, runBatch, someLines, test, upload, type World } from './kit.ts'

/** A file whose download can fail. */
const outputOf = async (world: World): Promise<string> =>
  (await runBatch(world, someLines(3))).batch.output_file_id ?? ''

const strike = (world: World, kind: HttpFaultKind, rule: Partial<FaultRule> = {}) =>
  world.sim.control.addFault({ on: 'http', kind, path: '/content$', ...rule } as FaultRule)

/** A download that starts and never ends. */
async function neverAnswers({ client, sim }: World, id: string): Promise<void> {
  const seen = () => sim.control.report().requests.by_route['GET /v1/files/:id/content'] ?? 0
  const before = seen()
  const patience = new AbortController()
  const hanging = expect(
    client.files.content(id, { signal: patience.signal }),
  ).rejects.toBeInstanceOf(OpenAI.APIUserAbortError)
  await expect.poll(seen).toBe(before + 1)
  patience.abort()
  await hanging
}

/** The result of a failed download for a client without retries, by kind. */
const SEEN: Record<HttpFaultKind, (world: World, fileId: string) => Promise<void>> = {
  async rate_limit({ client }, id) {
    await expect(client.files.content(id)).rejects.toMatchObject({
      status: 429,
      code: 'rate_limit_exceeded',
    })
  },
  async last_request({ client }, id) {
    const { headers } = await client.files.content(id)
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('0')
    expect(headers.get('x-ratelimit-reset-requests')).toBe('1s')
  },
  async last_token({ client }, id) {
    const { headers } = await client.files.content(id)
    expect(headers.get('x-ratelimit-remaining-tokens')).toBe('0')
    expect(headers.get('x-ratelimit-reset-tokens')).toBe('1s')
  },
  async insufficient_quota({ client }, id) {
    await expect(client.files.content(id)).rejects.toMatchObject({
      status: 429,
      type: 'insufficient_quota',
    })
  },
  async server_error({ client }, id) {
    await expect(client.files.content(id)).rejects.toMatchObject({
      status: 500,
      type: 'server_error',
    })
  },
  async html_error({ client }, id) {
    await expect(client.files.content(id)).rejects.toBeInstanceOf(OpenAI.InternalServerError)
  },
  async invalid_key({ client }, id) {
    await expect(client.files.content(id)).rejects.toMatchObject({ code: 'invalid_api_key' })
  },
  async model_deprecated({ client }, id) {
    await expect(client.files.content(id)).rejects.toMatchObject({ status: 400, code: null })
  },
  async not_found({ client }, id) {
    await expect(client.files.content(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  },
  async too_large({ client }, id) {
    await expect(client.files.content(id)).rejects.toMatchObject({ status: 413 })
  },
  async reset_before({ client }, id) {
    await expect(client.files.content(id)).rejects.toBeInstanceOf(OpenAI.APIConnectionError)
  },
  async reset_after({ client }, id) {
    await expect(client.files.content(id)).rejects.toBeInstanceOf(OpenAI.APIConnectionError)
  },
  async truncated_body({ client }, id) {
    const response = await client.files.content(id)
    await expect(response.text()).rejects.toThrow('terminated')
  },
  async lost_lines({ client }, id) {
    const text = await (await client.files.content(id)).text()
    expect(text.split('\n')).toHaveLength(3)
    expect(text.endsWith('\n')).toBe(true)
  },
  async stalled_body({ client }, id) {
    const whole = (await client.files.retrieve(id)).bytes
    const controller = new AbortController()
    const response = await client.files.content(id, { signal: controller.signal })
    const reader = response.body?.getReader()
    let received = 0
    while (received < Math.floor(whole / 2)) {
      received += (await reader?.read())?.value?.length ?? 0
    }
    const next = reader?.read()
    controller.abort()
    await expect(next).rejects.toThrow()
    expect(received).toBe(Math.floor(whole / 2))
    expect(response.headers.get('content-length')).toBe(String(whole))
  },
  hang: neverAnswers,
  hang_after: neverAnswers,
}

test.for(Object.keys(HTTP_FAULTS) as HttpFaultKind[])(
  '%s strikes one request, and the next is served',
  async (kind, { world }) => {
    const id = await outputOf(world)
    strike(world, kind)

    await SEEN[kind](world, id)

    const text = await (await world.client.files.content(id)).text()
    expect(text.trimEnd().split('\n')).toHaveLength(3)
  },
)

test('a rate limit says when to come back', async ({ world }) => {
  strike(world, 'rate_limit', { path: '/models', retry_after_seconds: 90 })
  const response = await fetch(`${world.sim.baseUrl}/models`)
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('90')
})

test('a client that retries gets over one failure', async ({ world }) => {
  const patient = world.client.withOptions({ maxRetries: 1 })
  strike(world, 'server_error', { path: '/files', method: 'POST', status: 503 })
  const id = await upload(patient, someLines(1))
  expect((await patient.files.retrieve(id)).id).toBe(id)
})

test('a batch whose reply is lost was created', async ({ world }) => {
  const { client } = world
  strike(world, 'reset_after', { path: '/batches$', method: 'POST' })

  await expect(createBatch(client, someLines(1), { key: 'mine' })).rejects.toBeInstanceOf(
    OpenAI.APIConnectionError,
  )

  const { data } = await client.batches.list()
  expect(data).toMatchObject([{ metadata: { key: 'mine' }, status: 'validating' }])
})

test('a deletion that is never answered has happened, or has not', async ({ world }) => {
  const id = await upload(world.client, someLines(1))
  const stored = () => world.sim.control.report().files.stored
  for (const [kind, left] of [
    ['hang', 1],
    ['hang_after', 0],
  ] as const) {
    strike(world, kind, { path: '/files', method: 'DELETE' })
    const call = world.client.files.delete(id, { timeout: 100 })
    await expect(call).rejects.toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
    expect(stored(), kind).toBe(left)
  }
})

test('a batch whose request was cut before it was read was not created', async ({ world }) => {
  strike(world, 'reset_before', { path: '/batches$', method: 'POST' })
  await expect(createBatch(world.client, someLines(1))).rejects.toBeInstanceOf(
    OpenAI.APIConnectionError,
  )
  expect((await world.client.batches.list()).data).toEqual([])
})

test('a rule can let some requests through first', async ({ world }) => {
  strike(world, 'server_error', { path: '/models', skip: 1, times: 2 })
  const statuses: number[] = []
  for (let i = 0; i < 4; i += 1) {
    const response = await fetch(`${world.sim.baseUrl}/models`, {
      headers: { authorization: `Bearer ${world.sim.apiKey}` },
    })
    statuses.push(response.status)
  }
  expect(statuses).toEqual([200, 500, 500, 200])
})
