import { inboxOperations } from './inbox.ts'
import { notificationOperations } from './notifications.ts'
import { ownChannelOperations } from './own-channels.ts'

export const operations = {
  ...notificationOperations,
  ...inboxOperations,
  ...ownChannelOperations,
}
