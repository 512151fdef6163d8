import { command, query, word } from '../../cli/command.ts'
import { PAGE, onOff, text } from '../../cli/option.ts'
import type { Declaration } from '../declaration.ts'

const NOTIFICATION = {
  name: 'ID',
  about: 'the id of a notification, see gramd notifications list',
  field: 'id',
}

export const notificationsDeclaration = {
  name: 'notifications',
  commands: [
    command({
      name: 'notifications list',
      summary: 'notifications, sent or waiting, newest first',
      options: {
        kind: text('NAME', 'only this kind, as in pool_empty (docs/notifications.md has all)'),
        undelivered: onOff('only those that no channel has taken yet, or only the others'),
        ...PAGE,
      },
      view: {
        columns: ['created_at', 'severity', 'title', 'count', 'delivered_at', 'id'],
        empty: 'There are no notifications.',
      },
      run: async (api, { options }) => await api.send('GET', query('/api/notifications', options)),
    }),
    command({
      name: 'notifications show',
      summary: 'one notification with its deliveries',
      words: [NOTIFICATION],
      run: async (api, input) => await api.send('GET', `/api/notifications/${word(input, 0)}`),
    }),
    command({
      name: 'notifications replay',
      summary: 'send a notification again through every channel',
      words: [NOTIFICATION],
      view: { says: (_, { words }) => `Notification ${words[0]} is sent again.` },
      run: async (api, input) =>
        await api.send('POST', `/api/notifications/${word(input, 0)}/replay`),
    }),
    command({
      name: 'inbox list',
      summary: 'what is meant for you, newest first',
      options: {
        unread: onOff('only what you have not read, or all'),
        limit: PAGE.limit,
        cursor: PAGE.cursor,
      },
      view: {
        columns: ['is_unread', 'last_raised_at', 'severity', 'title', 'count', 'id'],
        empty: 'Your inbox is empty.',
      },
      run: async (api, { options }) =>
        await api.send('GET', query('/api/me/notifications', options)),
    }),
    command({
      name: 'inbox read',
      summary: 'mark a notification as read, or all of your inbox',
      words: [
        { ...NOTIFICATION, about: 'the id of a notification; all without it', optional: true },
      ],
      view: { says: () => 'Read.' },
      run: async (api, input) =>
        await api.send(
          'POST',
          input.words[0] === undefined
            ? '/api/me/notifications/read-all'
            : `/api/me/notifications/${word(input, 0)}/read`,
        ),
    }),
    command({
      name: 'notifications test',
      summary: 'send a test through every channel',
      view: { says: () => 'A test is on its way.', fields: ['deliveries'] },
      run: async (api) => await api.send('POST', '/api/notifications/test'),
    }),
  ],
} as const satisfies Declaration
