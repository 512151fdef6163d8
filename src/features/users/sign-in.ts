import { raiseAlert } from '../../alerts/raise.ts'
import type { Clock } from '../../base/clock.ts'
import type { EncryptionKeys } from '../../base/crypto.ts'
import { ConflictError } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import { recordSignInAttempt } from '../../http/access/audit.ts'
import { UnauthenticatedError } from '../../http/errors.ts'
import type { HttpContext } from '../../http/router.ts'
import { USERS_ALERTS } from './declare.ts'
import type { Passwords } from './passwords/hash-passwords.ts'
import { requireGoodPassword } from './passwords/require-good-password.ts'
import { spendCode } from './second-factor.ts'
import { countCode } from './store/sessions.ts'
import {
  clearAttempts,
  countAttempt,
  countFailure,
  takeBackAttempt,
} from './throttle/count-attempts.ts'
import { findKnownPlace, rememberPlace } from './throttle/known-places.ts'
import {
  addressSubject,
  elevationSubject,
  knownSubject,
  loginSubject,
  sessionSubject,
  type Subject,
} from './throttle/subjects.ts'
import { findCredentials, findWelcomed, spendWelcomeCode, type Credentials } from './store/users.ts'

export type SignInParts = {
  db: Db
  config: { encryptionKeys: EncryptionKeys }
  passwords: Passwords
  realClock: Pick<Clock, 'now'>
}

type SignInAttempt = {
  login: string
  password: string
  code?: string | undefined
  /** The device secret that the browser got at an earlier sign-in. */
  device?: string | undefined
}

/**
 * Checks the password and, of a user with a second factor, the code. Attempts from where the user
 * has signed in before have a count of their own, which strangers cannot fill. Throws as `attempt`.
 */
export async function proveSignIn(
  c: HttpContext,
  { db, config, passwords, realClock }: SignInParts,
  credentials: SignInAttempt,
): Promise<{ user: Credentials; isOutdated: boolean }> {
  const login = credentials.login.trim().toLowerCase()
  const user = await findCredentials(db, 'login', login)
  const place = { device: credentials.device, address: c.env?.address }
  const known = await findKnownPlace(db, user?.id, place)
  const counted =
    user && known
      ? { own: [knownSubject(user.id, known)] }
      : { shared: addressSubject(c.env?.address), own: [loginSubject(user?.login ?? login)] }
  const isKnown = known !== undefined
  return await attempt(c, db, { ...counted, user }, async () => {
    const stored = user?.password_hash ?? null
    const { fits, isOutdated } = await passwords.check(credentials.password, stored, { isKnown })
    if (!user || !fits) return null
    if (!user.has_second_factor) return { user, isOutdated }
    if (credentials.code === undefined)
      throw new UnauthenticatedError('code_required', 'the code of the second factor is missing')
    return (await spendCode(db, config.encryptionKeys, user.id, {
      code: credentials.code,
      at: realClock.now(),
    }))
      ? { user, isOutdated }
      : null
  })
}

/**
 * Checks the password or a code of the signed-in user. The attempts count for the session and the
 * user, so a person without a session cannot use them up. Throws as `attempt` does.
 */
export async function proveElevation(
  c: HttpContext,
  { db, config, passwords, realClock }: SignInParts,
  { password = '', code }: { password?: string | undefined; code?: string | undefined },
): Promise<void> {
  const { userId, hash } = sessionOf(c)
  const user = await findCredentials(db, 'id', userId)
  const own = [sessionSubject(hash), elevationSubject(userId)]
  await attempt(c, db, { own, user, isElevation: true }, async () => {
    const stored = user?.password_hash ?? null
    if (code === undefined)
      return (await passwords.check(password, stored, { isKnown: true })).fits || null
    if (!(await countCode(db, hash)))
      throw new UnauthenticatedError('sign_in_failed', 'five codes were wrong: give the password')
    return (
      (await spendCode(db, config.encryptionKeys, userId, { code, at: realClock.now() })) || null
    )
  })
}

type Attempt = {
  /** Counts attempts at other logins, too: a success takes back its own attempt and no more. */
  shared?: Subject
  /** A success clears these counts. */
  own: readonly Subject[]
  user: Credentials | undefined
  isElevation?: boolean
}

