import { SCOPES } from '../../base/roles.ts'
import { command, word, type Command } from '../../cli/command.ts'
import { choices, text } from '../../cli/option.ts'

export const TOKEN_COMMANDS: readonly Command[] = [
  command({
    name: 'tokens add',
    summary: 'make an API token; it is shown once',
    words: [{ name: 'NAME', about: 'what it is for', field: 'name' }],
    options: {
      scopes: choices(SCOPES, 'what it may do, all that reads unless you say so'),
      user: text('USER', 'the login of the user whose it is; of the service without it'),
    },
    view: {
      says: () => 'Keep the token now: it is not shown again.',
      fields: ['token', 'name', 'scopes', 'id'],
    },
    run: async (api, { words, options }) =>
      await api.send('POST', '/api/tokens', {
        name: words[0],
        scopes: options.scopes ?? SCOPES.filter((scope) => scope.endsWith(':read')),
        user: options.user,
      }),
  }),
  command({
    name: 'tokens list',
    summary: 'API tokens, without the secret part',
    view: {
      columns: ['name', 'user', 'scopes', 'created_at', 'last_used_at', 'id'],
      empty: 'There are no tokens besides SCRAPER_API_KEY.',
    },
    run: async (api) => await api.send('GET', '/api/tokens'),
  }),
  command({
    name: 'tokens revoke',
    summary: 'revoke an API token: programs that use it are refused at once',
    words: [{ name: 'ID', about: 'the id of a token, see gramd tokens list', field: 'id' }],
    confirm: ({ words }) =>
      `Revoke the token ${words[0]}? Programs that use it are refused at once.`,
    view: { says: (_, { words }) => `Revoked the token ${words[0]}.` },
    run: async (api, input) => await api.send('DELETE', `/api/tokens/${word(input, 0)}`),
  }),
]
