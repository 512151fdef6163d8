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
import { NOBODY, type Principal } from './principal.ts'

/** How the sender of a signed body is known. */
export type SignatureCheck = {
  /**
   * Whether the headers have the form of a signature: asked before the body is read. Throws when
   * there is no secret to check one with.
   */
  hasForm(c: HttpContext): boolean
  /** Whether the signature is that of these pieces, one after the other. */
  isValid(pieces: readonly Uint8Array[], c: HttpContext): boolean
}

/**
 * Who may use a route: a scope; any user or token (`signed-in`); one of these with a recent
 * password or code (`elevated`); either of two scopes, with more for one of them (`either`); anybody
 * (`open`), with more for a scope (`optional`); a signature.
 */
export type Access =
  | Scope
  | { elevated: Scope | 'signed-in' }
  | 'signed-in'
  | 'open'
  | { optional: Scope }
  | { either: readonly [Scope, Scope] }
  | { signature: SignatureCheck; maxBytes: number }

/** Refuses a request without access, and sets the principal for the handler. */
export function requireAccess(access: Access): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (typeof access === 'object' && 'signature' in access) {
      await requireSignature(c, access)
    } else if (access !== 'open') {
      const principal = await c.get('authenticate')(c.req.header('authorization'))
      c.set('principal', principal)
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

function checkAccess(
  principal: Principal,
  access: Exclude<Access, 'open' | { signature: SignatureCheck }>,
): void {
  if (typeof access === 'object' && 'optional' in access) return
  requireSomebody(principal)
  const scopes = scopesOf(access)
  const [first] = scopes
  if (first !== undefined) {
    if (principal.mustEnroll) throw new SecondFactorRequiredError()
    if (!scopes.some((scope) => principal.scopes.includes(scope))) throw new ForbiddenError(first)
  }
  if (typeof access === 'object' && 'elevated' in access && !principal.isElevated)
    throw new ElevationRequiredError()
}

/** Any of them will do; none for whoever is signed in. */
function scopesOf(
  access: Scope | 'signed-in' | { elevated: Scope | 'signed-in' } | { either: readonly Scope[] },
): readonly Scope[] {
  if (typeof access === 'object' && 'either' in access) return access.either
  const scope = typeof access === 'string' ? access : access.elevated
  return scope === 'signed-in' ? [] : [scope]
}

/** Throws UnauthenticatedError for nobody. */
export function requireSomebody(principal: Principal): void {
  if (principal.kind === NOBODY.kind)
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
