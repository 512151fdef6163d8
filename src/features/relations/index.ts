import { createRouter } from '../../http/router.ts'
import type { Feature } from '../manifest.ts'
import { forgetPairs, pairRetention } from './forget-pairs.ts'
import { relationPairs } from './pair-check.ts'
import { pairRoutes } from './pair-routes.ts'
import { relationCheck } from './relation-check.ts'
import { relationRoutes } from './routes.ts'

/** Who follows whom. */
export const relations: Feature = {
  name: 'relations',
  tasks: [relationCheck, relationPairs],
  // The first route that fits a path takes it: `pairs` is no id of a check.
  routes: (services) =>
    createRouter().route('/', pairRoutes(services)).route('/', relationRoutes(services)),
  forget: async (tx, creator) => await forgetPairs(tx, creator),
  retention: (config) => [pairRetention(config)],
}
