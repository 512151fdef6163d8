import { POOL_VERSION } from '../../pool/accounts/pool-version.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { accountsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { accountsPages } from './pages/index.ts'
import { checkNewAccounts } from './tasks/check-new-accounts.ts'
import { maintainSessions } from './tasks/maintain-sessions.ts'
import { ailingAccounts } from '../../pool/accounts/ailments.ts'
import { createPoolReaders } from '../../pool/budget/pool-readers.ts'

/** The operator's accounts and proxies, as the API shows and takes them. */
export const accounts: Feature = {
  ...accountsDeclaration,
  tasks: [maintainSessions, checkNewAccounts],
  routes: (services) =>
    mountOperations(
      { ...services, ...createPoolReaders(services.db, services.poolContext.limits) },
      operations,
    ),
  pages: accountsPages,
  cron: () => [
    // How often it checks; what it does to a session depends on how long that was idle
    // (pool/limits.ts).
    { name: 'maintain_sessions', pattern: '*/10 * * * *', taskType: maintainSessions, payload: {} },
  ],
  ownCounts: [{ name: 'pool_accounts', scope: 'accounts:read', rows: () => ailingAccounts }],
  changes: [{ name: 'accounts', scope: 'accounts:read', version: POOL_VERSION }],
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
