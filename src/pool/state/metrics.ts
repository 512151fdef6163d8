import type { Registry } from 'prom-client'
import { registerCounters } from '../../base/metrics.ts'

/** The pool's counters. Labels never name an account, proxy or target: there are too many. */
export type PoolMetrics = {
  countTransition(transition: { from: string; to: string; code: string }): void
  countRequest(request: { endpoint: string; outcome: string }): void
  countRenewal(renewal: { way: RenewalWay; outcome: string }): void
}

/**
 * The origin of a renewal: work that met a dead session, the pool's care, an operator, an import.
 */
type RenewalWay = 'work' | 'care' | 'person' | 'import'

const TRANSITIONS = {
  name: 'gramd_account_transitions_total',
  help: 'Account state changes by this process, with the code of the cause.',
  labelNames: ['from', 'to', 'code'],
} as const

const REQUESTS = {
  name: 'gramd_instagram_requests_total',
  help: 'Instagram requests finished by this process, by outcome: ok or the error code.',
  labelNames: ['endpoint', 'outcome'],
} as const

const RENEWALS = {
  name: 'gramd_session_renewals_total',
  help:
    'Logins and imported sessions of this process, first ones included, by way (work, care, ' +
    'person, import) and outcome: ok, waiting (a login could not begin yet), unchecked ' +
    '(imported without a check), or the error code.',
  labelNames: ['way', 'outcome'],
} as const

export function createPoolMetrics(registry: Registry): PoolMetrics {
  const count = registerCounters(registry, [TRANSITIONS, REQUESTS, RENEWALS])
  return {
    countTransition: (transition) => count(TRANSITIONS, transition),
    countRequest: (request) => count(REQUESTS, request),
    countRenewal: (renewal) => count(RENEWALS, renewal),
  }
}
