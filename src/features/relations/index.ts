import { createRouter } from '../../http/router.ts'
import type { Feature } from '../manifest.ts'
import { diffRoutes } from './diff-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { forgetRelations, moveChecks } from './forget.ts'
import { forgetPairs, pairRetention } from './forget-pairs.ts'
import { memberRoutes } from './member-routes.ts'
import { relationCheck } from './relation-check.ts'
import { relationPairs } from './pair-check.ts'
import { pairRoutes } from './pair-routes.ts'
import { forgetOldRelations } from './retention.ts'
import { relationRoutes } from './routes.ts'

/** Who follows whom. */
export const relations: Feature = {
  name: 'relations',
  tasks: [relationCheck, relationPairs],
  // The first route that fits a path takes it: `pairs` is no id of a check.
  routes: (services) =>
    createRouter()
      .route('/', pairRoutes(services))
      .route('/', relationRoutes(services))
      .route('/', memberRoutes(services))
      .route('/', diffRoutes(services))
      .route('/', eventRoutes(services)),
  async forget(tx, creator, queue) {
    const pairs = await forgetPairs(tx, creator)
    const checks = await forgetRelations(tx, creator, queue)
    return {
      removed: { ...checks.removed, ...pairs.removed },
      changed: { ...checks.changed, ...pairs.changed },
    }
  },
  fold: moveChecks,
  retention: (config) => [
    {
      tables: ['relation_checks', 'relation_members', 'relation_lists', 'relation_events'],
      keepMs: config.relationRetentionMs,
      remove: async ({ db }, keepMs, signal) => await forgetOldRelations(db, keepMs, signal),
    },
    pairRetention(config),
  ],
}
