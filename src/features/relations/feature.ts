import { moveChecks } from './store/checks.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { relationsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { relationsPages } from './pages/index.ts'
import { removeChecks, removeFromLists } from './store/erasure.ts'
import { relationCheck } from './tasks/relation-check.ts'
import { deleteOldChecks } from './store/retention.ts'

/** The followers and following of an account: whole lists. */
export const relations: Feature = {
  ...relationsDeclaration,
  tasks: [relationCheck],
  routes: (services) => mountOperations(services, operations),
  pages: relationsPages,
  erasure: [
    {
      table: 'relation_checks',
      ids: { blog_id: 'blogId', platform_id: 'platformId', username: 'username' },
      observedAt: 'started_at',
      remove: removeChecks,
    },
    {
      table: 'relation_members',
      ids: { platform_id: 'platformId', username: 'username' },
      after: ['relation_checks'],
      observedAt: 'created_at',
      remove: removeFromLists,
    },
    { table: 'relation_expected', ids: { target_id: 'platformId', username: 'username' } },
  ],
  merge: moveChecks,
  retention: (config) => [
    {
      tables: ['relation_checks', 'relation_members', 'relation_lists', 'relation_events'],
      keepMs: config.relationRetentionMs,
      remove: async ({ db }, keepMs, signal) => await deleteOldChecks(db, keepMs, signal),
    },
  ],
}
