import type { AppProfile } from '../accounts/app-profiles.ts'
import type {
  AccountSession,
  ImportedSession,
  SessionFacts,
  SessionInput,
} from './account-session.ts'
import type { CreatorSession } from './creator-reader.ts'
import type { FinderSession } from './creator-finder.ts'
import type { MemberSession } from './member-reader.ts'
import type { PublishSession } from './publish-session.ts'
import type { OnSent } from './sent-request.ts'

// Opens accounts of a platform for reading; the pool leases them.

/** A logged-in account with everything that the readers need. */
export interface PlatformSession
  extends CreatorSession, FinderSession, MemberSession, AccountSession {
  readonly publishing: PublishSession
}

/** An account as an adapter sees it; the pool provides it. */
export interface PlatformAccount {
  readonly username: string
  readonly deviceSeed: string
  /** The text from `exportSession`, or null before the first login. */
  readonly session: string | null
  /** The app on the account's device; null before its first login, or when it was not recorded. */
  readonly app: AppProfile | null
  /** Full proxy URL with credentials; there is no request without one. */
  readonly proxyUrl: string
  readonly signal: AbortSignal
  /** Called after each request that is sent on the account. */
  readonly onSent?: OnSent | undefined
  /**
   * Reserves one request of the account's and the proxy's budget and waits out the pacing; throws
   * PoolRestingError when the budget is spent. The returned function ends the reservation and must
   * be called exactly once.
   */
  reserve(endpoint: string): Promise<EndRequest>
  /** Stores the session; called after every answer that changed it, before the request ends. */
  saveSession(session: string, facts: SessionFacts): Promise<void>
  /**
   * Called once in a login, after the platform has accepted it and its session is saved, before the
   * first requests that follow. The login counts from then on, whatever happens to these requests
   * or to this process.
   */
  loggedIn(): Promise<void>
}

/** Takes the error that ended the request, or undefined after a success. */
export type EndRequest = (error?: unknown) => Promise<void>

export interface PlatformAdapter {
  /** The app of new logins, unless the account has a newer one; absent without app versions. */
  readonly app?: AppProfile
  /** Highlights that one request of `fetchStories` may ask for. */
  readonly storiesPerRequest: number
  open(account: PlatformAccount): PlatformSession
  /**
   * Reads an imported session, for the device of `deviceSeed` when it brings none. Throws
   * InvalidInputError about the field `sessionid` or `session_file` that names what is missing.
   */
  importSession(input: SessionInput, deviceSeed: string): Promise<ImportedSession>
  /** A stored session without its login, but with its device; null when unreadable. */
  withoutLogin(session: string): string | null
  /**
   * Connects through the proxy to a neutral host without sending anything; returns the real ms.
   * Throws ProxyFailedError, or the reason of the aborted signal.
   */
  checkProxy(proxyUrl: string, signal: AbortSignal): Promise<number>
}

/** Runs one step on the held account; moves to another account when the account is at fault. */
export type RunStep = <T>(step: (session: PlatformSession) => Promise<T>) => Promise<T>

/** The source of accounts: the pool. */
export interface Accounts {
  /**
   * Holds an account while `work` runs. `estimatedRequests` selects an account with enough budget.
   * `target` names what the work is about, so that at most two accounts meet a challenge on it.
   * Throws PoolRestingError when no account is free, TargetQuarantinedError when the target is
   * quarantined, and with `only` AccountOutOfServiceError when that account needs a person.
   */
  withAccount<T>(call: AccountCall, work: (run: RunStep) => Promise<T>): Promise<T>
}

/** The source of accounts that publish: the pool. */
export interface PublishingAccounts {
  /**
   * Holds one logged-in account whose purpose is publishing while `work` runs. `work` runs once
   * only, because a request that creates something must not be repeated before a look-up. The
   * effect of an error on the account and its proxy is recorded, a dead session is renewed for the
   * next time, and the error is rethrown. Before the work begins it throws PoolRestingError with
   * the time when the account may be free, and AccountOutOfServiceError when the account needs a
   * person or does not publish.
   */
  publishOn<T>(
    call: PublishingCall,
    work: (session: PlatformSession, held: Pick<PlatformAccount, 'signal'>) => Promise<T>,
  ): Promise<T>
}

export type PublishingCall = Pick<AccountCall, 'signal' | 'taskId' | 'estimatedRequests'> & {
  username: string
  /** Called after each request of the work, but not of a login before it. */
  onSent?: OnSent | undefined
}

export type AccountCall = {
  signal: AbortSignal
  /** The task whose work this is; its requests are stored with it. */
  taskId?: number | undefined
  estimatedRequests?: number
  target?: string
  /** Username of the account to use if it can work now; otherwise any. */
  prefer?: string
  /** Username of the only acceptable account; PoolRestingError says when it is free again. */
  only?: string
}
