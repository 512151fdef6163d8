import { createRouter } from '../../http/router.ts'
import type { Feature } from '../manifest.ts'
import { accountRoutes } from './account-routes.ts'
import { keepSessions } from './keep-sessions.ts'
import { proxyRoutes } from './proxy-routes.ts'

/** The operator's accounts and proxies, as the API shows and takes them. */
export const accounts: Feature = {
  name: 'accounts',
  tasks: [keepSessions],
  routes: (services) =>
    createRouter().route('/', accountRoutes(services)).route('/', proxyRoutes(services)),
  cron: (config) => [
    {
      name: 'keep_sessions',
      pattern: config.CRON_KEEP_SESSIONS,
      taskType: 'keep_sessions',
      payload: {},
    },
  ],
}
