import { AppError } from '../../base/errors.ts'
import { LoginRequiredError, OtherAccountError, PlatformError } from '../../platforms/errors.ts'
import type { SessionOwner } from '../../platforms/port.ts'
import { errorText } from '../state/error-text.ts'
import type { Holding, PoolParts } from './account-handle.ts'
import { whyLoginHeld } from '../sessions/login-hold.ts'
import { mayRenew } from '../sessions/renewal-switch.ts'
import { openSession } from '../state/secrets.ts'
import { changeSession, makeSessionChange, tellFailedLogin } from '../sessions/session-alerts.ts'
import { SessionReplacedError } from '../sessions/session-replaced.ts'
import {
  findNewerSession,
  recordChecked,
  recordDeadSession,
  recordTakenUp,
} from '../sessions/session-store.ts'

/** What has been done for the session of one account in one step: each once, so that no step goes round in circles. */
export type Measures = Set<'stored' | 'check' | 'login'>

/** Who wants a renewal: a person may have an account log in that must not do so by itself. */
export type Asker = 'work' | 'care' | 'person'

/** Whether the account may log in without a person who says so, by the switches as they stand now. */
export const mayLogIn = async (
  { db, limitsForSql }: PoolParts,
  { seat }: Holding,
): Promise<boolean> => canLogIn(seat) && (await mayRenew(db, seat.account.id, limitsForSql))

/** Why an account must not log in by itself, in words for people. */
export type LoginHold = { code: 'login_required' | 'login_outdated'; reason: string }

/** For an account that `mayLogIn` says no to. */
export async function whyNotLogIn(parts: PoolParts, { seat }: Holding): Promise<LoginHold> {
  const code = 'login_required'
  if (!seat.hasPassword) return { code, reason: 'there is no password to log in with' }
  const held = canLogIn(seat) ? await whyLoginHeld(parts, seat.account) : null
  if (held !== null) return { code: 'login_outdated', reason: held }
  const reason = 'it must not log in by itself: renewal is off, or its password was refused'
  return { code, reason }
}

/** Whether there is anything to log in with: a password that was refused is never sent again. */
export const canLogIn = (seat: Holding['seat']): boolean =>
  seat.hasPassword && !seat.account.is_password_refused

/**
 * Logs the held account in, within its login budget; people are told. Throws what the platform refuses with, why the
 * login may not begin, or what the first requests after it met; whoever holds the account records what that means for it.
 */
export async function signIn(
  parts: PoolParts,
  { seat, session }: Holding,
  asker: Asker,
): Promise<void> {
  await telling(parts, seat, asker, async () => {
    return await seat.logIn(async (credentials) => await session.login(credentials))
  })
}

/** Ends the held account's login that waits in `pending` with the code that a person has got; as `signIn`. */
export async function finishSignIn(
  parts: PoolParts,
  { seat, session }: Holding,
  answer: { pending: string; code: string },
): Promise<void> {
  await telling(parts, seat, 'person', async () => {
    return await seat.continueLogin(
      async () => await session.finishLogin(answer.pending, answer.code),
    )
  })
}

async function telling(
  parts: PoolParts,
  seat: Holding['seat'],
  way: Asker,
  logIn: () => Promise<Error | undefined>,
): Promise<void> {
  let fault: Error | undefined
  try {
    fault = await logIn()
    parts.metrics.countRenewal({ way, outcome: 'ok' })
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'failed'
    parts.metrics.countRenewal({ way, outcome: seat.loginWait ? 'waiting' : code })
    if (error instanceof PlatformError && !seat.refusal)
      await parts.unstored.store(
        seat.about,
        async () => await tellFailedLogin(parts, seat.account, error),
      )
    throw error
  }
  if (fault) throw fault
}

/** Sends one light request and records that the session lives. Throws an OtherAccountError when it is not the account's. */
export async function checkSession(parts: PoolParts, holding: Holding): Promise<void> {
  const { seat } = holding
  const owner = await askOwner(parts, holding)
  if (!isOwner(seat, owner))
    throw new OtherAccountError(`the session is of another account, '${owner.username}'`)
  const change = await changeSession(
    parts,
    seat.account.id,
    async (tx) => await recordChecked(tx, seat.lease, owner),
  )
  if (!change) throw seat.lose('the lease of the account ended during a check')
}

