import type { Feature } from '../manifest.ts'
import { pairsDeclaration } from './declare.ts'
import { forgetPairs, pairRetention } from './forget.ts'
import { relationPairs } from './relation-pairs.ts'
import { pairRoutes } from './routes.ts'

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
      remove: forgetPairs,
    },
  ],
  retention: (config) => [pairRetention(config)],
}
