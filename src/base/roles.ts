/**
 * The rights of a principal, by area: `read` shows, `write` changes. `own` covers things of the
 * user, such as connections and projects; `own:all` covers those of other owners.
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

/**
 * A role is a set of scopes. Members follow the tasks that they start, so they may see and retry
 * tasks too.
 */
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

/** Returns the scopes of a stored role; none for an unknown role. */
export const scopesOfRole = (role: string | null): readonly Scope[] =>
  Object.entries(ROLES).find(([name]) => name === role)?.[1] ?? []

export const ROLE_NAMES = ['admin', 'member', 'editor', 'viewer'] as const satisfies Role[]

/** Returns the known ones among stored scopes: an older release may have stored others. */
export const knownScopes = (stored: readonly string[]): Scope[] =>
  SCOPES.filter((scope) => stored.includes(scope))
