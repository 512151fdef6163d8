import { operationCommand } from '../../cli/operation-command.ts'
import { fieldAt } from '../../cli/show/answer.ts'

export const WEBHOOK_COMMANDS = [
  operationCommand('listWebhookEvents', {
    name: 'webhooks list',
    summary: 'what Meta sent about connected accounts, newest first',
    options: {
      status: 'only those in this state',
      field: { value: 'NAME', about: 'only of this field, such as comments' },
    },
    view: {
      columns: ['id', 'received_at', 'username', 'field', 'media_id', 'status', 'tries', 'error'],
      empty:
        'Meta has sent nothing yet. gramd webhooks subscriptions says of which accounts it would.',
    },
  }),
  operationCommand('listWebhookSubscriptions', {
    name: 'webhooks subscriptions',
    summary: 'of which connected accounts Meta sends events, and why not of others',
    view: {
      columns: ['connection_id', 'username', 'fields', 'subscribed_at', 'error'],
      empty: 'No account is connected.',
    },
  }),
  operationCommand('replayWebhookEvents', {
    name: 'webhooks replay',
    summary: 'process events again: those that fit all that is given',
    words: {
      ids: {
        name: 'ID',
        about: 'ids of events, see gramd webhooks list',
        optional: true,
        many: true,
      },
    },
    options: { since: 'received from this time on', status: 'only those in this state' },
    view: { says: (answer) => `Process ${String(fieldAt(answer, 'replayed'))} events again.` },
  }),
]
