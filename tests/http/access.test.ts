import type { FoundPrincipals } from '../../src/http/access/authenticate.ts'
import { createRoute, createRouter, json, z, type Router } from '../../src/http/router.ts'
import { describe, expect, test, testOnSharedDatabase } from '../fixtures/test.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { anApi, aToken, problemIn } from './kit.ts'

/** A route for each kind of right. */
function things(): Router {
  const router = createRouter()
  const responses = { 200: json('Who asked', z.unknown()) }
  router.openapi(
    createRoute({ access: 'creators:read', method: 'get', path: '/api/things', responses }),
    (c) => c.json(c.get('principal'), 200),
  )
  router.openapi(
    createRoute({ access: 'creators:write', method: 'post', path: '/api/things', responses }),
    (c) => c.json(c.get('principal'), 200),
  )
  router.openapi(
    createRoute({
      access: { elevated: 'erasure:write' },
      method: 'delete',
      path: '/api/things',
      responses,
    }),
    (c) => c.json(c.get('principal'), 200),
  )
  for (const path of ['/api/health', '/livez', '/readyz']) {
    const access = path === '/api/health' ? ({ optional: 'system:read' } as const) : 'open'
    router.openapi(createRoute({ access, method: 'get', path, responses }), (c) =>
      c.json(c.get('principal'), 200),
    )
  }
  return router
}

describe('a request without the right token', () => {
  testOnSharedDatabase.for([
    ['no token', undefined, 'token_missing'],
    ['an unknown token', 'Bearer operator-key-of-the-testz', 'token_invalid'],
    [
      'a token of the right form that nobody was given',
      `Bearer gramd_${'a'.repeat(43)}`,
      'token_invalid',
    ],
    ['another scheme', 'Basic b3BlcmF0b3I=', 'token_invalid'],
    ['a scheme alone', 'Bearer', 'token_invalid'],
    ['an empty header', '', 'token_invalid'],
    ['an old token with a letter in front', 'Bearer xoperator-key-of-the-tests', 'token_invalid'],
  ] as const)('is refused: %s', async ([, authorization, code], { db }) => {
    const { send } = anApi(db, [things()])
    const headers = authorization === undefined ? {} : { authorization }

    const response = await send('GET', '/api/things', { token: null, headers })

    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('Bearer realm="gramd"')
    expect(await problemIn(response)).toMatchObject({
      code,
      errors: [{ field: 'authorization' }],
    })
  })

  test('is refused with the token in the query', async ({ db }) => {
    const { send } = anApi(db, [things()])

    const response = await send('GET', '/api/things?access_token=operator-key-of-the-tests', {
      token: null,
    })

    expect(response.status).toBe(401)
  })

  test('does not learn which routes there are', async ({ db }) => {
    const response = await anApi(db, [things()]).send('GET', '/api/nothing', { token: null })

    expect(response.status).toBe(401)
  })

  testOnSharedDatabase.for(['/api/health', '/livez', '/readyz', '/openapi.json', '/docs/'])(
    'may see %s',
    async (path, { db }) => {
      expect((await anApi(db, [things()]).send('GET', path, { token: null })).status).toBe(200)
    },
  )

  test('may not see health as somebody who it is not', async ({ db }) => {
    const response = await anApi(db, [things()]).send('GET', '/api/health', { token: 'wrong' })

    expect(response.status).toBe(401)
  })
})

describe('a token', () => {
  test.for([
    ['creators:read', { GET: 200, POST: 403, DELETE: 403 }],
    ['creators:write', { GET: 403, POST: 200, DELETE: 403 }],
    ['erasure:write', { GET: 403, POST: 403, DELETE: 200 }],
  ] as const)('with the scope %s may do so much: %j', async ([scope, statuses], { db }) => {
    const { send } = anApi(db, [things()])
    const token = await aToken(db, [scope])

    for (const [method, status] of Object.entries(statuses)) {
      const response = await send(method, '/api/things', { token })

      expect(response.status, method).toBe(status)
      if (status === 403) expect((await problemIn(response)).code).toBe('scope_missing')
    }
  })

  test('may look at headers with the scope creators:read', async ({ db }) => {
    const token = await aToken(db, ['creators:read'])

    expect((await anApi(db, [things()]).send('HEAD', '/api/things', { token })).status).toBe(200)
  })

  test('is known to the handler by its name', async ({ db }) => {
    const token = await aToken(db, ['creators:read', 'creators:write'], 'dashboard')

    const response = await anApi(db, [things()]).send('GET', '/api/things', { token })

    expect(await response.json()).toMatchObject({
      name: 'dashboard',
      scopes: ['creators:read', 'creators:write'],
    })
  })

  test('is in the database as a hash only', async ({ db }) => {
    const token = await aToken(db, ['creators:read'])

    const row = await db.selectFrom('api_tokens').selectAll().executeTakeFirstOrThrow()

    expect(row.token_hash).toHaveLength(32)
    expect(JSON.stringify(row)).not.toContain(token)
    expect(row.token_hash.toString()).not.toContain(token.slice(6))
  })

  test('remembers its use to the minute', async ({ db }) => {
    const { send } = anApi(db, [things()])
    const token = await aToken(db, ['creators:read'])
    const lastUse = async (): Promise<number | undefined> => {
      await send('GET', '/api/things', { token })
      const row = await db.selectFrom('api_tokens').select('last_used_at').executeTakeFirst()
      return row?.last_used_at?.getTime()
    }

    const first = await lastUse()
    expect(first).toBeTypeOf('number')
    expect(await lastUse()).toBe(first)
    await advanceWorldTime(db, 61_000)
    expect(await lastUse()).toBeGreaterThan((first ?? 0) + 60_000)
  })

  test('never shows up in the log', async ({ db }) => {
    const { send, lines } = anApi(db, [things()])
    const token = await aToken(db, ['creators:read'])

    await send('GET', '/api/things', { token })
    await send('DELETE', '/api/things', { token })

    expect(lines).toHaveLength(2)
    expect(JSON.stringify(lines)).not.toContain(token)
  })
})

testOnSharedDatabase(
  'requests that are parts of one page look its user up once, and the next page again',
  async ({ db }) => {
    const { app } = anApi(db, [things()])
    const token = await aToken(db, ['creators:read'], 'page')
    const ask = async (principals: FoundPrincipals) => {
      const headers = { authorization: `Bearer ${token}` }
      const env = { isInternal: true, principals }
      return (await app.request('/api/things', { headers }, env)).status
    }
    const page: FoundPrincipals = new Map()
    expect(await ask(page)).toBe(200)
    await db.deleteFrom('api_tokens').where('name', '=', 'page').execute()
    expect(await ask(page)).toBe(200)
    expect(await ask(new Map())).toBe(401)
  },
)
