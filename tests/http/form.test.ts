import { createRoute, createRouter, formBody, json, z, type Router } from '../../src/http/router.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { anApi, problemIn } from './kit.ts'

/** A route that answers the form that it was sent. */
function echo(): Router {
  const Form = z.strictObject({ name: z.string().max(20), note: z.string().optional() })
  const route = createRoute({
    method: 'post',
    path: '/api/forms',
    access: 'creators:write',
    request: { body: formBody(Form) },
    responses: { 200: json('The form', z.unknown()) },
  })
  return createRouter().openapi(route, (c) => c.json(c.req.valid('form'), 200))
}

describe('a form', () => {
  const type = 'application/x-www-form-urlencoded'

  test('is parsed by the schema of its route', async ({ db }) => {
    const { send } = anApi(db, [echo()])
    const body = new URLSearchParams({ name: 'Käse & Brot' }).toString()

    const response = await send('POST', '/api/forms', { body, headers: { 'content-type': type } })

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ name: 'Käse & Brot' })
  })

  test('with too many fields says how many may come', async ({ db }) => {
    const { send } = anApi(db, [echo()])
    const body = `name=x${'&name=x'.repeat(20)}`

    const response = await send('POST', '/api/forms', { body, headers: { 'content-type': type } })

    expect(await problemIn(response)).toMatchObject({
      errors: [{ field: 'body', reason: 'has more than 20 fields' }],
    })
  })

  const refused: [what: string, body: string, contentType: string, status: number][] = [
    ['another field', 'name=x&role=admin', type, 422],
    ['no field', '', type, 422],
    ['21 fields', `name=x${'&name=x'.repeat(20)}`, type, 422],
    ['a text that cannot be stored', 'name=a%00b', type, 422],
    ['another type of body', '{"name":"x"}', 'application/json', 415],
    ['more than 64 KiB', `name=x&note=${'y'.repeat(65_536)}`, type, 413],
  ]
  test.for(refused)('is refused with %s', async ([, body, contentType, status], { db }) => {
    const { send } = anApi(db, [echo()])

    const response = await send('POST', '/api/forms', {
      body,
      headers: { 'content-type': contentType },
    })

    expect(response.status).toBe(status)
    await problemIn(response)
  })
})
