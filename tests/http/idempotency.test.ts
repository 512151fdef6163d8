import { sql } from 'kysely'
import { InvalidInputError, TransientError } from '../../src/base/errors.ts'
import type { Db } from '../../src/db/handles.ts'
import { createRoute, createRouter, json, jsonBody, z, type Router } from '../../src/http/router.ts'
import { expect, test } from '../fixtures/test.ts'
import { anApi, aToken, problemIn } from './kit.ts'

/** A route that makes a person for each request, and says which; `during` runs while it does. */
function persons(db: Db, during: () => Promise<void> = async () => undefined): Router {
  const router = createRouter()
  const create = createRoute({
    access: 'creators:write',
    method: 'post',
    path: '/api/persons',
    request: { body: jsonBody(z.object({ name: z.string() })) },
    responses: { 201: json('The person', z.unknown()) },
  })
  router.openapi(create, async (c) => {
    const { name } = c.req.valid('json')
    await during()
    const person = await db
      .insertInto('persons')
      .values({ full_name: name })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (name === 'secret') c.set('isAnswerStorable', false)
    c.header('location', `/api/persons/${person.id}`)
    return c.json({ id: person.id, name }, 201)
  })
  return router
}

const post = (name: string, key: string) => ({
  json: { name },
  headers: { 'idempotency-key': key },
})

const countPersons = async (db: Db): Promise<number> =>
  (await db.selectFrom('persons').select('id').execute()).length

test('the same request again gets the first answer and does nothing', async ({ db }) => {
  const { send } = anApi(db, [persons(db)])

  const first = await send('POST', '/api/persons', post('Ada', 'k1'))
  const second = await send('POST', '/api/persons', post('Ada', 'k1'))

  expect(second.status).toBe(201)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  expect(second.headers.get('location')).toBe(first.headers.get('location'))
  expect(await second.json()).toEqual(await first.json())
  expect(await countPersons(db)).toBe(1)
})

test('a first answer does not say that it was replayed', async ({ db }) => {
  const first = await anApi(db, [persons(db)]).send('POST', '/api/persons', post('Ada', 'k1'))

  expect(first.headers.get('idempotency-replayed')).toBeNull()
})

test('a key with another body is refused and does nothing', async ({ db }) => {
  const { send } = anApi(db, [persons(db)])
  await send('POST', '/api/persons', post('Ada', 'k1'))

  const response = await send('POST', '/api/persons', post('Grace', 'k1'))

  expect(response.status).toBe(422)
  expect(await problemIn(response)).toMatchObject({
    code: 'idempotency_key_reused',
    errors: [{ field: 'idempotency-key' }],
  })
  expect(await countPersons(db)).toBe(1)
})

test('a key belongs to its token', async ({ db }) => {
  const { send } = anApi(db, [persons(db)])
  await send('POST', '/api/persons', post('Ada', 'k1'))
  const token = await aToken(db, ['creators:write'])

  const response = await send('POST', '/api/persons', { ...post('Ada', 'k1'), token })

  expect(response.headers.get('idempotency-replayed')).toBeNull()
  expect(await countPersons(db)).toBe(2)
})

test('of many requests at once with one key, one is answered and the others are told to wait', async ({
  db,
}) => {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  const { send } = anApi(db, [persons(db, async () => await finished)])
  const first = send('POST', '/api/persons', post('Ada', 'k1'))
  await expect
    .poll(async () => (await db.selectFrom('idempotency_keys').select('key').execute()).length)
    .toBe(1)

  const others = await Promise.all(
    Array.from({ length: 5 }, async () => await send('POST', '/api/persons', post('Ada', 'k1'))),
  )
  finish()

  expect(others.map(({ status }) => status)).toEqual([409, 409, 409, 409, 409])
  expect((await first).status).toBe(201)
  expect(await countPersons(db)).toBe(1)
})

test('a failure of gramd is not kept: the request may be sent again', async ({ db }) => {
  let healthy = false
  const fails = async (): Promise<void> => {
    if (!healthy) throw new TransientError('not now')
  }
  const { send } = anApi(db, [persons(db, fails)])

  expect((await send('POST', '/api/persons', post('Ada', 'k1'))).status).toBe(503)
  healthy = true
  const again = await send('POST', '/api/persons', post('Ada', 'k1'))

  expect(again.status).toBe(201)
  expect(again.headers.get('idempotency-replayed')).toBeNull()
})

test('a refusal is kept like any other answer', async ({ db }) => {
  let times = 0
  const refuses = async (): Promise<void> => {
    times += 1
    throw new InvalidInputError('no', [
      { field: 'name', reason: 'is not nice', code: 'unknown_value' },
    ])
  }
  const { send } = anApi(db, [persons(db, refuses)])

  await send('POST', '/api/persons', post('Ada', 'k1'))
  const again = await send('POST', '/api/persons', post('Ada', 'k1'))

  expect((await problemIn(again)).errors).toEqual([{ field: 'name', reason: 'is not nice' }])
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(times).toBe(1)
})

test('an answer with a secret is never stored', async ({ db }) => {
  const { send } = anApi(db, [persons(db)])

  await send('POST', '/api/persons', post('secret', 'k1'))

  expect(await db.selectFrom('idempotency_keys').selectAll().execute()).toEqual([])
})

test('a key is void after a day', async ({ db }) => {
  const { send } = anApi(db, [persons(db)])
  await send('POST', '/api/persons', post('Ada', 'k1'))
  await sql`update idempotency_keys set created_at = created_at - interval '25 hours'`.execute(db)

  const response = await send('POST', '/api/persons', post('Grace', 'k1'))

  expect(response.status).toBe(201)
  expect(await countPersons(db)).toBe(2)
})

test('a request whose process died frees its key after five minutes', async ({ db }) => {
  const { send } = anApi(db, [persons(db)])
  await send('POST', '/api/persons', post('Ada', 'k1'))
  await sql`update idempotency_keys set status = null, response = null`.execute(db)

  const pass = async (): Promise<void> =>
    void (await sql`
      update idempotency_keys set created_at = created_at - interval '3 minutes'`.execute(db))
  await pass()
  // As long as the slowest answer, which is a model's.
  expect((await send('POST', '/api/persons', post('Ada', 'k1'))).status).toBe(409)
  await pass()
  expect((await send('POST', '/api/persons', post('Ada', 'k1'))).status).toBe(201)
})

test('a key that is no key is refused', async ({ db }) => {
  const response = await anApi(db, [persons(db)]).send(
    'POST',
    '/api/persons',
    post('Ada', 'x'.repeat(201)),
  )

  expect(response.status).toBe(422)
  expect((await problemIn(response)).errors[0]?.field).toBe('idempotency-key')
  expect(await countPersons(db)).toBe(0)
})
