import { setTimeout as delay } from 'node:timers/promises'
import { InterruptedError } from '../../base/errors.ts'
import type { AppProfile } from '../../accounts/app-profiles.ts'
import type { Clock } from '../../base/clock.ts'
import { throughPassingFaults } from '../../db/passing-faults.ts'
import type { EncryptionKeys } from '../../base/crypto.ts'
import type {
  AccountSeat,
  EndRequest,
  LoginCredentials,
  SessionFacts,
} from '../../platforms/port.ts'
import {
  OtherAccountError,
  type PoolRestingError,
  type ProxyFailedError,
  SecondFactorRefusedError,
} from '../../platforms/errors.ts'
import { AccountLostError } from '../state/account-lost.ts'
import type { LoginWait } from '../sessions/await-renewal.ts'
import { failedLoginOf } from '../sessions/failed-login.ts'
import type { LeasedAccount, LeaseKey } from '../budget/lease.ts'
import {
  beginLogin,
  cancelLogin,
  cancelRequest,
  endRequest,
  paceLoginStep,
  reserveRequest,
  type LoginPermit,
  type Permit,
  type Refusal,
} from '../budget/ledger.ts'
import { refusalOf } from '../budget/refusal.ts'
import { sealPendingLogin, sealSession, type AccountSecrets } from '../state/secrets.ts'
import { changeSession } from '../sessions/session-alerts.ts'
import { endFailedLogin, endLogin } from '../sessions/login-store.ts'
import { SessionReplacedError } from '../sessions/session-replaced.ts'
import { storeSession } from '../sessions/session-store.ts'
import type { TransitionParts } from '../state/transition.ts'
import type { About, UnstoredNews } from '../state/pending-writes.ts'

export type SeatParts = TransitionParts & {
  clock: Clock
  keys: EncryptionKeys
  limitsForSql: string
  random: () => number
  unstored: UnstoredNews
}

/** What was decrypted for the holder; in memory only while the account is held. */
export type OpenedAccount = {
  account: LeasedAccount
  session: string | null
  secrets: AccountSecrets | null
  proxyUrl: string
}

/** A session that nobody has stored yet, as the adapter last gave it. */
export type TriedSession = { session: string; facts: SessionFacts }

/** What shows that the account and its proxy did their part. */
const HEALTHY_OUTCOMES = new Set([
  'ok',
  'target_not_found',
  'target_private',
  'target_restricted',
  'not_offered',
])

const LOGIN_WAITS = {
  spent: 'login_budget_spent',
  busy: 'login_lock_held',
  stopped: 'pool_stopped',
} as const

const PROXY_FAILED: ProxyFailedError['code'] = 'proxy_failed'

/** Real time that an adapter gets to end a request it was told to abort. */
const CLOSE_MS = 10_000

/** A held account: what the adapter gets, and what the pool does with it. */
export class Seat implements AccountSeat {
  readonly account: LeasedAccount
  readonly lease: LeaseKey
  readonly username: string
  readonly deviceSeed: string
  session: string | null
  app: AppProfile | null
  readonly proxyUrl: string
  readonly signal: AbortSignal
  /** Real time (performance.now) until when the lease surely holds. */
  safeUntil: number
  /** Why the seat gave no more permits, if it did: more reliable than what an adapter makes of the error. */
  refusal: PoolRestingError | AccountLostError | undefined
  /** Why its last login could not begin. */
  loginWait: LoginWait | undefined
  isLoggedIn: boolean
  isLoggingIn = false
  /** Requests that went well for the account, whatever the target was; without those of logins. */
  answered = 0
  /** Of the stored session that this seat works with. */
  sessionVersion: number
  /** Set while a session is only tried: it is kept here instead of being stored. */
  tried: TriedSession | undefined

  readonly #parts: SeatParts
  readonly #secrets: AccountSecrets | null
  #platformId: string | null
  /** The session that was to be saved is somebody else's. */
  #otherAccount: OtherAccountError | undefined
  readonly #end = new AbortController()
  /** Steps of the login that may have come through the proxy. */
  #stepsSent = 0
  /** Settles when the request before has ended: there is one in flight at most. */
  #turn: Promise<void> = Promise.resolve()

  /** Sits down on a leased account. `signal` is the caller's. */
  constructor(parts: SeatParts, opened: OpenedAccount, signal: AbortSignal, safeUntil: number) {
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
    this.isLoggedIn = account.is_logged_in
  }

  get about(): About {
    return { accountId: this.account.id, username: this.username }
  }

  get hasPassword(): boolean {
    return this.#secrets !== null
  }

  /** Whether this may be the platform's id of the account; true as long as nobody knows that. */
  isOwnId(platformId: string): boolean {
    return this.#platformId === null || this.#platformId === platformId
  }

  /** Whether the platform's id of the account was known before it was leased, so that its name does not matter. */
  get isIdKnown(): boolean {
    return this.account.platform_id !== null
  }

