import { AppError } from '../../base/errors.ts'
import { PoolRestingError } from '../../platforms/errors.ts'
import { careFor, checkOrRenew } from './care.ts'
import { findDueSessions, putOff, type DueSession } from '../sessions/due-sessions.ts'
import type { AccountHandle, PoolContext } from './account-handle.ts'
import { leaseForCare } from '../budget/lease.ts'
import { readRenewalSwitch } from '../sessions/renewal-switch.ts'
import { mayLogIn, signIn } from './renewal.ts'
import { alertExpiring } from '../sessions/session-alerts.ts'

/** The result of a pass of care, in accounts. */
export type MaintenanceReport = {
  checked: number
  renewed: number
  /** Their check or login failed; their events say why. */
  failed: number
  /** At work or without budget: skipped until a later pass. */
  skipped: number
  /** Near their end and not renewed by gramd: an alert was raised. */
  expiring: number
}

const AT_ONCE = 5
const NOTHING_DONE = { checked: 0, renewed: 0, failed: 0, skipped: 0 }

/**
 * Makes one pass of care for idle sessions: each with a lease of its account, most urgent first.
 * Errors are recorded as for other work and do not end the pass. With renewal off it only alerts
 * about sessions near their end and sends nothing.
 */
export async function maintainSessions(
  parts: PoolContext,
  signal: AbortSignal,
): Promise<MaintenanceReport> {
  const { db, limits } = parts
  const { on } = await readRenewalSwitch(db, limits)
  const expiring = await alertExpiring(parts, on)
  if (!on) return { ...NOTHING_DONE, expiring }
  const cared = await careForSessions(parts, await findDueSessions(db, limits), signal)
  return { ...cared, expiring }
}

/** Cares for these sessions, some at a time. Throws the reason of the aborted signal. */
export async function careForSessions(
  parts: PoolContext,
  sessions: readonly DueSession[],
  signal: AbortSignal,
): Promise<Omit<MaintenanceReport, 'expiring'>> {
  const report = { ...NOTHING_DONE }
  const due = sessions.values()
  const lane = async (): Promise<void> => {
    for (const session of due) {
      signal.throwIfAborted()
      report[await careForOne(parts, session, signal)] += 1
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason
  return report
}

type End = 'checked' | 'renewed' | 'failed' | 'skipped'

async function careForOne(parts: PoolContext, due: DueSession, signal: AbortSignal): Promise<End> {
  const { db, instance: owner, leaseMs, limits, log } = parts
  if (!(await parts.pendingWrites.isEmpty())) return 'skipped'
  const requestedAt = performance.now()
  const account = await leaseForCare(db, due.id, { owner, leaseMs, limits })
  if (!account) return 'skipped'
  try {
    return await careFor(
      parts,
      { account, requestedAt },
      signal,
      async (handle) => await keep(parts, handle, due),
    )
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof PoolRestingError) return 'skipped'
    if (!(error instanceof AppError)) throw error
    const fields = { account_id: account.id, account: account.username, code: error.code }
    log.warn({ ...fields, err: error }, 'account care failed')
    await putOff(db, account.id)
    return 'failed'
  }
}

/** The account may have changed since it was found. */
async function keep(parts: PoolContext, handle: AccountHandle, { care }: DueSession): Promise<End> {
  if (care === 'check') {
    if (!handle.held.isLoggedIn) return 'skipped'
    return (await checkOrRenew(parts, handle)) ? 'renewed' : 'checked'
  }
  if (!(await mayLogIn(parts, handle))) return 'skipped'
  await signIn(parts, handle, 'care')
  return 'renewed'
}
