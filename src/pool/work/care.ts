import { ConflictError } from '../../base/errors.ts'
import {
  LoginRequiredError,
  PlatformError,
  SessionDoubtedError,
  TransientPlatformError,
  UnexpectedAnswerError,
  type PoolRestingError,
} from '../../platforms/errors.ts'
import type { AccountLostError } from '../state/account-errors.ts'
import { waitForAccount, type CareLease } from '../budget/care-lease.ts'
import {
  concernsAccount,
  openAccount,
  recordBlameless,
  requireDrained,
  releaseHandle,
  recordAndRelease,
  acquire,
  publishLease,
  type AccountHandle,
  type PoolContext,
} from './account-handle.ts'
import { releaseAccount, type LeasedAccount } from '../budget/lease.ts'
import { examineProxy } from './proxy-care.ts'
import { canLogIn, checkSession, finishSignIn, logInAgain, signIn } from './renewal.ts'
import { openPendingLogin } from '../state/secrets.ts'

export type ChallengeAnswer = { code: string } | { resolved: true }

/** Operations on one account for an operator. `Pool` says what each throws. */
export async function logInAccount(
  parts: PoolContext,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  await onAccount(parts, accountId, signal, async (handle) => {
    requirePassword(handle)
    await signIn(parts, handle, 'person')
  })
}

export async function checkOneAccount(
  parts: PoolContext,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  await onAccount(parts, accountId, signal, async (handle) => {
    const { account, isLoggedIn } = handle.held
    if (isFrozen(account)) {
      const remedy = account.is_password_refused
        ? 'give it a new password, then log it in'
        : 'resolve its challenge, or enter its code (challenge)'
      throw new ConflictError(`the account '${account.username}' is ${account.state}: ${remedy}`)
    }
    if (!isLoggedIn) {
      const remedy = 'log it in, or give it a session'
      throw new ConflictError(`the account '${account.username}' has no session: ${remedy}`)
    }
    await checkOrRenew(parts, handle)
  })
}

export async function resolveChallenge(
  parts: PoolContext,
  accountId: string,
  answer: ChallengeAnswer,
  signal: AbortSignal,
): Promise<void> {
  await onAccount(parts, accountId, signal, async (handle) => {
    if ('code' in answer) await giveCode(parts, handle, answer.code)
    else await lookAgain(parts, handle)
  })
}

async function giveCode(parts: PoolContext, handle: AccountHandle, code: string): Promise<void> {
  const { id, username, pending_login: sealed } = handle.held.account
  if (!sealed) {
    const remedy = 'log it in first; a login that asks for a code waits for it'
    throw new ConflictError(`no login of the account '${username}' waits for a code: ${remedy}`)
  }
  await finishSignIn(parts, handle, { pending: openPendingLogin(parts.keys, id, sealed), code })
}

/** An operator says that the account works again: exactly one request verifies it. */
async function lookAgain(parts: PoolContext, handle: AccountHandle): Promise<void> {
  const { account, isLoggedIn } = handle.held
  if (!isFrozen(account)) {
    const reason = `the account '${account.username}' is ${account.state}: it needs no person`
    throw new ConflictError(reason)
  }
  if (!isLoggedIn) {
    requirePassword(handle)
    return await signIn(parts, handle, 'person')
  }
  try {
    await checkSession(parts, handle)
  } catch (error) {
    if (!(error instanceof LoginRequiredError)) throw error
    if (!(await logInAgain(parts, handle, error, 'person'))) throw new AlreadyRecorded(error)
  }
}

/** Checks a session and renews a dead one like work does. Returns whether it was renewed. */
export async function checkOrRenew(parts: PoolContext, handle: AccountHandle): Promise<boolean> {
  try {
    await checkTwiceIfDoubted(parts, handle)
    return false
  } catch (error) {
    if (!(error instanceof LoginRequiredError)) throw error
    if (!(await logInAgain(parts, handle, error, 'care'))) throw new AlreadyRecorded(error)
    return true
  }
}

