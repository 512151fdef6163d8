import { sql } from 'kysely'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Db } from '../db/database.ts'
import { ACCOUNT_STATES } from './account-state.ts'

/** What the pool counts. No label names an account, a proxy or a target: their number has no bound. */
export type PoolMetrics = {
  countTransition(transition: { from: string; to: string; code: string }): void
  countRequest(request: { endpoint: string; outcome: string }): void
}

/** Registers what the pool counts, and the accounts by state, which are read from the database on each scrape. */
export function createPoolMetrics(registry: Registry, db: Db): PoolMetrics {
  const registers = [registry]
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
  }
}
