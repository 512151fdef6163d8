import { sql } from 'kysely'
import { expect } from 'vitest'
import { ROLES, SCOPES, type Role, type Scope } from '../../src/base/roles.ts'
import type { Db } from '../../src/db/handles.ts'
import { startSession } from '../../src/features/users/store/sessions.ts'
import { createToken } from '../../src/features/users/store/tokens.ts'
import { addUser, changeUser } from '../../src/features/users/store/users.ts'
import { describeApi } from '../../src/http/description/openapi.ts'
import { METHODS } from '../../src/http/description/document.ts'
import { test } from '../fixtures/test.ts'
import { wholeApi } from '../openapi/whole-app.ts'
import { API_KEY, init } from './kit.ts'

type Principal = {
  name: string
  token: string | null
  /** Refused whatever the route. */
  isUnknown?: boolean
  scopes: readonly Scope[]
  isElevated: boolean
}
type Route = { method: string; path: string; scopes: readonly string[]; kind: string }

const CLIENT = { address: null, userAgent: null }

/** Everybody that a route may meet. */
async function principals(db: Db): Promise<Principal[]> {
  const add = async (login: string, role: Role) => {
    const { id } = await db
      .transaction()
      .execute(async (tx) => await addUser(tx, { login, role, name: login, email: null }))
    return { id, token: (await startSession(db, id, CLIENT)).token }
  }
  const signedIn = async (name: string, role: Role): Promise<Principal> => {
    const { token } = await add(name, role)
    return { name, token, scopes: ROLES[role], isElevated: name.endsWith('elevated') }
  }
  const plain = [
    await signedIn('viewer', 'viewer'),
    await signedIn('editor', 'editor'),
    await signedIn('member', 'member'),
    await signedIn('admin', 'admin'),
  ]
  await sql`update user_sessions set elevated_until = now() - interval '1 second'`.execute(db)
  const admin = await add('boss', 'admin')
  const disabled = await add('former', 'admin')
  const scopes = ['users:write', 'creators:read'] as const
  const own = { scopes, userId: admin.id }
  const { secret } = await createToken(db, { ...own, name: 'of an admin' })
  const former = await createToken(db, { scopes, userId: disabled.id, name: 'of a former' })
  const ofService = await createToken(db, { scopes, userId: null, name: 'of the service' })
  await db.transaction().execute(async (tx) => await changeUser(tx, 'former', { is_active: false }))
  return [
    { name: 'nobody', token: null, isUnknown: true, scopes: [], isElevated: false },
    ...plain,
    await signedIn('admin-elevated', 'admin'),
    { name: 'service', token: API_KEY, scopes: SCOPES, isElevated: true },
    { name: "the service's token", token: ofService.secret, scopes, isElevated: true },
    { name: "an admin's token", token: secret, scopes, isElevated: false },
    {
      name: 'a disabled user',
      token: disabled.token,
      isUnknown: true,
      scopes: [],
      isElevated: false,
    },
    {
      name: "a disabled user's token",
      token: former.secret,
      isUnknown: true,
      scopes: [],
      isElevated: false,
    },
  ]
}

function expected(
  { scopes: asked, kind }: Route,
  { token, isUnknown, scopes, isElevated }: Principal,
): number {
  if (kind === 'open') return 422
  if (kind === 'signed') return 404
  if (kind === 'optional') return isUnknown && token !== null ? 401 : 422
  if (isUnknown) return 401
  const isInScope = asked.length === 0 || scopes.some((each) => asked.includes(each))
  return isInScope && (kind !== 'elevated' || isElevated) ? 422 : 403
}

