import { createRoute, createRouter, json, jsonBody, z, type Router } from '../../src/http/router.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { anApi, init, served } from './kit.ts'

const Names = z.strictObject({ names: z.array(z.string()) })

/** Routes that read a body, and that have none. */
function routes(): Router {
  return createRouter()
    .openapi(
      createRoute({
        access: 'creators:write',
        method: 'post',
        path: '/api/names',
        request: { body: jsonBody(Names) },
        responses: { 200: json('The same names', Names) },
      }),
      (c) => c.json(c.req.valid('json'), 200),
    )
    .openapi(
      createRoute({
        access: 'creators:write',
        method: 'post',
        path: '/api/names/sort',
        request: { body: jsonBody(Names.partial(), { required: false }) },
        responses: { 200: json('The same names', Names.partial()) },
      }),
      (c) => c.json(c.req.valid('json'), 200),
    )
    .openapi(
      createRoute({
        access: 'creators:write',
        method: 'delete',
        path: '/api/names/{id}',
        request: { params: z.object({ id: z.string() }) },
        responses: { 204: { description: 'Gone' } },
      }),
      (c) => c.body(null, 204),
    )
}

describe('over a socket', () => {
  test('a request without a body reaches its route', async ({ db }) => {
    const url = await served(anApi(db, [routes()]).app)

    const response = await fetch(`${url}/api/names/7`, init('DELETE'))

    expect(response.status).toBe(204)
  })

  test('a missing body, an unknown path and a method that is not taken are faults of the client', async ({
    db,
  }) => {
    const url = await served(anApi(db, [routes()]).app)

    const missing = await fetch(`${url}/api/names`, init('POST'))
    const nowhere = await fetch(`${url}/api/nowhere`, init('DELETE'))
    const wrong = await fetch(`${url}/api/names`, init('PUT'))

    expect([missing.status, nowhere.status, wrong.status]).toEqual([422, 404, 405])
  })

  test('an empty body is a missing one, although its type is named', async ({ db }) => {
    const url = await served(anApi(db, [routes()]).app)
    const empty = init('POST', { headers: { 'content-type': 'application/json' } })

    const optional = await fetch(`${url}/api/names/sort`, empty)
    const required = await fetch(`${url}/api/names`, empty)

    expect([optional.status, await optional.json()]).toEqual([200, {}])
    expect([required.status, await required.json()]).toMatchObject([
      422,
      { errors: [{ field: 'names' }] },
    ])
  })

  test('a body that does not say its size is read', async ({ db }) => {
    const url = await served(anApi(db, [routes()]).app)
    const body = new Blob([JSON.stringify({ names: ['natgeo'] })]).stream()
    const headers = { 'content-type': 'application/json' }

    const response = await fetch(`${url}/api/names`, {
      ...init('POST', { body, headers }),
      duplex: 'half',
    })

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ names: ['natgeo'] })
  })
})
