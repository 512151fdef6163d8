import { createRoute, createRouter, json, jsonBody, z, type Router } from '../../src/http/router.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { anApi } from './kit.ts'

function routes(): Router {
  const router = createRouter()
  const Thing = z.object({ name: z.string() }).openapi('Thing')
  const responses = { 200: json('The thing', Thing) }
  router.openapi(
    createRoute({
      access: 'creators:write',
      method: 'post',
      path: '/api/things',
      summary: 'Make a thing',
      request: { body: jsonBody(Thing) },
      responses,
    }),
    (c) => c.json(c.req.valid('json'), 200),
  )
  router.openapi(
    createRoute({ access: 'open', method: 'get', path: '/livez', summary: 'Alive', responses }),
    (c) => c.json({ name: 'a' }, 200),
  )
  return router
}

describe('/openapi.json', () => {
  test('describes every route with its problems, its key and its security', async ({ db }) => {
    const response = await anApi(db, [routes()]).send('GET', '/openapi.json', { token: null })

    expect(await response.json()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'gramd', version: '1.2.3' },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
        schemas: { Problem: { type: 'object' }, Thing: { type: 'object' } },
        responses: { BrokenBody: { content: { 'application/problem+json': {} } } },
      },
      paths: {
        '/api/things': {
          post: {
            parameters: [{ name: 'Idempotency-Key', in: 'header' }],
            responses: {
              400: { $ref: '#/components/responses/BrokenBody' },
              401: { $ref: '#/components/responses/Unauthenticated' },
              409: { $ref: '#/components/responses/KeyInUse' },
              413: {},
              415: {},
              422: {},
            },
          },
        },
        '/livez': { get: { security: [{}] } },
      },
    })
  })

  test('promises no 401 where no token is needed', async ({ db }) => {
    const response = await anApi(db, [routes()]).send('GET', '/openapi.json')
    const { paths } = z
      .object({
        paths: z.record(
          z.string(),
          z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.unknown()) })),
        ),
      })
      .parse(await response.json())

    expect(Object.keys(paths['/livez']?.['get']?.responses ?? {}).sort()).toEqual([
      '200',
      '422',
      '500',
      '503',
    ])
  })
})

describe('/docs', () => {
  test('leads to the page, behind a prefix, too', async ({ db }) => {
    const response = await anApi(db, []).send('GET', '/docs', { token: null })

    expect([response.status, response.headers.get('location')]).toEqual([308, 'docs/'])
  })

  test('needs nothing from other hosts, and its policy allows what it needs', async ({ db }) => {
    const { send } = anApi(db, [])
    const page = await send('GET', '/docs/', { token: null })
    const html = await page.text()
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '')

    expect(links).toHaveLength(4)
    for (const link of links) {
      expect(link).toMatch(/^\.\//)
      const file = await send('GET', `/docs/${link.slice(2)}`, { token: null })
      expect(file.status, link).toBe(200)
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(100)
    }
    expect(html).not.toContain('<script>')
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  })

  test('gives no other file of that folder', async ({ db }) => {
    const { send } = anApi(db, [])

    for (const path of ['package.json', '..%2f..%2fpackage.json', 'swagger-ui.js']) {
      expect((await send('GET', `/docs/${path}`)).status).toBe(404)
    }
  })
})