/** A refusal without a reason proves nothing: a second light request decides. */
async function checkTwiceIfDoubted(parts: PoolContext, handle: AccountHandle): Promise<void> {
  try {
    await checkSession(parts, handle)
  } catch (error) {
    if (!(error instanceof SessionDoubtedError)) throw error
    await checkSession(parts, handle)
  }
}

/** An error of the platform whose consequence is already recorded. */
export class AlreadyRecorded extends Error {
  readonly error: PlatformError

  constructor(error: PlatformError) {
    super(error.message, { cause: error })
    this.error = error
  }
}

/** Holds one account for an operator's action, and records the action's error. */
async function onAccount(
  parts: PoolContext,
  accountId: string,
  signal: AbortSignal,
  work: (handle: AccountHandle) => Promise<void>,
): Promise<void> {
  const { db, instance: owner, leaseMs, limits } = parts
  await requireDrained(parts)
  const lease = await waitForAccount(db, accountId, { owner, leaseMs, limits }, signal)
  await careFor(parts, lease, signal, work)
}

/** Works on an account leased for care, then releases it. Records errors and throws them. */
export async function careFor<T>(
  parts: PoolContext,
  { account, requestedAt }: CareLease,
  signal: AbortSignal,
  work: (handle: AccountHandle) => Promise<T>,
): Promise<T> {
  publishLease(parts, account)
  const handle = acquire(parts, await opened(parts, account), { signal, requestedAt })
  return await workOn(parts, handle, work)
}

/** Works on a held account once, then releases it. Records errors and throws them. */
export async function workOn<T>(
  parts: PoolContext,
  handle: AccountHandle,
  work: (handle: AccountHandle) => Promise<T>,
): Promise<T> {
  let done: T
  try {
    done = await work(handle)
  } catch (thrown) {
    const error = thrown instanceof AlreadyRecorded ? thrown.error : thrown
    await settleCare(parts, handle, thrown)
    throw handle.held.refusal ?? error
  }
  await releaseHandle(parts, handle)
  return done
}

async function opened(parts: PoolContext, account: LeasedAccount) {
  try {
    return openAccount(parts, account)
  } catch (cause) {
    const lease = { accountId: account.id, token: account.lease_token }
    await releaseAccount(parts.db, lease, parts.limits)
    const reason = `the secrets of the account '${account.username}' do not open: is its key in GRAMD_ENCRYPTION_KEYS?`
    throw new ConflictError(reason, [], { cause })
  }
}

async function settleCare(
  parts: PoolContext,
  handle: AccountHandle,
  failure: unknown,
): Promise<void> {
  const { refusal, signal } = handle.held
  if (refusal && !concernsAccount(failure, handle.held))
    return await releaseHandle(parts, handle, untilOf(refusal))
  const isPassing = failure instanceof TransientPlatformError && !signal.aborted
  const thrown = isPassing ? await examineProxy(parts, handle.held, failure) : failure
  if (thrown instanceof PlatformError) {
    const isUnread = thrown instanceof UnexpectedAnswerError
    if (thrown.owner === 'account' || thrown.owner === 'proxy' || isUnread)
      return await recordAndRelease(parts, handle, thrown)
    await recordBlameless(parts, handle.held, thrown)
  }
  await releaseHandle(parts, handle)
}

const untilOf = ({ disposition }: PoolRestingError | AccountLostError): Date | null =>
  'until' in disposition ? disposition.until : null

const isFrozen = ({ state }: LeasedAccount): boolean =>
  state === 'needs_operator' || state === 'suspended'

function requirePassword({ held }: AccountHandle): void {
  if (canLogIn(held)) return
  const { username, is_password_refused: isRefused } = held.account
  const reason = isRefused ? 'was refused' : 'is missing'
  throw new ConflictError(
    `the password of the account '${username}' ${reason}: give a new one, or a session`,
  )
}
