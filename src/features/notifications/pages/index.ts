import { inboxPage } from './inbox/index.ts'

export const notificationsPages = [inboxPage]
