import { operationCommand } from '../../cli/operation-command.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const CAMPAIGN = { name: 'CAMPAIGN', about: 'its name or id' } as const

const WEBHOOK = { about: 'the id of a webhook, see gramd outgoing list' } as const
const FIELDS = {
  name: 'what it is called',
  url: 'the address, https on the internet',
  authorization: { value: 'VALUE', about: 'of the header Authorization' },
  template: { value: 'JSON', about: 'of a row, with placeholders such as {{username}}' },
  batch_size: 'rows of one request',
  rows_field: 'the field of the body that has the rows',
  is_active: { option: 'active', about: 'whether rows are sent' },
} as const

export const OUTGOING_COMMANDS = [
  operationCommand('getCampaignReport', {
    name: 'reports show',
    summary: 'the weekly report of a campaign, and what was sent of it',
    words: { id: CAMPAIGN },
  }),
  operationCommand('setCampaignReport', {
    name: 'reports set',
    summary: 'send a report of a campaign every week, or change how',
    words: { id: CAMPAIGN },
    options: {
      weekday: { value: 'DAY', about: '1 is Monday' },
      hour: "0 to 23, in the campaign's time zone",
      channels: { value: 'NAMES', about: 'webhook, telegram' },
      language: { value: 'CODE', about: 'of its sentences' },
      has_link: { option: 'link', about: 'whether it has a link that opens without signing in' },
    },
    view: {
      says: (answer) => `The report of '${String(fieldAt(answer, 'campaign.name'))}' is set.`,
      fields: ['next_at', 'channels', 'language', 'has_link'],
    },
  }),
  operationCommand('sendCampaignReportNow', {
    name: 'reports send',
    summary: 'send the report of a campaign now, besides the weekly ones',
    words: { id: CAMPAIGN },
    view: { says: () => 'The report is on its way.', fields: ['messages'] },
  }),
  operationCommand('removeCampaignReport', {
    name: 'reports remove',
    summary: 'send no weekly report of a campaign any more; its link ends',
    words: { id: CAMPAIGN },
    view: { says: (_, { words }) => `No report of '${words[0]}' is sent any more.` },
  }),
  operationCommand('listOutgoingWebhooks', {
    name: 'outgoing list',
    summary: 'webhooks that get rows of lists and campaigns',
    options: { list: { value: 'LIST', about: 'only those of this list' } },
    view: {
      columns: ['id', 'name', 'list', 'rows', 'host', 'sent', 'last_sent_at', 'last_error'],
      empty: 'No rows are sent anywhere.',
    },
  }),
  operationCommand('getOutgoingWebhook', {
    name: 'outgoing show',
    summary: 'a webhook with rows, without its address and secrets',
    words: { id: WEBHOOK },
  }),
  operationCommand('createOutgoingWebhook', {
    name: 'outgoing create',
    summary: 'post each row of a campaign or list to an address when it changes',
    words: { list: { name: 'LIST', about: 'a list or campaign: its name or id' } },
    options: { rows: 'results of a campaign, or members', ...FIELDS },
    view: {
      says: (answer) =>
        `The secret of its signatures; it is not shown again: ${String(fieldAt(answer, 'secret'))}`,
      fields: ['id', 'name', 'host'],
    },
  }),
  operationCommand('updateOutgoingWebhook', {
    name: 'outgoing update',
    summary: 'change a webhook with rows; what is not sent stays',
    words: { id: WEBHOOK },
    options: FIELDS,
    view: { says: () => 'The webhook is changed.', fields: ['name', 'host', 'is_active'] },
  }),
  operationCommand('testOutgoingWebhook', {
    name: 'outgoing test',
    summary: 'post the first row as a test, and say what the receiver answered',
    words: { id: WEBHOOK },
  }),
  operationCommand('listOutgoingPlaceholders', {
    name: 'outgoing placeholders',
    summary: 'the placeholders that templates may have',
  }),
  operationCommand('removeOutgoingWebhook', {
    name: 'outgoing remove',
    summary: 'send no rows to a webhook any more',
    words: { id: WEBHOOK },
    view: { says: () => 'No rows are sent there any more.' },
  }),
]
