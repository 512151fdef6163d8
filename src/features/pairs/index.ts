import { sql } from 'kysely'
import type { Feature } from '../manifest.ts'
import { pairsDeclaration } from './declare.ts'
import { pairRetention } from './retention.ts'
import { relationPairs } from './relation-pairs.ts'
import { pairRoutes } from './routes.ts'
import { blankPeople } from './store.ts'

/** Who follows whom in named pairs. */
export const pairs: Feature = {
  ...pairsDeclaration,
  tasks: [relationPairs],
  routes: pairRoutes,
  erasure: [
    { table: 'relation_pair_members', ids: { platform_id: 'platformId' } },
    {
      table: 'relation_pair_people',
      ids: { platform_id: 'platformId', username: 'username' },
      seenAt: 'named_at',
      // The other end stays, and what was known of the two becomes unknown.
      remove: async (tx, { platformIds, usernames }) => {
        const isErased = sql`platform_id = any (${platformIds}::text[]) or username = any (${usernames}::text[])`
        return { changed: await blankPeople(tx, isErased) }
      },
    },
  ],
  retention: (config) => [pairRetention(config)],
}
