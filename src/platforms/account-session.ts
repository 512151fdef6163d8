import type { AppProfile } from '../accounts/app-profiles.ts'

/**
 * An account at the platform: one call at a time. Every method of a session throws a PlatformError
 * (errors.ts), what its PlatformAccount throws, the reason of the aborted signal, or an
 * InvalidInputError for a name or id that cannot exist, and nothing else.
 */
export interface SessionOfAccount {
  readonly username: string
}

/** An account that can log in. */
export interface AccountSession extends SessionOfAccount {
  /** One light request that verifies the session and returns its owner. */
  checkSession(): Promise<SessionOwner>
  /**
   * Logs in with several requests, all within the login budget. The seed answers a second factor;
   * without a seed, throws TwoFactorRequiredError with the input of `finishLogin`. A login that
   * does not throw succeeded, and its session is saved; returns the error of the first requests
   * after it, if that concerns the account.
   */
  login(credentials: LoginCredentials): Promise<Error | undefined>
  /**
   * Finishes a login that waits for its second factor, with a person's code; otherwise like
   * `login`.
   */
  finishLogin(pending: string, code: string): Promise<Error | undefined>
}

export type SessionOwner = { platformId: string; username: string }

/** `totpSeed` is base32. */
export type LoginCredentials = { password: string; totpSeed: string | null }

/** A session to import: a cookie, or a file saved by another program. */
export type SessionInput = { kind: 'sessionid'; sessionId: string } | { kind: 'file'; text: string }

/**
 * An imported session in the form of `PlatformAccount.session`. Unknown facts about its owner are
 * null.
 */
export type ImportedSession = {
  session: string
  /** The app that the session continues with. */
  app?: AppProfile
  platformId: string | null
  username: string | null
  expiresAt: Date | null
}

/**
 * Facts about a session without its secrets; `expiresAt` is the world time at which its first
 * cookie expires, `app` the app that made or first used it.
 */
export type SessionFacts = { platformId: string | null; expiresAt: Date | null; app?: AppProfile }
