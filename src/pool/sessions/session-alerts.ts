import { CORE_ALERTS } from '../../alerts/kinds.ts'
import { raiseAlert } from '../../alerts/raise.ts'
import type { Tx } from '../../db/handles.ts'
import { LoginOutdatedError, type PlatformError } from '../../platforms/errors.ts'
import { noteExpiringSessions } from './due-sessions.ts'
import { retryTransientFaults } from '../../db/transient-faults.ts'
import type { SessionChange } from './session-store.ts'
import { changeAccounts, type TransitionParts } from '../state/transition.ts'

type Named = { id: string; username: string }

/** Returns undefined when nothing changed. */
type Change = (tx: Tx) => Promise<SessionChange | undefined>

/**
 * Changes an account's session and publishes the change, both or neither; retries after a transient
 * fault of the database. Throws what `change` and the database throw.
 */
export async function changeSession(
  parts: TransitionParts,
  accountId: string,
  change: Change,
): Promise<SessionChange | undefined> {
  return await retryTransientFaults(async () => await makeSessionChange(parts, accountId, change))
}

/** Like `changeSession`, tried once: for pending writes. */
export async function makeSessionChange(
  parts: TransitionParts,
  accountId: string,
  change: Change,
): Promise<SessionChange | undefined> {
  return await changeAccounts(parts, async (tx, changes) => {
    const made = await change(tx)
    if (!made) return undefined
    const { username, event, code = event, to } = made
    const blame = event === 'session_died' ? ({ blames: 'account' } as const) : {}
    changes.record({ accountId, ...made, ...blame })
    const item = { account: username, account_id: accountId, state: to, code }
    if (event === 'session_renewed')
      changes.alert({ ...CORE_ALERTS.session_renewed, cause: event, item })
    return made
  })
}

/** Logs a failed login; alerts when it should have renewed a session. */
export async function reportFailedLogin(
  { db, log }: TransitionParts,
  account: Named & { was_logged_in: boolean },
  error: PlatformError,
): Promise<void> {
  const { id, username } = account
  log.warn({ account_id: id, account: username, code: error.code }, 'account login failed')
  // A refused app version raises one alert for all accounts, when the account's outcome is
  // recorded.
  if (!account.was_logged_in || error instanceof LoginOutdatedError) return
  const item = { account: username, account_id: id, code: error.code }
  await raiseAlert(db, { ...CORE_ALERTS.renewal_failed, cause: error.code, item })
}

/** Alerts about sessions near their end that gramd will not renew; returns how many. */
export async function alertExpiring(
  { db, limits, log }: TransitionParts,
  renewSessions: boolean,
): Promise<number> {
  // In one transaction, since each session is alerted only once.
  const expiring = await db.transaction().execute(async (tx) => {
    const found = await noteExpiringSessions(tx, { ...limits, renewSessions })
    for (const { id, username, session_expires_at: expiresAt } of found) {
      const item = { account: username, account_id: id, expires_at: expiresAt.toISOString() }
      await raiseAlert(tx, { ...CORE_ALERTS.session_expiring, cause: 'session_expiring', item })
    }
    return found
  })
  for (const { id, username, session_expires_at: expiresAt } of expiring) {
    const fields = { account_id: id, account: username, expires_at: expiresAt }
    log.warn(fields, 'account session expiring')
  }
  return expiring.length
}
