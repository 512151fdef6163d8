import { command, query } from '../../cli/command.ts'
import { choice, PAGE, text } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const EVENTS = '/api/webhooks/instagram/events'
const STATUSES = ['pending', 'processing', 'completed', 'failed', 'ignored'] as const

export const WEBHOOK_COMMANDS = [
  command({
    name: 'webhooks list',
    summary: 'what Meta sent about connected accounts, newest first',
    options: {
      status: choice(STATUSES, 'only those in this state'),
      field: text('NAME', 'only of this field, such as comments'),
      ...PAGE,
    },
    view: {
      columns: ['id', 'received_at', 'username', 'field', 'media_id', 'status', 'tries', 'error'],
      empty:
        'Meta has sent nothing yet. gramd webhooks subscriptions says of which accounts it would.',
    },
    run: async (api, { options }) => await api.send('GET', query(EVENTS, options)),
  }),
  command({
    name: 'webhooks subscriptions',
    summary: 'of which connected accounts Meta sends events, and why not of others',
    options: PAGE,
    view: {
      columns: ['connection_id', 'username', 'fields', 'subscribed_at', 'error'],
      empty: 'No account is connected.',
    },
    run: async (api, { options }) =>
      await api.send('GET', query('/api/webhooks/instagram/subscriptions', options)),
  }),
  command({
    name: 'webhooks replay',
    summary: 'process events again: those that fit all that is given',
    words: [
      {
        name: 'ID',
        about: 'ids of events, see gramd webhooks list',
        field: 'ids',
        optional: true,
        many: true,
      },
    ],
    options: {
      since: text('TIME', 'received from this time on, as 2026-11-01T00:00:00Z'),
      status: choice(['completed', 'failed'], 'only those in this state'),
    },
    view: { says: (answer) => `Process ${String(fieldAt(answer, 'replayed'))} events again.` },
    run: async (api, { words: ids, options }) =>
      await api.send('POST', `${EVENTS}/replay`, {
        ...(ids.length > 0 && { ids }),
        ...options,
      }),
  }),
]
