import { z } from 'zod'
import { json, jsonBody, createRoute, createRouter } from '../../src/http/router.ts'
import { camelKeys, camelSchema } from '../../src/http/spelling.ts'
import { expect, test } from '../fixtures/test.ts'
import { anApi } from './kit.ts'

const NewCup = z.strictObject({
  cupName: z.string(),
  lidSizes: z.array(z.strictObject({ inMillimetres: z.int() })).default([]),
})

/** Answers with what its schemas have read. */
function cups(path: '/api/instagram/cups' | '/api/cups') {
  const router = createRouter()
  const route = createRoute({
    method: 'post',
    path,
    access: 'creators:write',
    summary: 'Make a cup',
    request: { query: z.strictObject({ dryRun: z.string().optional() }), body: jsonBody(NewCup) },
    responses: { 200: json('The cup', z.object({ dryRun: z.string().nullable(), cup: NewCup })) },
  })
  return router.openapi(route, (c) =>
    c.json({ dryRun: c.req.valid('query').dryRun ?? null, cup: c.req.valid('json') }, 200),
  )
}

const CUP = { cupName: 'Big', lidSizes: [{ inMillimetres: 80 }] }
const IN_SNAKE_CASE = { cup_name: 'Big', lid_sizes: [{ in_millimetres: 80 }] }

test('a route of the contract accepts both spellings, at any depth and in the query', async ({
  db,
}) => {
  const api = anApi(db, [cups('/api/instagram/cups')])
  for (const [query, sent] of [
    ['dryRun=yes', CUP],
    ['dry_run=yes', IN_SNAKE_CASE],
  ] as const) {
    const answer = await api.send('POST', `/api/instagram/cups?${query}`, { json: sent })
    expect(await answer.json()).toEqual({ dryRun: 'yes', cup: CUP })
  }
})

test('a field that is sent in both spellings is refused, and so is one that nobody knows', async ({
  db,
}) => {
  const api = anApi(db, [cups('/api/instagram/cups')])
  for (const [more, field] of [
    [{ cup_name: 'Small' }, 'cup_name'],
    [{ cup_colour: 'red' }, 'cup_colour'],
  ] as const) {
    const answer = await api.send('POST', '/api/instagram/cups', { json: { ...CUP, ...more } })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ errors: [{ field, code: 'unknown_field' }] })
  }
})

test('every other route has one spelling', async ({ db }) => {
  const api = anApi(db, [cups('/api/cups')])
  expect((await api.send('POST', '/api/cups', { json: CUP })).status).toBe(200)
  expect((await api.send('POST', '/api/cups', { json: IN_SNAKE_CASE })).status).toBe(422)
})

test('names of an answer become camelCase, and its values stay', () => {
  const at = new Date(0)
  const row = { store_id: 'a_b', made_at: at, drafts: [{ product_id: null, number: 1 }] }
  const spelled = { storeId: 'a_b', madeAt: at, drafts: [{ productId: null, number: 1 }] }
  const Row = z.object({
    store_id: z.string(),
    made_at: z.date(),
    drafts: z.array(z.object({ product_id: z.string().nullable(), number: z.int() })),
  })

  expect(camelKeys(row)).toEqual(spelled)
  expect(camelSchema(Row).parse(spelled)).toEqual(spelled)
  expect(camelSchema(Row).safeParse(row).success).toBe(false)
})
