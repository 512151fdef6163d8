import { sql } from 'kysely'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import { oldChecks } from '../checks/index.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { pairsDeclaration } from './declare.ts'
import { relationPairs } from './tasks/relation-pairs.ts'
import { operations } from './operations/index.ts'
import { blankPeople } from './store/pairs.ts'

/** Checks that retention deletes in one statement. */
const CHECKS = 100

/** Who follows whom in named pairs. */
export const pairs: Feature = {
  ...pairsDeclaration,
  tasks: [relationPairs],
  routes: (services) => mountOperations(services, operations),
  erasure: [
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
  retention: (config) => [
    {
      tables: ['relation_pair_checks', 'relation_pair_people', 'relation_pair_questions'],
      keepMs: config.relationRetentionMs,
      async remove({ db }, keepMs, signal) {
        const old = oldChecks('relation_pair_checks', keepMs, CHECKS)
        const statement = sql`delete from relation_pair_checks where id = any (array(${old}))`
        return await deleteInSteps(db, statement, CHECKS, signal)
      },
    },
  ],
}
