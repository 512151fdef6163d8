import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'

const ACCOUNT = { name: 'ACCOUNT', about: 'its username or id' } as const

/** Accounts of the pool and connected ones: both publish. */
export const PUBLISHING_ACCOUNT_COMMANDS: readonly Command[] = [
  operationCommand('getPublishingStatus', {
    name: 'accounts status',
    summary: 'the stored state of an account to publish on, and its age; it sends no request',
    words: { id: ACCOUNT },
  }),
  operationCommand('listPublishingStates', {
    name: 'accounts states',
    summary: 'the states that an account to publish on was seen in, the newest first',
    words: { id: ACCOUNT },
    view: {
      columns: ['state', 'since', 'until'],
      empty: 'It was not looked at yet: gramd does so every quarter of an hour.',
    },
  }),
]
