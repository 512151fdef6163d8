import { fault, textMatching } from '../../../http/fault.ts'
import { countUnread, MAX_UNREAD, readerOf } from '../../../alerts/inbox-store.ts'
import { ConflictError } from '../../../base/errors.ts'
import { HOMES, homesOf, OWN_COUNTS } from '../../../base/homes.ts'
import { ROLE_NAMES, SCOPES } from '../../../base/roles.ts'
import type { Db } from '../../../db/handles.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { z } from '../../../http/router.ts'
import { isTimeZone } from '../../../settings/types.ts'
import type { OwnCount } from '../../services.ts'
import { MAX_COUNT, readOwnCounts } from '../own-counts.ts'
import { enrollingRoles, type RequireFactor } from '../require-factor.ts'
import {
  changeAppearance,
  getAppearance,
  getUser,
  hasUsers,
  lockUser,
  type Appearance,
} from '../store/users.ts'

type Parts = { db: Db; config: RequireFactor; ownCounts: readonly OwnCount[] }

const operation = operationsFor<Parts>()

const THEMES = ['light', 'dark'] as const

const Me = z
  .object({
    kind: z.enum(['user', 'service', 'anonymous']),
    id: z.string().nullable().openapi({ description: 'Of a user' }),
    name: z.string(),
    role: z.enum(ROLE_NAMES).nullable().openapi({ description: 'Of a user' }),
    scopes: z.array(z.enum(SCOPES)),
    elevated: z.boolean(),
    has_second_factor: z.boolean().nullable().openapi({ description: 'Of a user' }),
    must_enroll: z.boolean().openapi({
      description: 'Has to add a second factor before anything else',
    }),
    language: z.string().nullable().openapi({ description: 'Of the console', example: 'ru' }),
    theme: z.enum(THEMES).nullable(),
    time_zone: z.string().nullable().openapi({ example: 'Asia/Almaty' }),
    unread_notifications: z.int().openapi({ description: `In the inbox; at most ${MAX_UNREAD}` }),
    single_keys: z.boolean().openapi({ description: 'Whether keys such as j and k work alone' }),
    home: z.enum(HOMES).nullable().openapi({
      description: 'The chosen first page of the console; null: the first of `homes`',
    }),
    homes: z.array(z.enum(HOMES)).openapi({ description: 'First pages that your rights allow' }),
    counts: z.partialRecord(z.enum(OWN_COUNTS), z.int().max(MAX_COUNT)).openapi({
      description:
        'Your connected accounts and stores, and what waits for you: product drafts to decide, ' +
        'posts to confirm, members of lists whose date has come, accounts of the pool that ' +
        `need a person. Each is at most ${MAX_COUNT}; those that you may not read are left out`,
    }),
  })
  .openapi('Me')

const MeChange = z
  .strictObject({
    language: textMatching(
      z.string(),
      /^[a-z]{2,3}$/,
      fault('not_a_language', 'expected a language, as in en or ru'),
    )
      .nullable()
      .optional(),
    theme: z.enum(THEMES).nullable().optional(),
    time_zone: z
      .string()
      .max(100)
      .refine(isTimeZone, fault('not_a_time_zone', 'expected a time zone, as in Asia/Almaty'))
      .nullable()
      .optional(),
    single_keys: z.boolean().optional(),
    home: z.enum(HOMES).nullable().optional(),
  })
  .openapi('MeChange')

const version = editedFields(MeChange)

const mine = { path: '/api/auth/me', access: 'signed-in', success: 'The principal' } as const

/** Operations on the caller and how the console looks for them. */
export const meOperations = {
  getMe: operation.get({
    ...mine,
    summary: 'The user of this token, their rights, and their appearance of the console',
    answer: Me,
    version,
    run: async (_, parts, { principal }) => await describePrincipal(principal, parts),
  }),

  changeMe: operation.update({
    ...mine,
    summary: 'Choose how the console looks for you; null leaves it to the browser and the settings',
    body: MeChange,
    answer: Me,
    refusals: { 409: 'The token is not of a user' },
    version,
    async run({ body: { single_keys, ...others } }, parts, { principal, requireMatch }) {
      const { user } = principal
      if (!user) throw new ConflictError('this token is not of a user')
      const entries = Object.entries({ ...others, has_single_keys: single_keys })
      const changes = entries.filter(([, value]) => value !== undefined)
      return await parts.db.transaction().execute(async (tx) => {
        const within = { ...parts, db: tx }
        await requireMatch(async () => {
          await lockUser(tx, user.id)
          return await describePrincipal(principal, within)
        })
        await changeAppearance(tx, user.id, Object.fromEntries(changes))
        return await describePrincipal(principal, within)
      })
    },
  }),

  getSetup: operation.get({
    path: '/api/auth/setup',
    access: 'open',
    summary: 'Whether anybody can sign in yet',
    answer: z.object({ has_users: z.boolean() }).openapi('Setup'),
    success: 'What was set up',
    run: async (_, { db }) => ({ has_users: await hasUsers(db) }),
  }),
}

const NO_APPEARANCE: Appearance = {
  language: null,
  theme: null,
  time_zone: null,
  has_single_keys: true,
  home: null,
}

/** The kind that programs know: a link never reaches this operation. */
const publicKind = (kind: Principal['kind']) => (kind === 'share' ? 'anonymous' : kind)

async function describePrincipal(principal: Principal, { db, config, ownCounts }: Parts) {
  const { kind, name, scopes, isElevated, user } = principal
  const counts = await readOwnCounts(db, ownCounts, principal)
  const row = user ? await getUser(db, user.id) : null
  const appearance = user ? await getAppearance(db, user.id) : NO_APPEARANCE
  const { has_single_keys: single_keys, ...others } = appearance
  const mustHaveFactor = row !== null && enrollingRoles(config).includes(row.role)
  return {
    kind: publicKind(kind),
    id: user?.id ?? null,
    name,
    scopes: [...scopes],
    elevated: isElevated,
    role: row?.role ?? null,
    has_second_factor: row?.has_second_factor ?? null,
    must_enroll: mustHaveFactor && !row.has_second_factor,
    ...others,
    single_keys,
    homes: homesOf(scopes, counts),
    counts,
    unread_notifications: user ? await countUnread(db, readerOf(user.id, scopes)) : 0,
  }
}
