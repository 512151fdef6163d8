import { recordSignInAttempt } from '../../../http/access/audit.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { addMeRoutes } from './me.ts'
import { addOwnRoutes } from './own-sessions.ts'
import { createPasswords } from '../passwords/hash-passwords.ts'
import { enrollingRoles, type RequireFactor } from '../require-factor.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  replaceRecoveryCodes,
} from '../second-factor.ts'
import { elevateSession, endSession, startSession } from '../store/sessions.ts'
import {
  proveElevation,
  proveSignIn,
  sessionOf,
  setPassword,
  signInFailed,
  type SignInParts,
} from '../sign-in.ts'
import { rememberPlace } from '../throttle/known-places.ts'
import { recordSignIn } from '../store/users.ts'

/** Anybody may send it: a login with the longest password is a quarter of it. */
const MAX_BYTES = 4 * 1024

const Password = z.string().min(1).max(1_000)
const Code = z.string().min(1).max(100).openapi({
  description: 'Of the second factor: six digits of the authenticator app, or a recovery code',
  example: '123456',
})

const Session = z
  .object({
    token: z.string().openapi({ description: 'A bearer token; it is shown this once' }),
    expires_at: Timestamp,
    ends_at: Timestamp.openapi({ description: 'At the latest, however often it is used' }),
    elevated_until: Timestamp,
  })
  .openapi('Session')

const Device = z.string().min(1).max(100).openapi({
  description:
    'The `device` of an earlier answer: sign-ins with it have a count of failures of their own',
})
const device = z.string().openapi({
  description:
    'A secret of this browser or program, which may send it with later sign-ins: strangers who try passwords then make none of them wait',
})
const SignedIn = Session.extend({ device }).openapi('SignedIn')

const throttled = {
  401: problem('Login, password or code is wrong'),
  429: problem('Too many attempts; Retry-After says when to try again'),
}

const login = createRoute({
  method: 'post',
  path: '/api/auth/login',
  access: 'open',
  operationId: 'signIn',
  summary: 'Sign a user in',
  description:
    'Gives a bearer token for 12 hours (with `stays`, until it was not used for 14 days, at most 90), elevated for the first 15 minutes. A user with a second factor sends its `code`, too; without it, the right password is answered with 401 `code_required`. From the fifth failure of a login within 15 minutes on, the next attempt has to wait, 30 seconds at first and 15 minutes at most. An address, and a `device`, that has signed in as this user before has a count of its own.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          login: z.string().min(1).max(200),
          password: Password,
          code: Code.optional(),
          stays: z.boolean().optional().openapi({ description: 'For a person at a browser' }),
          device: Device.optional(),
        })
        .openapi('Login'),
      { maxBytes: MAX_BYTES },
    ),
  },
  responses: { 200: json('The session', SignedIn), ...throttled },
})

const welcome = createRoute({
  method: 'post',
  path: '/api/auth/welcome',
  access: 'open',
  operationId: 'setPassword',
  summary: 'Set a password with a one-time code',
  description:
    'The code comes from whoever added the user or reset the password; it works once and for an hour. A password has 12 to 128 characters; common ones, what people make of them and walks over the keyboard are refused.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          code: z.string().min(1).max(200),
          password: Password,
          device: Device.optional(),
        })
        .openapi('WelcomeRequest'),
      { maxBytes: MAX_BYTES },
    ),
  },
  responses: {
    200: json('Whose password it is', z.object({ login: z.string(), device }).openapi('Welcomed')),
    ...throttled,
  },
})

