import { sql } from 'kysely'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Db } from '../../db/database.ts'
import type { PoolLimits } from './limits.ts'
import { registerSessionMetrics } from './session-metrics.ts'
import { ACCOUNT_STATES } from './account-state.ts'

/**
 * What the pool counts. No label names an account, a proxy or a target: their number has no bound.
 */
export type PoolMetrics = {
  countTransition(transition: { from: string; to: string; code: string }): void
  countRequest(request: { endpoint: string; outcome: string }): void
  countRenewal(renewal: { way: RenewalWay; outcome: string }): void
}

/**
 * How a session comes to be renewed: by the work that met a dead one, by the pool's own care, by a
 * person's word, or by a session that was made elsewhere.
 */
export type RenewalWay = 'work' | 'care' | 'person' | 'import'

/**
 * Registers what the pool counts, with `limits` also what is known of sessions, and the accounts by
 * state, which are read from the database on each scrape.
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
    help: 'Changes of the state of an account by this process, with the code of what caused them.',
    labelNames: ['from', 'to', 'code'],
    registers,
  })
  const requests = new Counter({
    name: 'gramd_instagram_requests_total',
    help: 'Requests to Instagram that this process has ended, by outcome: ok or the code of the error.',
    labelNames: ['endpoint', 'outcome'],
    registers,
  })
  const renewals = new Counter({
    name: 'gramd_session_renewals_total',
    help: 'Logins of this process and sessions put in, first ones included, by way (work, care, person, import) and outcome: ok, waiting when a login could not begin yet, unchecked for a session put in without a check, or the code of the error.',
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
