import { setTimeout as delay } from 'node:timers/promises'
import { InterruptedError } from '../../base/errors.ts'
import type { AppProfile } from '../../accounts/app-profiles.ts'
import type { Clock } from '../../base/clock.ts'
import { retryTransientFaults } from '../../db/transient-faults.ts'
import type { EncryptionKeys } from '../../base/crypto.ts'
import type { PlatformAccount, EndRequest } from '../../platforms/adapter.ts'
import type { LoginCredentials, SessionFacts } from '../../platforms/account-session.ts'
import type { OnSent } from '../../platforms/sent-request.ts'
import {
  OtherAccountError,
  outcomeOf,
  PlatformError,
  type PoolRestingError,
  ProxyFailedError,
  SecondFactorRefusedError,
} from '../../platforms/errors.ts'
import { AccountLostError, SessionReplacedError } from '../state/account-errors.ts'
import type { LoginWait } from '../sessions/await-renewal.ts'
import type { LeasedAccount, LeaseKey } from '../budget/lease.ts'
import {
  beginLogin,
  cancelLogin,
  cancelRequest,
  endRequest,
  paceLoginStep,
  refusalOf,
  reserveRequest,
  type LoginPermit,
  type Permit,
  type Refusal,
} from '../budget/ledger.ts'
import { sealPendingLogin, sealSession, type AccountSecrets } from '../state/secrets.ts'
import { makeSessionChange } from '../sessions/session-alerts.ts'
import { endFailedLogin, endLogin, failedLoginOf } from '../sessions/login-store.ts'
import { storeSession } from '../sessions/session-store.ts'
import type { TransitionParts } from '../state/transition.ts'
import type { About, PendingWrites } from '../state/pending-writes.ts'

export type HeldAccountContext = TransitionParts & {
  clock: Clock
  keys: EncryptionKeys
  random: () => number
  pendingWrites: PendingWrites
}

/** A leased account with its decrypted secrets; in memory only while the account is held. */
export type OpenedAccount = {
  account: LeasedAccount
  session: string | null
  secrets: AccountSecrets | null
  proxyUrl: string
}

/** A session that is not stored yet, as last returned by the adapter. */
export type TriedSession = { session: string; facts: SessionFacts }

const LOGIN_WAITS = {
  spent: 'login_budget_spent',
  busy: 'login_lock_held',
  stopped: 'pool_stopped',
} as const

/** Real time that an adapter has to end an aborted request. */
const CLOSE_MS = 10_000

type Holding = {
  signal: AbortSignal
  /** Real time until which the lease holds. */
  safeUntil: number
  /** The task that requests are sent for. */
  taskId?: number | null | undefined
}

/** An account with its lease: what the adapter gets, and the pool's operations on it. */
export class HeldAccount implements PlatformAccount {
  readonly account: LeasedAccount
  readonly lease: LeaseKey
  readonly username: string
  readonly deviceSeed: string
  session: string | null
  app: AppProfile | null
  readonly proxyUrl: string
  readonly signal: AbortSignal
  /** Real time (performance.now) until which the lease certainly holds. */
  safeUntil: number
  /** Why the last permit was refused: more reliable than what an adapter makes of the error. */
  refusal: PoolRestingError | AccountLostError | undefined
  /** Why its last login could not begin. */
  loginWait: LoginWait | undefined
  isLoggedIn: boolean
  isLoggingIn = false
  /** Called after each request of the work. */
  onSent: OnSent | undefined
  /** Requests that succeeded for the account, whatever the target was; without those of logins. */
  answered = 0
  sessionVersion: number
  /** Set while a session is only checked: it is kept here instead of being stored. */
  tried: TriedSession | undefined

  readonly #parts: HeldAccountContext
  readonly #secrets: AccountSecrets | null
  #platformId: string | null
  /** The session to save belongs to another account. */
  #otherAccount: OtherAccountError | undefined
  readonly #end = new AbortController()
  /** Steps of the login that may have come through the proxy. */
  #stepsSent = 0
  /** The login that the platform has not accepted yet. */
  #openLogin: LoginPermit | undefined
  /** Settles when the previous request has ended: at most one is in flight. */
  #inFlight: Promise<void> = Promise.resolve()
  /** The task that requests are sent for. */
  readonly #taskId: number | null

