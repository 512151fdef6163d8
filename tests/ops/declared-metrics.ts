import { createRegistry } from '../../src/base/metrics.ts'
import { registerConnections } from '../../src/db/metrics.ts'
import { openPool } from '../../src/db/pool.ts'
import { registerRunTally, registerSlots } from '../../src/queue/metrics.ts'
import { noDatabase, wholeApi } from '../openapi/whole-app.ts'

export type DeclaredMetric = {
  name: string
  type: 'counter' | 'gauge' | 'histogram' | 'summary'
  help: string
  labels: readonly string[]
}

/** Every metric of gramd as it is declared, without asking for a value: what a daemon registers. */
export async function declaredMetrics(): Promise<DeclaredMetric[]> {
  const build = { version: '1.2.3', roles: ['api'] }
  const registry = createRegistry(build, () => ({ dropped: 0, failing: null }))
  const pool = openPool({ url: 'postgres://nobody', max: 1, onIdleError: () => undefined })
  registerConnections(registry, pool)
  await pool.end()
  wholeApi({ db: noDatabase(), apiKey: '', metrics: registry })
  registerRunTally(registry)
  registerSlots(registry, { reading: 1, publishing: 1, upkeep: 1 }, () => 0)
  return registry.getMetricsAsArray().map((metric) => {
    const {
      name,
      help,
      labelNames = [],
      constructor,
    } = metric as typeof metric & {
      labelNames?: string[]
    }
    return { name, help, labels: labelNames, type: typeOf(constructor.name) }
  })
}

function typeOf(className: string): DeclaredMetric['type'] {
  const name = className.toLowerCase()
  if (name === 'counter' || name === 'gauge' || name === 'histogram' || name === 'summary')
    return name
  throw new Error(`prom-client has a metric of class ${className}`)
}
