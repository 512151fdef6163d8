import { query, word, type ApiCommand } from './api-command.ts'

export const POOL_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'pool status',
    usage: '',
    summary: 'how many accounts are in which state, and why the pool stands still if it does',
    needs: 0,
    run: (api) => api.send('GET', '/api/pool'),
  },
  {
    name: 'pool resume',
    usage: '',
    summary: 'end a stop or brake of the whole pool',
    needs: 0,
    run: (api) => api.send('POST', '/api/pool/resume'),
  },
  {
    name: 'pool targets',
    usage: '[--limit N] [--cursor C]',
    summary: 'targets that are left alone because accounts met challenges on them',
    needs: 0,
    run: (api, { options: { limit, cursor } }) =>
      api.send('GET', query('/api/pool/targets', { limit, cursor })),
  },
  {
    name: 'pool release',
    usage: 'TARGET',
    summary: 'let accounts visit such a target again',
    needs: 1,
    run: (api, input) => api.send('DELETE', `/api/pool/targets/${word(input, 0)}`),
  },
]
