import { AppError } from '../../base/errors.ts'
import { LoginRequiredError, OtherAccountError, PlatformError } from '../../platforms/errors.ts'
import type { SessionOwner } from '../../platforms/account-session.ts'
import { errorText } from '../state/error-text.ts'
import type { AccountHandle, PoolContext } from './account-handle.ts'
import { runLogged } from './logged.ts'
import { whyLoginBlocked } from '../sessions/login-block.ts'
import { mayRenew } from '../sessions/renewal-switch.ts'
import { openSession } from '../state/secrets.ts'
import { changeSession, makeSessionChange, reportFailedLogin } from '../sessions/session-alerts.ts'
import { SessionReplacedError } from '../state/account-errors.ts'
import { recordDeadSession } from '../sessions/dead-session.ts'
import { findNewerSession, recordChecked, recordTakenUp } from '../sessions/session-store.ts'

/**
 * The measures that one step has tried for the session of one account: each once, so that no step
 * loops.
 */
export type Measures = Set<'stored' | 'check' | 'login'>

/** The origin of a renewal: an operator may log in an account that must not log in by itself. */
export type Asker = 'work' | 'care' | 'person'

/** Whether the account may log in without an operator's request, by the current switches. */
export const mayLogIn = async (
  { db, limits }: PoolContext,
  { held }: AccountHandle,
): Promise<boolean> => canLogIn(held) && (await mayRenew(db, held.account.id, limits))

/** Why an account must not log in by itself. */
export type LoginBlock = { code: 'login_required' | 'login_outdated'; reason: string }

/** Returns the reason for an account that `mayLogIn` refused. */
export async function whyNoLogin(parts: PoolContext, { held }: AccountHandle): Promise<LoginBlock> {
  const code = 'login_required'
  if (!held.hasPassword) return { code, reason: 'there is no password to log in with' }
  const blocked = canLogIn(held) ? await whyLoginBlocked(parts, held.account) : null
  if (blocked !== null) return { code: 'login_outdated', reason: blocked }
  const reason = 'it must not log in by itself: renewal is off, or its password was refused'
  return { code, reason }
}

/** Whether there is a usable password: a refused one is never sent again. */
export const canLogIn = (held: AccountHandle['held']): boolean =>
  held.hasPassword && !held.account.is_password_refused

/**
 * Logs the held account in, within its login budget, with alerts. Throws the platform's refusal,
 * the reason why the login may not begin, or the error of the first requests after it; the caller
 * records it.
 */
export async function signIn(
  parts: PoolContext,
  { held, session }: AccountHandle,
  asker: Asker,
): Promise<void> {
  await reported(parts, held, asker, async () => {
    return await held.logIn(async (credentials) => await session.login(credentials))
  })
}

/** Finishes the login that waits in `pending` with a person's code; otherwise like `signIn`. */
export async function finishSignIn(
  parts: PoolContext,
  { held, session }: AccountHandle,
  answer: { pending: string; code: string },
): Promise<void> {
  await reported(parts, held, 'person', async () => {
    return await held.continueLogin(
      async () => await session.finishLogin(answer.pending, answer.code),
    )
  })
}

async function reported(
  parts: PoolContext,
  held: AccountHandle['held'],
  way: Asker,
  logIn: () => Promise<Error | undefined>,
): Promise<void> {
  let fault: Error | undefined
  try {
    fault = await runLogged(parts, held, 'login', logIn)
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
 * Verifies by one light request that the session is alive, and records it. Throws OtherAccountError
 * when it belongs to another account.
 */
export async function checkSession(parts: PoolContext, handle: AccountHandle): Promise<void> {
  const { held } = handle
  const owner = await runLogged(parts, held, 'check_account', async () => {
    const reply = await askOwner(parts, handle)
    if (isOwner(held, reply)) return reply
    throw new OtherAccountError(`the session is of another account, '${reply.username}'`)
  })
  const change = await changeSession(
    parts,
    held.account.id,
    async (tx) => await recordChecked(tx, held.lease, owner),
  )
  if (!change) throw held.lose('the lease of the account ended during a check')
}

/** Asks again if the operator has just replaced the session. */
async function askOwner(parts: PoolContext, handle: AccountHandle): Promise<SessionOwner> {
  try {
    return await handle.session.checkSession()
  } catch (error) {
    if (!(error instanceof SessionReplacedError)) throw error
    if (!(await takeUpSession(parts, handle))) throw error
    return await handle.session.checkSession()
  }
}

/** A known id decides, since names change; without an id the name decides. */
const isOwner = (held: AccountHandle['held'], owner: SessionOwner): boolean =>
  held.isOwnId(owner.platformId) && (held.isIdKnown || owner.username === held.username)

/**
 * Handles a session that the platform no longer knows, in this order, each at most once a step: use
 * the stored session if it is newer, check again, log in on the same device and proxy. True when
 * the step may be retried on the account; false when the session is dead and the account must be
 * released. Throws the error of the check or the login.
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
 * Records a dead session, and logs the account in again if it may. False when it was not logged in,
 * as while the database is away: then the record is a pending write.
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
    const block = may || byPerson ? undefined : await whyNoLogin(parts, handle)
    const cause =
      block?.code === 'login_outdated'
        ? { code: block.code, message: block.reason }
        : { code: error.code, message: errorText(error) }
    const dead = { ...cause, mayLogIn: may, byPerson, version }
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
 * Continues with the operator's session after a SessionReplacedError, and records that. False when
 * there is no such session.
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