  constructor(
    parts: HeldAccountContext,
    opened: OpenedAccount,
    { signal, safeUntil, taskId = null }: Holding,
  ) {
    const { account } = opened
    this.#parts = parts
    this.#secrets = opened.secrets
    this.#platformId = account.platform_id
    this.sessionVersion = account.session_version
    this.account = account
    this.lease = { accountId: account.id, token: account.lease_token }
    this.username = account.username
    this.deviceSeed = account.device_seed
    this.session = opened.session
    this.app = account.app_profile
    this.proxyUrl = opened.proxyUrl
    this.signal = AbortSignal.any([signal, this.#end.signal])
    this.safeUntil = safeUntil
    this.#taskId = taskId
    this.isLoggedIn = account.is_logged_in
  }

  get about(): About {
    return { accountId: this.account.id, username: this.username }
  }

  get hasPassword(): boolean {
    return this.#secrets !== null
  }

  /** Whether this may be the account's platform id; true while the id is unknown. */
  isOwnId(platformId: string): boolean {
    return this.#platformId === null || this.#platformId === platformId
  }

  /** Whether the platform id was known before the lease, so that the name does not matter. */
  get isIdKnown(): boolean {
    return this.account.platform_id !== null
  }

  /** Calls `onSent` for the requests of this work only. */
  async reporting<T>(onSent: OnSent | undefined, work: () => Promise<T>): Promise<T> {
    const before = this.onSent
    this.onSent = onSent
    try {
      return await work()
    } finally {
      this.onSent = before
    }
  }

  async reserve(endpoint: string): Promise<EndRequest> {
    const { promise, resolve: done } = Promise.withResolvers<void>()
    const before = this.#inFlight
    this.#inFlight = promise
    await before
    try {
      this.signal.throwIfAborted()
      const { db, limits } = this.#parts
      const sessionVersion = this.#version
      const answer = this.isLoggingIn
        ? await paceLoginStep(db, this.lease, sessionVersion)
        : await reserveRequest(
            db,
            { ...this.lease, sessionVersion, taskId: this.#taskId },
            endpoint,
            limits,
          )
      if (answer.verdict === 'replaced') throw new SessionReplacedError()
      if (answer.verdict !== 'ok') throw this.#refuse(answer)
      await this.#wait(answer)
      this.#stepsSent += 1
      return this.#endOnce(answer, endpoint, done)
    } catch (error) {
      done()
      throw error
    }
  }

  async saveSession(session: string, facts: SessionFacts): Promise<void> {
    const { db, keys } = this.#parts
    if (this.tried) {
      this.tried = { session, facts }
      return
    }
    if (facts.platformId !== null && !this.isOwnId(facts.platformId)) {
      this.#otherAccount = new OtherAccountError('the session is of another account')
      throw this.#otherAccount
    }
    const sealed = sealSession(keys, this.account.id, session)
    const isNew = this.isLoggingIn
    const version = this.sessionVersion
    const stored = await storeSession(db, this.lease, { sealed, facts, isNew, version })
    if (stored === undefined)
      throw this.lose('the lease of the account ended before its session was saved')
    if (stored === 'replaced') {
      // The operator's session stays; the next request uses it. A login is void.
      if (this.isLoggingIn) throw new SessionReplacedError()
      return
    }
    this.sessionVersion = stored
    this.#platformId ??= facts.platformId
  }

  /**
   * Logs in within the login budget: its steps are paced, but do not count in the hour and day.
   * Returns the error of the first requests after a successful login, if it concerns the account.
   */
  async logIn(
    login: (credentials: LoginCredentials) => Promise<Error | undefined>,
  ): Promise<Error | undefined> {
    const secrets = this.#secrets
    if (!secrets) throw new Error('an account without a password cannot log in')
    const { password, totpSeed = null } = secrets
    return await this.#runLogin(false, async () => await login({ password, totpSeed }))
  }

  /** Version of the session that requests use; null for a session that is only checked. */
  get #version(): number | null {
    return this.tried ? null : this.sessionVersion
  }

  /** Continues a login that waited for a code; it already counts in the login budget. */
  async continueLogin(finish: () => Promise<Error | undefined>): Promise<Error | undefined> {
    return await this.#runLogin(true, finish)
  }

  async #runLogin(
    continues: boolean,
    run: () => Promise<Error | undefined>,
  ): Promise<Error | undefined> {
    const { db, limits } = this.#parts
    const answer = await beginLogin(db, this.lease, limits, continues)
    if (answer.verdict !== 'ok') throw this.#refuse(answer, true)
    this.isLoggingIn = true
    this.#stepsSent = 0
    this.#openLogin = answer
    try {
      const fault = await run()
      // Thrown regardless of the adapter's own result.
      if (this.#otherAccount) throw this.#otherAccount
      if (this.#openLogin) throw new Error('an adapter ended a login without an outcome')
      return fault
    } catch (error) {
      throw this.#openLogin ? await this.#failLogin(answer, error, continues) : error
    } finally {
      this.isLoggingIn = false
      this.#openLogin = undefined
    }
  }

  /**
   * Records the accepted login, because an unrecorded one would cause a second login, which the
   * platform punishes with a freeze.
   */
  async loggedIn(): Promise<void> {
    const login = this.#openLogin
    if (!login) throw new Error('an account is logged in outside of a login')
    const stored = await this.#parts.pendingWrites.store(this.about, async () => ({
      change: await makeSessionChange(
        this.#parts,
        this.account.id,
        async (tx) => await endLogin(tx, this.lease, login.requestId),
      ),
    }))
    if (stored && !stored.change) throw this.lose('the lease of the account ended during a login')
    this.#openLogin = undefined
    this.isLoggedIn = true
  }

