import { fault, textMatching } from '../../../http/fault.ts'
import { UserReference } from '../user-reference.ts'
import { ROLE_NAMES } from '../../../base/roles.ts'
import type { HttpContext } from '../../../http/context.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { removeSecondFactor } from '../second-factor.ts'
import { endSessions } from '../store/sessions.ts'
import {
  addUser,
  changeUser,
  createWelcomeCode,
  getUser,
  listUsers,
  lockUser,
  resetPassword,
} from '../store/users.ts'

type Parts = Pick<Services, 'db'> & { config: Pick<Services['config'], 'publicUrl'> }

const operation = operationsFor<Parts>()

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
      description: 'The address of the console with the code in its fragment',
    }),
    welcome_code: z.string().openapi({
      description: 'For POST /api/auth/welcome; works once, and is shown this once',
    }),
    expires_at: Timestamp,
  })
  .openapi('WelcomeCode')

const Login = textMatching(
  z.string().trim().toLowerCase(),
  /^[a-z0-9][a-z0-9._-]{1,62}$/,
  fault('not_a_login', 'expected 2 to 63 letters a-z, digits, dots, dashes, underscores'),
).openapi({ type: 'string', example: 'aigerim' })
const Email = z.email().max(254).toLowerCase().nullable()
const Name = z.string().trim().min(1).max(100)
const Role = z.enum(ROLE_NAMES)

const NewUser = z
  .strictObject({
    login: Login,
    role: Role,
    name: Name.optional(),
    email: Email.optional(),
  })
  .openapi('NewUser')

const UserChange = z
  .strictObject({
    email: Email.optional(),
    name: Name.optional(),
    role: Role.optional(),
    active: z.boolean().optional(),
  })
  .openapi('UserChange')

const PasswordReset = z
  .strictObject({
    keep_tokens: z.boolean().optional().openapi({
      description: 'True leaves the long-lived tokens of the user valid',
    }),
  })
  .openapi('PasswordReset')

const PasswordResetCode = Welcome.extend({
  tokens_ended: z.int().openapi({ description: 'Long-lived tokens that ended' }),
}).openapi('PasswordResetCode')

const version = editedFields(UserChange)

/** Changes users. */
const elevated = { access: { elevated: 'users:write' } } as const

/** About one user. */
const ofUser = {
  params: z.strictObject({
    user: UserReference,
  }),
  refusals: { 404: 'No such user' },
} as const

export const userOperations = {
  addUser: operation.act({
    ...elevated,
    path: '/api/users',
    summary: 'Add a user, who sets a password with the code in the answer',
    body: NewUser,
    status: 201,
    answer: Welcome,
    success: 'The welcome code',
    refusals: { 409: 'Another user has this login or email' },
    hasSecret: true,
    async run({ body }, { db, config }, { http }) {
      const { login, role, name = login, email = null } = body
      const code = await db.transaction().execute(async (tx) => {
        const { id } = await addUser(tx, { login, role, name, email })
        return await createWelcomeCode(tx, id)
      })
      return { login, welcome_link: welcomeLink(http, config, code.welcome_code), ...code }
    },
  }),

  listUsers: operation.list({
    path: '/api/users',
    access: 'users:read',
    summary: 'Users, by login',
    answer: pageOf(UserView).openapi('Users'),
    success: 'A page of users',
    key: z.tuple([z.string()]),
    async run({ page }, { db }) {
      const rows = await listUsers(db, { limit: page.take, after: page.after?.[0] ?? '' })
      return page.cut(rows, ({ login }) => [login])
    },
  }),

  getUser: operation.get({
    ...ofUser,
    path: '/api/users/{user}',
    access: 'users:read',
    summary: 'A user',
    answer: UserView,
    success: 'The user',
    version,
    run: async ({ params }, { db }) => await getUser(db, params.user),
  }),

  changeUser: operation.update({
    ...elevated,
    ...ofUser,
    path: '/api/users/{user}',
    summary: 'Change a user; one who is not active is signed out and refused at once',
    body: UserChange,
    answer: UserView,
    success: 'The user',
    refusals: {
      ...ofUser.refusals,
      409: 'Another user has this email, or this is the last admin who can sign in',
    },
    version,
    async run({ params, body: { active, ...fields } }, { db }, { http, requireMatch }) {
      const wanted = { ...fields, ...(active === undefined ? {} : { is_active: active }) }
      const user = await db.transaction().execute(async (tx) => {
        await requireMatch(async () => await lockUser(tx, params.user))
        return await changeUser(tx, params.user, wanted)
      })
      http.get('streams').recheck()
      return user
    },
  }),

  resetPassword: operation.act({
    ...elevated,
    ...ofUser,
    path: '/api/users/{user}/reset-password',
    summary:
      'Take the password away, end all sessions and tokens, and give a code for the next one',
    body: { schema: PasswordReset, required: false },
    answer: PasswordResetCode,
    success: 'The welcome code',
    hasSecret: true,
    async run({ params, body }, { db, config }, { http }) {
      const keepTokens = body.keep_tokens ?? false
      const code = await db.transaction().execute(async (tx) => {
        const { id, login } = await getUser(tx, params.user)
        return { login, ...(await resetPassword(tx, id, { keepTokens })) }
      })
      http.get('streams').recheck()
      return { welcome_link: welcomeLink(http, config, code.welcome_code), ...code }
    },
  }),

  endSessions: operation.act({
    ...elevated,
    ...ofUser,
    path: '/api/users/{user}/end-sessions',
    summary: 'Sign a user out everywhere; long-lived tokens stay',
    answer: z.object({ ended: z.int() }).openapi('EndedSessions'),
    success: 'How many ended',
    async run({ params }, { db }, { http }) {
      const { id } = await getUser(db, params.user)
      const ended = await endSessions(db, id)
      http.get('streams').recheck()
      return { ended }
    },
  }),

  resetSecondFactor: operation.remove({
    ...elevated,
    ...ofUser,
    path: '/api/users/{user}/second-factor',
    summary: 'Remove the second factor of a user, who then signs in with the password alone',
    refusals: { 404: 'No such user, or one without a second factor' },
    async run({ params }, { db }, { http }) {
      const { id } = await getUser(db, params.user)
      await removeSecondFactor(db, id)
      http.get('streams').recheck()
    },
  }),
}

/** The fragment of an address reaches no server and no log. */
const welcomeLink = (http: HttpContext, { publicUrl }: Parts['config'], code: string): string =>
  `${publicUrl ?? new URL(http.req.url).origin}/console/welcome#${code}`
