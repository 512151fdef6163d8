import { sql } from 'kysely'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { reference } from '../../../http/references.ts'
import { ownedBy } from './store/owner-scope.ts'

/** Names a store of the principal. No other store has its slug; its name may be another's, too. */
export const StoreReference = reference({
  name: 'store',
  description: 'The id of a store of yours, its address (slug), or its name in any case',
  example: 'pots-of-almaty',
  rows(principal) {
    const scope = ownedBy(ownerScopeOf(principal))
    return sql`
      select s.id, s.name, lower(s.name) as key from stores s where ${scope}
      union
      select s.id, s.name, s.slug from stores s where ${scope}`
  },
})
