import { sql } from 'kysely'
import { reference } from '../../http/references.ts'

/** A reference to a user; callers who may not read users can name only themselves. */
export const UserReference = reference({
  name: 'user',
  description: 'The id or the login of a user',
  example: 'aigerim',
  rows: ({ scopes, user }) => sql`
    select id, login as name, login as key from shared.users
    where ${scopes.some((scope) => scope === 'users:read' || scope === 'users:write')}
      or id = ${user?.id ?? null}::uuid`,
})
