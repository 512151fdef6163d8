import { createRouter } from '../../http/router.ts'
import type { Feature } from '../manifest.ts'
import { accountRoutes } from './account-routes.ts'
import { careRoutes } from './care-routes.ts'
import { accountEventRoutes } from './event-routes.ts'
import { poolRoutes } from './pool-routes.ts'
import { proxyCareRoutes } from './proxy-care-routes.ts'
import { keepSessions } from './keep-sessions.ts'
import { proxyRoutes } from './proxy-routes.ts'

/** The operator's accounts and proxies, as the API shows and takes them. */
export const accounts: Feature = {
  name: 'accounts',
  tasks: [keepSessions],
  routes: (services) =>
    createRouter()
      .route('/', accountRoutes(services))
      .route('/', careRoutes(services))
      .route('/', accountEventRoutes(services))
      .route('/', proxyRoutes(services))
      .route('/', proxyCareRoutes(services))
      .route('/', poolRoutes(services)),
  cron: (config) => [
    {
      name: 'keep_sessions',
      pattern: config.CRON_KEEP_SESSIONS,
      taskType: 'keep_sessions',
      payload: {},
    },
  ],
}
