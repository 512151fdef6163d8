import type { MiddlewareHandler } from 'hono'
import type { Scope } from '../../base/roles.ts'
import type { HttpContext, HttpEnv } from '../context.ts'
import {
  BadSignatureError,
  ElevationRequiredError,
  ForbiddenError,
  SecondFactorRequiredError,
  UnauthenticatedError,
} from '../errors.ts'
import { acceptPieces, readUnjoined } from '../body/receive.ts'
import { ANONYMOUS, type Principal } from './principal.ts'

/** Verifies that a signed body comes from its claimed sender. */
export type SignatureCheck = {
  /**
   * Whether the headers have the form of a signature; called before the body is read. Throws when
   * no secret is configured to verify it.
   */
  hasForm(c: HttpContext): boolean
  /** Whether the signature matches the body, passed as its pieces in order. */
  isValid(pieces: readonly Uint8Array[], c: HttpContext): boolean
}

/**
 * The principals that may use a route: holders of a scope; any user or token (`signed-in`); one
 * with a recent password or code (`elevated`); either of two scopes, where one allows more
 * (`either`); everyone (`open`), with more for a scope (`optional`); the sender of a valid
 * signature.
 */
export type Access =
  | Scope
  | { elevated: Scope | 'signed-in' }
  | 'signed-in'
  | 'open'
  | { optional: Scope }
  | { either: readonly [Scope, Scope] }
  | { signature: SignatureCheck; maxBytes: number }

/** Refuses requests without access, and sets the principal for the handler. */
export function requireAccess(access: Access): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (typeof access === 'object' && 'signature' in access) {
      await requireSignature(c, access)
    } else if (access !== 'open') {
      const principal = await c.get('authenticate')(c.req.header('authorization'))
      c.set('principal', principal)
      requireAllowed(principal, c)
      checkAccess(principal, access)
    }
    await next()
  }
}

async function requireSignature(
  c: HttpContext,
  { signature, maxBytes }: { signature: SignatureCheck; maxBytes: number },
): Promise<void> {
  if (!signature.hasForm(c)) throw new BadSignatureError()
  const pieces = await readUnjoined(c, { maxBytes, isKnown: false })
  if (!signature.isValid(pieces, c)) throw new BadSignatureError()
  await acceptPieces(c, pieces)
}

/** Throws ForbiddenError for a principal that is limited to other requests. */
function requireAllowed({ allows, scopes }: Principal, { req }: HttpContext): void {
  if (allows === undefined) return
  const request = { method: req.method, path: req.path, query: new URL(req.url).searchParams }
  if (!allows(request)) throw new ForbiddenError(scopes[0] ?? 'creators:read')
}

function checkAccess(
  principal: Principal,
  access: Exclude<Access, 'open' | { signature: SignatureCheck }>,
): void {
  if (typeof access === 'object' && 'optional' in access) return
  requireSignedIn(principal)
  const scopes = scopesOf(access)
  const [first] = scopes
  if (first !== undefined) {
    if (principal.mustEnroll) throw new SecondFactorRequiredError()
    if (!scopes.some((scope) => principal.scopes.includes(scope))) throw new ForbiddenError(first)
  }
  if (typeof access === 'object' && 'elevated' in access && !principal.isElevated)
    throw new ElevationRequiredError()
}

/** The accepted scopes, any of which suffices; empty when being signed in is enough. */
function scopesOf(
  access: Scope | 'signed-in' | { elevated: Scope | 'signed-in' } | { either: readonly Scope[] },
): readonly Scope[] {
  if (typeof access === 'object' && 'either' in access) return access.either
  const scope = typeof access === 'string' ? access : access.elevated
  return scope === 'signed-in' ? [] : [scope]
}

/** Throws UnauthenticatedError for the anonymous principal. */
export function requireSignedIn(principal: Principal): void {
  if (principal.kind === ANONYMOUS.kind)
    throw new UnauthenticatedError('token_missing', 'send Authorization: Bearer with a token')
}

export function describeAccess(access: Access): {
  security: Record<string, string[]>[]
  'x-elevated'?: true
} {
  if (access === 'open') return { security: [{}] }
  if (typeof access === 'string') return { security: [bearer(access)] }
  if ('elevated' in access) return { security: [bearer(access.elevated)], 'x-elevated': true }
  if ('either' in access) return { security: access.either.map(bearer) }
  if ('optional' in access) return { security: [{}, bearer(access.optional)] }
  return { security: [] }
}

const bearer = (scope: Scope | 'signed-in') => ({ bearer: scope === 'signed-in' ? [] : [scope] })
