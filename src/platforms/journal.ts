import type { SentRequests } from './sent-request.ts'

/** An account of the pool, a connection, or a proxy: null where it is not looked at for one account. */
type Whose =
  | { accountId: string }
  | { connectionId: string }
  | { proxyId: string; accountId: string | null }

/** What is done towards a platform by itself, beside the work that accounts are held for. */
export type JournalAction = 'login' | 'check_account' | 'check_proxy'

export type JournalEntry = {
  action: JournalAction
  whose: Whose
  /** Of a proxy `connected` or `failed`. */
  status: 'ok' | 'thrown' | 'connected' | 'failed'
  durationMs: number
  details: Record<string, unknown>
  requests: SentRequests
}

/** Keeps what was done. It must not throw: what it tells of is done. */
export type Journal = (entry: JournalEntry) => Promise<void>
