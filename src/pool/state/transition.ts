import { sql } from 'kysely'
import { errorFields } from '../../base/classify.ts'
import { lockExclusive } from '../../db/locks.ts'
import { CORE_ALERTS, type OperatorsAlert } from '../../alerts/kinds.ts'
import { raiseAlert, type Alert } from '../../alerts/raise.ts'
import { jsonb } from '../../db/database.ts'
import type { Db, Tx } from '../../db/handles.ts'
import type { Logger } from '../../base/log/log.ts'
import { isInService, type AccountPurpose, type AccountState } from '../../accounts/states.ts'
import { tripBreaker, type BreakerTrip } from './circuit-breaker.ts'
import type { PoolLimits } from './limits.ts'
import type { PoolMetrics } from './metrics.ts'
import { findPublishers, sizeAlert } from './pool-size.ts'

/** Makes tasks that wait with one of these codes due now. */
type ResumeWaitingTasks = (codes: readonly string[]) => Promise<void>

/** Codes of tasks that wait for any account: PoolRestingError and AppOutdatedError. */
export const WAITS_FOR_ACCOUNTS = ['pool_resting', 'app_outdated'] as const
/** Codes of tasks that wait for a quarantined target: ReadingQuarantinedError. */
export const WAITS_FOR_TARGETS = ['target_quarantined'] as const

export type TransitionParts = {
  db: Db
  log: Logger
  limits: PoolLimits
  metrics: PoolMetrics
  /** Called when an account comes into service; without it, waiting tasks run at their own time. */
  resumeWaitingTasks?: ResumeWaitingTasks
}

/** An event of an account; its state may stay the same. */
export type Transition = {
  accountId: string
  username: string
  /** Null for a new account. */
  from: AccountState | null
  /** Null for an account that was removed together with its history. */
  to: AccountState | null
  /** The event, as in account_events: an error code, or the name of an operation. */
  event: string
  code?: string
  restUntil?: Date | null
  /** When gramd will log the account in again (world time). */
  renewsAt?: Date
  blames?: 'account' | 'proxy'
  /** The purpose of a removed account, whose row no longer has it. */
  purpose?: AccountPurpose
  /** Details for the history: no secrets. */
  detail?: Record<string, unknown>
}

/** Collects the events and alerts of a change. */
export type Changes = {
  record(...transitions: Transition[]): void
  alert(alert: Alert): void
}

/** The records of a transaction, to be published after its commit. */
export type Recorded = {
  transitions: readonly Transition[]
  /** Alerts of the change itself, not of account states or the pool size. */
  alerts?: readonly Alert[]
  trip: BreakerTrip | undefined
}

const LEVELS = { info: 'info', warning: 'warn', critical: 'error' } as const

/**
 * Makes every change of an account's state: `change` runs in a transaction and records what
 * happened, which is stored as history and then published as log lines, metrics and alerts. Tasks
 * that wait for an account are woken when one comes into service. Throws what `change` and the
 * database throw; then nothing is published.
 */
export async function changeAccounts<T>(
  parts: TransitionParts,
  change: (tx: Tx, changes: Changes) => Promise<T>,
): Promise<T> {
  const { result, recorded } = await parts.db.transaction().execute(async (tx) => {
    const transitions: Transition[] = []
    const alerts: Alert[] = []
    const result = await change(tx, {
      record: (...moved) => void transitions.push(...moved),
      alert: (alert) => void alerts.push(alert),
    })
    return { result, recorded: await recordTransitions(tx, parts.limits, transitions, alerts) }
  })
  publishTransitions(parts, recorded)
  if (recorded.transitions.some(({ from, to }) => !isIn(from) && isIn(to)))
    await resumeWaitingTasks(parts, WAITS_FOR_ACCOUNTS)
  return result
}

/** Wakes waiting tasks; if that fails, they run at their own time. */
export async function resumeWaitingTasks(
  parts: Pick<TransitionParts, 'resumeWaitingTasks' | 'log'>,
  codes: readonly string[],
): Promise<void> {
  try {
    await parts.resumeWaitingTasks?.(codes)
  } catch (error) {
    parts.log.warn(errorFields(error), 'could not wake waiting tasks')
  }
}

/**
 * The transactional part of `changeAccounts`; must come last in the transaction, because every
 * other transaction that records something waits for its locks.
 */
export async function recordTransitions(
  tx: Tx,
  limits: PoolLimits,
  transitions: readonly Transition[],
  alerts: readonly Alert[] = [],
): Promise<Recorded> {
  await insertEvents(tx, transitions)
  const due = [...alerts, ...transitions.flatMap(alertsOf)]
  let trip: BreakerTrip | undefined
  const fail = transitions.some(isFailure)
  if (fail || transitions.some((moved) => leaves(moved) || rests(moved))) {
    // Statements after the lock see earlier records: of two that take the last two accounts, one
    // sees none left.
    await lockExclusive(tx, 'pool_count')
    if (fail) trip = await tripBreaker(tx, limits)
    if (trip) due.push(trip.alert)
    const small = await sizeAlertAfter(tx, limits, transitions)
    if (small) due.push(small)
  }
  // In one order everywhere, since each locks the open notification of its cause.
  const nameOf = ({ kind, cause }: Alert): string => `${kind} ${cause}`
  for (const alert of due.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)))
    await raiseAlert(tx, alert)
  return { transitions, alerts, trip }
}

