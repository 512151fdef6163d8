import { sql } from 'kysely'
import { usernamesIn } from '../creators/address.ts'
import { ownerScopeOf } from '../http/access/owner.ts'
import { reference } from '../http/references.ts'

/** Names a connected account of the principal. */
export const ConnectionReference = reference({
  name: 'connected account',
  description:
    'The id of a connected account of yours, its username with or without @, or the address ' +
    'of its profile',
  example: 'qahwa.co',
  namesIn: usernamesIn,
  rows(principal) {
    const owner = ownerScopeOf(principal)
    return sql`
      select id, username as name, lower(username) as key from shared.connections
      where ${owner}::uuid is null or owner_id = ${owner}::uuid`
  },
})
