import { sql } from 'kysely'
import { ownerScopeOf } from '../../http/access/owner.ts'
import type { OwnCount } from '../services.ts'
import { ownedBy } from './stores/store/owner-scope.ts'

/** The stores of a person, and the drafts that wait for their decision. */
export const CATALOG_COUNTS: readonly OwnCount[] = [
  {
    name: 'stores',
    scope: 'own:read',
    rows: (principal) => sql`select from stores s where ${ownedBy(ownerScopeOf(principal))}`,
  },
  {
    name: 'drafts',
    scope: 'own:read',
    rows: (principal) => sql`
      select from stores s join product_drafts d on d.store_id = s.id and d.status = 'pending'
      where ${ownedBy(ownerScopeOf(principal))}`,
  },
]
