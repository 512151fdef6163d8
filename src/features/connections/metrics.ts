import type { GaugeKind } from '../../base/metrics.ts'
import { GRAPH_REQUESTS } from '../../connections/request-counter.ts'
import { countStates, highestUsage } from '../../connections/gauges.ts'
import type { Services } from '../services.ts'

const CONNECTIONS: GaugeKind<Services> = {
  name: 'gramd_connections',
  help: 'Accounts connected through Meta’s official API, by state.',
  labelNames: ['state'],
  async read({ db }) {
    return (await countStates(db)).map(({ state, count }) => ({ labels: { state }, value: count }))
  },
}

const USAGE: GaugeKind<Services> = {
  name: 'gramd_graph_usage_ratio',
  help: 'Share of Meta’s limits that is used: of the fullest app and account, as told within the hour.',
  labelNames: ['scope'],
  async read({ db }) {
    return (await highestUsage(db)).map(({ scope, ratio }) => ({ labels: { scope }, value: ratio }))
  },
}

export const CONNECTION_METRICS = [CONNECTIONS, USAGE, GRAPH_REQUESTS]
