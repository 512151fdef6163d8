import { z } from 'zod'
import { isUuid } from '../../base/text.ts'
import { ApiError, type ApiClient } from '../../cli/api-client.ts'
import { command, query, type Command, type Input, type NoOptions } from '../../cli/command.ts'
import { orNone, PAGE, text, texts, type Options } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'

const GROUP = { name: 'GROUP', about: 'its name or id' } as const
const MEMBERS = {
  accounts: texts('ACCOUNT', 'accounts of the pool, by username or id', 'accounts'),
  connections: texts('ID', 'connected accounts, by id: see gramd ig accounts list', 'connections'),
} as const

const Found = z.object({ data: z.array(z.object({ id: z.string() })) })

async function groupPath(api: ApiClient, { words }: Pick<Input, 'words'>): Promise<string> {
  const [name = ''] = words
  if (isUuid(name)) return `/api/groups/${name}`
  const [group] = Found.parse(await api.send('GET', query('/api/groups', { name }))).data
  if (!group) throw new ApiError(`there is no group '${name}'; see gramd groups list`)
  return `/api/groups/${group.id}`
}

type OnGroup<O extends Options> = Omit<Command<O>, 'run' | 'words'> & {
  run(api: ApiClient, path: string, input: Input<O>): Promise<unknown>
}

/** A command on one group, which is given by name or id. */
const onGroup = <const O extends Options = NoOptions>({ run, ...declaration }: OnGroup<O>) =>
  command<O>({
    ...declaration,
    words: [GROUP],
    run: async (api, input) => await run(api, await groupPath(api, input), input),
  })

/** Ids as they are; of accounts that are given by their usernames, the ids. */
async function membersIn(
  api: ApiClient,
  { accounts = [], connections }: Input<typeof MEMBERS>['options'],
): Promise<{ accounts?: string[]; connections?: readonly string[] | undefined }> {
  if (accounts.length === 0 && !connections?.length)
    throw new UsageError('name accounts with --accounts or --connections')
  const ids: string[] = []
  for (const name of accounts) {
    if (isUuid(name)) ids.push(name)
    else {
      const [found] = Found.parse(
        await api.send('GET', query('/api/accounts', { username: name, kind: 'pool' })),
      ).data
      if (!found) throw new ApiError(`there is no account '${name}'; see gramd accounts list`)
      ids.push(found.id)
    }
  }
  return { accounts: ids, connections }
}

const nameOf = ({ words }: Pick<Input, 'words'>): string => words[0] ?? ''

export const GROUP_COMMANDS: readonly Command[] = [
  command({
    name: 'groups list',
    summary: 'groups of accounts to publish on, by name',
    options: { text: text('TEXT', 'only groups with this in their name'), ...PAGE },
    view: {
      columns: ['name', 'accounts', 'pool_accounts', 'connected_accounts', 'description'],
      empty: 'There are no groups. gramd groups create NAME makes one.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/groups', options)),
  }),
  command({
    name: 'groups create',
    summary: 'make a group of accounts',
    words: [{ name: 'NAME', about: 'what it is called', field: 'name' }],
    options: { description: text('TEXT', 'for people') },
    view: { says: (_, input) => `Made the group '${nameOf(input)}'.` },
    run: async (api, { words: [name], options }) =>
      await api.send('POST', '/api/groups', { name, description: options.description }),
  }),
  onGroup({
    name: 'groups show',
    summary: 'one group',
    run: async (api, path) => await api.send('GET', path),
  }),
  onGroup({
    name: 'groups accounts',
    summary: 'the accounts of a group, with their state and limits',
    options: PAGE,
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
    run: async (api, path, { options }) =>
      await api.send('GET', query(`${path}/accounts`, options)),
  }),
  onGroup({
    name: 'groups update',
    summary: 'change the name or the description of a group',
    options: {
      name: text('NAME', 'its new name'),
      description: orNone(text('TEXT', 'for people')),
    },
    view: { says: (_, input) => `Changed the group '${nameOf(input)}'.` },
    run: async (api, path, { options: { name, description } }) =>
      await api.send('PATCH', path, { name, description }),
  }),
  onGroup({
    name: 'groups add',
    summary: 'put accounts into a group: from then on editors publish on them',
    options: MEMBERS,
    view: { says: (_, input) => `Put them into '${nameOf(input)}'.`, fields: ['accounts'] },
    run: async (api, path, { options }) =>
      await api.send('POST', `${path}/accounts`, await membersIn(api, options)),
  }),
  onGroup({
    name: 'groups take',
    summary: 'take accounts out of a group',
    options: MEMBERS,
    view: { says: (_, input) => `Took them out of '${nameOf(input)}'.`, fields: ['accounts'] },
    run: async (api, path, { options }) =>
      await api.send('POST', `${path}/accounts/remove`, await membersIn(api, options)),
  }),
  onGroup({
    name: 'groups remove',
    summary: 'remove a group; its accounts stay',
    confirm: (input) => `Remove the group '${nameOf(input)}'? Its accounts stay.`,
    view: { says: (_, input) => `Removed the group '${nameOf(input)}'.` },
    run: async (api, path) => await api.send('DELETE', path),
  }),
]