  /** Ends a failed login; returns the error to throw. */
  async #failLogin(permit: LoginPermit, error: unknown, continues: boolean): Promise<unknown> {
    const { db, keys, pendingWrites } = this.#parts
    if (this.#stepsSent === 0) {
      await cancelLogin(db, this.lease, permit)
      return error
    }
    const seal = (pending: string): Buffer => sealPendingLogin(keys, this.account.id, pending)
    const failed = failedLoginOf(error, { requestId: permit.requestId, continues, seal })
    // A failed write must not replace the platform's error.
    const isAbandoned = await pendingWrites.store(
      this.about,
      async () => await endFailedLogin(db, this.lease, failed),
    )
    if (!isAbandoned || !(error instanceof SecondFactorRefusedError)) return error
    const remedy = 'no more codes are tried for this login: log the account in again'
    return new SecondFactorRefusedError(`${error.message}; ${remedy}`, { cause: error })
  }

  /** The lease is lost: aborts the request in flight. */
  lose(reason: string): AccountLostError {
    const error = new AccountLostError(reason)
    this.refusal = error
    this.#end.abort(error)
    return error
  }

  /** Aborts the request in flight, if there is one, and waits for its end. */
  async close(): Promise<void> {
    this.#end.abort(new InterruptedError('the account was released'))
    await Promise.race([this.#inFlight, delay(CLOSE_MS, undefined, { ref: false })])
  }

  #refuse(answer: Refusal, isLogin = false): PoolRestingError | AccountLostError {
    if (answer.verdict === 'lost') return this.lose('the lease of the account has ended')
    this.refusal = refusalOf(answer, isLogin)
    if (isLogin && 'until' in answer)
      this.loginWait = { code: LOGIN_WAITS[answer.verdict], until: answer.until }
    return this.refusal
  }

  async #wait(permit: Permit): Promise<void> {
    const { db, clock } = this.#parts
    try {
      await clock.sleep(permit.waitMs, this.signal)
    } catch (error) {
      await cancelRequest(db, this.lease, permit.requestId)
      throw error
    }
    // A process that was suspended may have lost the lease unnoticed; then the permit is void.
    if (performance.now() > this.safeUntil)
      throw this.lose('the lease of the account was not renewed')
  }

  #endOnce(permit: Permit, endpoint: string, done: () => void): EndRequest {
    const { db, limits, random, metrics } = this.#parts
    let ended = false
    return async (error) => {
      if (ended) return
      ended = true
      const outcome = outcomeOf(error)
      metrics.countRequest({ endpoint, outcome })
      if (error instanceof ProxyFailedError) this.#stepsSent -= 1
      try {
        const healthy = error === undefined || (error instanceof PlatformError && error.isHealthy)
        if (healthy && permit.requestId !== null) this.answered += 1
        const gapMs = limits.gapMinMs + random() * (limits.gapMaxMs - limits.gapMinMs)
        const { requestId } = permit
        const end = { requestId, outcome, healthy, gapMs }
        // A failed write must not replace the platform's error.
        const isHeld = await retryTransientFaults(async () => await endRequest(db, this.lease, end))
        if (!isHeld) this.lose('the lease of the account ended during a request')
      } finally {
        done()
      }
    }
  }
}
