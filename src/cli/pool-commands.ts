import { command, query, word, type Command } from './command.ts'
import { PAGE } from './option.ts'

export const POOL_COMMANDS: readonly Command[] = [
  command({
    name: 'pool status',
    summary: 'how many accounts are in which state, and why the pool is stopped if it is',
    run: async (api) => await api.send('GET', '/api/pool'),
  }),
  command({
    name: 'pool resume',
    summary: 'end a stop or brake of the whole pool',
    view: { says: () => 'The pool works.', fields: ['in_service', 'free', 'next_free_at'] },
    run: async (api) => await api.send('POST', '/api/pool/resume'),
  }),
  command({
    name: 'pool targets',
    summary: 'creators that are left alone because accounts met challenges on them',
    options: PAGE,
    view: {
      columns: ['target', 'accounts', 'last_at', 'set_aside_until'],
      empty: 'No creator is set aside.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/pool/targets', options)),
  }),
  command({
    name: 'pool release',
    summary: 'let accounts visit such a creator again',
    words: [{ name: 'TARGET', about: 'as gramd pool targets has it', field: 'target' }],
    view: { says: (_, { words }) => `Accounts may visit ${words[0]} again.` },
    run: async (api, input) => await api.send('DELETE', `/api/pool/targets/${word(input, 0)}`),
  }),
]
