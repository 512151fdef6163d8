import type { Feature } from '../manifest.ts'
import { notificationsDeclaration } from './declare.ts'
import { notificationRoutes } from './routes.ts'

/** Messages to operators, sent and waiting. */
export const notifications: Feature = {
  ...notificationsDeclaration,
  tasks: [],
  routes: notificationRoutes,
  // Sent ones cannot be recalled.
  erasure: [
    { table: 'notifications', words: { cause: 'row', title: 'row', items: 'items' } },
    { table: 'notification_deliveries', words: { last_error: 'text', log: 'items' } },
  ],
  retention: (config) => [
    {
      tables: ['notifications', 'notification_deliveries'],
      keepMs: config.taskRetentionMs,
      olderBy: 'last_raised_at',
    },
  ],
}
