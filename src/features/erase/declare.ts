import { alertKinds } from '../../alerts/kinds.ts'
import { ApiError } from '../../cli/api-client.ts'
import { CREATOR } from '../../cli/creator-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { flag } from '../../cli/option.ts'
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

const CREATOR_NAME = {
  name: 'USERNAME',
  about: 'a username or the address of a profile',
  optional: true,
} as const
const BY_ID = { value: 'ID', about: "Instagram's own id, instead of a username" } as const

export const eraseDeclaration = {
  name: 'erase',
  settings: {
    [RETENTION]: {
      deletedCreatorRetentionMs: setting(
        'GRAMD_DELETED_CREATOR_RETENTION_DAYS',
        daysOrForever.prefault('365'),
        'Retention of deleted, private or restricted creators on no list, in days since gramd ' +
          'last read their posts; 0 keeps them.',
      ),
    },
  },
  alertKinds: Object.values(ERASE_ALERTS),
  commands: [
    operationCommand('eraseBlog', {
      name: 'blogs erase',
      summary: 'remove a creator for good and keep it from coming back',
      words: { id: CREATOR },
      options: false,
      own: { yes: flag('do it without asking') },
      view: {
        says: (_, { words }) => `Erased ${words[0]}; it cannot come back.`,
        fields: ['removed', 'changed', 'blocked'],
      },
      async run({ send }, { options }, { ask }) {
        if (!options.yes) {
          const extent = await extentOf(send)
          if (!ask) throw new UsageError(`${extent}\nNothing was erased: add --yes`)
          if (!(await isConfirmed(ask, `${extent}\nErase it for good?`)))
            throw new ApiError('nothing was erased')
        }
        return await send({ erase: true })
      },
    }),
    operationCommand('getErasures', {
      name: 'erasures list',
      summary: 'how many creators are kept from coming back, and since when',
    }),
    operationCommand('eraseCreator', {
      name: 'erasures add',
      summary: 'erase all data about a creator and block its return',
      words: { username: CREATOR_NAME },
      options: { platform_id: BY_ID },
      confirm: ({ fields }) => `Erase ${nameOf(fields)} for good?`,
      view: {
        says: (_, { fields }) => `Erased ${nameOf(fields)}; it cannot come back.`,
        fields: ['removed', 'changed', 'blocked'],
      },
      values: ({ fields }) => requireOne(fields),
    }),
    operationCommand('liftErasure', {
      name: 'erasures lift',
      summary: 'lift an erasure: the id or any one name lifts all of it',
      words: { username: CREATOR_NAME },
      options: { platform_id: BY_ID },
      view: {
        says: (_, { fields }) => `${nameOf(fields)} may come back; what was erased stays erased.`,
      },
      values: ({ fields }) => requireOne(fields),
    }),
  ],
} as const satisfies Declaration

/** Returns what an erasure would remove: the API says it when `erase` is missing. */
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

type CreatorName = { readonly username?: unknown; readonly platform_id?: unknown }

function requireOne({ username, platform_id }: CreatorName): CreatorName {
  if ((username === undefined) === (platform_id === undefined))
    throw new UsageError('give either a USERNAME or --platform-id')
  return {}
}

function nameOf(creator: CreatorName): string {
  requireOne(creator)
  return String(creator.username ?? creator.platform_id)
}
