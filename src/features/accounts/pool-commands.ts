import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { UsageError } from '../../cli/usage-error.ts'

const SWITCH = new Map<string, boolean | null>([
  ['on', true],
  ['off', false],
  ['setting', null],
])

function readSwitch(to: string): boolean | null {
  const value = SWITCH.get(to)
  if (value === undefined) throw new UsageError(`expected on, off or setting, not '${to}'`)
  return value
}

export const POOL_COMMANDS: readonly Command[] = [
  operationCommand('getPool', {
    name: 'pool status',
    summary: 'how many accounts are in which state, and why the pool is stopped if it is',
  }),
  operationCommand('getPoolCapacity', {
    name: 'pool capacity',
    summary: 'how many requests the accounts in service may still send',
  }),
  operationCommand('getPoolActivity', {
    name: 'pool activity',
    summary: 'what accounts and proxies sent in the last 24 hours, those in trouble first',
    options: { limit: 'the most accounts, and the most proxies; 10 unless you say so' },
  }),
  operationCommand('getPoolUsage', {
    name: 'pool usage',
    summary: 'which tasks used the requests of the last 24 hours',
  }),
  operationCommand('updatePool', {
    name: 'pool renewal',
    summary: 'switch automatic renewal of sessions on or off for all accounts',
    words: {
      automatic_renewal: {
        name: 'SWITCH',
        about: 'on, off, or setting (as GRAMD_RENEW_SESSIONS says)',
        read: readSwitch,
      },
    },
    view: { fields: ['automatic_renewal'] },
  }),
  operationCommand('resumePool', {
    name: 'pool resume',
    summary: 'end a stop or pause of the whole pool',
    view: { says: () => 'The pool works.', fields: ['in_service', 'free', 'next_free_at'] },
  }),
  operationCommand('listQuarantinedTargets', {
    name: 'pool targets',
    summary: 'creators that are left alone because accounts met challenges on them',
    view: {
      columns: ['target', 'accounts', 'last_at', 'quarantined_until'],
      empty: 'No creator is quarantined.',
    },
  }),
  operationCommand('releaseTarget', {
    name: 'pool release',
    summary: 'let accounts visit such a creator again',
    words: { target: { about: 'as gramd pool targets has it' } },
    view: { says: (_, { words }) => `Accounts may visit ${words[0]} again.` },
  }),
]
