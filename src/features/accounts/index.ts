import { POOL_MARK } from '../../pool/accounts/pool-mark.ts'
import type { Feature } from '../manifest.ts'
import { accountsDeclaration } from './declare.ts'
import { importRoutes } from './operations/import.ts'
import { checkNewAccounts } from './tasks/check-new-accounts.ts'
import { accountRoutes } from './operations/accounts.ts'
import { capacityRoutes } from './operations/capacity.ts'
import { careRoutes } from './operations/care.ts'
import { poolRoutes } from './operations/pool.ts'
import { keepSessions } from './tasks/keep-sessions.ts'
import { proxyRoutes } from './operations/proxies.ts'

/** The operator's accounts and proxies, as the API shows and takes them. */
export const accounts: Feature = {
  ...accountsDeclaration,
  tasks: [keepSessions, checkNewAccounts],
  routes: (services) =>
    [accountRoutes, careRoutes, importRoutes, proxyRoutes, poolRoutes, capacityRoutes].map(
      (routes) => routes(services),
    ),
  cron: () => [
    // How often it looks; what it does to a session depends on how long that was idle (pool/limits.ts).
    { name: 'keep_sessions', pattern: '*/10 * * * *', taskType: keepSessions, payload: {} },
  ],
  news: [{ name: 'accounts', scope: 'accounts:read', mark: POOL_MARK }],
  resources: [{ name: 'instagram', gauge: async ({ pool }) => await pool.freeCount() }],
  erasure: [
    { table: 'pool_targets', ids: { target: 'target' } },
    // What the platform said, with a sample of answers that could not be read.
    { table: 'instagram_accounts', words: { last_error: 'text' } },
    { table: 'account_events', words: { detail: 'empty' } },
  ],
  retention: (config) => [
    { tables: ['account_events'], keepMs: config.accountEventRetentionMs, olderBy: 'created_at' },
  ],
}
