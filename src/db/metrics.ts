import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'

/** Registers the connections of this process to the database. */
export function registerConnections(registry: Registry, pool: pg.Pool): void {
  registry.registerMetric(
    new Gauge({
      name: 'gramd_database_connections',
      help:
        'Connections of this process to the database: busy, idle, or not opened yet (free of ' +
        'GRAMD_DATABASE_POOL_SIZE).',
      labelNames: ['state'],
      registers: [],
      collect() {
        const { totalCount, idleCount, options } = pool
        this.set({ state: 'busy' }, totalCount - idleCount)
        this.set({ state: 'idle' }, idleCount)
        this.set({ state: 'unopened' }, options.max - totalCount)
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'gramd_database_waiting_statements',
      help:
        'Statements of this process that wait for a connection: more than none for long means ' +
        'that GRAMD_DATABASE_POOL_SIZE is too low, or the database too slow.',
      registers: [],
      collect() {
        this.set(pool.waitingCount)
      },
    }),
  )
}
