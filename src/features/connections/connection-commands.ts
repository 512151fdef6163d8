import { operationCommand } from '../../cli/operation-command.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const ACCOUNT = { name: 'ACCOUNT', about: 'its username or id' } as const
const GRANT = { about: 'what the page after the dialog named' } as const

export const CONNECTION_COMMANDS = [
  operationCommand('listOwnAccounts', {
    name: 'connections list',
    summary: "accounts that gramd reads through Meta's official API",
    options: { state: 'only those in this state' },
    view: {
      columns: [
        'username',
        'login',
        'state',
        'rights.missing',
        'token_expires_at',
        'last_sync_at',
        'owner.name',
      ],
      empty:
        'No account is connected. gramd connections url begins with one (docs/own-accounts.md).',
    },
  }),
  operationCommand('getOwnAccount', {
    name: 'connections show',
    summary: 'one connected account: its rights, when its token ends, its usage of the limits',
    words: { account_id: ACCOUNT },
  }),
  operationCommand('beginConnecting', {
    name: 'connections url',
    summary: 'the address at which an owner lets gramd read an account, valid for ten minutes',
    options: {
      login: 'with a Facebook page, or with Instagram alone',
      rights: {
        value: 'NAMES',
        about: 'ask again for these refused rights alone, separated by commas',
      },
    },
    view: {
      says: (answer) =>
        `Open this in the browser in which the owner is signed in to Meta:\n${String(fieldAt(answer, 'url'))}`,
      fields: ['expiresAt'],
    },
  }),
  operationCommand('chooseConnectingPages', {
    name: 'connections choose',
    summary: 'connect the accounts of these pages, when the owner has granted several',
    words: { grant: GRANT, pageIds: { name: 'PAGE', about: 'ids of pages', many: true } },
    view: { fields: ['accounts', 'refused'] },
  }),
  operationCommand('listConnectingChoices', {
    name: 'connections pages',
    summary: 'the pages that an owner has granted, to choose from',
    words: { grant: GRANT },
  }),
  operationCommand('removeOwnAccount', {
    name: 'connections remove',
    summary:
      'disconnect an account: ends its tasks, deletes its tokens, withdraws the grant at Meta',
    words: { account_id: ACCOUNT },
    options: {
      data: {
        option: 'delete-data',
        about: 'delete its posts and their metrics, too',
        isSwitch: true,
      },
    },
    confirm: ({ words, fields }) =>
      `Disconnect ${words[0]}${fields.data ? ' and delete its posts and metrics' : ''}?`,
    view: { says: () => 'Disconnected the account.', fields: ['revoked', 'data'] },
    values: ({ fields }) => ({ data: fields.data ? 'delete' : 'keep' }),
  }),
]
