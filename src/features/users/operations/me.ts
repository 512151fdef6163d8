import { ROLE_NAMES, SCOPES, type Role } from '../../../base/roles.ts'
import { countUnread, MOST_UNREAD, readerOf } from '../../../alerts/inbox-store.ts'
import { ConflictError } from '../../../base/errors.ts'
import type { Db } from '../../../db/database.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { createRoute, json, jsonBody, problem, z, type Router } from '../../../http/router.ts'
import { isTimeZone } from '../../../settings/types.ts'
import { changeLooks, getLooks, getUser, hasUsers, type Looks } from '../store/users.ts'

const THEMES = ['light', 'dark'] as const

const Me = z
  .object({
    kind: z.enum(['user', 'service', 'nobody']),
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
    unread_notifications: z.int().openapi({ description: `In the inbox; at most ${MOST_UNREAD}` }),
    single_keys: z.boolean().openapi({ description: 'Whether keys such as j and k work alone' }),
  })
  .openapi('Me')

const me = createRoute({
  method: 'get',
  path: '/api/auth/me',
  access: 'signed-in',
  operationId: 'getMe',
  summary: 'Who this token stands for, what they may do, and how the console looks for them',
  responses: { 200: json('The principal', Me) },
})

const change = createRoute({
  method: 'patch',
  path: '/api/auth/me',
  access: 'signed-in',
  operationId: 'changeMe',
  summary: 'Choose how the console looks for you; null leaves it to the browser and the settings',
  request: {
    body: jsonBody(
      z
        .strictObject({
          language: z
            .string()
            .regex(/^[a-z]{2,3}$/, 'expected a language, as in en or ru')
            .nullable()
            .optional(),
          theme: z.enum(THEMES).nullable().optional(),
          time_zone: z
            .string()
            .max(100)
            .refine(isTimeZone, 'expected a time zone, as in Asia/Almaty')
            .nullable()
            .optional(),
          single_keys: z.boolean().optional(),
        })
        .openapi('MeChange'),
    ),
  },
  responses: {
    200: json('The principal', Me),
    409: problem('The token is not of a user'),
  },
})

const setup = createRoute({
  method: 'get',
  path: '/api/auth/setup',
  access: 'open',
  operationId: 'getSetup',
  summary: 'Whether anybody can sign in yet',
  responses: {
    200: json('What was set up', z.object({ has_users: z.boolean() }).openapi('Setup')),
  },
})

const NO_LOOKS: Looks = { language: null, theme: null, time_zone: null, has_single_keys: true }

/** Who asks, and how they want to see gramd. */
export function addMeRoutes(
  router: Router,
  { db, enrolling }: { db: Db; enrolling: readonly Role[] },
): void {
  const read = async ({ kind, name, scopes, isElevated, user }: Principal) => {
    const row = user ? await getUser(db, user.id) : null
    const looks = user ? await getLooks(db, user.id) : NO_LOOKS
    const { has_single_keys: single_keys, ...others } = looks
    return {
      kind,
      name,
      scopes: [...scopes],
      elevated: isElevated,
      role: row?.role ?? null,
      has_second_factor: row?.has_second_factor ?? null,
      must_enroll: row !== null && !row.has_second_factor && enrolling.includes(row.role),
      ...others,
      single_keys,
      unread_notifications: user ? await countUnread(db, readerOf(user.id, scopes)) : 0,
    }
  }
  router.openapi(me, async (c) => c.json(await read(c.get('principal')), 200))
  router.openapi(change, async (c) => {
    const principal = c.get('principal')
    if (!principal.user) throw new ConflictError('this token is not of a user')
    const { single_keys, ...others } = c.req.valid('json')
    const given = Object.entries({ ...others, has_single_keys: single_keys })
    await changeLooks(
      db,
      principal.user.id,
      Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    )
    return c.json(await read(principal), 200)
  })
  router.openapi(setup, async (c) => c.json({ has_users: await hasUsers(db) }, 200))
}
