import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { healthDeclaration } from './declare.ts'
import { HEALTH_METRICS } from './metrics.ts'
import { operations } from './operations/index.ts'
import { probeOperations } from './operations/probes.ts'
import { databaseProbes, processFacts } from './process.ts'

/** How gramd is doing, for people and for orchestrators. */
export const health: Feature = {
  ...healthDeclaration,
  tasks: [],
  routes: (services) => mountOperations({ ...services, ...processFacts(services) }, operations),
  probes: (services) =>
    mountOperations({ ...services, ...databaseProbes(services) }, probeOperations),
  metrics: HEALTH_METRICS,
}
