import { DefectError } from '../../src/base/errors.ts'
import { createRoute, createRouter, json, jsonBody, z, type Router } from '../../src/http/router.ts'
import { integerText } from '../../src/http/pagination.ts'
import { describe, expect, testOnSharedDatabase as test } from '../fixtures/test.ts'
import { anApi, problemIn } from './kit.ts'

const answer = { 200: json('An echo', z.unknown()) }

/** Routes of every kind that the app treats in its own way. */
function echoes(): Router {
  const router = createRouter()
  router.openapi(
    createRoute({
      access: 'creators:read',
      method: 'get',
      path: '/api/echo/{id}',
      request: {
        params: z.strictObject({ id: integerText({ min: 1, max: 9 }) }),
        query: z.strictObject({
          limit: integerText({ min: 1, max: 200 }).optional(),
          day: z.iso.date().optional(),
          at: z.iso.datetime().optional(),
          owner: z.uuid().optional(),
        }),
      },
      responses: answer,
    }),
    (c) => c.json({ ...c.req.valid('param'), ...c.req.valid('query') }, 200),
  )
  router.openapi(
    createRoute({
      access: 'creators:write',
      method: 'post',
      path: '/api/echo',
      request: {
        body: jsonBody(
          z.strictObject({ names: z.array(z.string()).min(1), size: z.int().default(3) }),
        ),
      },
      responses: answer,
    }),
    (c) => c.json(c.req.valid('json'), 200),
  )
  router.openapi(
    createRoute({ access: 'creators:write', method: 'post', path: '/api/bare', responses: answer }),
    (c) => c.json({ bare: true }, 200),
  )
  router.openapi(
    createRoute({ access: 'creators:read', method: 'get', path: '/api/defect', responses: answer }),
    () => {
      throw new DefectError('secret inside')
    },
  )
  return router
}

