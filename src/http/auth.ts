import type { MiddlewareHandler } from 'hono'
import type { Db } from '../db/database.ts'
import { findToken, sameSecret, type Scope, type Token } from './api-tokens.ts'
import { ForbiddenError, UnauthenticatedError } from './errors.ts'
import type { HttpEnv } from './router.ts'
import { isSignedPath } from './signed-paths.ts'
import { within } from './within.ts'

/** What anybody may see. */
const OPEN = /^\/(livez|readyz|openapi\.json|docs(\/.*)?)$/
/** What anybody may see a little of; a token shows more. */
const HALF_OPEN = /^\/api\/health$/

const OPERATOR: Token = { id: 'operator', name: 'operator', scopes: ['admin'] }
const LOOKUP_TIMEOUT_MS = 2_000

/**
 * Lets a request pass that carries `Authorization: Bearer` with SCRAPER_API_KEY or a named token whose scopes suffice:
 * read for GET and HEAD, write for the rest; `requireScope` asks for more. Tokens in a query are not looked at, because
 * addresses end up in logs. Routes at signed paths look after themselves.
 */
export function authenticate(options: { db: Db; apiKey: string }): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    c.set('token', null)
    if (OPEN.test(c.req.path) || isSignedPath(c.req.path)) return await next()
    const header = c.req.header('authorization')
    if (header === undefined && HALF_OPEN.test(c.req.path)) return await next()
    const secret = bearerSecret(header)
    const token = sameSecret(secret, options.apiKey)
      ? OPERATOR
      : await within(LOOKUP_TIMEOUT_MS, 'the database', findToken(options.db, secret))
    if (!token) throw new UnauthenticatedError('token_invalid', 'the token is not known')
    c.set('token', token)
    checkScope(token, c.req.method === 'GET' || c.req.method === 'HEAD' ? 'read' : 'write')
    await next()
  }
}

/** A middleware for routes that need more than their method says. */
export function requireScope(scope: Scope): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const token = c.get('token')
    if (!token) throw new UnauthenticatedError('token_missing', 'this needs a token')
    checkScope(token, scope)
    await next()
  }
}

function checkScope(token: Token, scope: Scope): void {
  if (!token.scopes.includes(scope) && !token.scopes.includes('admin')) {
    throw new ForbiddenError(scope)
  }
}

function bearerSecret(header: string | undefined): string {
  if (header === undefined) {
    throw new UnauthenticatedError('token_missing', 'send Authorization: Bearer with a token')
  }
  const secret = /^Bearer +(\S+)$/i.exec(header.trim())?.[1]
  if (!secret) {
    throw new UnauthenticatedError('token_invalid', 'expected the form Authorization: Bearer TOKEN')
  }
  return secret
}
