import { z } from 'zod'
import { isUuid } from '../../base/text.ts'
import { ApiError, type ApiClient } from '../../cli/api-client.ts'
import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { callOperation } from '../../cli/operation-request.ts'

const ACCOUNT = { name: 'ACCOUNT', about: 'its username or id' } as const

const Found = z.object({ data: z.array(z.object({ id: z.string() })) })

/** Of the pool or connected: both publish. */
async function accountOf(
  { words: [name = ''] }: { readonly words: readonly string[] },
  api: ApiClient,
): Promise<{ id: string }> {
  if (isUuid(name)) return { id: name }
  const username = name.replace(/^@/, '')
  const [found] = Found.parse(await callOperation(api, 'listAccounts', { username })).data
  if (!found) throw new ApiError(`there is no account '${name}'; see gramd accounts list`)
  return found
}

export const PUBLISHING_ACCOUNT_COMMANDS: readonly Command[] = [
  operationCommand('getPublishingStatus', {
    name: 'accounts status',
    summary: 'how an account to publish on is, and how old that answer is; it asks nobody',
    words: { id: ACCOUNT },
    values: accountOf,
  }),
  operationCommand('listPublishingStates', {
    name: 'accounts states',
    summary: 'the states that an account to publish on was seen in, the newest first',
    words: { id: ACCOUNT },
    view: {
      columns: ['state', 'since', 'until'],
      empty: 'It was not looked at yet: gramd does so every quarter of an hour.',
    },
    values: accountOf,
  }),
]
