import { createRouter } from '../../http/router.ts'
import { keyOf } from '../../platforms/reading/platform.ts'
import { pruneAccountEvents } from '../../pool/accounts/account-history.ts'
import { deleteTargets } from '../../pool/budget/targets.ts'
import type { Feature } from '../manifest.ts'
import { accountsDeclaration } from './declare.ts'
import { accountRoutes } from './account-routes.ts'
import { careRoutes } from './care-routes.ts'
import { accountEventRoutes } from './event-routes.ts'
import { poolRoutes } from './pool-routes.ts'
import { proxyCareRoutes } from './proxy-care-routes.ts'
import { keepSessions } from './keep-sessions.ts'
import { proxyRoutes } from './proxy-routes.ts'

/** The operator's accounts and proxies, as the API shows and takes them. */
export const accounts: Feature = {
  ...accountsDeclaration,
  tasks: [keepSessions],
  routes: (services) =>
    createRouter()
      .route('/', accountRoutes(services))
      .route('/', careRoutes(services))
      .route('/', accountEventRoutes(services))
      .route('/', proxyRoutes(services))
      .route('/', proxyCareRoutes(services))
      .route('/', poolRoutes(services)),
  cron: () => [
    // How often it looks; what it does to a session depends on how long that was idle (pool/limits.ts).
    {
      name: 'keep_sessions',
      pattern: '*/10 * * * *',
      taskType: keepSessions,
      payload: {},
    },
  ],
  resources: [{ name: 'instagram', gauge: async ({ pool }) => await pool.freeCount() }],
  forget: async (tx, { platformIds, usernames }) => {
    const targets = [
      ...platformIds.map((platformId) => keyOf({ platformId })),
      ...usernames.map((username) => keyOf({ username })),
    ]
    return { removed: { pool_targets: await deleteTargets(tx, targets) }, changed: {} }
  },
  retention: (config) => [
    {
      tables: ['account_events'],
      keepMs: config.accountEventRetentionMs,
      remove: async ({ db }, keepMs, signal) => await pruneAccountEvents(db, keepMs, signal),
    },
  ],
}
