import type { Config } from '../../config.ts'
import type { Router } from '../../http/router.ts'
import { createRouter } from '../../http/router.ts'
import type { Feature, RetentionRule, Services } from '../manifest.ts'
import { diffRoutes } from './diff-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { forgetRelations, moveChecks } from './forget.ts'
import { forgetPairs, pairRetention } from './forget-pairs.ts'
import { memberRoutes } from './member-routes.ts'
import { relationPairs } from './pair-check.ts'
import { pairRoutes } from './pair-routes.ts'
import { relationCheck } from './relation-check.ts'
import { forgetOldRelations } from './retention.ts'
import { relationRoutes } from './routes.ts'

const DAY_MS = 24 * 3_600_000

/** Who follows whom. */
export const relations: Feature = {
  name: 'relations',
  tasks: [relationCheck, relationPairs],
  routes,
  async forget(tx, creator, queue) {
    const pairs = await forgetPairs(tx, creator)
    const checks = await forgetRelations(tx, creator, queue)
    return {
      removed: { ...checks.removed, ...pairs.removed },
      changed: { ...checks.changed, ...pairs.changed },
    }
  },
  fold: moveChecks,
  retention,
}

/** The first route that fits a path takes it: `pairs` is no id of a check. */
function routes(services: Services): Router {
  const router = createRouter()
  for (const routesOf of [pairRoutes, relationRoutes, memberRoutes, diffRoutes, eventRoutes])
    router.route('/', routesOf(services))
  return router
}

function retention(config: Config): RetentionRule[] {
  return [
    {
      tables: ['relation_checks', 'relation_members', 'relation_lists', 'relation_events'],
      keepMs: config.RELATION_RETENTION_DAYS * DAY_MS,
      remove: async ({ db }, keepMs, signal) => await forgetOldRelations(db, keepMs, signal),
    },
    pairRetention(config),
  ]
}
