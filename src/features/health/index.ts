import type { Feature } from '../manifest.ts'
import { healthDeclaration } from './declare.ts'
import { HEALTH_METRICS } from './metrics.ts'
import { probeRoutes } from './operations/probes.ts'
import { healthRoutes } from './operations/health.ts'

/** How gramd is doing, for people and for orchestrators. */
export const health: Feature = {
  ...healthDeclaration,
  tasks: [],
  routes: healthRoutes,
  probes: probeRoutes,
  metrics: HEALTH_METRICS,
}
