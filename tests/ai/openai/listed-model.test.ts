import { expect, onTestFinished, test } from 'vitest'
import {
  OpenAiAnswerError,
  OpenAiDownError,
  OpenAiRefusedError,
  OpenAiRejectedError,
} from '../../../src/ai/openai/errors.ts'
import { createOpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { listen } from '../../../sim/listen.ts'

/** A client of a service that answers every request so; gives its requests, too. */
async function clientOf(answer: () => Response) {
  const paths: string[] = []
  const server = await listen((request: Request) => {
    paths.push(new URL(request.url).pathname)
    return answer()
  })
  onTestFinished(async () => await server.close())
  const gateway = createOpenAiGateway({
    apiKey: 'sk-test',
    baseUrl: `${server.url}/v1`,
    timeoutMs: 2_000,
  })
  return { gateway, paths }
}

const model = (id: unknown, more: object = {}) => ({ id, object: 'model', created: 1, ...more })

test('a list gives the models of which it says when they end, each once', async () => {
  const { gateway, paths } = await clientOf(() =>
    Response.json({
      object: 'list',
      data: [
        model('ends', { shutdown_date: '2026-12-11' }),
        model('stays', { shutdown_date: null }),
        model('ends', { shutdown_date: '2027-01-14' }),
        model('another service says nothing'),
        model('no-day', { shutdown_date: '2026-13-45' }),
        model('a-number', { shutdown_date: 1_797_000_000 }),
        model(7, { shutdown_date: null }),
        model('x'.repeat(201), { shutdown_date: null }),
        model('nul\u0000', { shutdown_date: null }),
        null,
        'text',
      ],
    }),
  )

  expect(await gateway.listModels()).toEqual([
    { id: 'ends', endsOn: '2027-01-14' },
    { id: 'stays', endsOn: null },
  ])
  expect(paths).toEqual(['/v1/models'])
})

test.for([
  ['no model', () => Response.json({ object: 'list', data: [] }), OpenAiAnswerError],
  ['no list', () => Response.json({}), OpenAiAnswerError],
  [
    'a page',
    () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    OpenAiAnswerError,
  ],
  ['no such route', () => new Response('{}', { status: 404 }), OpenAiRejectedError],
  [
    'a refused key',
    () => Response.json({ error: { code: 'invalid_api_key' } }, { status: 401 }),
    OpenAiRefusedError,
  ],
  [
    'an outage',
    () => new Response('', { status: 503, headers: { 'retry-after-ms': '1' } }),
    OpenAiDownError,
  ],
] as const)('%s is an error of its class', async ([, answer, kind]) => {
  const { gateway } = await clientOf(answer)
  await expect(gateway.listModels()).rejects.toBeInstanceOf(kind)
})
