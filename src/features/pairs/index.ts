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
  forget: forgetPairs,
  retention: (config) => [pairRetention(config)],
}
