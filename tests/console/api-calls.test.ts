import { expect, test } from 'vitest'
import type { ApiClient, OperationRoutes } from '../../src/console/api.ts'
import { createUserClient, ProblemError } from '../../src/console/user-client.ts'
import { createRouter, type Router } from '../../src/http/router.ts'

type Received = { headers: Record<string, string | undefined>; body: string; path: string }

/** An API that answers `answer` and stores what it receives, and what calls it within a request for a page. */
async function calling<T>(
  answer: () => Response,
  run: (api: ApiClient) => Promise<T>,
): Promise<{ result: T; received: Received[] }> {
  const received: Received[] = []
  const api: Router = createRouter()
  api.all('*', async (c) => {
    const headers = Object.fromEntries(c.req.raw.headers)
    const { pathname, search } = new URL(c.req.url)
    received.push({ headers, body: await c.req.text(), path: `${pathname}${search}` })
    return answer()
  })
  const results: T[] = []
  const pages = createRouter()
  pages.get('/page', async (c) => {
    const client = createUserClient(api, c, { token: 'secret', language: 'en', routes: ROUTES })
    results.push(await run(client))
    return c.body(null)
  })
  const failures: Error[] = []
  pages.onError((error, c) => {
    failures.push(error)
    return c.body(null, 500)
  })
  await pages.request('/page')
  const [failure] = failures
  if (failure) throw failure
  const [result] = results
  return { result: result as T, received }
}

const ROUTES: OperationRoutes = new Map([
  ['importBlogs', { method: 'post', path: '/api/blogs/import' }],
  ['createUpload', { method: 'post', path: '/api/uploads' }],
  ['getHealth', { method: 'get', path: '/api/health' }],
  ['beginConnecting', { method: 'get', path: '/api/ig/auth/url' }],
])

test('sends a text as the body of an operation that takes a file', async () => {
  const { result, received } = await calling(
    () => Response.json({ created: 1 }),
    async (api) =>
      await api.call('importBlogs', {
        query: { list: 'Spring' },
        file: { type: 'text/csv', text: 'username\nnatgeo\n' },
        idempotencyKey: 'once',
      }),
  )
  expect(result).toEqual({ created: 1 })
  expect(received).toEqual([
    {
      path: '/api/blogs/import?list=Spring',
      body: 'username\nnatgeo\n',
      headers: expect.objectContaining({
        'content-type': 'text/csv',
        'idempotency-key': 'once',
        authorization: 'Bearer secret',
      }),
    },
  ])
})

test('passes a form with files on as it comes, with its type and length', async () => {
  const parts = ['--x\r\n', 'content-disposition: form-data; name="file"\r\n\r\n', 'A\r\n--x--']
  const { received } = await calling(
    () => Response.json({ id: '1' }),
    async (api) =>
      await api.call('createUpload', {
        file: {
          type: 'multipart/form-data; boundary=x',
          length: String(parts.join('').length),
          stream: ReadableStream.from(parts.map((part) => Buffer.from(part))),
        },
      }),
  )
  expect(received[0]).toMatchObject({
    body: parts.join(''),
    headers: {
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': String(parts.join('').length),
    },
  })
})

test('sends headers that the page adds', async () => {
  const { received } = await calling(
    () => Response.json({}),
    async (api) => await api.call('beginConnecting', { headers: { 'x-gramd-browser': 'secret' } }),
  )
  expect(received[0]?.headers['x-gramd-browser']).toBe('secret')
})

test('returns an answer of any status that is no refusal', async () => {
  const { result } = await calling(
    () => Response.json({ status: 'down' }, { status: 503 }),
    async (api) => await api.call('getHealth'),
  )
  expect(result).toEqual({ status: 'down' })
})

test('throws a refusal with its status and the seconds to wait', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'the database does not answer',
    code: 'database_unavailable',
    instance: '/api/health',
    request_id: 'r',
  }
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '5' }
  const call = calling(
    () => new Response(JSON.stringify(problem), { status: 503, headers }),
    async (api) => await api.call('getHealth'),
  )
  const thrown = await call.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(ProblemError)
  expect(thrown).toMatchObject({ retryAfter: 5, problem: { detail: problem.detail } })
})
