import { deleteOldPairs, blankPeople } from './store/pairs.ts'
import { sql } from 'kysely'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { pairsDeclaration } from './declare.ts'
import { relationPairs } from './tasks/relation-pairs.ts'
import { operations } from './operations/index.ts'

/** Finds out who follows whom in named pairs. */
export const pairs: Feature = {
  ...pairsDeclaration,
  tasks: [relationPairs],
  routes: (services) => mountOperations(services, operations),
  erasure: [
    {
      table: 'relation_pair_people',
      ids: { platform_id: 'platformId', username: 'username' },
      observedAt: 'named_at',
      // The other person stays, and the known facts about the two become unknown.
      remove: async (tx, { platformIds, usernames }) => {
        const isErased = sql`platform_id = any (${platformIds}::text[]) or username = any (${usernames}::text[])`
        return { changed: await blankPeople(tx, isErased) }
      },
    },
  ],
  retention: (config) => [
    {
      tables: ['relation_pair_checks', 'relation_pair_people', 'relation_pair_questions'],
      keepMs: config.relationRetentionMs,
      remove: async ({ db }, keepMs, signal) => await deleteOldPairs(db, keepMs, signal),
    },
  ],
}
