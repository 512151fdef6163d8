import { fault } from '../../../http/fault.ts'
import { ConnectionReference } from '../../connection-reference.ts'
import { pictureHash } from './account-picture.ts'
import { PoolAccountReference } from './account-reference.ts'
import { GROUP_COLOURS, GROUP_SHAPES } from './group-marks.ts'
import { GroupReference } from './group-reference.ts'
import { PUBLISHING_STATES } from '../../../accounts/states.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { dailyLimit } from '../executions/limits.ts'
import type { GroupRow } from './store/groups.ts'
import { FORMALITIES, type PublishingAccount } from './store/publishing-accounts/settings.ts'

export const tags = ['publishing']

const count = z.int().min(0)
const MARK = 'Colour and shape mark its accounts on pages; a new group gets a pair that is rare'

export const GroupView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    colour: z.enum(GROUP_COLOURS).openapi({ description: MARK }),
    shape: z.enum(GROUP_SHAPES),
    accounts: count.openapi({ description: 'How many are in it' }),
    pool_accounts: count,
    connected_accounts: count,
    accounts_version: z.string().openapi({ description: 'Another one for other accounts' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('Group')

export const GroupPageView = pageOf(GroupView).openapi('GroupPage')

export const GroupParams = z.object({ id: GroupReference })

/** Owners of connections put them into groups, so they see which there are. */
export const SEES_GROUPS = { either: ['publishing:read', 'own:read'] } as const

export const groupRefusals = {
  404: 'No group has this id, or no account one of those',
  409:
    'Another group has the name; or an account reads creators, or has no right to publish ' +
    '(`missing_right`)',
}

export const viewGroup = (row: GroupRow) => ({
  ...row,
  accounts: row.pool_accounts + row.connected_accounts,
})

const Name = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine(
    (text) => text !== '' && text.length <= 100 && !/\p{Cc}/u.test(text),
    fault('not_a_line', 'expected 1 to 100 characters on one line', { max: 100 }),
  )
  .openapi({ type: 'string', minLength: 1, maxLength: 100, example: 'Cafés in Almaty' })

/** Members of a group: of the pool, and connected. */
const MAX_MEMBERS = 1_000
const membersBy = (what: typeof PoolAccountReference, description: string) =>
  z.array(what).max(MAX_MEMBERS).openapi({ description })

const memberFields = {
  accounts: membersBy(
    PoolAccountReference,
    'Accounts of the pool, by id or username; their purpose is to publish',
  ).optional(),
  connections: membersBy(
    ConnectionReference,
    'Connected accounts with the right to publish, by id or username',
  ).optional(),
}

const fields = {
  name: Name,
  description: z.string().trim().max(1000).nullable().optional(),
  colour: z.enum(GROUP_COLOURS).optional().openapi({ description: MARK }),
  shape: z.enum(GROUP_SHAPES).optional().openapi({ description: 'As the colour' }),
}

export const NewGroup = z.strictObject({ ...fields, ...memberFields }).openapi('NewGroup')

export const GroupChange = z
  .strictObject({ ...fields, name: Name.optional(), ...memberFields })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('GroupChange', {
    description: '`accounts` and `connections` are all members of their kind',
  })

export const MemberList = z
  .strictObject(memberFields)
  .refine(
    ({ accounts = [], connections = [] }) => accounts.length + connections.length > 0,
    fault('required', 'expected accounts or connections'),
  )
  .openapi('GroupMembers')

const Details = z.object({
  account_id: z.uuid().nullable().openapi({ description: 'In the pool' }),
  connection_id: z.uuid().nullable(),
  owner: z.object({ id: z.uuid(), name: z.string() }).nullable().openapi({
    description: 'Whose connection it is; null for the pool’s and the service’s',
  }),
  born_at: Timestamp.openapi({ description: 'From which its age counts' }),
  warms_up_by_age: z.boolean().openapi({ description: 'Nobody has set the stage' }),
  errors_in_row: count,
  failed_attempts: count,
  last_login_at: Timestamp.nullable(),
})

export const PublishingAccountView = z
  .object({
    id: z.uuid().openapi({ description: 'By which posts are published on it' }),
    kind: z.enum(['pool', 'connection']).openapi({
      description: '`connection`: by Meta’s official API; `pool`: by the private one',
    }),
    username: z.string(),
    state: z.enum(PUBLISHING_STATES).openapi({
      description:
        '`cooldown` ends by itself (`rest_until`, `paused_until`); everything but `active` ' +
        'else takes a person',
    }),
    language: z.string().nullable().openapi({
      description: 'ISO 639-1, into which captions are translated; null: they stay',
    }),
    formality: z.enum(FORMALITIES),
    posts_limit_per_day: z.int().openapi({ description: 'Its own limit, once it has warmed up' }),
    posts_limit_now: z.int().openapi({
      description:
        'How many posts within 24 hours it may publish now: its own limit, or less while it ' +
        'warms up or where Meta allows less',
    }),
    warmup_stage: z.int().openapi({ description: '0 to 3, its full limits' }),
    account_age_days: count,
    paused_until: Timestamp.nullable().openapi({ description: 'After errors' }),
    rest_until: Timestamp.nullable().openapi({ description: 'At a limit, also at Meta’s quota' }),
    quota: z
      .object({
        used: count,
        total: count,
        read_at: Timestamp.nullable(),
        full_until: Timestamp.nullable().openapi({
          description: 'What is due on the account waits until then; null: there is some left',
        }),
      })
      .nullable()
      .openapi({
        description:
          'Posts within a day that Meta allows a connected account, as Meta reports it; null: ' +
          'not asked yet',
      }),
    last_post_at: Timestamp.nullable(),
    posts_today: count.openapi({ description: 'Within 24 hours' }),
    groups: z.array(z.object({ id: z.uuid(), name: z.string() })),
    picture_hash: pictureHash,
    details: Details.nullable().openapi({ description: 'null for those who may not see accounts' }),
  })
  .openapi('PublishingAccount')

/**
 * The rights of the caller to see accounts, and the posts of a day in each stage of the warm-up.
 */
export type PublishingSight = { hasDetails: boolean; warmupPosts: readonly number[] }

/** Returns the view of an account, with `details` for those who may see accounts. */
export function viewPublishingAccount(
  row: PublishingAccount,
  { hasDetails, warmupPosts }: PublishingSight,
) {
  const { owner_id, owner_name, account_id, connection_id, born_at, warms_up_by_age, ...most } = row
  const { errors_in_row, failed_attempts, last_login_at, created_at: _added, ...open } = most
  const { quota_used, quota_total, quota_read_at, quota_full_until, ...settings } = open
  const times = isoTimes({ read_at: quota_read_at, full_until: quota_full_until })
  const isRead = quota_used !== null && quota_total !== null
  const quota = isRead ? { used: quota_used, total: quota_total, ...times } : null
  const details = isoTimes({
    account_id,
    connection_id,
    owner: owner_id === null ? null : { id: owner_id, name: owner_name ?? '' },
    born_at,
    warms_up_by_age,
    errors_in_row,
    failed_attempts,
    last_login_at,
  })
  const limit = Math.min(dailyLimit(row, warmupPosts), quota_total ?? Infinity)
  return {
    ...isoTimes(settings),
    posts_limit_now: limit,
    quota,
    details: hasDetails ? details : null,
  }
}