/**
 * Counts and records an attempt; `prove` gives null for wrong proof. Unknown and disabled users
 * cost the same work and get the same words. Throws UnauthenticatedError, TooManyAttemptsError.
 */
async function attempt<Proven>(
  c: HttpContext,
  db: Db,
  { shared, own, user, isElevation = false }: Attempt,
  prove: () => Promise<Proven | null>,
): Promise<Proven> {
  let waitMs = 0
  if (shared) await countAttempt(db, shared)
  for (const subject of own) waitMs = Math.max(waitMs, await countAttempt(db, subject))
  const proven = await prove().catch(async (error: unknown) => {
    if (shared) await takeBackAttempt(db, shared)
    throw error
  })
  if (proven === null) {
    await recordFailure(c, db, { user: user ?? null, waitMs, isElevation })
    throw signInFailed()
  }
  for (const subject of own) await clearAttempts(db, subject)
  if (shared) await takeBackAttempt(db, shared)
  return proven
}

/**
 * Sets the password of a welcome code and remembers where that was done, so that its owner can sign
 * in there whatever strangers do. A right code never waits: codes of 256 bits are not guessed.
 * Throws UnauthenticatedError, TooManyAttemptsError, InvalidInputError.
 */
export async function setPassword(
  c: HttpContext,
  { db, passwords }: SignInParts,
  { code, password, device }: { code: string; password: string; device?: string | undefined },
): Promise<{ login: string; device: string }> {
  const user = await findWelcomed(db, code)
  if (!user) {
    await countAttempt(db, addressSubject(c.env?.address))
    await recordFailure(c, db, { user: null, waitMs: 0 })
    throw badCode()
  }
  await requireGoodPassword(password, user.login)
  const change = { userId: user.id, passwordHash: await passwords.hash(password) }
  const known = await db.transaction().execute(async (tx) => {
    if (!(await spendWelcomeCode(tx, code, change))) return null
    return await rememberPlace(tx, user.id, { device, address: c.env?.address })
  })
  if (known === null) throw badCode()
  await clearAttempts(db, loginSubject(user.login))
  return { login: user.login, device: known }
}

/** The failures within an hour that raise an alert: of all logins, and of one user. */
const ALARMING_FAILURES = 20
const ALARMING_FAILURES_OF_USER = 10
/** The most failures of an hour that are recorded, so that an attack cannot fill the disk. */
const MAX_RECORDED = 1_000
const MAX_RECORDED_OF_USER = 200

type Failure = { user: Credentials | null; waitMs: number; isElevation?: boolean }

/**
 * Records and counts a failure. Those of each user have a count and a share of the log of their
 * own, so that a flood of other failures hides none of them.
 */
async function recordFailure(
  c: HttpContext,
  db: Db,
  { user, waitMs, isElevation = false }: Failure,
): Promise<void> {
  const ofAll = isElevation ? 0 : await countFailure(db)
  const ofUser = user ? await countFailure(db, user.id) : 0
  if (user ? ofUser <= MAX_RECORDED_OF_USER : ofAll <= MAX_RECORDED)
    await recordSignInAttempt(db, c, { user, status: 401, waitSeconds: Math.round(waitMs / 1000) })
  const alert = { ...USERS_ALERTS.sign_ins_failing, cause: 'sign_in_failed' }
  const lastAddress = c.env?.address ?? 'unknown'
  if (ofAll === ALARMING_FAILURES)
    await raiseAlert(db, { ...alert, item: { failures: ofAll, last_address: lastAddress } })
  if (user && ofUser === ALARMING_FAILURES_OF_USER) {
    const item = { login: user.login, failures: ofUser, last_address: lastAddress }
    await raiseAlert(db, { ...alert, item })
  }
}

export const signInFailed = () =>
  new UnauthenticatedError('sign_in_failed', 'the login, the password or the code is wrong')

const badCode = () =>
  new UnauthenticatedError(
    'sign_in_failed',
    'the code is wrong, was used, or is older than an hour',
  )

/** Throws ConflictError for a token of no sign-in session. */
export function sessionOf(c: HttpContext): { userId: string; hash: Buffer } {
  const { user } = c.get('principal')
  if (!user?.sessionHash) {
    throw new ConflictError(
      'this token belongs to no sign-in session: get one from POST /api/auth/login',
    )
  }
  return { userId: user.id, hash: user.sessionHash }
}
