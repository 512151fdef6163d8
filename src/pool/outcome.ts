import { sql } from 'kysely'
import type { Db, Tx } from '../db/database.ts'
import { jsonb } from '../db/database.ts'
import type { Logger } from '../log.ts'
import type { PlatformError } from '../platforms/errors.ts'
import { redact } from '../redact.ts'
import type { AccountState } from './account-state.ts'
import {
  consequenceOf,
  FAULT_HEALTH_LOSS,
  type AccountRecord,
  type Consequence,
} from './consequence.ts'
import { releaseAccount, type LeaseKey } from './lease.ts'
import type { PoolLimits } from './limits.ts'

export type OutcomeParts = { db: Db; log: Logger; limits: PoolLimits; limitsForSql: string }

/** So many failures in a row, without a success in between, and a proxy is dead. */
const MAX_STRIKES = 3
/** World time that an account of a proxy with one strike waits; with two strikes twice as long. */
const STRIKE_PAUSE_MS = 60_000
const ERROR_LENGTH = 500

type Transition = {
  accountId: string
  username: string
  from: AccountState
  to: AccountState
  restUntil: Date | null
}

type ProxyStrike = { proxyId: string; strikes: number; isDead: boolean; notBefore: Date | null }

type HeldRow = {
  username: string
  state: AccountState
  proxy_id: string | null
  has_password: boolean
  rate_limit_streak: number
  feedback_streak: number
  clean_since: Date | null
  now: Date
}

/**
 * Records what an error means for the held account and its proxy, tells it in account_events and the log, and gives the
 * account back: all in one transaction, and only if the lease still holds.
 */
export async function recordOutcome(
  parts: OutcomeParts,
  lease: LeaseKey,
  error: PlatformError,
): Promise<void> {
  const { db, log, limits, limitsForSql } = parts
  const recorded = await db.transaction().execute(async (tx) => {
    const held = await lockHeld(tx, lease)
    if (!held) return undefined
    const due = consequenceOf(error, recordOf(held), held.now, limits)
    const strike = due.strikesProxy ? await strikeProxy(tx, held, error) : undefined
    const consequence: Consequence = strike?.isDead ? { ...due, state: 'proxy_error' } : due
    await updateAccount(tx, lease, consequence, error)
    const own: Transition = {
      accountId: lease.accountId,
      username: held.username,
      from: held.state,
      to: consequence.state,
      restUntil: consequence.restUntil,
    }
    await tellAccount(tx, own, error)
    const others = strike?.isDead ? await stopAccountsOf(tx, strike.proxyId, error) : []
    await releaseAccount(tx, lease, limitsForSql, strike?.notBefore ?? null)
    return { transitions: [own, ...others], strike }
  })
  if (!recorded) return
  const { transitions, strike } = recorded
  for (const { accountId, username, from, to, restUntil } of transitions) {
    log.warn(
      {
        account_id: accountId,
        account: username,
        from_state: from,
        to_state: to,
        code: error.code,
        ...(restUntil ? { rest_until: restUntil } : {}),
      },
      'account outcome',
    )
  }
  if (strike?.isDead)
    log.error({ proxy_id: strike.proxyId, strikes: strike.strikes, code: error.code }, 'proxy dead')
}

/** Lowers the health for a fault that is nobody's; the account stays held. */
export async function recordHealthLoss(
  parts: OutcomeParts,
  lease: LeaseKey,
  error: PlatformError,
): Promise<void> {
  await sql`
    update instagram_accounts
    set health = greatest(0, health - ${FAULT_HEALTH_LOSS}::integer), last_error = ${textOf(error)}, updated_at = world_now()
    where id = ${lease.accountId} and lease_token = ${lease.token}`.execute(parts.db)
}

