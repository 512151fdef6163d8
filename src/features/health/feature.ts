import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { healthDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { probeOperations } from './operations/probes.ts'
import { databaseProbes, processFacts } from './process.ts'
import { createPoolReaders } from '../../pool/budget/pool-readers.ts'
import { errorFields } from '../../base/classify.ts'
import type { Metric } from '../../base/metrics.ts'
import type { Services } from '../services.ts'

/**
 * Whether this process does its work, as `/readyz` says, for alerts: a probe alone only stops the
 * traffic.
 */
const HEALTH_METRICS: readonly Metric<Services>[] = [
  {
    name: 'gramd_ready',
    help:
      'Whether this process does its work (1) or not (0), as /readyz says: the database takes ' +
      'writes, a worker claims tasks, notifications arrive, its name is its own.',
    labelNames: [],
    async read({ writing, readiness, log }) {
      const unwritable = await writing.fault().catch((error: unknown) => {
        log.debug(errorFields(error), 'the database cannot be asked for readiness')
        return true
      })
      const isReady = unwritable === undefined && readiness.faults().length === 0
      return [{ labels: {}, value: isReady ? 1 : 0 }]
    },
  },
]

/** How gramd is doing, for people and for orchestrators. */
export const health: Feature = {
  ...healthDeclaration,
  tasks: [],
  routes: (services) => {
    const readers = createPoolReaders(services.db, services.poolContext.limits)
    return mountOperations({ ...services, ...readers, ...processFacts(services) }, operations)
  },
  probes: (services) =>
    mountOperations({ ...services, ...databaseProbes(services) }, probeOperations),
  metrics: HEALTH_METRICS,
}
