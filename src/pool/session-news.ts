import { raiseAlert } from '../alerts/raise.ts'
import type { Db } from '../db/database.ts'
import type { Logger } from '../log.ts'
import type { PlatformError } from '../platforms/errors.ts'
import type { SessionChange } from './session-store.ts'

type NewsParts = { db: Db; log: Logger }
type Named = { id: string; username: string }

/** Logs what became of an account's session, and has people told when it was renewed or waits for one of them. */
export async function tellSessionChange(
  { db, log }: NewsParts,
  account: Named,
  change: SessionChange,
  code: string = change.event,
): Promise<void> {
  const { event, from, to } = change
  const needsPerson = from !== to && (to === 'needs_login' || to === 'needs_operator')
  const fields = { account_id: account.id, account: account.username, code }
  log[needsPerson ? 'warn' : 'info'](
    { ...fields, event, from_state: from, to_state: to },
    from === to ? 'account session' : 'account state changed',
  )
  const item = { account: account.username, account_id: account.id, state: to, code }
  if (event === 'session_renewed')
    await raiseAlert(db, { kind: 'session_renewed', cause: event, item })
  if (needsPerson) await raiseAlert(db, { kind: 'account_needs_person', cause: code, item })
}

/** Logs a login that failed; people are told when it was to renew a session. */
export async function tellFailedLogin(
  { db, log }: NewsParts,
  account: Named & { was_logged_in: boolean },
  error: PlatformError,
): Promise<void> {
  const { id, username } = account
  log.warn({ account_id: id, account: username, code: error.code }, 'account login failed')
  if (!account.was_logged_in) return
  const item = { account: username, account_id: id, code: error.code }
  await raiseAlert(db, { kind: 'renewal_failed', cause: error.code, item })
}

/** Has people told that a session is near its end and that gramd will not renew it. */
export async function tellExpiring(
  { db, log }: NewsParts,
  account: Named & { session_expires_at: Date },
): Promise<void> {
  const { id, username, session_expires_at: expiresAt } = account
  log.warn({ account_id: id, account: username, expires_at: expiresAt }, 'account session expiring')
  const item = { account: username, account_id: id, expires_at: expiresAt.toISOString() }
  await raiseAlert(db, { kind: 'session_expiring', cause: 'session_expiring', item })
}
