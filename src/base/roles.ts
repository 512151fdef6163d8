/**
 * What a principal may do, by area: `read` shows, `write` changes. `own` is what a user owns, such as connections and
 * projects; `own:all` opens what others own.
 */
export const SCOPES = [
  'creators:read',
  'creators:write',
  'lists:read',
  'lists:write',
  'exports:read',
  'own:read',
  'own:write',
  'own:all',
  'publishing:read',
  'publishing:write',
  'tasks:read',
  'tasks:write',
  'ai:read',
  'ai:write',
  'accounts:read',
  'accounts:write',
  'notifications:read',
  'notifications:write',
  'system:read',
  'system:write',
  'erasure:read',
  'erasure:write',
  'users:read',
  'users:write',
  'audit:read',
] as const
export type Scope = (typeof SCOPES)[number]

/** A role is a set of scopes. Members follow what they start, so they see and retry tasks, too. */
export const ROLES = {
  admin: SCOPES,
  member: [
    'creators:read',
    'creators:write',
    'lists:read',
    'lists:write',
    'exports:read',
    'own:read',
    'own:write',
    'tasks:read',
    'tasks:write',
    'ai:read',
  ],
  editor: ['publishing:read', 'publishing:write'],
  viewer: ['creators:read', 'lists:read'],
} as const satisfies Record<string, readonly Scope[]>
export type Role = keyof typeof ROLES

/** What a stored role may do; nothing for one that is not known. */
export const scopesOfRole = (role: string | null): readonly Scope[] =>
  Object.entries(ROLES).find(([name]) => name === role)?.[1] ?? []

export const ROLE_NAMES = ['admin', 'member', 'editor', 'viewer'] as const satisfies Role[]

/** The known ones among stored scopes: an older release may have stored others. */
export const knownScopes = (stored: readonly string[]): Scope[] =>
  SCOPES.filter((scope) => stored.includes(scope))
