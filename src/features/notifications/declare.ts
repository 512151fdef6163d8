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
      name: 'notifications test',
      summary: 'send a test through every channel',
      view: { says: () => 'A test is on its way.', fields: ['deliveries'] },
      run: async (api) => await api.send('POST', '/api/notifications/test'),
    }),
  ],
} as const satisfies Declaration
