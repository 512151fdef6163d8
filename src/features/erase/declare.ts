import { alertKinds } from '../../alerts/kinds.ts'
import { ApiError } from '../../cli/api-client.ts'
import { command, word, type Input } from '../../cli/command.ts'
import { CREATOR } from '../../cli/creator-options.ts'
import { flag, text } from '../../cli/option.ts'
import { isConfirmed } from '../../cli/terminal.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'

export const ERASE_ALERTS = alertKinds({
  erasure_key_lost: [
    'critical',
    'The key of the erased creators is lost: scraping and discovery wait',
  ],
})

const WHOM = {
  name: 'USERNAME',
  about: 'a username or the address of a profile',
  field: 'username',
  optional: true,
} as const
const WHOM_OPTIONS = { 'platform-id': text('ID', "Instagram's own id, instead of a username") }

export const eraseDeclaration = {
  name: 'erase',
  settings: {
    [RETENTION]: {
      deletedCreatorRetentionMs: setting(
        'GRAMD_DELETED_CREATOR_RETENTION_DAYS',
        daysOrForever.prefault('365'),
        'Retention of deleted, private or restricted creators on no list, in days since gramd last read their posts; 0 keeps them.',
      ),
    },
  },
  alertKinds: Object.values(ERASE_ALERTS),
  commands: [
    command({
      name: 'blogs erase',
      summary: 'remove a creator for good and keep it from coming back',
      words: [CREATOR],
      options: { yes: flag('do it without asking') },
      view: {
        says: (_, { words }) => `Erased ${words[0]}; it cannot come back.`,
        fields: ['removed', 'changed', 'blocked'],
      },
      async run(api, input, { ask }) {
        const path = `/api/blogs/${word(input, 0)}`
        if (!input.options.yes) {
          const extent = await extentOf(async () => await api.send('DELETE', path))
          if (!ask) throw new UsageError(`${extent}\nNothing was erased: add --yes`)
          if (!(await isConfirmed(ask, `${extent}\nErase it for good?`)))
            throw new ApiError('nothing was erased')
        }
        return await api.send('DELETE', `${path}?erase=true`)
      },
    }),
    command({
      name: 'erasures list',
      summary: 'how many creators are kept from coming back, and since when',
      run: async (api) => await api.send('GET', '/api/erasures'),
    }),
    command({
      name: 'erasures add',
      summary: 'erase all data about a creator and block its return',
      words: [WHOM],
      options: WHOM_OPTIONS,
      confirm: (input) => `Erase ${nameOf(input)} for good?`,
      view: {
        says: (_, input) => `Erased ${nameOf(input)}; it cannot come back.`,
        fields: ['removed', 'changed', 'blocked'],
      },
      run: async (api, input) => await api.send('POST', '/api/erasures', whom(input)),
    }),
    command({
      name: 'erasures lift',
      summary: 'lift an erasure: the id or any one name lifts all of it',
      words: [WHOM],
      options: WHOM_OPTIONS,
      view: { says: (_, input) => `${nameOf(input)} may come back; what was erased stays erased.` },
      run: async (api, input) => await api.send('DELETE', '/api/erasures', whom(input)),
    }),
  ],
} as const satisfies Declaration

/** What an erasure would remove: the API says it when `erase` is missing. */
async function extentOf(tryIt: () => Promise<unknown>): Promise<string> {
  try {
    await tryIt()
  } catch (error) {
    if (error instanceof ApiError && error.fields.some(({ field }) => field === 'erase'))
      return error.message
    throw error
  }
  throw new Error('the API erased without erase=true')
}

type Whom = Input<typeof WHOM_OPTIONS>

function whom({ words, options }: Whom): { username: string } | { platform_id: string } {
  const id = options['platform-id']
  const [username] = words
  if (id !== undefined && username === undefined) return { platform_id: id }
  if (username !== undefined && id === undefined) return { username }
  throw new UsageError('give either a USERNAME or --platform-id')
}

const nameOf = (input: Whom): string => Object.values(whom(input)).join('')
