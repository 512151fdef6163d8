import { operationCommand } from '../../cli/operation-command.ts'
import { callOperation } from '../../cli/operation-request.ts'
import type { Declaration } from '../declaration.ts'

const NOTIFICATION = { about: 'the id of a notification, see gramd notifications list' } as const

export const notificationsDeclaration = {
  name: 'notifications',
  commands: [
    operationCommand('listNotifications', {
      name: 'notifications list',
      summary: 'notifications, sent or waiting, newest first',
      options: {
        kind: {
          value: 'NAME',
          about: 'only this kind, as in pool_empty (docs/notifications.md has all)',
        },
        undelivered: 'only those that no channel has taken yet, or only the others',
      },
      view: {
        columns: ['severity', 'title', 'created_at', 'count', 'delivered_at', 'id'],
        empty: 'There are no notifications.',
      },
    }),
    operationCommand('getNotification', {
      name: 'notifications show',
      summary: 'one notification with its deliveries',
      words: { id: NOTIFICATION },
    }),
    operationCommand('replayNotification', {
      name: 'notifications replay',
      summary: 'send a notification again through every channel',
      words: { id: NOTIFICATION },
      view: { says: (_, { words }) => `Notification ${words[0]} is sent again.` },
    }),
    operationCommand('listOwnNotifications', {
      name: 'inbox list',
      summary: 'what is meant for you, newest first',
      options: { unread: 'only what you have not read, or all' },
      view: {
        columns: ['is_unread', 'severity', 'title', 'last_raised_at', 'count', 'id'],
        empty: 'Your inbox is empty.',
      },
    }),
    operationCommand('unreadNotification', {
      name: 'inbox unread',
      summary: 'take back that you have read a notification',
      words: { id: { about: 'the id of a notification' } },
      view: { says: (_, { words }) => `${words[0]} is new again.` },
    }),
    operationCommand('readNotification', {
      name: 'inbox read',
      summary: 'mark a notification as read, or all of your inbox',
      words: { id: { about: 'the id of a notification; all without it', optional: true } },
      view: { says: () => 'Read.' },
      run: async ({ api, send }, { words: [id] }) =>
        await (id === undefined ? callOperation(api, 'readAllNotifications', {}) : send()),
    }),
    operationCommand('sendTestNotification', {
      name: 'notifications test',
      summary: 'send a test through every channel',
      view: { says: () => 'A test is on its way.', fields: ['deliveries'] },
    }),
  ],
} as const satisfies Declaration
