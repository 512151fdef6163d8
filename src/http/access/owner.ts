import type { Principal } from './principal.ts'

/**
 * Whose things a principal sees: null for everybody's, else a user's id, with which every query of owned things is
 * filtered. Other people's things then look as if they did not exist (404), never as forbidden.
 */
export const ownerSeenBy = (principal: Principal): string | null =>
  principal.scopes.includes('own:all') ? null : (principal.user?.id ?? NO_OWNER)

/** Who owns what a principal creates: the user; null for the service, whose things admins alone see. */
export const ownerOfNew = (principal: Principal): string | null => principal.user?.id ?? null

/** Owns nothing: for tokens without a user whose scopes do not reach everybody's things. */
const NO_OWNER = '00000000-0000-0000-0000-000000000000'