/** The routes of the document, with whom it lets in. */
function routesOf(document: ReturnType<typeof describeApi>): Route[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): Route[] => {
      const operation = item[method]
      if (!operation) return []
      const security = operation.security ?? []
      const scopes: string[] = 'x-scopes' in operation ? operation['x-scopes'] : []
      const kind =
        security.length === 0
          ? 'signed'
          : security[0]?.['bearer'] === undefined
            ? security.length > 1
              ? 'optional'
              : 'open'
            : 'x-elevated' in operation
              ? 'elevated'
              : scopes.length === 0
                ? 'signed-in'
                : 'scope'
      return [{ method: method.toUpperCase(), path, scopes, kind }]
    }),
  )
}

test(
  'each route lets in whom the document says, and nobody else',
  { timeout: 60_000 },
  async ({ db }) => {
    const app = wholeApi({ db, apiKey: API_KEY })
    const routes = routesOf(describeApi(app, 'test'))
    const faults: string[] = []
    const everybody = await principals(db)
    for (const route of routes)
      for (const principal of everybody) {
        // A path with a NUL is refused as soon as access is given: no handler runs.
        const path = `${route.path.replaceAll(/\{\w+\}/g, 'x')}?nul=%00`
        const { status } = await app.request(path, init(route.method, { token: principal.token }))
        const wanted = expected(route, principal)
        if (status !== wanted)
          faults.push(`${principal.name}: ${route.method} ${route.path} ${status}, not ${wanted}`)
      }

    expect(faults).toEqual([])
    expect(routes.length).toBeGreaterThan(100)
    const named = (kind: string) =>
      routes
        .flatMap((each) => (each.kind === kind ? [`${each.method} ${each.path}`] : []))
        .toSorted()
    expect(named('open')).toEqual([
      'GET /api/auth/setup',
      'GET /api/ig/auth/callback',
      'GET /api/ig/callbacks/deletion/{code}',
      'GET /api/instagram/auth/callback',
      'GET /api/public/media/{hash}/{expires}/{signature}',
      'GET /api/public/uploads/{id}/{expires}/{signature}',
      'GET /api/webhooks/instagram',
      'GET /livez',
      'GET /readyz',
      'POST /api/auth/login',
      'POST /api/auth/welcome',
      'POST /api/ig/auth/confirm',
      'POST /api/ig/callbacks/deauthorize',
      'POST /api/ig/callbacks/deletion',
    ])
    expect(named('signed')).toEqual(['POST /api/webhooks/instagram', 'POST /api/webhooks/openai'])
    expect(named('optional')).toEqual(['GET /api/health'])
    expect(named('elevated')).toEqual([
      'DELETE /api/accounts/{id}',
      'DELETE /api/accounts/{id}/session',
      'DELETE /api/auth/second-factor',
      'DELETE /api/blogs/{id}',
      'DELETE /api/erasures',
      'DELETE /api/proxies/{id}',
      'DELETE /api/tokens/{id}',
      'DELETE /api/users/{user}/second-factor',
      'PATCH /api/accounts/{id}',
      'PATCH /api/pool',
      'PATCH /api/proxies/{id}',
      'PATCH /api/users/{user}',
      'POST /api/accounts',
      'POST /api/accounts/app-profile',
      'POST /api/accounts/import',
      'POST /api/accounts/{id}/challenge',
      'POST /api/accounts/{id}/session',
      'POST /api/auth/password',
      'POST /api/auth/second-factor',
      'POST /api/auth/second-factor/confirm',
      'POST /api/auth/second-factor/recovery-codes',
      'POST /api/erasures',
      'POST /api/proxies',
      'POST /api/proxies/{id}/replace',
      'POST /api/tokens',
      'POST /api/users',
      'POST /api/users/{user}/end-sessions',
      'POST /api/users/{user}/reset-password',
      'PUT /api/accounts/{id}',
      'PUT /api/proxies/{id}',
    ])
    const changes = routes.filter(({ method, kind }) => method !== 'GET' && kind === 'scope')
    expect(
      changes.filter(({ scopes }) => !scopes.every((each) => each.endsWith(':write'))),
    ).toEqual([])
  },
)
