import { inboxPage } from './inbox/index.ts'
import { notificationsPage } from './notifications/index.ts'

export const notificationsPages = [notificationsPage, inboxPage]
