import type { Scope } from '../../base/roles.ts'
import { SCOPES } from '../../base/roles.ts'

export type Principal = {
  kind: 'user' | 'service' | 'share' | 'anonymous'
  /**
   * The id: `user:ID`, `token:ID` of a token without a user, `share:ID` of a link, `service`, or
   * that of ANONYMOUS.
   */
  id: string
  name: string
  scopes: readonly Scope[]
  /** Signed in with password or code within the last 15 minutes; the service always is. */
  isElevated: boolean
  /** The user must add a second factor before anything else. */
  mustEnroll?: true
  /** The user and their sign-in session; a long-lived token of a user has no session. */
  user: { id: string; sessionHash: Buffer | null } | null
  /** The only requests that it may send, whatever its scopes. */
  allows?: (request: { method: string; path: string; query: URLSearchParams }) => boolean
}

export const ANONYMOUS: Principal = {
  kind: 'anonymous',
  id: 'anonymous',
  name: 'anonymous',
  scopes: [],
  isElevated: false,
  user: null,
}

/** The principal of SCRAPER_API_KEY. */
export const SERVICE: Principal = {
  kind: 'service',
  id: 'service',
  name: 'operator',
  scopes: SCOPES,
  isElevated: true,
  user: null,
}
