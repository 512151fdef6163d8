import { UnauthenticatedError } from '../errors.ts'
import { withTimeout } from '../with-timeout.ts'
import { ANONYMOUS, SERVICE, type Principal } from './principal.ts'
import { sameSecret } from '../../base/secrets.ts'

/** Finds the principal of a bearer token; undefined when another authenticator is responsible. */
export type Authenticator = (secret: string) => Promise<Principal | undefined>

/**
 * Finds the principal of an `Authorization` header; anonymous without one. Throws for an invalid
 * header.
 */
export type Authenticate = (header: string | undefined) => Promise<Principal>

/** Principals that were already looked up, by header. */
export type FoundPrincipals = Map<string, Promise<Principal>>

const LOOKUP_TIMEOUT_MS = 2_000

/** Reads tokens only from the header: a token in a query would end up in logs. */
export function createAuthenticate(options: {
  apiKey: string
  authenticators: readonly Authenticator[]
}): Authenticate {
  const find = async (secret: string): Promise<Principal | undefined> => {
    for (const authenticator of options.authenticators) {
      const principal = await authenticator(secret)
      if (principal) return principal
    }
    return undefined
  }
  return async (header) => {
    if (header === undefined) return ANONYMOUS
    const secret = bearerOf(header)
    if (!secret) {
      throw new UnauthenticatedError(
        'token_invalid',
        'expected the form Authorization: Bearer TOKEN',
      )
    }
    if (sameSecret(secret, options.apiKey)) return SERVICE
    const principal = await withTimeout(LOOKUP_TIMEOUT_MS, 'the database', find(secret))
    if (!principal) throw new UnauthenticatedError('token_invalid', 'the token is unknown')
    return principal
  }
}

/** The token of an `Authorization` header; undefined for another scheme. */
export const bearerOf = (header: string): string | undefined =>
  /^Bearer +(\S+)$/i.exec(header.trim())?.[1]

/** Looks each header up once, for requests that belong to one outer request. */
export const authenticateOnce =
  (authenticate: Authenticate, found: FoundPrincipals): Authenticate =>
  async (header) => {
    if (header === undefined) return ANONYMOUS
    const known = found.get(header) ?? authenticate(header)
    found.set(header, known)
    return await known
  }
