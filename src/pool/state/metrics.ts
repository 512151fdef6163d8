import { sql } from 'kysely'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Db } from '../../db/database.ts'
import type { PoolLimits } from './limits.ts'
import { registerSessionMetrics } from './session-metrics.ts'
import { ACCOUNT_STATES } from '../../accounts/states.ts'

/**
 * The pool's counters. No label names an account, a proxy or a target: their number is unbounded.
 */
export type PoolMetrics = {
  countTransition(transition: { from: string; to: string; code: string }): void
  countRequest(request: { endpoint: string; outcome: string }): void
  countRenewal(renewal: { way: RenewalWay; outcome: string }): void
}

/**
 * What renewed a session: work that met a dead one, the pool's care, an operator, or an imported
 * session.
 */
type RenewalWay = 'work' | 'care' | 'person' | 'import'

/**
 * Registers the pool's counters, accounts by state (read from the database on each scrape), and
 * with `limits` the session metrics.
 */
export function createPoolMetrics(
  registry: Registry,
  db: Db,
  limits?: Pick<PoolLimits, 'loginsPerDay'>,
): PoolMetrics {
  const registers = [registry]
  if (limits) registerSessionMetrics(registry, db, limits)
  const transitions = new Counter({
    name: 'gramd_account_transitions_total',
    help: 'Account state changes by this process, with the code of the cause.',
    labelNames: ['from', 'to', 'code'],
    registers,
  })
  const requests = new Counter({
    name: 'gramd_instagram_requests_total',
    help: 'Instagram requests finished by this process, by outcome: ok or the error code.',
    labelNames: ['endpoint', 'outcome'],
    registers,
  })
  const renewals = new Counter({
    name: 'gramd_session_renewals_total',
    help: 'Logins and imported sessions of this process, first ones included, by way (work, care, person, import) and outcome: ok, waiting (a login could not begin yet), unchecked (imported without a check), or the error code.',
    labelNames: ['way', 'outcome'],
    registers,
  })
  registry.registerMetric(
    new Gauge({
      name: 'gramd_account_states',
      help: 'Accounts by state, over all processes.',
      labelNames: ['state'],
      registers: [],
      async collect() {
        const { rows } = await sql<{ state: string; count: number }>`
          select state, count from derived.account_counts`.execute(db)
        for (const state of ACCOUNT_STATES)
          this.set({ state }, rows.find((row) => row.state === state)?.count ?? 0)
      },
    }),
  )
  return {
    countTransition: (transition) => transitions.inc(transition),
    countRequest: (request) => requests.inc(request),
    countRenewal: (renewal) => renewals.inc(renewal),
  }
}
