import { AppError } from '../../base/errors.ts'
import { LoginRequiredError, OtherAccountError, PlatformError } from '../../platforms/errors.ts'
import type { SessionOwner } from '../../platforms/port.ts'
import { errorText } from '../state/error-text.ts'
import type { AccountHandle, PoolContext } from './account-handle.ts'
import { whyLoginBlocked } from '../sessions/login-block.ts'
import { mayRenew } from '../sessions/renewal-switch.ts'
import { openSession } from '../state/secrets.ts'
import { changeSession, makeSessionChange, reportFailedLogin } from '../sessions/session-alerts.ts'
import { SessionReplacedError } from '../sessions/session-replaced.ts'
import {
  findNewerSession,
  recordChecked,
  recordDeadSession,
  recordTakenUp,
} from '../sessions/session-store.ts'

/**
 * What has been done for the session of one account in one step: each once, so that no step goes
 * round in circles.
 */
export type Measures = Set<'stored' | 'check' | 'login'>

/** Who wants a renewal: a person may have an account log in that must not do so by itself. */
export type Asker = 'work' | 'care' | 'person'

/**
 * Whether the account may log in without a person who says so, by the switches as they stand now.
 */
export const mayLogIn = async (
  { db, limitsForSql }: PoolContext,
  { held }: AccountHandle,
): Promise<boolean> => canLogIn(held) && (await mayRenew(db, held.account.id, limitsForSql))

/** Why an account must not log in by itself, in words for people. */
export type LoginBlock = { code: 'login_required' | 'login_outdated'; reason: string }

/** For an account that `mayLogIn` says no to. */
export async function whyNoLogin(parts: PoolContext, { held }: AccountHandle): Promise<LoginBlock> {
  const code = 'login_required'
  if (!held.hasPassword) return { code, reason: 'there is no password to log in with' }
  const blocked = canLogIn(held) ? await whyLoginBlocked(parts, held.account) : null
  if (blocked !== null) return { code: 'login_outdated', reason: blocked }
  const reason = 'it must not log in by itself: renewal is off, or its password was refused'
  return { code, reason }
}

/** Whether there is anything to log in with: a password that was refused is never sent again. */
export const canLogIn = (held: AccountHandle['held']): boolean =>
  held.hasPassword && !held.account.is_password_refused

/**
 * Logs the held account in, within its login budget; people are told. Throws what the platform
 * refuses with, why the login may not begin, or what the first requests after it met; whoever holds
 * the account records what that means for it.
 */
export async function signIn(
  parts: PoolContext,
  { held, session }: AccountHandle,
  asker: Asker,
): Promise<void> {
  await telling(parts, held, asker, async () => {
    return await held.logIn(async (credentials) => await session.login(credentials))
  })
}

/**
 * Ends the held account's login that waits in `pending` with the code that a person has got; as
 * `signIn`.
 */
export async function finishSignIn(
  parts: PoolContext,
  { held, session }: AccountHandle,
  answer: { pending: string; code: string },
): Promise<void> {
  await telling(parts, held, 'person', async () => {
    return await held.continueLogin(
      async () => await session.finishLogin(answer.pending, answer.code),
    )
  })
}

async function telling(
  parts: PoolContext,
  held: AccountHandle['held'],
  way: Asker,
  logIn: () => Promise<Error | undefined>,
): Promise<void> {
  let fault: Error | undefined
  try {
    fault = await logIn()
    parts.metrics.countRenewal({ way, outcome: 'ok' })
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'failed'
    parts.metrics.countRenewal({ way, outcome: held.loginWait ? 'waiting' : code })
    if (error instanceof PlatformError && !held.refusal)
      await parts.pendingWrites.store(
        held.about,
        async () => await reportFailedLogin(parts, held.account, error),
      )
    throw error
  }
  if (fault) throw fault
}

/**
 * Sends one light request and records that the session lives. Throws an OtherAccountError when it
 * is not the account's.
 */
export async function checkSession(parts: PoolContext, handle: AccountHandle): Promise<void> {
  const { held } = handle
  const owner = await askOwner(parts, handle)
  if (!isOwner(held, owner))
    throw new OtherAccountError(`the session is of another account, '${owner.username}'`)
  const change = await changeSession(
    parts,
    held.account.id,
    async (tx) => await recordChecked(tx, held.lease, owner),
  )
  if (!change) throw held.lose('the lease of the account ended during a check')
}