/** The proxy first, as everywhere. */
async function lockHeld(tx: Tx, lease: LeaseKey): Promise<HeldRow | undefined> {
  await sql`
    select from proxies p join instagram_accounts a on a.proxy_id = p.id
    where a.id = ${lease.accountId}
    for no key update of p`.execute(tx)
  const { rows } = await sql<HeldRow>`
    select username, state, proxy_id, secrets is not null as has_password, rate_limit_streak, feedback_streak,
      clean_since, world_now() as now
    from instagram_accounts
    where id = ${lease.accountId} and lease_token = ${lease.token}
    for no key update`.execute(tx)
  return rows[0]
}

function recordOf(row: HeldRow): AccountRecord {
  return {
    state: row.state,
    hasPassword: row.has_password,
    rateLimitStreak: row.rate_limit_streak,
    feedbackStreak: row.feedback_streak,
    cleanSince: row.clean_since,
  }
}

async function updateAccount(
  tx: Tx,
  lease: LeaseKey,
  consequence: Consequence,
  error: PlatformError,
): Promise<void> {
  const died = consequence.sessionDied
  await sql`
    update instagram_accounts
    set state = ${consequence.state}, rest_until = ${consequence.restUntil},
        clean_since = coalesce(${consequence.restUntil}::timestamptz, clean_since),
        rate_limit_streak = ${consequence.rateLimitStreak}, feedback_streak = ${consequence.feedbackStreak},
        health = greatest(0, health - ${consequence.healthLoss}::integer),
        session_created_at = case when ${died} then null else session_created_at end,
        session_expires_at = case when ${died} then null else session_expires_at end,
        last_error = ${textOf(error)}, updated_at = world_now()
    where id = ${lease.accountId}`.execute(tx)
}

async function strikeProxy(
  tx: Tx,
  held: HeldRow,
  error: PlatformError,
): Promise<ProxyStrike | undefined> {
  const { rows } = await sql<{ id: string; strikes: number; state: string }>`
    update proxies
    set strikes = strikes + 1, last_error = ${textOf(error)}, last_checked_at = world_now(), updated_at = world_now(),
        state = case when strikes + 1 >= ${MAX_STRIKES} then 'dead' else state end
    where id = ${held.proxy_id}
    returning id, strikes, state`.execute(tx)
  const proxy = rows[0]
  if (!proxy) return undefined
  const isDead = proxy.state === 'dead'
  const pauseMs = isDead ? 0 : STRIKE_PAUSE_MS * proxy.strikes
  const notBefore = new Date(held.now.getTime() + pauseMs)
  return { proxyId: proxy.id, strikes: proxy.strikes, isDead, notBefore }
}

/** Takes out of service what is in service behind a dead proxy; a rest keeps its end. */
async function stopAccountsOf(
  tx: Tx,
  proxyId: string,
  error: PlatformError,
): Promise<Transition[]> {
  const { rows } = await sql<{ id: string; username: string; from_state: AccountState }>`
    update instagram_accounts a
    set state = 'proxy_error', last_error = ${textOf(error)}, updated_at = world_now()
    where a.proxy_id = ${proxyId} and a.state in ('new', 'active', 'resting')
    returning a.id, a.username, old.state as from_state`.execute(tx)
  const transitions = rows.map(({ id, username, from_state }): Transition => ({
    accountId: id,
    username,
    from: from_state,
    to: 'proxy_error',
    restUntil: null,
  }))
  for (const transition of transitions) await tellAccount(tx, transition, error)
  return transitions
}

async function tellAccount(tx: Tx, transition: Transition, error: PlatformError): Promise<void> {
  await tx
    .insertInto('account_events')
    .values({
      account_id: transition.accountId,
      event: error.code,
      from_state: transition.from,
      to_state: transition.to,
      code: error.code,
      detail: jsonb({
        message: textOf(error),
        ...(transition.restUntil ? { rest_until: transition.restUntil } : {}),
      }),
    })
    .execute()
}

const textOf = (error: PlatformError): string => redact(error.message).slice(0, ERROR_LENGTH)
