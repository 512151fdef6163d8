import { CONNECTIONS_VERSION } from '../../connections/connections-version.ts'
import { TOKEN_COLUMNS } from '../../connections/sealed-columns.ts'
import { mayCall } from '../../connections/usage-now.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import { connectionsOf } from '../../connections/connections-store.ts'
import { ownerScopeOf } from '../../http/access/owner.ts'
import type { Feature } from '../manifest.ts'
import { careForAccount, planConnectionCare } from './tasks/care.ts'
import { connectionsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { connectionsPages } from './pages/index.ts'
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
  help:
    'Share of Meta’s limits that is used: of the fullest app and account, as reported within the ' +
    'hour.',
  labelNames: ['scope'],
  async read({ db }) {
    return (await highestUsage(db)).map(({ scope, ratio }) => ({ labels: { scope }, value: ratio }))
  },
}

const CONNECTION_METRICS = [CONNECTIONS, USAGE, GRAPH_REQUESTS]

/** Connecting accounts through Meta's official API, and caring for their tokens. */
export const connections: Feature = {
  ...connectionsDeclaration,
  tasks: [careForAccount, planConnectionCare],
  routes: (services) => mountOperations(services, operations),
  pages: connectionsPages,
  cron: () => [
    {
      name: 'schedule_connection_checks',
      pattern: '17 * * * *',
      taskType: planConnectionCare,
      payload: {},
    },
  ],
  ownCounts: [
    {
      name: 'own_accounts',
      scope: 'own:read',
      rows: (principal) => connectionsOf(ownerScopeOf(principal)),
    },
  ],
  // A call of the official API is a resource, as an account of the pool is: nothing is claimed that
  // cannot be asked.
  resources: [
    {
      name: 'graph',
      gate: ({ ownMediaReader }) => ownMediaReader !== null,
      async gauge({ db, connections: parts }) {
        const appIds = parts?.api.logins.map((login) => parts.api.appIdOf(login)) ?? []
        if (appIds.length === 0) return { free: Infinity, nextFreeAt: null }
        const { isFree, freeAt } = await mayCall(db, appIds)
        return { free: isFree ? Infinity : 0, nextFreeAt: freeAt }
      },
    },
  ],
  changes: [{ name: 'connections', scope: 'own:read', version: CONNECTIONS_VERSION }],
  secrets: TOKEN_COLUMNS,
  metrics: CONNECTION_METRICS,
}
