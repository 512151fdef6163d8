import type { Scope } from '../../base/roles.ts'
import { SCOPES } from '../../base/roles.ts'

export type Principal = {
  kind: 'user' | 'service' | 'nobody'
  /** `user:ID`, `token:ID` of a token without a user, `service`, or `nobody`. */
  id: string
  name: string
  scopes: readonly Scope[]
  /** Gave the password or a code within 15 minutes; the service always counts as elevated. */
  isElevated: boolean
  /** Has to add a second factor before anything else. */
  mustEnroll?: true
  /** The user, and how they are signed in; a long-lived token of a user has no sign-in session. */
  user: { id: string; sessionHash: Buffer | null } | null
}

export const NOBODY: Principal = {
  kind: 'nobody',
  id: 'nobody',
  name: 'nobody',
  scopes: [],
  isElevated: false,
  user: null,
}

/** SCRAPER_API_KEY. */
export const SERVICE: Principal = {
  kind: 'service',
  id: 'service',
  name: 'operator',
  scopes: SCOPES,
  isElevated: true,
  user: null,
}
