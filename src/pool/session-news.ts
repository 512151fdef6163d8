import { raiseAlert } from '../alerts/raise.ts'
import type { PlatformError } from '../platforms/errors.ts'
import type { SessionChange } from './session-store.ts'
import { tellChange, type TransitionParts } from './transition.ts'

type Named = { id: string; username: string }

/** Has everybody told what became of an account's session; the history knows already. */
export async function tellSessionChange(
  parts: TransitionParts,
  account: Named,
  change: SessionChange,
  code: string = change.event,
): Promise<void> {
  const { id, username } = account
  const { event, from, to } = change
  const item = { account: username, account_id: id, state: to, code }
  const isRenewed = event === 'session_renewed'
  await tellChange(
    parts,
    {
      accountId: id,
      username,
      from,
      to,
      event,
      ...(code === event ? {} : { code }),
      ...(change.event === 'session_died' ? { blames: 'account' } : {}),
    },
    isRenewed ? [{ kind: 'session_renewed', cause: event, item }] : [],
  )
}

/** Logs a login that failed; people are told when it was to renew a session. */
export async function tellFailedLogin(
  { db, log }: TransitionParts,
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
  { db, log }: TransitionParts,
  account: Named & { session_expires_at: Date },
): Promise<void> {
  const { id, username, session_expires_at: expiresAt } = account
  log.warn({ account_id: id, account: username, expires_at: expiresAt }, 'account session expiring')
  const item = { account: username, account_id: id, expires_at: expiresAt.toISOString() }
  await raiseAlert(db, { kind: 'session_expiring', cause: 'session_expiring', item })
}
