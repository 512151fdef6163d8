import { createRoute, createRouter, json, jsonBody, z, type Router } from '../../src/http/router.ts'
import { createApp } from '../../src/http/app.ts'
import { describe, expect, testOnSharedDatabase as test } from '../fixtures/test.ts'
import { comparing } from './declared.ts'
import { aLog, anApi, API_KEY, init } from './kit.ts'

const JSON_BODY = { 'content-type': 'application/json' }

/** A route without body, query and parameters, one that is open, and one that a token shows more. */
function bareRoutes(): Router {
  const responses = { 200: json('Done', z.object({ done: z.boolean() })) }
  const post = createRoute({
    access: 'creators:write',
    method: 'post',
    path: '/api/pool/resume',
    request: { body: jsonBody(z.looseObject({}).optional()) },
    responses,
  })
  const open = createRoute({ access: 'open', method: 'get', path: '/livez', responses })
  const halfOpen = createRoute({
    access: { optional: 'system:read' },
    method: 'get',
    path: '/api/health',
    responses,
  })
  return createRouter()
    .openapi(post, (c) => c.json({ done: true }, 200))
    .openapi(open, (c) => c.json({ done: true }, 200))
    .openapi(halfOpen, (c) => c.json({ done: true }, 200))
}

describe('what the app answers before a route', () => {
  // Each of these answers has to be declared: the API of the kit compares them.
  const cases: [name: string, method: string, path: string, options: object, status: number][] = [
    ['a bad key', 'POST', '/api/pool/resume', { headers: { 'idempotency-key': 'ü' } }, 422],
    ['a NUL in the query', 'POST', '/api/pool/resume?a=%00', {}, 422],
    ['a NUL at an open route', 'GET', '/livez?a=%00', { token: null }, 422],
    ['a wrong token where none is needed', 'GET', '/api/health', { token: 'wrong' }, 401],
    ['a body that is no JSON', 'POST', '/api/pool/resume', { body: '{', headers: JSON_BODY }, 400],
    ['a body of another type', 'POST', '/api/pool/resume', { body: 'a' }, 415],
    ['a path that is not there', 'GET', '/api/nothing', {}, 404],
    ['a method that is not there', 'PUT', '/livez', {}, 405],
  ]

  test.for(cases)('%s is declared', async ([, method, path, options, status], { db }) => {
    const answer = await anApi(db, [bareRoutes()]).send(method, path, options)

    expect(answer.status).toBe(status)
  })
})

describe('an answer that the document does not declare', () => {
  const declared = z.object({ name: z.string() })
  const answers: [what: string, answer: Response, fault: RegExp][] = [
    ['a status', Response.json({ name: 'a' }, { status: 201 }), /status 201 is not declared/],
    ['a type', new Response('a'), /200 with text\/plain is not declared/],
    ['a field', Response.json({ name: 'a', age: 1 }), /must NOT have additional properties.*age/],
    ['a missing field', Response.json({}), /must have required property 'name'/],
  ]

  test.for(answers)('is told: %s', async ([, answer, fault], { db }) => {
    const route = createRoute({
      access: 'creators:read',
      method: 'get',
      path: '/api/thing',
      responses: { 200: json('A thing', declared) },
    })
    const router = createRouter()
    // @ts-expect-error what a handler may not answer
    router.openapi(route, () => answer.clone())
    const faults: string[] = []
    const options = { db, log: aLog().log, apiKey: API_KEY, routers: [router], version: '1' }
    const app = comparing(createApp(options), (found) => void faults.push(found))

    await app.request('/api/thing', init('GET'))

    expect(faults).toEqual([expect.stringMatching(fault)])
  })
})
