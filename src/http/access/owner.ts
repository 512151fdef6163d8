import type { Principal } from './principal.ts'

/**
 * The owner whose things a principal sees: null for all owners, otherwise a user id that filters
 * every query of owned things. Things of other owners answer 404, never 403.
 */
export const ownerScopeOf = (principal: Principal): string | null =>
  principal.scopes.includes('own:all') ? null : (principal.user?.id ?? NO_OWNER)

/**
 * The owner of what a principal creates: the user, or null for the service, whose things only
 * admins see.
 */
export const ownerOfNew = (principal: Principal): string | null => principal.user?.id ?? null

/** An owner without things: for tokens without a user whose scopes do not cover all owners. */
const NO_OWNER = '00000000-0000-0000-0000-000000000000'
