import { sql } from 'kysely'

/** Null sees what everybody has, a user's id what is theirs. */
export type OwnerScope = string | null

/** The condition that `scope` may see the store `s`. */
export const ownedBy = (scope: OwnerScope) =>
  scope === null ? sql`true` : sql`s.owner_id = ${scope}::uuid`
