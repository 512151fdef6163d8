import type { SentRequests } from './sent-request.ts'

/**
 * An account of the pool, a connection, or a proxy; null when a proxy is not checked for one
 * account.
 */
type Subject =
  | { accountId: string }
  | { connectionId: string }
  | { proxyId: string; accountId: string | null }

/**
 * The actions that gramd does at a platform by itself, apart from the work that accounts are held
 * for.
 */
export type LoggedAction = 'login' | 'check_account' | 'check_proxy'

export type ActionLogEntry = {
  action: LoggedAction
  subject: Subject
  /** For a proxy `connected` or `failed`. */
  status: 'ok' | 'thrown' | 'connected' | 'failed'
  durationMs: number
  details: Record<string, unknown>
  requests: SentRequests
}

/** Stores an action that was done. It must not throw, because the action has already happened. */
export type ActionLog = (entry: ActionLogEntry) => Promise<void>
