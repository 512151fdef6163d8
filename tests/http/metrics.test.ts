import { Registry } from 'prom-client'
import { createRoute, createRouter, json, z } from '../../src/http/router.ts'
import { PoolRestingError } from '../../src/platforms/errors.ts'
import { createClock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { aCheckedApp, aLog, API_KEY, aToken, init, problemIn } from './kit.ts'

const route = createRoute({
  access: 'creators:read',
  method: 'get',
  path: '/api/things/{id}',
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json('A thing', z.object({ id: z.string() })) },
})

function anApp(db: Db) {
  const worldAt = Date.UTC(2030, 0, 1)
  const router = createRouter().openapi(route, (c) => {
    const { id } = c.req.valid('param')
    if (id === 'resting')
      throw new PoolRestingError('nobody is free', new Date(worldAt + 3_600_000))
    if (id === 'broken') throw new Error('a defect')
    return c.json({ id }, 200)
  })
  const app = aCheckedApp({
    db,
    log: aLog().log,
    apiKey: API_KEY,
    routers: [router],
    version: 'test',
    metrics: new Registry(),
    clock: {
      ...createClock({ worldAt, realAt: Date.now(), speed: 60 }),
      now: () => new Date(worldAt),
    },
  })
  return async (path: string, options?: Parameters<typeof init>[1] & { method?: string }) =>
    await app.request(path, init(options?.method ?? 'GET', options))
}

describe('/metrics', () => {
  test('counts requests by route, never by path, and needs a token', async ({ db }) => {
    const get = anApp(db)
    expect((await get('/metrics', { token: null })).status).toBe(401)
    await get('/api/things/1')
    await get('/api/things/2')
    await get('/api/things/broken')
    await get('/api/things/1', { token: null })
    await get('/nowhere')
    await get('/api/things/1', { method: 'BREW' })
    const answer = await get('/metrics', { token: await aToken(db, ['system:read']) })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    const lines = (await answer.text()).split('\n').filter((line) => !line.startsWith('#'))
    const counted = lines.filter((line) => /^gramd_http_requests|_count/.test(line))
    expect(counted.toSorted()).toEqual([
      'gramd_http_request_duration_seconds_count{route="/api/things/:id"} 4',
      'gramd_http_request_duration_seconds_count{route="/metrics"} 1',
      'gramd_http_request_duration_seconds_count{route="none"} 2',
      'gramd_http_requests_total{method="GET",route="/api/things/:id",status="200"} 2',
      'gramd_http_requests_total{method="GET",route="/api/things/:id",status="401"} 1',
      'gramd_http_requests_total{method="GET",route="/api/things/:id",status="500"} 1',
      'gramd_http_requests_total{method="GET",route="/metrics",status="401"} 1',
      'gramd_http_requests_total{method="GET",route="none",status="404"} 1',
      'gramd_http_requests_total{method="other",route="none",status="405"} 1',
    ])
  })

  test('is in the description of the API', async ({ db }) => {
    const document = await (await anApp(db)('/openapi.json')).json()
    expect(document).toHaveProperty([
      'paths',
      '/metrics',
      'get',
      'responses',
      '200',
      'content',
      'text/plain',
    ])
  })
})

test('an answer that says until when tells clients how many real seconds that is', async ({
  db,
}) => {
  const answer = await anApp(db)('/api/things/resting')
  expect(answer.headers.get('retry-after')).toBe('60')
  expect(await problemIn(answer)).toMatchObject({
    status: 503,
    code: 'pool_resting',
    until: '2030-01-01T01:00:00.000Z',
  })
})
