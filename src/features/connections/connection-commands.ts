import { command, query, word } from '../../cli/command.ts'
import { choice, flag, PAGE, text } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const ACCOUNT = { name: 'ACCOUNT', about: 'its id', field: 'id' } as const
const LOGINS = ['facebook', 'instagram'] as const
const STATES = ['active', 'expiring', 'auth_error', 'revoked', 'error'] as const

export const CONNECTION_COMMANDS = [
  command({
    name: 'connections list',
    summary: "accounts that gramd reads through Meta's official API",
    options: { state: choice(STATES, 'only those in this state'), ...PAGE },
    view: {
      columns: [
        'id',
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
    run: async (api, { options }) => await api.send('GET', query('/api/ig/accounts', options)),
  }),
  command({
    name: 'connections show',
    summary: 'one connected account: its rights, when its token ends, its usage of the limits',
    words: [ACCOUNT],
    run: async (api, input) => await api.send('GET', `/api/ig/accounts/${word(input, 0)}`),
  }),
  command({
    name: 'connections url',
    summary: 'the address at which an owner lets gramd read an account, valid for ten minutes',
    options: {
      login: choice(LOGINS, 'with a Facebook page, or with Instagram alone'),
      account: text('ID', 'a connected account, to authorize it again'),
      rights: text('NAMES', 'ask again for these refused rights alone, separated by commas'),
    },
    view: {
      says: (answer) =>
        `Open this in the browser in which the owner is signed in to Meta:\n${String(fieldAt(answer, 'url'))}`,
      fields: ['expiresAt'],
    },
    run: async (api, { options }) => await api.send('GET', query('/api/ig/auth/url', options)),
  }),
  command({
    name: 'connections choose',
    summary: 'connect the accounts of these pages, when the owner has granted several',
    words: [
      { name: 'GRANT', about: 'what the page after the dialog named', field: 'grant' },
      { name: 'PAGE', about: 'ids of pages', field: 'pageIds', many: true },
    ],
    view: { columns: ['accountId', 'username', 'missingScopes'] },
    run: async (api, { words: [grant, ...pages] }) =>
      await api.send('POST', '/api/ig/auth/choose', { grant, pageIds: pages }),
  }),
  command({
    name: 'connections pages',
    summary: 'the pages that an owner has granted, to choose from',
    words: [{ name: 'GRANT', about: 'what the page after the dialog named', field: 'grant' }],
    view: { columns: ['pageId', 'pageName', 'username', 'connected'] },
    run: async (api, { words: [grant] }) =>
      await api.send('GET', query('/api/ig/auth/choose', { grant })),
  }),
  command({
    name: 'connections remove',
    summary:
      'disconnect an account: ends its tasks, deletes its tokens, withdraws the grant at Meta',
    words: [ACCOUNT],
    options: { 'delete-data': flag('delete its posts and their metrics, too') },
    confirm: ({ words, options }) =>
      `Disconnect ${words[0]}${options['delete-data'] ? ' and delete its posts and metrics' : ''}?`,
    view: { says: () => 'Disconnected the account.', fields: ['revoked', 'data'] },
    run: async (api, input) =>
      await api.send(
        'DELETE',
        query(`/api/ig/accounts/${word(input, 0)}`, {
          data: input.options['delete-data'] ? 'delete' : 'keep',
        }),
      ),
  }),
]
