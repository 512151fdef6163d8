import type { Feature } from '../manifest.ts'
import { notificationRoutes } from './routes.ts'

/** What people were told, or are to be told. */
export const notifications: Feature = {
  name: 'notifications',
  tasks: [],
  routes: notificationRoutes,
}
