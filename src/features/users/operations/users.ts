import { ROLE_NAMES } from '../../../base/roles.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type HttpContext,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { removeSecondFactor } from '../second-factor.ts'
import { endSessions } from '../store/sessions.ts'
import {
  addUser,
  changeUser,
  createWelcomeCode,
  getUser,
  listUsers,
  resetPassword,
} from '../store/users.ts'

const elevated = { access: { elevated: 'users:write' } } as const

const UserView = z
  .object({
    id: z.uuid(),
    login: z.string(),
    email: z.string().nullable(),
    name: z.string(),
    role: z.enum(ROLE_NAMES),
    active: z.boolean(),
    has_password: z.boolean().openapi({ description: 'False until a welcome code was used' }),
    has_second_factor: z.boolean(),
    created_at: Timestamp,
    last_sign_in_at: Timestamp.nullable(),
  })
  .openapi('User')

const Welcome = z
  .object({
    login: z.string(),
    welcome_link: z.url().openapi({
      description: 'Where the code is given to the console; it stands in the fragment',
    }),
    welcome_code: z.string().openapi({
      description: 'For POST /api/auth/welcome; works once, and is shown this once',
    }),
    expires_at: Timestamp,
  })
  .openapi('WelcomeCode')

const Login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._-]{1,62}$/,
    'expected 2 to 63 letters a-z, digits, dots, dashes, underscores',
  )
  .openapi({ type: 'string', example: 'aigerim' })
const Email = z.email().max(254).toLowerCase().nullable()
const Name = z.string().trim().min(1).max(100)
const Role = z.enum(ROLE_NAMES)

const byUser = {
  params: z.strictObject({
    user: z.string().min(1).max(100).openapi({ description: 'The id or the login' }),
  }),
}
const unknown = { 404: problem('No such user') }
/** Changes one user. */
const ofUser = { ...elevated, request: byUser } as const

const add = createRoute({
  ...elevated,
  method: 'post',
  path: '/api/users',
  operationId: 'addUser',
  summary: 'Add a user, who sets a password with the code in the answer',
  request: {
    body: jsonBody(
      z
        .strictObject({
          login: Login,
          role: Role,
          name: Name.optional(),
          email: Email.optional(),
        })
        .openapi('NewUser'),
    ),
  },
  responses: {
    201: json('The welcome code', Welcome),
    409: problem('Another user has this login or email'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/users',
  access: 'users:read',
  operationId: 'listUsers',
  summary: 'Users, by login',
  request: { query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of users', pageOf(UserView).openapi('Users')) },
})

const show = createRoute({
  method: 'get',
  path: '/api/users/{user}',
  access: 'users:read',
  operationId: 'getUser',
  summary: 'A user',
  request: byUser,
  responses: { 200: json('The user', UserView), ...unknown },
})

const change = createRoute({
  ...elevated,
  method: 'patch',
  path: '/api/users/{user}',
  operationId: 'changeUser',
  summary: 'Change a user; one who is not active is signed out and refused at once',
  request: {
    ...byUser,
    body: jsonBody(
      z
        .strictObject({
          email: Email.optional(),
          name: Name.optional(),
          role: Role.optional(),
          active: z.boolean().optional(),
        })
        .openapi('UserChange'),
    ),
  },
  responses: {
    200: json('The user', UserView),
    ...unknown,
    409: problem('Another user has this email, or this is the last admin who can sign in'),
  },
})

const reset = createRoute({
  ...elevated,
  method: 'post',
  path: '/api/users/{user}/reset-password',
  operationId: 'resetPassword',
  summary: 'Take the password away, end all sessions and tokens, and give a code for the next one',
  request: {
    ...byUser,
    body: jsonBody(
      z
        .strictObject({
          keep_tokens: z.boolean().optional().openapi({
            description: 'True leaves the long-lived tokens of the user valid',
          }),
        })
        .openapi('PasswordReset'),
      { required: false },
    ),
  },
  responses: {
    200: json(
      'The welcome code',
      Welcome.extend({
        tokens_ended: z.int().openapi({ description: 'Long-lived tokens that ended' }),
      }).openapi('PasswordResetCode'),
    ),
    ...unknown,
  },
})

const end = createRoute({
  ...ofUser,
  method: 'post',
  path: '/api/users/{user}/end-sessions',
  operationId: 'endSessions',
  summary: 'Sign a user out everywhere; long-lived tokens stay',
  responses: {
    200: json('How many ended', z.object({ ended: z.int() }).openapi('EndedSessions')),
    ...unknown,
  },
})

const resetSecondFactor = createRoute({
  ...ofUser,
  method: 'delete',
  path: '/api/users/{user}/second-factor',
  operationId: 'resetSecondFactor',
  summary: 'Remove the second factor of a user, who then signs in with the password alone',
  responses: {
    204: { description: 'Removed' },
    404: problem('No such user, or one without a second factor'),
  },
})

type Parts = Pick<Services, 'db'> & { config: Pick<Services['config'], 'publicUrl'> }

export function userRoutes({ db, config }: Parts): Router {
  const router = createRouter()
  /** The fragment of an address reaches no server and no log. */
  const linkOf = (c: HttpContext, code: string): string =>
    `${config.publicUrl ?? new URL(c.req.url).origin}/console/welcome#${code}`
  router.openapi(add, async (c) => {
    c.set('answerMayBeKept', false)
    const { login, role, name = login, email = null } = c.req.valid('json')
    const code = await db.transaction().execute(async (tx) => {
      const { id } = await addUser(tx, { login, role, name, email })
      return await createWelcomeCode(tx, id)
    })
    return c.json({ login, welcome_link: linkOf(c, code.welcome_code), ...code }, 201)
  })
  router.openapi(list, async (c) => {
    const page = c.req.valid('query')
    const [after = ''] = readCursor(page, z.tuple([z.string()])) ?? []
    const rows = await listUsers(db, { limit: page.limit + 1, after })
    return c.json(cutPage(rows, page.limit, { key: ({ login }) => [login] }), 200)
  })
  router.openapi(show, async (c) => {
    return c.json(await getUser(db, c.req.valid('param').user), 200)
  })
  router.openapi(change, async (c) => {
    const { active, ...given } = c.req.valid('json')
    const wanted = { ...given, ...(active === undefined ? {} : { is_active: active }) }
    const user = await db
      .transaction()
      .execute(async (tx) => await changeUser(tx, c.req.valid('param').user, wanted))
    c.get('streams').recheck()
    return c.json(user, 200)
  })
  router.openapi(reset, async (c) => {
    c.set('answerMayBeKept', false)
    const { keep_tokens: keepTokens = false } = c.req.valid('json') ?? {}
    const code = await db.transaction().execute(async (tx) => {
      const { id, login } = await getUser(tx, c.req.valid('param').user)
      return { login, ...(await resetPassword(tx, id, { keepTokens })) }
    })
    c.get('streams').recheck()
    return c.json({ welcome_link: linkOf(c, code.welcome_code), ...code }, 200)
  })
  router.openapi(end, async (c) => {
    const { id } = await getUser(db, c.req.valid('param').user)
    const ended = await endSessions(db, id)
    c.get('streams').recheck()
    return c.json({ ended }, 200)
  })
  router.openapi(resetSecondFactor, async (c) => {
    const { id } = await getUser(db, c.req.valid('param').user)
    await removeSecondFactor(db, id)
    c.get('streams').recheck()
    return c.body(null, 204)
  })
  return router
}
