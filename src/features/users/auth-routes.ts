import { raiseAlert } from '../../alerts/raise.ts'
import type { EncryptionKeys } from '../../base/crypto.ts'
import { ConflictError } from '../../base/errors.ts'
import { ROLE_NAMES, SCOPES } from '../../base/roles.ts'
import type { Db } from '../../db/database.ts'
import { recordSignInAttempt } from '../../http/access/audit.ts'
import { UnauthenticatedError } from '../../http/errors.ts'
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
} from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { createPasswords, requireGoodPassword, type Passwords } from './password.ts'
import { USERS_ALERTS } from './declare.ts'
import { spendCode } from './second-factor.ts'
import {
  countCode,
  elevateSession,
  endSession,
  startSession,
  type NewSession,
} from './sessions-store.ts'
import {
  addressSubject,
  clearAttempts,
  countAttempt,
  countFailure,
  loginSubject,
  takeBackAttempt,
} from './throttle.ts'
import {
  findCredentials,
  findWelcomed,
  getUser,
  recordSignIn,
  spendWelcomeCode,
  type Credentials,
} from './users-store.ts'

const tags = ['auth']

const Password = z.string().min(1).max(1_000)
const Code = z.string().min(1).max(100).openapi({
  description: 'Of the second factor: six digits of the authenticator app, or a recovery code',
  example: '123456',
})

const Session = z
  .object({
    token: z.string().openapi({ description: 'A bearer token; it is shown this once' }),
    expires_at: Timestamp,
    elevated_until: Timestamp,
  })
  .openapi('Session')

const Me = z
  .object({
    kind: z.enum(['user', 'service', 'nobody']),
    name: z.string(),
    role: z.enum(ROLE_NAMES).nullable().openapi({ description: 'Of a user' }),
    scopes: z.array(z.enum(SCOPES)),
    elevated: z.boolean(),
    has_second_factor: z.boolean().nullable().openapi({ description: 'Of a user' }),
  })
  .openapi('Me')

const throttled = {
  401: problem('Login, password or code is wrong'),
  429: problem('Too many attempts; Retry-After says when to try again'),
}

const login = createRoute({
  method: 'post',
  path: '/api/auth/login',
  access: 'open',
  operationId: 'signIn',
  tags,
  summary: 'Sign a user in',
  description:
    'Gives a bearer token for 12 hours, elevated for the first 15 minutes. A user with a second factor sends its `code`, too; without it, the right password is answered with 401 `code_required`. From the fifth failure of a login within 15 minutes on, the next attempt has to wait, 30 seconds at first and 15 minutes at most.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          login: z.string().min(1).max(200),
          password: Password,
          code: Code.optional(),
        })
        .openapi('Login'),
    ),
  },
  responses: { 200: json('The session', Session), ...throttled },
})

const welcome = createRoute({
  method: 'post',
  path: '/api/auth/welcome',
  access: 'open',
  operationId: 'setPassword',
  tags,
  summary: 'Set a password with a one-time code',
  description:
    'The code comes from whoever added the user or reset the password; it works once and for an hour. A password has 12 to 128 characters.',
  request: {
    body: jsonBody(
      z
        .strictObject({ code: z.string().min(1).max(200), password: Password })
        .openapi('WelcomeRequest'),
    ),
  },
  responses: {
    200: json('Whose password it is', z.object({ login: z.string() }).openapi('Welcomed')),
    ...throttled,
  },
})

const logout = createRoute({
  method: 'post',
  path: '/api/auth/logout',
  access: 'signed-in',
  operationId: 'signOut',
  tags,
  summary: 'End the sign-in session of this token',
  responses: {
    204: { description: 'Ended' },
    409: problem('The token is not of a sign-in session'),
  },
})

