import { query, word, type ApiCommand } from './api-command.ts'

export const NOTIFICATION_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'notifications list',
    usage: '[--kind K] [--undelivered true|false] [--limit N] [--cursor C]',
    summary: 'what people were told or are to be told, newest first',
    needs: 0,
    run: (api, { options: { kind, undelivered, limit, cursor } }) =>
      api.send('GET', query('/api/notifications', { kind, undelivered, limit, cursor })),
  },
  {
    name: 'notifications show',
    usage: 'ID',
    summary: 'one notification with its deliveries',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/notifications/${word(input, 0)}`),
  },
  {
    name: 'notifications replay',
    usage: 'ID',
    summary: 'send a notification again through every channel',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/notifications/${word(input, 0)}/replay`),
  },
  {
    name: 'notifications test',
    usage: '',
    summary: 'send a test through every channel',
    needs: 0,
    run: (api) => api.send('POST', '/api/notifications/test'),
  },
]