describe('a faulty request', () => {
  const big = 'x'.repeat(2 * 1024 * 1024)
  const jsonType = { 'content-type': 'application/json' }

  test.for([
    ['GET', '/api/nothing', {}, 404, 'no_such_route', 'path', 'nothing at this path'],
    ['GET', '/nothing', {}, 404, 'no_such_route', 'path', 'nothing'],
    ['DELETE', '/api/echo', {}, 405, 'method_not_allowed', 'method', 'expected POST'],
    ['GET', '/api/echo/0', {}, 422, 'invalid_input', 'id', 'from 1 to 9'],
    ['GET', '/api/echo/x', {}, 422, 'invalid_input', 'id', 'expected an integer'],
    ['GET', '/api/echo/1?limit=-1', {}, 422, 'invalid_input', 'limit', 'from 1 to 200'],
    ['GET', '/api/echo/1?limit=201', {}, 422, 'invalid_input', 'limit', 'from 1 to 200'],
    ['GET', '/api/echo/1?limit=', {}, 422, 'invalid_input', 'limit', 'expected an integer'],
    ['GET', '/api/echo/1?limit=1e1', {}, 422, 'invalid_input', 'limit', 'expected an integer'],
    ['GET', '/api/echo/1?day=today', {}, 422, 'invalid_input', 'day', 'a day such as 2026-'],
    ['GET', '/api/echo/1?at=noon', {}, 422, 'invalid_input', 'at', 'a time such as 2026-'],
    ['GET', '/api/echo/1?owner=me', {}, 422, 'invalid_input', 'owner', 'an id such as 019a'],
    ['GET', '/api/echo/1?limit=1&limit=2', {}, 422, 'invalid_input', 'limit', 'more than once'],
    ['GET', '/api/echo/1?limt=1', {}, 422, 'invalid_input', 'limt', 'is unknown'],
    ['GET', '/api/echo/1?limit=%00', {}, 422, 'invalid_input', 'limit', 'NUL'],
    ['GET', '/api/echo/%00', {}, 422, 'invalid_input', 'path', 'NUL'],
    [
      'POST',
      '/api/echo',
      { body: '{"names":["a"', headers: jsonType },
      400,
      'broken_json',
      'body',
      'JSON',
    ],
    [
      'POST',
      '/api/echo',
      { body: 'names=a', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
      'content-type',
      'application/json',
    ],
    ['POST', '/api/echo', { json: { names: big } }, 413, 'body_too_large', 'body', '2 MB'],
    [
      'POST',
      '/api/echo',
      { json: { names: 'a' } },
      422,
      'invalid_input',
      'names',
      'expected array',
    ],
    [
      'POST',
      '/api/echo',
      { json: { names: ['a', 1] } },
      422,
      'invalid_input',
      'names.1',
      'expected string',
    ],
    [
      'POST',
      '/api/echo',
      { json: { names: ['a', 'b\0'] } },
      422,
      'invalid_input',
      'names.1',
      'NUL',
    ],
    [
      'POST',
      '/api/echo',
      { json: { names: ['\ud800'] } },
      422,
      'invalid_input',
      'names.0',
      'surrogate',
    ],
    [
      'POST',
      '/api/echo',
      { json: { names: ['a'], nmae: 1 } },
      422,
      'invalid_input',
      'nmae',
      'is unknown',
    ],
    ['POST', '/api/echo', { json: [] }, 422, 'invalid_input', 'body', 'expected object'],
    ['POST', '/api/echo', { json: null }, 422, 'invalid_input', 'body', 'expected object'],
    ['POST', '/api/echo', {}, 422, 'invalid_input', 'names', 'expected array'],
  ] as const)('%s %s %j is answered with %i %s', async (row, { db }) => {
    const [method, path, options, status, code, field, reason] = row
    const { send } = anApi(db, [echoes()])

    const response = await send(method, path, options)

    expect(response.status).toBe(status)
    expect(await problemIn(response)).toMatchObject({
      type: 'about:blank',
      status,
      code,
      instance: decodeURI(path.split('?')[0] ?? ''),
      errors: [{ field, reason: expect.stringContaining(reason) }],
    })
  })

  test('is told which methods the path takes', async ({ db }) => {
    const response = await anApi(db, [echoes()]).send('PUT', '/api/echo/1')

    expect(response.headers.get('allow')).toBe('GET, HEAD')
  })

  test('names a hundred faults at most', async ({ db }) => {
    const names = Array.from({ length: 5_000 }, () => 1)

    const response = await anApi(db, [echoes()]).send('POST', '/api/echo', { json: { names } })

    expect((await problemIn(response)).errors).toHaveLength(100)
  })

  test('may nest as deep as it likes without breaking anything', async ({ db }) => {
    const body = `${'['.repeat(200_000)}"\\u0000"${']'.repeat(200_000)}`
    const headers = { 'content-type': 'application/json' }

    const response = await anApi(db, [echoes()]).send('POST', '/api/echo', { body, headers })

    expect(response.status).toBe(422)
    expect((await response.text()).length).toBeLessThan(1_000)
  })

  test('never has its text in the answer or the log when JSON is broken', async ({ db }) => {
    const { send, lines } = anApi(db, [echoes()])
    const headers = { 'content-type': 'application/json' }

    const response = await send('POST', '/api/echo', { body: '{"password": hunter2', headers })

    expect(await response.text()).not.toContain('hunter2')
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  })
})

describe('a request', () => {
  test('gets what its route answers, with the headers of an API', async ({ db }) => {
    const response = await anApi(db, [echoes()]).send('GET', '/api/echo/7?limit=20')

    expect(await response.json()).toEqual({ id: 7, limit: 20 })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    })
  })

  test('needs no body where its route takes none', async ({ db }) => {
    expect((await anApi(db, [echoes()]).send('POST', '/api/bare')).status).toBe(200)
  })

  test('keeps a sane request id and gets a new one for any other', async ({ db }) => {
    const { send } = anApi(db, [echoes()])
    const idFor = async (given: string): Promise<string | null> =>
      (await send('GET', '/api/echo/1', { headers: { 'x-request-id': given } })).headers.get(
        'x-request-id',
      )

    expect(await idFor('trace-17')).toBe('trace-17')
    expect(await idFor('a b"c')).toMatch(/^[0-9a-f-]{36}$/)
    expect(await idFor('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('is logged once, at debug, without its query', async ({ db }) => {
    const { send, lines } = anApi(db, [echoes()])

    await send('GET', '/api/echo/7?limit=20', { headers: { 'x-request-id': 'trace-17' } })

    expect(lines).toEqual([
      expect.objectContaining({
        level: 'debug',
        msg: 'request answered',
        request_id: 'trace-17',
        method: 'GET',
        path: '/api/echo/7',
        status: 200,
      }),
    ])
  })
})

test('a defect is hidden from the client and logged once with its stack', async ({ db }) => {
  const { send, lines } = anApi(db, [echoes()])

  const response = await send('GET', '/api/defect')

  expect(await problemIn(response)).toMatchObject({ status: 500, code: 'defect' })
  const errors = lines.filter(({ level }) => level === 'error')
  expect(errors).toEqual([
    expect.objectContaining({
      msg: 'request failed',
      code: 'defect',
      err: expect.objectContaining({ message: 'secret inside', stack: expect.any(String) }),
    }),
  ])
})

test('a defect says nothing of its text', async ({ db }) => {
  const response = await anApi(db, [echoes()]).send('GET', '/api/defect')

  expect(await response.text()).not.toContain('secret inside')
})