const elevate = createRoute({
  method: 'post',
  path: '/api/auth/elevate',
  access: 'signed-in',
  operationId: 'elevateSession',
  tags,
  summary: 'Give the password, or a code of the second factor, for 15 minutes of elevated access',
  description:
    'Gives a new token of the same session; the old one ends. After five wrong codes, only the password helps.',
  request: {
    body: jsonBody(
      z
        .strictObject({ password: Password.optional(), code: Code.optional() })
        .refine(({ password, code }) => (password === undefined) !== (code === undefined), {
          error: 'expected either password or code',
        })
        .openapi('Elevation'),
    ),
  },
  responses: {
    200: json('The session', Session),
    ...throttled,
    409: problem('The token is not of a sign-in session: long-lived tokens are never elevated'),
  },
})

const me = createRoute({
  method: 'get',
  path: '/api/auth/me',
  access: 'signed-in',
  operationId: 'getMe',
  tags,
  summary: 'Who this token stands for, and what they may do',
  responses: { 200: json('The principal', Me) },
})

export type AuthServices = Pick<Services, 'db'> & {
  config: Pick<Services['config'], 'encryptionKeys'>
}

export function authRoutes({ db, config }: AuthServices): Router {
  const parts = { db, keys: config.encryptionKeys, passwords: createPasswords() }
  const router = createRouter()
  router.openapi(login, async (c) => {
    c.set('answerMayBeKept', false)
    const given = c.req.valid('json')
    const { user, isOutdated } = await proveSignIn(c, parts, given)
    const hashes = {
      checked: user.password_hash,
      renewed: isOutdated ? await parts.passwords.hash(given.password) : null,
    }
    const session = await db.transaction().execute(async (tx) => {
      if (!(await recordSignIn(tx, user.id, hashes))) throw signInFailed()
      return await startSession(tx, user.id, {
        address: c.env?.address ?? null,
        userAgent: c.req.header('user-agent')?.slice(0, 200) ?? null,
      })
    })
    await recordSignInAttempt(db, c, { user, status: 200 })
    return c.json(viewSession(session), 200)
  })
  router.openapi(welcome, async (c) => {
    c.set('answerMayBeKept', false)
    return c.json({ login: await setPassword(c, parts, c.req.valid('json')) }, 200)
  })
  router.openapi(logout, async (c) => {
    await endSession(db, sessionOf(c).hash)
    return c.body(null, 204)
  })
  router.openapi(elevate, async (c) => {
    c.set('answerMayBeKept', false)
    await proveElevation(c, parts, c.req.valid('json'))
    return c.json(viewSession(await elevateSession(db, sessionOf(c).hash)), 200)
  })
  router.openapi(me, async (c) => {
    const { kind, name, scopes, isElevated, user } = c.get('principal')
    const row = user ? await getUser(db, user.id) : null
    const own = { role: row?.role ?? null, has_second_factor: row?.has_second_factor ?? null }
    return c.json({ kind, name, scopes: [...scopes], elevated: isElevated, ...own }, 200)
  })
  return router
}

type Parts = { db: Db; keys: EncryptionKeys; passwords: Passwords }

/** Checks the password and, of a user with a second factor, the code. Throws as `attempt` does. */
async function proveSignIn(
  c: HttpContext,
  { db, keys, passwords }: Parts,
  given: { login: string; password: string; code?: string | undefined },
): Promise<{ user: Credentials; isOutdated: boolean }> {
  return await attempt(c, db, { login: given.login.trim().toLowerCase() }, async (user) => {
    const { fits, isOutdated } = await passwords.check(given.password, user?.password_hash ?? null)
    if (!user || !fits) return null
    if (!user.has_second_factor) return { user, isOutdated }
    if (given.code === undefined)
      throw new UnauthenticatedError('code_required', 'the code of the second factor is missing')
    return (await spendCode(db, keys, user.id, given.code)) ? { user, isOutdated } : null
  })
}