/** Asks once more where a person has put in another session just before. */
async function askOwner(parts: PoolContext, handle: AccountHandle): Promise<SessionOwner> {
  try {
    return await handle.session.checkSession()
  } catch (error) {
    if (!(error instanceof SessionReplacedError)) throw error
    if (!(await takeUpSession(parts, handle))) throw error
    return await handle.session.checkSession()
  }
}

/** A known id decides, since accounts change their names; without one the name does. */
export const isOwner = (held: AccountHandle['held'], owner: SessionOwner): boolean =>
  held.isOwnId(owner.platformId) && (held.isIdKnown || owner.username === held.username)

/**
 * What to do about a session that the platform does not know any more, in this order, each at most
 * once a step: take the stored session if it is newer, check again, log in on the same device and
 * proxy. True when the step may be tried again on the account, whose session may be another one
 * now; false when the session is dead and the account has to be left. Throws what the check or the
 * login met.
 */
export async function renewSession(
  parts: PoolContext,
  handle: AccountHandle,
  error: LoginRequiredError,
  measures: Measures,
): Promise<boolean> {
  if (!measures.has('stored') && (await takeNewerSession(parts, handle))) {
    measures.add('stored')
    return true
  }
  if (!measures.has('check') && !measures.has('login')) {
    measures.add('check')
    if (await isAlive(parts, handle)) return true
  }
  const isLast = measures.has('login')
  measures.add('login')
  return await logInAgain(parts, handle, error, isLast ? 'never' : 'work')
}

/**
 * Records the death of a session, and logs the account in again if it may and should. False when it
 * was not logged in, as while the database is away: then the death is kept and stored later.
 */
export async function logInAgain(
  parts: PoolContext,
  handle: AccountHandle,
  error: LoginRequiredError,
  asker: Asker | 'never',
): Promise<boolean> {
  const { held } = handle
  const byPerson = asker === 'person'
  held.isLoggedIn = false
  const stored = await parts.pendingWrites.store(held.about, async () => {
    const may = byPerson ? canLogIn(held) : await mayLogIn(parts, handle)
    const version = held.sessionVersion
    const hold = may || byPerson ? undefined : await whyNoLogin(parts, handle)
    const told =
      hold?.code === 'login_outdated'
        ? { code: hold.code, message: hold.reason }
        : { code: error.code, message: errorText(error) }
    const dead = { ...told, mayLogIn: may, byPerson, version }
    const change = await makeSessionChange(
      parts,
      held.account.id,
      async (tx) => await recordDeadSession(tx, held.lease, dead),
    )
    return { change, may }
  })
  if (!stored) return false
  if (!stored.change) throw held.lose('the lease of the account ended')
  const { state } = held.account
  const isFrozen = stored.change.to === 'needs_operator' && state !== 'needs_operator'
  if (!stored.may || isFrozen || asker === 'never') return false
  await signIn(parts, handle, asker)
  return true
}

/**
 * Has the holder go on with the session that a person has put in, and tells it; for what ended in a
 * SessionReplacedError. False when there is no such session any more.
 */
export async function takeUpSession(parts: PoolContext, handle: AccountHandle): Promise<boolean> {
  const { held } = handle
  if (!(await takeNewerSession(parts, handle))) return false
  held.isLoggedIn = true
  await changeSession(parts, held.account.id, async (tx) => await recordTakenUp(tx, held.lease))
  return true
}

async function takeNewerSession(parts: PoolContext, handle: AccountHandle): Promise<boolean> {
  const { held } = handle
  const stored = await findNewerSession(parts.db, held.lease, held.sessionVersion)
  if (!stored) return false
  held.session = openSession(parts.keys, held.account.id, stored.session)
  held.sessionVersion = stored.version
  held.app = stored.app
  handle.session = parts.adapter.open(held)
  return true
}

async function isAlive(parts: PoolContext, handle: AccountHandle): Promise<boolean> {
  try {
    await checkSession(parts, handle)
    return true
  } catch (error) {
    if (error instanceof LoginRequiredError) return false
    throw error
  }
}
