import { sql } from 'kysely'

/** The statuses of members with whom something is left to do. */
const OPEN = sql`('candidate', 'contacted', 'agreed')`

/**
 * Selects a row for each member of a list that this user is responsible for and whose date has
 * come.
 */
export const membersDue = (userId: string | null) => sql`
  select from list_members
  where owner_id = ${userId}::uuid and due_on <= (select world_now())::date and status in ${OPEN}`