const logout = createRoute({
  method: 'post',
  path: '/api/auth/logout',
  access: 'signed-in',
  operationId: 'signOut',
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

const RecoveryCodes = z
  .object({
    recovery_codes: z.array(z.string()).openapi({
      description: 'Each stands for a code of the app once; they are shown this once',
    }),
  })
  .openapi('RecoveryCodes')

const beginFactor = createRoute({
  method: 'post',
  path: '/api/auth/second-factor',
  access: { elevated: 'signed-in' },
  operationId: 'beginSecondFactor',
  summary: 'Get a secret for an authenticator app, as a first step to a second factor',
  description: 'Nothing changes for sign-ins until the first code has confirmed it.',
  responses: {
    201: json(
      'The secret',
      z
        .object({
          secret: z.string().openapi({ description: 'Base32; it is shown this once' }),
          uri: z.string().openapi({
            description: 'The same for a QR code',
            example: 'otpauth://totp/gramd:aigerim?issuer=gramd&secret=…',
          }),
        })
        .openapi('SecondFactor'),
    ),
    409: problem('There is a second factor already, or the token is not of a sign-in session'),
  },
})

const confirmFactor = createRoute({
  method: 'post',
  path: '/api/auth/second-factor/confirm',
  access: { elevated: 'signed-in' },
  operationId: 'confirmSecondFactor',
  summary: 'Confirm the second factor with its first code: from now on a sign-in needs one',
  request: {
    body: jsonBody(
      z.strictObject({ code: z.string().min(1).max(100) }).openapi('SecondFactorCode'),
    ),
  },
  responses: {
    200: json('The recovery codes', RecoveryCodes),
    409: problem('No second factor waits for its first code'),
  },
})

const newCodes = createRoute({
  method: 'post',
  path: '/api/auth/second-factor/recovery-codes',
  access: { elevated: 'signed-in' },
  operationId: 'replaceRecoveryCodes',
  summary: 'Get other recovery codes; the old ones count no more',
  responses: {
    200: json('The recovery codes', RecoveryCodes),
    404: problem('There is no second factor'),
    409: problem('The token is not of a sign-in session'),
  },
})

const removeFactor = createRoute({
  method: 'delete',
  path: '/api/auth/second-factor',
  access: { elevated: 'signed-in' },
  operationId: 'removeSecondFactor',
  summary: 'Remove your second factor; the password alone signs you in',
  responses: {
    204: { description: 'Removed' },
    404: problem('There is no second factor'),
    409: problem('The token is not of a sign-in session'),
  },
})

type Parts = Pick<Services, 'db'> & {
  config: Pick<Services['config'], 'encryptionKeys'> & RequireFactor
}

export function authRoutes({ db, config }: Parts): Router {
  const parts = { db, keys: config.encryptionKeys, passwords: createPasswords() }
  const router = createRouter()
  addMeRoutes(router, { db, enrolling: enrollingRoles(config) })
  addOwnRoutes(router, parts)
  addSignInRoutes(router, parts)
  addFactorRoutes(router, parts)
  return router
}

function addSignInRoutes(router: Router, parts: SignInParts): void {
  const { db } = parts
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
      const started = await startSession(tx, user.id, {
        address: c.env?.address ?? null,
        userAgent: c.req.header('user-agent')?.slice(0, 200) ?? null,
        stays: given.stays ?? false,
      })
      const place = { device: given.device, address: c.env?.address }
      return { ...started, device: await rememberPlace(tx, user.id, place) }
    })
    await recordSignInAttempt(db, c, { user, status: 200 })
    return c.json(session, 200)
  })
  router.openapi(welcome, async (c) => {
    c.set('answerMayBeKept', false)
    const welcomed = await setPassword(c, parts, c.req.valid('json'))
    c.get('streams').recheck()
    return c.json(welcomed, 200)
  })
  router.openapi(logout, async (c) => {
    await endSession(db, sessionOf(c).hash)
    c.get('streams').recheck()
    return c.body(null, 204)
  })
  router.openapi(elevate, async (c) => {
    c.set('answerMayBeKept', false)
    await proveElevation(c, parts, c.req.valid('json'))
    const session = await elevateSession(db, sessionOf(c).hash)
    c.get('streams').recheck()
    return c.json(session, 200)
  })
}

function addFactorRoutes(router: Router, { db, keys }: Omit<SignInParts, 'passwords'>): void {
  router.openapi(beginFactor, async (c) => {
    c.set('answerMayBeKept', false)
    const user = { id: sessionOf(c).userId, login: c.get('principal').name }
    return c.json(await beginSecondFactor(db, keys, user), 201)
  })
  router.openapi(confirmFactor, async (c) => {
    c.set('answerMayBeKept', false)
    const { code } = c.req.valid('json')
    const codes = await confirmSecondFactor(db, keys, sessionOf(c).userId, code)
    return c.json({ recovery_codes: codes }, 200)
  })
  router.openapi(newCodes, async (c) => {
    c.set('answerMayBeKept', false)
    const codes = await replaceRecoveryCodes(db, sessionOf(c).userId)
    return c.json({ recovery_codes: codes }, 200)
  })
  router.openapi(removeFactor, async (c) => {
    await removeSecondFactor(db, sessionOf(c).userId)
    c.get('streams').recheck()
    return c.body(null, 204)
  })
}
