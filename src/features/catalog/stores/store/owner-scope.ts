import { sql } from 'kysely'

/** The owner whose stores are visible: null for all stores, the id of a user for theirs. */
export type OwnerScope = string | null

/** The condition that `scope` may see the store `s`. */
export const ownedBy = (scope: OwnerScope) =>
  scope === null ? sql`true` : sql`s.owner_id = ${scope}::uuid`
