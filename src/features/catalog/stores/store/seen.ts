import { sql } from 'kysely'

/** Null sees what everybody has, a user's id what is theirs. */
export type Seen = string | null

/** The condition that somebody sees the store `s`. */
export const isVisible = (seen: Seen) =>
  seen === null ? sql`true` : sql`s.owner_id = ${seen}::uuid`
