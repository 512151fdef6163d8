import { raiseAlert } from '../../alerts/raise.ts'
import type { EncryptionKeys } from '../../base/crypto.ts'
import { ConflictError } from '../../base/errors.ts'
import type { Db } from '../../db/database.ts'
import { recordSignInAttempt } from '../../http/access/audit.ts'
import { UnauthenticatedError } from '../../http/errors.ts'
import type { HttpContext } from '../../http/router.ts'
import { USERS_ALERTS } from './declare.ts'
import type { Passwords } from './passwords/hash-passwords.ts'
import { requireGoodPassword } from './passwords/require-good-password.ts'
import { spendCode } from './second-factor.ts'
import { countCode } from './sessions-store.ts'
import {
  addressSubject,
  clearAttempts,
  countAttempt,
  countFailure,
  loginSubject,
  takeBackAttempt,
} from './throttle.ts'
import { findCredentials, findWelcomed, spendWelcomeCode, type Credentials } from './users-store.ts'

export type SignInParts = { db: Db; keys: EncryptionKeys; passwords: Passwords }

/** Checks the password and, of a user with a second factor, the code. Throws as `attempt` does. */
export async function proveSignIn(
  c: HttpContext,
  { db, keys, passwords }: SignInParts,
  given: { login: string; password: string; code?: string | undefined },
): Promise<{ user: Credentials; isOutdated: boolean }> {
  return await attempt(c, db, ['login', given.login.trim().toLowerCase()], async (user) => {
    const { fits, isOutdated } = await passwords.check(given.password, user?.password_hash ?? null)
    if (!user || !fits) return null
    if (!user.has_second_factor) return { user, isOutdated }
    if (given.code === undefined)
      throw new UnauthenticatedError('code_required', 'the code of the second factor is missing')
    return (await spendCode(db, keys, user.id, given.code)) ? { user, isOutdated } : null
  })
}

/** Checks the password or a code of the signed-in user. Throws as `attempt` does. */
export async function proveElevation(
  c: HttpContext,
  { db, keys, passwords }: SignInParts,
  { password = '', code }: { password?: string | undefined; code?: string | undefined },
): Promise<void> {
  const { userId, hash } = sessionOf(c)
  await attempt(c, db, ['id', userId], async (user) => {
    if (code === undefined)
      return (await passwords.check(password, user?.password_hash ?? null)).fits || null
    if (!(await countCode(db, hash)))
      throw new UnauthenticatedError('sign_in_failed', 'five codes were wrong: give the password')
    return (await spendCode(db, keys, userId, code)) || null
  })
}

/**
 * Counts and records an attempt; `prove` gives null for wrong proof. Unknown and disabled users
 * cost the same work and get the same words. Throws UnauthenticatedError, TooManyAttemptsError.
 */
async function attempt<Proven>(
  c: HttpContext,
  db: Db,
  [column, value]: readonly [column: 'login' | 'id', value: string],
  prove: (user: Credentials | undefined) => Promise<Proven | null>,
): Promise<Proven> {
  const address = addressSubject(c.env?.address)
  await countAttempt(db, address)
  const user = await findCredentials(db, column, value)
  const login = loginSubject(user?.login ?? value)
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

/** Returns the login whose password was set. Throws UnauthenticatedError, InvalidInputError. */
export async function setPassword(
  c: HttpContext,
  { db, passwords }: SignInParts,
  { code, password }: { code: string; password: string },
): Promise<string> {
  const address = addressSubject(c.env?.address)
  await countAttempt(db, address)
  const user = await findWelcomed(db, code)
  if (!user) {
    await recordFailure(c, db, { user: null, waitMs: 0 })
    throw badCode()
  }
  await requireGoodPassword(password, user.login)
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
