import {
  AccountsFailedError,
  ChallengeRequiredError,
  LoginRequiredError,
  PlatformError,
  type PoolRestingError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../../platforms/errors.ts'
import type { AccountCall, PlatformSession, RunStep } from '../../platforms/adapter.ts'
import { AccountLostError, SessionReplacedError } from '../state/account-errors.ts'
import {
  concernsAccount,
  recordBlameless,
  releaseHandle,
  recordAndRelease,
  type AccountHandle,
  type PoolContext,
} from './account-handle.ts'
import { leaseForWork } from './lease-for-work.ts'
import { examineProxy } from './proxy-care.ts'
import {
  mayLogIn,
  renewSession,
  signIn,
  takeUpSession,
  whyNoLogin,
  type LoginBlock,
  type Measures,
} from './renewal.ts'
import { changeSession } from '../sessions/session-alerts.ts'
import { recordNeedsLogin } from '../sessions/dead-session.ts'
import { countAnswered, refuseQuarantined } from '../budget/targets.ts'

/** Accounts that one step may cost before it waits: in all, and after a challenge. */
const MAX_ACCOUNTS = 3
const MAX_ACCOUNTS_AFTER_CHALLENGE = 2
/** World time before the second and third try after a transient failure. */
const BACKOFF_MS = [5_000, 20_000]
/** World time that a step waits after costing these accounts: it may be the cause. */
const EXHAUSTED_PAUSE_MS = 10 * 60_000

type Tried = {
  accounts: number
  challenged: boolean
  /** By account. */
  measures: Map<string, Measures>
}

/** Holds one account at a time for one piece of work; moves to another when it must. */
export class AccountHolder {
  readonly #parts: PoolContext
  readonly #call: AccountCall
  #handle: AccountHandle | undefined
  /** The target has cost an account before. */
  #isWatched = false

  constructor(parts: PoolContext, call: AccountCall) {
    this.#parts = parts
    this.#call = call
  }

  readonly run: RunStep = async (step) => {
    const tried: Tried = { accounts: 0, challenged: false, measures: new Map() }
    for (;;) {
      // An error of a login does not concern the target: no request was about it yet.
      let target: string | undefined
      try {
        const { session } = await this.#hold(tried)
        target = this.#call.target
        return await this.#tryStep(session, step)
      } catch (thrown) {
        await this.#moveOn(thrown, tried, target)
      }
    }
  }

  async release(notBefore: Date | null = null): Promise<void> {
    const handle = this.#handle
    if (!handle) return
    this.#handle = undefined
    await releaseHandle(this.#parts, handle, notBefore)
    await this.#countAnswered(handle)
  }

  /** Counts successful requests on a watched target; a failure here must not fail the work. */
  async #countAnswered({ held: { answered } }: AccountHandle): Promise<void> {
    const { db, log } = this.#parts
    const { target } = this.#call
    if (target === undefined || !this.#isWatched || answered === 0) return
    try {
      await countAnswered(db, target, answered)
    } catch (error) {
      log.warn({ target, err: error }, 'requests on a target not counted')
    }
  }

  /** Returns the held account or the next one, logged in. */
  async #hold(tried: Tried): Promise<AccountHandle> {
    for (;;) {
      const handle = (this.#handle ??= await this.#lease())
      if (handle.held.isLoggedIn) return handle
      if (await mayLogIn(this.#parts, handle)) {
        measuresOf(tried, handle).add('login')
        await signIn(this.#parts, handle, 'work')
        return handle
      }
      await this.#putAside(handle, await whyNoLogin(this.#parts, handle))
    }
  }

  /** Releases an account without a session that must not log in by itself, with an alert. */
  async #putAside({ held }: AccountHandle, hold: LoginBlock): Promise<void> {
    await changeSession(
      this.#parts,
      held.account.id,
      async (tx) => await recordNeedsLogin(tx, held.lease, hold),
    )
    await this.release()
  }

  async #lease(): Promise<AccountHandle> {
    const { target } = this.#call
    this.#isWatched = target !== undefined && (await refuseQuarantined(this.#parts.db, target))
    return await leaseForWork(this.#parts, this.#call)
  }

  /** Retries transient failures on the same account. */
  async #tryStep<T>(
    session: PlatformSession,
    step: (session: PlatformSession) => Promise<T>,
  ): Promise<T> {
    for (const backoffMs of BACKOFF_MS) {
      try {
        return await step(session)
      } catch (thrown) {
        if (!(thrown instanceof TransientPlatformError) || this.#handle?.held.refusal) throw thrown
        await this.#parts.clock.sleep(backoffMs, this.#handle?.held.signal)
      }
    }
    return await step(session)
  }

  /**
   * Returns when the step may be retried, on this or another account; throws when that would not
   * help. `target` is the subject of the failed request, if it was sent.
   */
  async #moveOn(thrown: unknown, tried: Tried, target: string | undefined): Promise<void> {
    const handle = this.#handle
    if (handle && (await this.#takeUp(handle, thrown))) return
    if (handle?.held.isLoggedIn && thrown instanceof LoginRequiredError && !handle.held.refusal)
      await this.#renew(handle, thrown, tried)
    else await this.#leaveFor(thrown, tried, target)
  }

  /** Continues with the operator's session; nothing was sent on the old one. */
  async #takeUp(handle: AccountHandle, thrown: unknown): Promise<boolean> {
    if (!(thrown instanceof SessionReplacedError) || handle.held.refusal) return false
    if (await takeUpSession(this.#parts, handle)) return true
    handle.held.lose('the session of the account was replaced by one that is gone')
    return false
  }

  /** Renews the session and keeps the account, or releases it with a dead session. */
  async #renew(handle: AccountHandle, error: LoginRequiredError, tried: Tried): Promise<void> {
    try {
      this.#call.signal.throwIfAborted()
      if (await renewSession(this.#parts, handle, error, measuresOf(tried, handle))) return
    } catch (thrown) {
      if (await this.#takeUp(handle, thrown)) return
      return await this.#leaveFor(thrown, tried)
    }
    await this.release()
    this.#call.signal.throwIfAborted()
    await this.#count(tried, error)
  }

  async #leaveFor(failure: unknown, tried: Tried, target?: string): Promise<void> {
    const handle = this.#handle
    if (!handle) throw failure
    const { held } = handle
    const isPassing = failure instanceof TransientPlatformError && !held.refusal
    const thrown = isPassing ? await examineProxy(this.#parts, held, failure) : failure
    const isTheirs = concernsAccount(thrown, held)
    // Also for an aborted call: an account that met a challenge must not send again.
    if (isTheirs) await this.#settle(handle, thrown, target)
    this.#call.signal.throwIfAborted()
    if (isTheirs) {
      tried.challenged ||= thrown instanceof ChallengeRequiredError
      return await this.#count(tried, thrown)
    }
    if (held.refusal) return await this.#leave(held.refusal, tried)
    if (!(thrown instanceof PlatformError)) throw thrown
    await this.#endStep(handle, thrown, tried)
  }

  /** Throws errors that every account would meet; moves on after a transient fault of a login. */
  async #endStep(handle: AccountHandle, thrown: PlatformError, tried: Tried): Promise<void> {
    const { held } = handle
    if (thrown instanceof UnexpectedAnswerError) {
      await this.#settle(handle, thrown)
      throw thrown
    }
    await recordBlameless(this.#parts, held, thrown)
    if (held.isLoggedIn || !(thrown instanceof TransientPlatformError)) throw thrown
    // Its login attempt is spent; another account may be logged in already.
    await this.release()
    await this.#count(tried, thrown)
  }

  /** Releases an account that gets no more permits. */
  async #leave(refusal: PoolRestingError | AccountLostError, tried: Tried): Promise<void> {
    const { disposition } = refusal
    await this.release('until' in disposition ? disposition.until : null)
    // A spent budget is not a failure: when no account is left, the lease reports it.
    if (refusal instanceof AccountLostError) await this.#count(tried, refusal)
  }

  async #settle(handle: AccountHandle, error: PlatformError, target?: string): Promise<void> {
    this.#handle = undefined
    await recordAndRelease(this.#parts, handle, error, target)
    if (!(error instanceof ChallengeRequiredError)) await this.#countAnswered(handle)
  }

  async #count(tried: Tried, cause: Error): Promise<void> {
    tried.accounts += 1
    const { target } = this.#call
    if (tried.challenged && target !== undefined) await refuseQuarantined(this.#parts.db, target)
    const most = tried.challenged ? MAX_ACCOUNTS_AFTER_CHALLENGE : MAX_ACCOUNTS
    if (tried.accounts < most) return
    // Not longer, even if no account is free then: tasks are claimed only when one is.
    const until = new Date(this.#parts.clock.now().getTime() + EXHAUSTED_PAUSE_MS)
    throw new AccountsFailedError(`${tried.accounts} accounts failed in a row`, until, { cause })
  }
}

function measuresOf(tried: Tried, { held }: AccountHandle): Measures {
  const known = tried.measures.get(held.account.id)
  if (known) return known
  const measures: Measures = new Set()
  tried.measures.set(held.account.id, measures)
  return measures
}
