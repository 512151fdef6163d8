import { eraseFromNotifications } from '../../alerts/erase.ts'
import { pruneNotifications } from '../../alerts/notifications-store.ts'
import type { Feature } from '../manifest.ts'
import { notificationsDeclaration } from './declare.ts'
import { notificationRoutes } from './routes.ts'

/** What people were told, or are to be told. */
export const notifications: Feature = {
  ...notificationsDeclaration,
  tasks: [],
  routes: notificationRoutes,
  forget: async (tx, { words }) => ({
    removed: {},
    changed: { notifications: await eraseFromNotifications(tx, words) },
  }),
  retention: (config) => [
    {
      tables: ['notifications', 'notification_deliveries'],
      keepMs: config.taskRetentionMs,
      remove: async ({ db }, keepMs, signal) => await pruneNotifications(db, keepMs, signal),
    },
  ],
}
