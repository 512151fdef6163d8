import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { UsageError } from '../../cli/usage-error.ts'

const MEMBERS = {
  accounts: { value: 'ACCOUNT', about: 'accounts of the pool, by username or id' },
  connections: {
    value: 'ACCOUNT',
    about: 'connected accounts, by username or id: see gramd connections list',
  },
} as const

type Words = { readonly words: readonly string[] }

/** A group by name or id. */
const ON_GROUP = { words: { id: { name: 'GROUP', about: 'its name or id' } } } as const

type Members = { readonly fields: { accounts?: unknown; connections?: unknown } }

/** The accounts that are named. Throws a UsageError where there is none. */
function namedMembers({ fields }: Members): Members['fields'] {
  const lists = [fields.accounts, fields.connections]
  if (!lists.some((list) => Array.isArray(list) && list.length > 0))
    throw new UsageError('name accounts with --accounts or --connections')
  return fields
}

const nameOf = ({ words }: Words): string => words[0] ?? ''

export const GROUP_COMMANDS: readonly Command[] = [
  operationCommand('listGroups', {
    name: 'groups list',
    summary: 'groups of accounts to publish on, by name',
    options: { text: 'only groups with this in their name', name: false },
    view: {
      columns: [
        'name',
        'accounts',
        'pool_accounts',
        'connected_accounts',
        'colour',
        'shape',
        'description',
      ],
      empty: 'There are no groups. gramd groups create NAME makes one.',
    },
  }),
  operationCommand('createGroup', {
    name: 'groups create',
    summary: 'make a group of accounts',
    words: { name: { about: 'what it is called' } },
    options: { description: 'for people', accounts: false, connections: false },
    view: { says: (_, input) => `Made the group '${nameOf(input)}'.` },
  }),
  operationCommand('getGroup', { ...ON_GROUP, name: 'groups show', summary: 'one group' }),
  operationCommand('listGroupAccounts', {
    ...ON_GROUP,
    name: 'groups accounts',
    summary: 'the accounts of a group, with their state and limits',
    view: {
      columns: [
        'username',
        'kind',
        'state',
        'language',
        'posts_limit_now',
        'posts_limit_per_day',
        'warmup_stage',
        'last_post_at',
      ],
      empty: 'It has no accounts. gramd groups add GROUP --accounts NAMES puts some in.',
    },
  }),
  operationCommand('updateGroup', {
    ...ON_GROUP,
    name: 'groups update',
    summary: 'change the name, the description or the mark of a group',
    options: {
      name: { value: 'NAME', about: 'its new name' },
      description: 'for people',
      accounts: false,
      connections: false,
    },
    view: { says: (_, input) => `Changed the group '${nameOf(input)}'.` },
  }),
  operationCommand('addGroupAccounts', {
    ...ON_GROUP,
    name: 'groups add',
    summary: 'put accounts into a group: from then on editors publish on them',
    options: MEMBERS,
    values: namedMembers,
    view: { says: (_, input) => `Put them into '${nameOf(input)}'.`, fields: ['accounts'] },
  }),
  operationCommand('removeGroupAccounts', {
    ...ON_GROUP,
    name: 'groups take',
    summary: 'take accounts out of a group',
    options: MEMBERS,
    values: namedMembers,
    view: { says: (_, input) => `Took them out of '${nameOf(input)}'.`, fields: ['accounts'] },
  }),
  operationCommand('deleteGroup', {
    ...ON_GROUP,
    name: 'groups remove',
    summary: 'remove a group; its accounts stay',
    confirm: (input) => `Remove the group '${nameOf(input)}'? Its accounts stay.`,
    view: { says: (_, input) => `Removed the group '${nameOf(input)}'.` },
  }),
]
