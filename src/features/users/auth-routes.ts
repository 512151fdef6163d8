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
import { elevateSession, endSession, startSession, type NewSession } from './sessions-store.ts'
import { addressSubject, countAttempt, loginSubject, succeeded } from './throttle.ts'
import {
  findCredentials,
  findWelcomed,
  getUser,
  recordSignIn,
  spendWelcomeCode,
} from './users-store.ts'

const tags = ['auth']

const Password = z.string().min(1).max(1_000)

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
    'Gives a bearer token for 12 hours, elevated for the first 15 minutes. From the fifth failure of a login within 15 minutes on, the next attempt has to wait, 30 seconds at first and 15 minutes at most.',
  request: {
    body: jsonBody(
      z.strictObject({ login: z.string().min(1).max(200), password: Password }).openapi('Login'),
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
  summary: 'Give the password again, for 15 minutes of elevated access',
  description: 'Gives a new token of the same session; the old one ends.',
  request: { body: jsonBody(z.strictObject({ password: Password }).openapi('Elevation')) },
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

export function authRoutes({ db }: Pick<Services, 'db'>): Router {
  const passwords = createPasswords()
  const parts = { db, passwords }
  const router = createRouter()
  router.openapi(login, async (c) => {
    c.set('answerMayBeKept', false)
    const given = c.req.valid('json')
    const name = given.login.trim().toLowerCase()
    const { user, isOutdated } = await checkCredentials(c, parts, { login: name }, given.password)
    const hashes = {
      checked: user.password_hash,
      renewed: isOutdated ? await passwords.hash(given.password) : null,
    }
    const session = await db.transaction().execute(async (tx) => {
      if (!(await recordSignIn(tx, user.id, hashes))) throw signInFailed()
      return await startSession(tx, user.id, {
        address: c.env?.address ?? null,
        userAgent: c.req.header('user-agent')?.slice(0, 200) ?? null,
      })
    })
    await recordSignInAttempt(db, c, { userId: user.id, login: user.login, status: 200 })
    return c.json(viewSession(session), 200)
  })
  router.openapi(welcome, async (c) => {
    c.set('answerMayBeKept', false)
    const { code, password } = c.req.valid('json')
    const address = addressSubject(c.env?.address)
    await countAttempt(db, address)
    const user = await findWelcomed(db, code)
    if (!user) throw badCode()
    requireGoodPassword(password, user.login)
    const passwordHash = await passwords.hash(password)
    const change = { userId: user.id, passwordHash }
    const isSpent = await db
      .transaction()
      .execute(async (tx) => await spendWelcomeCode(tx, code, change))
    if (!isSpent) throw badCode()
    await succeeded(db, loginSubject(user.login), address)
    return c.json({ login: user.login }, 200)
  })
  router.openapi(logout, async (c) => {
    await endSession(db, sessionOf(c).hash)
    return c.body(null, 204)
  })
  router.openapi(elevate, async (c) => {
    c.set('answerMayBeKept', false)
    const { userId, hash } = sessionOf(c)
    await checkCredentials(c, parts, { id: userId }, c.req.valid('json').password)
    return c.json(viewSession(await elevateSession(db, hash)), 200)
  })
  router.openapi(me, async (c) => {
    const { kind, name, scopes, isElevated, user } = c.get('principal')
    const role = user ? (await getUser(db, user.id)).role : null
    return c.json({ kind, name, role, scopes: [...scopes], elevated: isElevated }, 200)
  })
  return router
}

/** Whose password it is. Wrong, unknown and disabled take the same time and are answered with the same words. */
async function checkCredentials(
  c: HttpContext,
  parts: { db: Db; passwords: Passwords },
  by: { login: string } | { id: string },
  password: string,
) {
  const { db } = parts
  const address = addressSubject(c.env?.address)
  await countAttempt(db, address)
  const user = await findCredentials(db, by)
  const attempts = loginSubject('login' in by ? by.login : (user?.login ?? by.id))
  await countAttempt(db, attempts)
  const { fits, isOutdated } = await parts.passwords.check(password, user?.password_hash ?? null)
  if (!user || !fits) {
    if (user) await recordSignInAttempt(db, c, { userId: user.id, login: user.login, status: 401 })
    throw signInFailed()
  }
  await succeeded(db, attempts, address)
  return { user, isOutdated }
}

const signInFailed = () =>
  new UnauthenticatedError('sign_in_failed', 'the login or the password is wrong')

const badCode = () =>
  new UnauthenticatedError(
    'sign_in_failed',
    'the code is wrong, was used, or is older than an hour',
  )

/** The sign-in session of the request. Throws ConflictError for other tokens. */
function sessionOf(c: HttpContext): { userId: string; hash: Buffer } {
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
