import { z } from 'zod'
import { isUuid } from '../../base/text.ts'
import { ApiError, type ApiClient } from '../../cli/api-client.ts'
import { command, query, type Command, type Input } from '../../cli/command.ts'
import { PAGE } from '../../cli/option.ts'

const ACCOUNT = { name: 'ACCOUNT', about: 'its username or id' } as const

const Found = z.object({ data: z.array(z.object({ id: z.string() })) })

/** Of the pool or connected: both publish. */
async function accountPath(
  api: ApiClient,
  { words: [name = ''] }: Pick<Input, 'words'>,
): Promise<string> {
  if (isUuid(name)) return `/api/accounts/${name}`
  const username = name.replace(/^@/, '')
  const [found] = Found.parse(await api.send('GET', query('/api/accounts', { username }))).data
  if (!found) throw new ApiError(`there is no account '${name}'; see gramd accounts list`)
  return `/api/accounts/${found.id}`
}

export const PUBLISHING_ACCOUNT_COMMANDS: readonly Command[] = [
  command({
    name: 'accounts status',
    summary: 'how an account to publish on is, and how old that answer is; it asks nobody',
    words: [ACCOUNT],
    run: async (api, input) => await api.send('GET', `${await accountPath(api, input)}/status`),
  }),
  command({
    name: 'accounts states',
    summary: 'the states that an account to publish on was seen in, the newest first',
    words: [ACCOUNT],
    options: PAGE,
    view: {
      columns: ['state', 'since', 'until'],
      empty: 'It was not looked at yet: gramd does so every quarter of an hour.',
    },
    run: async (api, input) =>
      await api.send('GET', query(`${await accountPath(api, input)}/states`, input.options)),
  }),
]