/** Asks once more where a person has put in another session just before. */
async function askOwner(parts: PoolParts, holding: Holding): Promise<SessionOwner> {
  try {
    return await holding.session.checkSession()
  } catch (error) {
    if (!(error instanceof SessionReplacedError)) throw error
    if (!(await takeUpSession(parts, holding))) throw error
    return await holding.session.checkSession()
  }
}

/** A known id decides, since accounts change their names; without one the name does. */
export const isOwner = (seat: Holding['seat'], owner: SessionOwner): boolean =>
  seat.isOwnId(owner.platformId) && (seat.isIdKnown || owner.username === seat.username)

/**
 * What to do about a session that the platform does not know any more, in this order, each at most once a step: take the
 * stored session if it is newer, check again, log in on the same device and proxy. True when the step may be tried
 * again on the account, whose session may be another one now; false when the session is dead and the account has to be
 * left. Throws what the check or the login met.
 */
export async function renewSession(
  parts: PoolParts,
  holding: Holding,
  error: LoginRequiredError,
  measures: Measures,
): Promise<boolean> {
  if (!measures.has('stored') && (await takeNewerSession(parts, holding))) {
    measures.add('stored')
    return true
  }
  if (!measures.has('check') && !measures.has('login')) {
    measures.add('check')
    if (await isAlive(parts, holding)) return true
  }
  const isLast = measures.has('login')
  measures.add('login')
  return await logInAgain(parts, holding, error, isLast ? 'never' : 'work')
}

/**
 * Records the death of a session, and logs the account in again if it may and should. False when it was not logged in,
 * as while the database is away: then the death is kept and stored later.
 */
export async function logInAgain(
  parts: PoolParts,
  holding: Holding,
  error: LoginRequiredError,
  asker: Asker | 'never',
): Promise<boolean> {
  const { seat } = holding
  const byPerson = asker === 'person'
  seat.isLoggedIn = false
  const stored = await parts.unstored.store(seat.about, async () => {
    const may = byPerson ? canLogIn(seat) : await mayLogIn(parts, holding)
    const version = seat.sessionVersion
    const hold = may || byPerson ? undefined : await whyNotLogIn(parts, holding)
    const told =
      hold?.code === 'login_outdated'
        ? { code: hold.code, message: hold.reason }
        : { code: error.code, message: errorText(error) }
    const dead = { ...told, mayLogIn: may, byPerson, version }
    const change = await makeSessionChange(
      parts,
      seat.account.id,
      async (tx) => await recordDeadSession(tx, seat.lease, dead),
    )
    return { change, may }
  })
  if (!stored) return false
  if (!stored.change) throw seat.lose('the lease of the account ended')
  const { state } = seat.account
  const isFrozen = stored.change.to === 'needs_operator' && state !== 'needs_operator'
  if (!stored.may || isFrozen || asker === 'never') return false
  await signIn(parts, holding, asker)
  return true
}

/**
 * Has the holder go on with the session that a person has put in, and tells it; for what ended in a
 * SessionReplacedError. False when there is no such session any more.
 */
export async function takeUpSession(parts: PoolParts, holding: Holding): Promise<boolean> {
  const { seat } = holding
  if (!(await takeNewerSession(parts, holding))) return false
  seat.isLoggedIn = true
  await changeSession(parts, seat.account.id, async (tx) => await recordTakenUp(tx, seat.lease))
  return true
}

async function takeNewerSession(parts: PoolParts, holding: Holding): Promise<boolean> {
  const { seat } = holding
  const stored = await findNewerSession(parts.db, seat.lease, seat.sessionVersion)
  if (!stored) return false
  seat.session = openSession(parts.keys, seat.account.id, stored.session)
  seat.sessionVersion = stored.version
  seat.app = stored.app
  holding.session = parts.adapter.open(seat)
  return true
}

async function isAlive(parts: PoolParts, holding: Holding): Promise<boolean> {
  try {
    await checkSession(parts, holding)
    return true
  } catch (error) {
    if (error instanceof LoginRequiredError) return false
    throw error
  }
}