/** Returns the alert of a small pool. Publishing accounts do not count. */
async function sizeAlertAfter(
  tx: Tx,
  limits: PoolLimits,
  transitions: readonly Transition[],
): Promise<Alert | undefined> {
  const moved = transitions.filter((each) => leaves(each) || rests(each))
  if (moved.length === 0) return undefined
  const publishers = await findPublishers(tx, moved)
  const readers = moved.filter(({ accountId }) => !publishers.has(accountId))
  return readers.length === 0 ? undefined : await sizeAlert(tx, limits, readers.some(leaves))
}

/** Logs and counts what a committed transaction recorded. */
export function publishTransitions(
  parts: Pick<TransitionParts, 'log' | 'metrics'>,
  recorded: Recorded,
): void {
  const { log } = parts
  for (const transition of recorded.transitions) publishTransition(parts, transition)
  for (const { kind, severity, cause, item } of recorded.alerts ?? [])
    log[LEVELS[severity]]({ ...item, kind, code: cause }, 'alert raised')
  if (recorded.trip) log.error(recorded.trip.fields, 'pool paused: too many accounts failing')
}

function publishTransition(
  { log, metrics }: Pick<TransitionParts, 'log' | 'metrics'>,
  transition: Transition,
): void {
  const { accountId, username, from, to, event, code = event } = transition
  const fields = {
    account_id: accountId,
    account: username,
    from_state: from,
    to_state: to,
    event,
    code,
    ...timesOf(transition),
  }
  const level = transition.code === undefined && (to === null || isIn(to)) ? 'info' : 'warn'
  if (from === to) return log[level](fields, 'account outcome')
  log[level](fields, 'account state changed')
  metrics.countTransition({ from: from ?? 'none', to: to ?? 'removed', code })
}

const timesOf = ({ restUntil, renewsAt }: Transition): Record<string, Date> => ({
  ...(restUntil ? { rest_until: restUntil } : {}),
  ...(renewsAt ? { renewal_at: renewsAt } : {}),
})

const isIn = (state: AccountState | null): boolean => state !== null && isInService(state)

const leaves = ({ from, to }: Transition): boolean => isIn(from) && !isIn(to)
const rests = ({ from, to }: Transition): boolean =>
  isIn(from) && from !== 'resting' && to === 'resting'

/** Failures outside service do not count for the pool. */
const isFailure = ({ blames, from }: Transition): boolean => blames !== undefined && isIn(from)

async function insertEvents(tx: Tx, transitions: readonly Transition[]): Promise<void> {
  const moves = transitions.filter(({ to }) => to !== null)
  if (moves.length === 0) return
  const rows = moves.map((transition) => {
    const { accountId, from, to, event, code, blames, detail } = transition
    return {
      account_id: accountId,
      event,
      from_state: from,
      to_state: to,
      code: code ?? null,
      blames: isFailure(transition) ? (blames ?? null) : null,
      detail: { ...detail, ...timesOf(transition) },
    }
  })
  // As one parameter: a dead proxy may affect any number of accounts.
  await sql`
    insert into account_events (account_id, event, from_state, to_state, code, blames, detail)
    select account_id, event, from_state, to_state, code, blames, detail
    from jsonb_to_recordset(${jsonb(rows)}) as r (
      account_id uuid, event text, from_state text, to_state text, code text, blames text, detail jsonb
    )`.execute(tx)
}

const ALERT_OF_STATE: Partial<Record<AccountState, OperatorsAlert>> = {
  needs_login: CORE_ALERTS.account_needs_person,
  needs_operator: CORE_ALERTS.account_needs_person,
  suspended: CORE_ALERTS.account_suspended,
}

function alertsOf(transition: Transition): Alert[] {
  const { accountId, username, from, to, event, code = event, renewsAt, detail } = transition
  const about = { account_id: accountId, account: username, code }
  if (renewsAt) {
    const item = { ...about, renewal_at: renewsAt.toISOString() }
    return [{ ...CORE_ALERTS.renewal_waiting, cause: code, item }]
  }
  // One notification for all accounts, with or without a live session.
  const isRefusedLogin = code === 'login_outdated'
  // The operator who cleared the session already knows.
  if (to === null || event === 'session_cleared') return []
  if (from === to && !isRefusedLogin) return []
  const kind = isRefusedLogin ? CORE_ALERTS.logins_refused : ALERT_OF_STATE[to]
  if (kind === undefined) return []
  const message = isRefusedLogin ? { message: detail?.['message'] } : {}
  return [{ ...kind, cause: code, item: { ...about, state: to, ...message } }]
}
