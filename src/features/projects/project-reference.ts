import { sql } from 'kysely'
import { ownerScopeOf } from '../../http/access/owner.ts'
import { reference } from '../../http/references.ts'

/** Names a project of the principal: several may have one name. */
export const ProjectReference = reference({
  name: 'project',
  description: 'The id of a project of yours, or its name in any case',
  example: 'Coffee at home',
  rows(principal) {
    const owner = ownerScopeOf(principal)
    return sql`
      select id, name, lower(name) as key from projects where ${owner}::uuid is null or owner_id = ${owner}::uuid`
  },
})
