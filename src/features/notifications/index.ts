import { forgetInNotifications } from '../../alerts/forget.ts'
import { forgetNotifications } from '../../alerts/notifications-store.ts'
import type { Feature } from '../manifest.ts'
import { notificationRoutes } from './routes.ts'

const DAY_MS = 24 * 3_600_000

/** What people were told, or are to be told. */
export const notifications: Feature = {
  name: 'notifications',
  tasks: [],
  routes: notificationRoutes,
  forget: async (tx, { words }) => ({
    removed: {},
    changed: { notifications: await forgetInNotifications(tx, words) },
  }),
  retention: (config) => [
    {
      tables: ['notifications', 'notification_deliveries'],
      keepMs: config.TASK_RETENTION_DAYS * DAY_MS,
      remove: async ({ db }, keepMs, signal) => await forgetNotifications(db, keepMs, signal),
    },
  ],
}