  async reserve(endpoint: string): Promise<EndRequest> {
    const { promise, resolve: done } = Promise.withResolvers<void>()
    const before = this.#turn
    this.#turn = promise
    await before
    try {
      this.signal.throwIfAborted()
      const { db, limitsForSql } = this.#parts
      const answer = this.isLoggingIn
        ? await paceLoginStep(db, this.lease, this.#version)
        : await reserveRequest(db, this.lease, endpoint, limitsForSql, this.#version)
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
      // What a person has put in stays; the next request finds it. A login was in vain.
      if (this.isLoggingIn) throw new SessionReplacedError()
      return
    }
    this.sessionVersion = stored
    this.#platformId ??= facts.platformId
  }

  /**
   * Logs in anew, within the login budget: the steps are paced, but take no places of the hour and day. Gives what the
   * first requests after a login that was made met, if that says something of the account.
   */
  async logIn(
    login: (credentials: LoginCredentials) => Promise<Error | undefined>,
  ): Promise<Error | undefined> {
    const secrets = this.#secrets
    if (!secrets) throw new Error('an account without a password cannot log in')
    const { password, totpSeed = null } = secrets
    return await this.#runLogin(false, async () => await login({ password, totpSeed }))
  }

  /** Of the session that requests are sent on; a session that is only tried has none. */
  get #version(): number | null {
    return this.tried ? null : this.sessionVersion
  }

  /** Goes on with a login that has waited for a code, in the place that it has in the login budget. */
  async continueLogin(finish: () => Promise<Error | undefined>): Promise<Error | undefined> {
    return await this.#runLogin(true, finish)
  }

  async #runLogin(
    continues: boolean,
    run: () => Promise<Error | undefined>,
  ): Promise<Error | undefined> {
    const { db, limitsForSql } = this.#parts
    const answer = await beginLogin(db, this.lease, limitsForSql, continues)
    if (answer.verdict !== 'ok') throw this.#refuse(answer, true)
    this.isLoggingIn = true
    this.#stepsSent = 0
    let fault: Error | undefined
    try {
      fault = await run()
      // Whatever the adapter made of it.
      if (this.#otherAccount) throw this.#otherAccount
    } catch (error) {
      throw await this.#failLogin(answer, error, continues)
    } finally {
      this.isLoggingIn = false
    }
    const change = await changeSession(
      this.#parts,
      this.account.id,
      async (tx) => await endLogin(tx, this.lease, answer.requestId),
    )
    if (!change) throw this.lose('the lease of the account ended during a login')
    this.isLoggedIn = true
    return fault
  }

  /** Ends a login that was not made; what is to be thrown. */
  async #failLogin(permit: LoginPermit, error: unknown, continues: boolean): Promise<unknown> {
    const { db, keys, unstored } = this.#parts
    if (this.#stepsSent === 0) {
      await cancelLogin(db, this.lease, permit)
      return error
    }
    const seal = (pending: string): Buffer => sealPendingLogin(keys, this.account.id, pending)
    const failed = failedLoginOf(error, { requestId: permit.requestId, continues, seal })
    // A failure to store it would take the place of what the platform has said.
    const isGivenUp = await unstored.store(
      this.about,
      async () => await endFailedLogin(db, this.lease, failed),
    )
    if (!isGivenUp || !(error instanceof SecondFactorRefusedError)) return error
    const remedy = 'no more codes are tried for this login: log the account in anew'
    return new SecondFactorRefusedError(`${error.message}; ${remedy}`, { cause: error })
  }

  /** The lease is somebody else's: stops what is in flight. */
  lose(reason: string): AccountLostError {
    const error = new AccountLostError(reason)
    this.refusal = error
    this.#end.abort(error)
    return error
  }

  /** Stops what is in flight, if anything is, and waits for its end. */
  async close(): Promise<void> {
    this.#end.abort(new InterruptedError('the account was given back'))
    await Promise.race([this.#turn, delay(CLOSE_MS, undefined, { ref: false })])
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
    // A process that stood still may have lost the lease without knowing; what was reserved is no longer its own.
    if (performance.now() > this.safeUntil)
      throw this.lose('the lease of the account was not renewed')
  }

  #endOnce(permit: Permit, endpoint: string, done: () => void): EndRequest {
    const { db, limits, random, metrics } = this.#parts
    let ended = false
    return async (outcome) => {
      if (ended) return
      ended = true
      metrics.countRequest({ endpoint, outcome })
      if (outcome === PROXY_FAILED) this.#stepsSent -= 1
      try {
        const healthy = HEALTHY_OUTCOMES.has(outcome)
        if (healthy && permit.requestId !== null) this.answered += 1
        const gapMs = limits.gapMinMs + random() * (limits.gapMaxMs - limits.gapMinMs)
        const { requestId } = permit
        const end = { requestId, outcome, healthy, gapMs }
        // An end that fails would take the place of what the platform has just said.
        const held = await throughPassingFaults(async () => await endRequest(db, this.lease, end))
        if (!held) this.lose('the lease of the account ended during a request')
      } finally {
        done()
      }
    }
  }
}
