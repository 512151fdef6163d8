import { sql } from 'kysely'
import type { Db, Tx } from '../../db/handles.ts'
import {
  ChallengeRequiredError,
  LoginOutdatedError,
  LoginRequiredError,
  type PlatformError,
} from '../../platforms/errors.ts'
import { isInService, type AccountState } from '../../accounts/states.ts'
import { awaitRenewal } from '../sessions/await-renewal.ts'
import {
  consequenceOf,
  FAULT_HEALTH_LOSS,
  type AccountRecord,
  type Consequence,
} from '../state/consequence.ts'
import { errorSample, errorText } from '../state/error-text.ts'
import { releaseAccount, type LeaseKey } from '../budget/lease.ts'
import { recordRefusedLogin } from '../sessions/login-store.ts'
import { lockProxyOf } from '../proxies/proxy-accounts.ts'
import { leaveDeadProxy, strikeProxy } from '../proxies/proxy-strike.ts'
import { noteChallenge, type RequestedTarget } from '../budget/targets.ts'
import { changeAccounts, type Changes, type TransitionParts } from '../state/transition.ts'

type HeldRow = AccountRecord & {
  username: string
  paused_from: AccountState | null
  proxy_id: string | null
  session_version: number
  now: Date
}

/**
 * Records what an error means for the held account, its proxy, the target and the pool, and
 * releases the account: one repeatable transaction. After a takeover by another holder only a
 * challenge on the target is recorded. A dead session counts only for `sessionVersion`.
 */
export async function recordOutcome(
  parts: TransitionParts,
  { lease, sessionVersion }: { lease: LeaseKey; sessionVersion?: number },
  error: PlatformError,
  target?: RequestedTarget,
): Promise<void> {
  const { limits } = parts
  const { accountId } = lease
  await changeAccounts(parts, async (tx, changes) => {
    const held = await lockHeld(tx, lease, error.owner === 'proxy')
    if (held) {
      const isOther = sessionVersion !== undefined && held.session_version !== sessionVersion
      const isPast = error instanceof LoginRequiredError && isOther
      const recording = { tx, changes, held, lease }
      const notBefore = isPast ? null : await applyOutcome(parts, recording, error)
      await releaseAccount(tx, lease, limits, notBefore)
      await awaitRenewal(tx, changes, { accountId, limits })
    }
    if (target !== undefined && error instanceof ChallengeRequiredError)
      await noteChallenge(tx, changes, limits, { ...target, accountId })
  })
}

type Recording = { tx: Tx; changes: Changes; held: HeldRow; lease: LeaseKey }

/** Computes the world time before which the account must not be used, apart from a rest. */
async function applyOutcome(
  { limits }: TransitionParts,
  { tx, changes, held, lease }: Recording,
  error: PlatformError,
): Promise<Date | null> {
  const due = consequenceOf(error, recordOf(held), held.now, limits)
  const after = statesAfter(held, due.state)
  await updateAccount(tx, lease, { ...due, ...after }, error)
  if (error instanceof LoginOutdatedError)
    await recordRefusedLogin(tx, lease.accountId, error.appVersion)
  const { code } = error
  const sample = errorSample(error)
  changes.record({
    accountId: lease.accountId,
    username: held.username,
    from: held.state,
    to: after.state,
    event: code,
    code,
    restUntil: due.restUntil,
    ...blameOf(error),
    detail: { message: errorText(error), ...(sample === undefined ? {} : { sample }) },
  })
  if (!due.strikesProxy) return null
  const strike = await strikeProxy(tx, held.proxy_id, error)
  if (strike?.isDead)
    await leaveDeadProxy(tx, changes, limits, { ...strike, heldId: lease.accountId, error })
  return strike ? new Date(held.now.getTime() + strike.pauseMs) : null
}

/**
 * Returns what the circuit breaker blames; nothing for refused logins, since live sessions
 * continue.
 */
function blameOf(error: PlatformError): { blames?: 'account' | 'proxy' } {
  const { owner } = error
  const isBlamed = owner === 'account' || owner === 'proxy'
  return isBlamed && !(error instanceof LoginOutdatedError) ? { blames: owner } : {}
}

/**
 * Lowers the health for a fault that is not the account's, which stays held. A write that is
 * repeated lowers it twice, which is little.
 */
export async function recordHealthLoss(
  parts: { db: Db },
  lease: LeaseKey,
  error: PlatformError,
): Promise<void> {
  await sql`
    update instagram_accounts
    set health = greatest(0, health - ${FAULT_HEALTH_LOSS}::integer), last_error = ${errorText(error)},
        updated_at = world_now()
    where id = ${lease.accountId} and lease_token = ${lease.token}`.execute(parts.db)
}

/**
 * Locks the proxy first, as everywhere; a dead proxy moves all its accounts, locked in id order.
 */
async function lockHeld(
  tx: Tx,
  lease: LeaseKey,
  withNeighbours: boolean,
): Promise<HeldRow | undefined> {
  await lockProxyOf(tx, lease.accountId)
  if (withNeighbours) {
    await sql`
      select from instagram_accounts
      where proxy_id = (select proxy_id from instagram_accounts where id = ${lease.accountId})
      order by id
      for no key update`.execute(tx)
  }
  const { rows } = await sql<HeldRow>`
    select username, state, paused_from, proxy_id, secrets is not null as "hasPassword",
      session_created_at is not null as "hasSession", rate_limit_streak as "rateLimitStreak",
      feedback_streak as "feedbackStreak", strikes, clean_since as "cleanSince", session_version, world_now() as now
    from instagram_accounts
    where id = ${lease.accountId} and lease_token = ${lease.token}
    for no key update`.execute(tx)
  return rows[0]
}

/** During a pause, outcomes apply to the state in which the pause ends. */
const recordOf = (held: HeldRow): AccountRecord =>
  held.state === 'paused' ? { ...held, state: held.paused_from ?? 'active' } : held

type States = { state: AccountState; pausedFrom: AccountState | null }

/** A pause stays a pause, but may end out of service; a rest has its own end. */
function statesAfter(held: HeldRow, due: AccountState): States {
  if (held.state !== 'paused') return { state: due, pausedFrom: null }
  return { state: 'paused', pausedFrom: isInService(due) ? held.paused_from : due }
}

async function updateAccount(
  tx: Tx,
  lease: LeaseKey,
  after: Consequence & States,
  error: PlatformError,
): Promise<void> {
  const { sessionDied: died, restUntil } = after
  await sql`
    update instagram_accounts
    set state = ${after.state}, paused_from = ${after.pausedFrom}, renewal_at = null,
        rest_until = ${restUntil}, rest_code = ${restUntil ? error.code : null},
        clean_since = coalesce(${restUntil}::timestamptz, clean_since),
        rate_limit_streak = ${after.rateLimitStreak}, feedback_streak = ${after.feedbackStreak},
        strikes = ${after.strikes}, health = greatest(0, health - ${after.healthLoss}::integer),
        session_created_at = case when ${died} then null else session_created_at end,
        session_expires_at = case when ${died} then null else session_expires_at end,
        last_error = ${errorText(error)}, updated_at = world_now()
    where id = ${lease.accountId}`.execute(tx)
}
