import { fault } from '../../../http/fault.ts'
import { recordSignInAttempt } from '../../../http/access/audit.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import {
  proveElevation,
  proveSignIn,
  sessionOf,
  setPassword,
  signInFailed,
  type SignInParts,
} from '../sign-in.ts'
import { elevateSession, endSession, startSession } from '../store/sessions.ts'
import { recordSignIn } from '../store/users.ts'
import { rememberPlace } from '../throttle/known-places.ts'

const operation = operationsFor<SignInParts>()

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
    'A secret of this browser or program, which may send it with later sign-ins: strangers ' +
    'who try passwords then make none of them wait',
})
const SignedIn = Session.extend({ device }).openapi('SignedIn')

const Login = z
  .strictObject({
    login: z.string().min(1).max(200),
    password: Password,
    code: Code.optional(),
    stays: z.boolean().optional().openapi({ description: 'For a person at a browser' }),
    device: Device.optional(),
  })
  .openapi('Login')

const WelcomeRequest = z
  .strictObject({
    code: z.string().min(1).max(200),
    password: Password,
    device: Device.optional(),
  })
  .openapi('WelcomeRequest')

const Elevation = z
  .strictObject({ password: Password.optional(), code: Code.optional() })
  .refine(
    ({ password, code }) => (password === undefined) !== (code === undefined),
    fault('one_of_two', 'expected either password or code'),
  )
  .openapi('Elevation')

const throttled = {
  401: 'Login, password or code is wrong',
  429: 'Too many attempts; Retry-After says when to try again',
}

export const signInOperations = {
  signIn: operation.act({
    path: '/api/auth/login',
    access: 'open',
    summary: 'Sign a user in',
    description:
      'Gives a bearer token for 12 hours (with `stays`, until it was not used for 14 days, at ' +
      'most 90), elevated for the first 15 minutes. A user with a second factor sends its ' +
      '`code`, too; without it, the right password is answered with 401 `code_required`. From ' +
      'the fifth failure of a login within 15 minutes on, the next attempt has to wait, 30 ' +
      'seconds at first and 15 minutes at most. An address, and a `device`, that has signed ' +
      'in as this user before has a count of its own.',
    body: { schema: Login, maxBytes: MAX_BYTES },
    answer: SignedIn,
    success: 'The session',
    refusals: throttled,
    hasSecret: true,
    async run({ body }, parts, { http }) {
      const { db } = parts
      const { user, isOutdated } = await proveSignIn(http, parts, body)
      const hashes = {
        checked: user.password_hash,
        renewed: isOutdated ? await parts.passwords.hash(body.password) : null,
      }
      const session = await db.transaction().execute(async (tx) => {
        if (!(await recordSignIn(tx, user.id, hashes))) throw signInFailed()
        const started = await startSession(tx, user.id, {
          address: http.env?.address ?? null,
          userAgent: http.req.header('user-agent')?.slice(0, 200) ?? null,
          stays: body.stays ?? false,
        })
        const place = { device: body.device, address: http.env?.address }
        return { ...started, device: await rememberPlace(tx, user.id, place) }
      })
      await recordSignInAttempt(db, http, { user, status: 200 })
      return session
    },
  }),

  setPassword: operation.act({
    path: '/api/auth/welcome',
    access: 'open',
    summary: 'Set a password with a one-time code',
    description:
      'The code comes from the operator who added the user or reset the password; it works ' +
      'once and for an hour. A password has 12 to 128 characters; common ones, what people make ' +
      'of them and walks over the keyboard are refused.',
    body: { schema: WelcomeRequest, maxBytes: MAX_BYTES },
    answer: z.object({ login: z.string(), device }).openapi('Welcomed'),
    success: 'Whose password it is',
    refusals: throttled,
    hasSecret: true,
    async run({ body }, parts, { http }) {
      const welcomed = await setPassword(http, parts, body)
      http.get('streams').recheck()
      return welcomed
    },
  }),

  signOut: operation.act({
    path: '/api/auth/logout',
    access: 'signed-in',
    summary: 'End the sign-in session of this token',
    success: 'Ended',
    refusals: { 409: 'The token is not of a sign-in session' },
    async run(_, { db }, { http }) {
      await endSession(db, sessionOf(http).hash)
      http.get('streams').recheck()
    },
  }),

  elevateSession: operation.act({
    path: '/api/auth/elevate',
    access: 'signed-in',
    summary: 'Give the password, or a code of the second factor, for 15 minutes of elevated access',
    description:
      'Gives a new token of the same session; the old one ends. After five wrong codes, only ' +
      'the password helps.',
    body: Elevation,
    answer: Session,
    success: 'The session',
    refusals: {
      ...throttled,
      409: 'The token is not of a sign-in session: long-lived tokens are never elevated',
    },
    hasSecret: true,
    async run({ body }, parts, { http }) {
      await proveElevation(http, parts, body)
      const session = await elevateSession(parts.db, sessionOf(http).hash)
      http.get('streams').recheck()
      return session
    },
  }),
}
