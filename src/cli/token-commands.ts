import { word, type ApiCommand } from './api-command.ts'

export const TOKEN_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'tokens add',
    usage: 'NAME --scopes read,write,admin',
    summary: 'make an API token; it is shown once',
    needs: 1,
    run: (api, { words, options }) =>
      api.send('POST', '/api/tokens', {
        name: words[0],
        scopes: (options['scopes'] ?? 'read').split(','),
      }),
  },
  {
    name: 'tokens list',
    usage: '',
    summary: 'API tokens, without the secret part',
    needs: 0,
    run: (api) => api.send('GET', '/api/tokens'),
  },
  {
    name: 'tokens remove',
    usage: 'ID',
    summary: 'revoke an API token',
    needs: 1,
    run: (api, input) => api.send('DELETE', `/api/tokens/${word(input, 0)}`),
  },
]