/** Checks the password, or a code of the second factor, of who is signed in. Throws as `attempt` does. */
async function proveElevation(
  c: HttpContext,
  { db, keys, passwords }: Parts,
  { password = '', code }: { password?: string | undefined; code?: string | undefined },
): Promise<void> {
  const { userId, hash } = sessionOf(c)
  await attempt(c, db, { id: userId }, async (user) => {
    if (code === undefined)
      return (await passwords.check(password, user?.password_hash ?? null)).fits || null
    if (!(await countCode(db, hash)))
      throw new UnauthenticatedError('sign_in_failed', 'five codes were wrong: give the password')
    return (await spendCode(db, keys, userId, code)) || null
  })
}

/**
 * Counts and records an attempt to prove who somebody is; `prove` gives null for wrong proof. Wrong, unknown and disabled
 * take the same time and are answered with the same words. Throws UnauthenticatedError, TooManyAttemptsError.
 */
async function attempt<Proven>(
  c: HttpContext,
  db: Db,
  by: { login: string } | { id: string },
  prove: (user: Credentials | undefined) => Promise<Proven | null>,
): Promise<Proven> {
  const address = addressSubject(c.env?.address)
  await countAttempt(db, address)
  const user = await findCredentials(db, by)
  const login = loginSubject('login' in by ? by.login : (user?.login ?? by.id))
  const waitMs = await countAttempt(db, login)
  const proven = await prove(user).catch(async (error: unknown) => {
    await takeBackAttempt(db, address)
    throw error
  })
  if (proven === null) {
    await recordFailure(c, db, { user: user ?? null, waitMs })
    throw signInFailed()
  }
  await clearAttempts(db, login)
  await takeBackAttempt(db, address)
  return proven
}

/** Sets the password with a welcome code; returns whose it is. Throws UnauthenticatedError, InvalidInputError. */
async function setPassword(
  c: HttpContext,
  { db, passwords }: Parts,
  { code, password }: { code: string; password: string },
): Promise<string> {
  const address = addressSubject(c.env?.address)
  await countAttempt(db, address)
  const user = await findWelcomed(db, code)
  if (!user) {
    await recordFailure(c, db, { user: null, waitMs: 0 })
    throw badCode()
  }
  requireGoodPassword(password, user.login)
  const change = { userId: user.id, passwordHash: await passwords.hash(password) }
  const isSpent = await db
    .transaction()
    .execute(async (tx) => await spendWelcomeCode(tx, code, change))
  if (!isSpent) throw badCode()
  await clearAttempts(db, loginSubject(user.login))
  await takeBackAttempt(db, address)
  return user.login
}

/** So many failures within an hour raise an alert. */
const ALARMING_FAILURES = 20
/** More of an hour are not recorded, so that an attack cannot fill the disk. */
const MOST_RECORDED = 1_000

async function recordFailure(
  c: HttpContext,
  db: Db,
  { user, waitMs }: { user: Credentials | null; waitMs: number },
): Promise<void> {
  const failures = await countFailure(db)
  if (failures <= MOST_RECORDED)
    await recordSignInAttempt(db, c, { user, status: 401, waitSeconds: Math.round(waitMs / 1000) })
  if (failures !== ALARMING_FAILURES) return
  const item = { failures, last_address: c.env?.address ?? 'unknown' }
  await raiseAlert(db, { ...USERS_ALERTS.sign_ins_failing, cause: 'sign_in_failed', item })
}

const signInFailed = () =>
  new UnauthenticatedError('sign_in_failed', 'the login, the password or the code is wrong')

const badCode = () =>
  new UnauthenticatedError(
    'sign_in_failed',
    'the code is wrong, was used, or is older than an hour',
  )

/** The sign-in session of the request. Throws ConflictError for other tokens. */
export function sessionOf(c: HttpContext): { userId: string; hash: Buffer } {
  const { user } = c.get('principal')
  if (!user?.sessionHash) {
    throw new ConflictError(
      'this token belongs to no sign-in session: get one from POST /api/auth/login',
    )
  }
  return { userId: user.id, hash: user.sessionHash }
}

const viewSession = ({ token, expiresAt, elevatedUntil }: NewSession) => ({
  token,
  expires_at: expiresAt.toISOString(),
  elevated_until: elevatedUntil.toISOString(),
})
