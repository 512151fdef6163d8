import { NOTIFICATIONS_VERSION } from '../../alerts/notifications-version.ts'
import { ownChannelsColumn } from '../../alerts/own-channels.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { notificationsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { notificationsPages } from './pages/index.ts'

/** Messages to operators and users, sent and waiting; inboxes, and channels of users' own. */
export const notifications: Feature = {
  ...notificationsDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
  pages: notificationsPages,
  // Everybody has an inbox.
  changes: [{ name: 'notifications', scope: null, version: NOTIFICATIONS_VERSION }],
  secrets: [ownChannelsColumn],
  // Sent ones cannot be recalled.
  erasure: [
    { table: 'notifications', words: { cause: 'row', title: 'row', items: 'items' } },
    { table: 'notification_deliveries', words: { last_error: 'text', log: 'items' } },
  ],
  retention: (config) => [
    {
      tables: ['notifications', 'notification_deliveries', 'notification_reads'],
      keepMs: config.taskRetentionMs,
      olderBy: 'last_raised_at',
    },
  ],
}
