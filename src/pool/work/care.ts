import { ConflictError } from '../../base/errors.ts'
import {
  LoginRequiredError,
  PlatformError,
  SessionDoubtedError,
  TransientPlatformError,
  UnexpectedAnswerError,
  type PoolRestingError,
} from '../../platforms/errors.ts'
import type { AccountLostError } from '../state/account-lost.ts'
import { waitForAccount, type CareLease } from '../budget/care-lease.ts'
import {
  isAboutHeld,
  openAccount,
  recordBlameless,
  refuseUnstored,
  releaseHolding,
  settleHolding,
  takeSeat,
  tellLease,
  type Holding,
  type PoolParts,
} from './account-handle.ts'
import { releaseAccount, type LeasedAccount } from '../budget/lease.ts'
import { examineProxy } from './proxy-care.ts'
import { canLogIn, checkSession, finishSignIn, logInAgain, signIn } from './renewal.ts'
import { openPendingLogin } from '../state/secrets.ts'

export type ChallengeAnswer = { code: string } | { resolved: true }

/** What an operator has done with one account. `Pool` says what each throws. */
export async function logInAccount(
  parts: PoolParts,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  await onAccount(parts, accountId, signal, async (holding) => {
    requirePassword(holding)
    await signIn(parts, holding, 'person')
  })
}

export async function checkOneAccount(
  parts: PoolParts,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  await onAccount(parts, accountId, signal, async (holding) => {
    const { account, isLoggedIn } = holding.seat
    if (isFrozen(account)) {
      const remedy = account.is_password_refused
        ? 'give it another password, then log it in'
        : 'say that its challenge is resolved, or enter its code (challenge)'
      throw new ConflictError(`the account '${account.username}' is ${account.state}: ${remedy}`)
    }
    if (!isLoggedIn) {
      const remedy = 'log it in, or give it a session'
      throw new ConflictError(`the account '${account.username}' has no session: ${remedy}`)
    }
    await checkOrRenew(parts, holding)
  })
}

export async function resolveChallenge(
  parts: PoolParts,
  accountId: string,
  answer: ChallengeAnswer,
  signal: AbortSignal,
): Promise<void> {
  await onAccount(parts, accountId, signal, async (holding) => {
    if ('code' in answer) await giveCode(parts, holding, answer.code)
    else await lookAgain(parts, holding)
  })
}

async function giveCode(parts: PoolParts, holding: Holding, code: string): Promise<void> {
  const { id, username, pending_login: sealed } = holding.seat.account
  if (!sealed) {
    const remedy = 'log it in first; a login that asks for a code waits for it'
    throw new ConflictError(`no login of the account '${username}' waits for a code: ${remedy}`)
  }
  await finishSignIn(parts, holding, { pending: openPendingLogin(parts.keys, id, sealed), code })
}

/** A person says that the account is well again: exactly one request shows it. */
async function lookAgain(parts: PoolParts, holding: Holding): Promise<void> {
  const { account, isLoggedIn } = holding.seat
  if (!isFrozen(account)) {
    const reason = `the account '${account.username}' is ${account.state}: nothing waits for a person`
    throw new ConflictError(reason)
  }
  if (!isLoggedIn) {
    requirePassword(holding)
    return await signIn(parts, holding, 'person')
  }
  try {
    await checkSession(parts, holding)
  } catch (error) {
    if (!(error instanceof LoginRequiredError)) throw error
    if (!(await logInAgain(parts, holding, error, 'person'))) throw new Recorded(error)
  }
}

/** Checks a session; a dead one is renewed as it would be at work. Whether it was renewed. */
export async function checkOrRenew(parts: PoolParts, holding: Holding): Promise<boolean> {
  try {
    await checkTwiceIfDoubted(parts, holding)
    return false
  } catch (error) {
    if (!(error instanceof LoginRequiredError)) throw error
    if (!(await logInAgain(parts, holding, error, 'care'))) throw new Recorded(error)
    return true
  }
}

/** A refusal without a reason is no proof yet: a second light request decides. */
async function checkTwiceIfDoubted(parts: PoolParts, holding: Holding): Promise<void> {
  try {
    await checkSession(parts, holding)
  } catch (error) {
    if (!(error instanceof SessionDoubtedError)) throw error
    await checkSession(parts, holding)
  }
}

/** The platform's answer means nothing more for the account: what it means is written already. */
class Recorded extends Error {
  readonly error: PlatformError

  constructor(error: PlatformError) {
    super(error.message, { cause: error })
    this.error = error
  }
}

/** Holds one account for an operator's action, and gives it back with what the action met. */
async function onAccount(
  parts: PoolParts,
  accountId: string,
  signal: AbortSignal,
  work: (holding: Holding) => Promise<void>,
): Promise<void> {
  const { db, instance: owner, leaseMs, limits } = parts
  await refuseUnstored(parts)
  const lease = await waitForAccount(db, accountId, { owner, leaseMs, limits }, signal)
  await careFor(parts, lease, signal, work)
}

/**
 * Works on an account that is leased for care, and gives it back. What the work met is recorded as for any other work,
 * and thrown.
 */
export async function careFor<T>(
  parts: PoolParts,
  { account, askedAt }: CareLease,
  signal: AbortSignal,
  work: (holding: Holding) => Promise<T>,
): Promise<T> {
  tellLease(parts, account)
  const holding = takeSeat(parts, await opened(parts, account), { signal, askedAt })
  let done: T
  try {
    done = await work(holding)
  } catch (thrown) {
    const error = thrown instanceof Recorded ? thrown.error : thrown
    await settleCare(parts, holding, thrown)
    throw holding.seat.refusal ?? error
  }
  await releaseHolding(parts, holding)
  return done
}

async function opened(parts: PoolParts, account: LeasedAccount) {
  try {
    return openAccount(parts, account)
  } catch (cause) {
    await releaseAccount(
      parts.db,
      { accountId: account.id, token: account.lease_token },
      parts.limitsForSql,
    )
    const reason = `the secrets of the account '${account.username}' do not open: is its key in GRAMD_ENCRYPTION_KEYS?`
    throw new ConflictError(reason, [], { cause })
  }
}

async function settleCare(parts: PoolParts, holding: Holding, failure: unknown): Promise<void> {
  const { refusal, signal } = holding.seat
  if (refusal && !isAboutHeld(failure, holding.seat))
    return await releaseHolding(parts, holding, untilOf(refusal))
  const isPassing = failure instanceof TransientPlatformError && !signal.aborted
  const thrown = isPassing ? await examineProxy(parts, holding.seat, failure) : failure
  if (thrown instanceof PlatformError) {
    const isUnread = thrown instanceof UnexpectedAnswerError
    if (thrown.owner === 'account' || thrown.owner === 'proxy' || isUnread)
      return await settleHolding(parts, holding, thrown)
    await recordBlameless(parts, holding.seat, thrown)
  }
  await releaseHolding(parts, holding)
}

const untilOf = ({ disposition }: PoolRestingError | AccountLostError): Date | null =>
  'until' in disposition ? disposition.until : null

const isFrozen = ({ state }: LeasedAccount): boolean =>
  state === 'needs_operator' || state === 'suspended'

function requirePassword({ seat }: Holding): void {
  if (canLogIn(seat)) return
  const { username, is_password_refused: isRefused } = seat.account
  const reason = isRefused ? 'was refused' : 'is missing'
  throw new ConflictError(
    `the password of the account '${username}' ${reason}: give a new one, or a session`,
  )
}
