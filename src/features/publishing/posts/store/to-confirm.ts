import { sql } from 'kysely'

/**
 * Selects a row for each post that waits for a person: for a translation to be confirmed, or for
 * another time after it was missed.
 */
export const postsToConfirm = sql`
  select from posts where status = 'review'
  union all
  select from posts where status in ('pending', 'translating') and missed_at is not null`
