import { command, query, word, type Command } from '../../cli/command.ts'
import { PAGE } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'

const SWITCH = new Map<string, boolean | null>([
  ['on', true],
  ['off', false],
  ['setting', null],
])

export const POOL_COMMANDS: readonly Command[] = [
  command({
    name: 'pool status',
    summary: 'how many accounts are in which state, and why the pool is stopped if it is',
    run: async (api) => await api.send('GET', '/api/pool'),
  }),
  command({
    name: 'pool capacity',
    summary: 'how many requests the accounts in service may still send',
    run: async (api) => await api.send('GET', '/api/pool/capacity'),
  }),
  command({
    name: 'pool renewal',
    summary: 'switch automatic renewal of sessions on or off for all accounts',
    words: [
      {
        name: 'SWITCH',
        about: 'on, off, or setting (as GRAMD_RENEW_SESSIONS says)',
        field: 'switch',
      },
    ],
    view: { fields: ['automatic_renewal'] },
    run: async (api, { words: [to = ''] }) => {
      const value = SWITCH.get(to)
      if (value === undefined) throw new UsageError(`'${to}': expected on, off or setting`)
      return await api.send('PATCH', '/api/pool', { automatic_renewal: value })
    },
  }),
  command({
    name: 'pool resume',
    summary: 'end a stop or pause of the whole pool',
    view: { says: () => 'The pool works.', fields: ['in_service', 'free', 'next_free_at'] },
    run: async (api) => await api.send('POST', '/api/pool/resume'),
  }),
  command({
    name: 'pool targets',
    summary: 'creators that are left alone because accounts met challenges on them',
    options: PAGE,
    view: {
      columns: ['target', 'accounts', 'last_at', 'quarantined_until'],
      empty: 'No creator is quarantined.',
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
