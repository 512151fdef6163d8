import { sql } from 'kysely'
import { reference } from '../../http/references.ts'

/** Names a user. */
export const UserReference = reference({
  name: 'user',
  description: 'The id or the login of a user',
  example: 'aigerim',
  rows: () => sql`select id, login as name, login as key from shared.users`,
})
