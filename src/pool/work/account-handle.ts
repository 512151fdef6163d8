import { AppOutdatedError, PlatformError, PoolRestingError } from '../../platforms/errors.ts'
import type { PlatformAdapter, PlatformSession } from '../../platforms/adapter.ts'
import type { ActionLog } from '../../platforms/action-log.ts'
import { AccountLostError } from '../state/account-errors.ts'
import { awaitRenewal } from '../sessions/await-renewal.ts'
import { COMES_BACK_MS } from '../budget/free-accounts.ts'
import { releaseAccount, type LeasedAccount } from '../budget/lease.ts'
import { recordHealthLoss, recordOutcome } from './outcome.ts'
import { proxyUrl } from '../proxies/proxy-url.ts'
import { HeldAccount, type OpenedAccount, type HeldAccountContext } from './held-account.ts'
import { openAccountSecrets, openProxyCredentials, openSession } from '../state/secrets.ts'
import { stopPool } from '../state/stop.ts'
import { changeAccounts, publishTransitions } from '../state/transition.ts'

export type PoolContext = HeldAccountContext & {
  adapter: PlatformAdapter
  /** Logs logins and checks. */
  actionLog?: ActionLog | undefined
  /** The process that holds the leases. */
  instance: string
  /** Real time. */
  leaseMs: number
  /** The accounts that this process holds; their leases are renewed. */
  heldAccounts: Set<HeldAccount>
  /** Callers of this process that wait for an account that is free soon. */
  waiting: Set<unknown>
}

/** A leased account and the client that sends on it. */
export type AccountHandle = { held: HeldAccount; session: PlatformSession }

/** Holds a leased account, with its secrets as `openAccount` decrypted them. */
export function acquire(
  parts: PoolContext,
  opened: OpenedAccount,
  {
    signal,
    requestedAt,
    taskId,
  }: { signal: AbortSignal; requestedAt: number; taskId?: number | undefined },
): AccountHandle {
  const held = new HeldAccount(parts, opened, {
    signal,
    safeUntil: requestedAt + parts.leaseMs,
    taskId,
  })
  // Registered after `open`: if that throws, no code releases the account, and its lease would be
  // renewed for ever.
  const session = parts.adapter.open(held)
  parts.heldAccounts.add(held)
  return { held, session }
}

/** Waits a moment for pending writes before a lease. Throws PoolRestingError if some remain. */
export async function requireDrained({ clock, pendingWrites }: PoolContext): Promise<void> {
  if (await pendingWrites.isEmpty()) return
  const until = new Date(clock.now().getTime() + COMES_BACK_MS)
  throw new PoolRestingError('account outcomes are still being written; try again shortly', until)
}

/**
 * Whether an error must be recorded for the account or its proxy. After a refused permit an error
 * may be a consequence of the refusal; but what the platform said about the account counts even if
 * the lease seemed lost, since gramd may still hold it.
 */
export function concernsAccount(error: unknown, { refusal }: HeldAccount): error is PlatformError {
  if (!(error instanceof PlatformError)) return false
  if (!refusal) return error.owner === 'account' || error.owner === 'proxy'
  return refusal instanceof AccountLostError && error.owner === 'account'
}

/** Logs and counts the state that the lease ended; the lease statement has written the history. */
export function publishLease(parts: PoolContext, account: LeasedAccount): void {
  const { id: accountId, username, earlier_state: from, state: to } = account
  if (account.was_taken_over)
    parts.log.warn({ account_id: accountId, account: username }, 'account taken over')
  const publish = (event: string): void => {
    const transition = { accountId, username, from, to, event }
    publishTransitions(parts, { transitions: [transition], trip: undefined })
  }
  if (from === 'resting') publish('rest_over')
  if (from === 'needs_login' && to === 'active') publish('renewal_due')
}

/** Decrypts the secrets of an account. Throws what the decryption throws: a key may be missing. */
export function openAccount({ keys }: PoolContext, account: LeasedAccount): OpenedAccount {
  const { id, secrets, session, proxy_credentials: credentials } = account
  return {
    account,
    session: session && openSession(keys, id, session),
    secrets: secrets && openAccountSecrets(keys, id, secrets),
    proxyUrl: proxyUrl({
      protocol: account.proxy_protocol,
      host: account.proxy_host,
      port: account.proxy_port,
      credentials: credentials && openProxyCredentials(keys, account.proxy_id, credentials),
    }),
  }
}

/**
 * Releases an account; `notBefore` is the world time before which it is not free. While the
 * database is away this waits as a pending write, after those of the account, which its next holder
 * would not see: the effects on the account are not lost.
 */
export async function releaseHandle(
  parts: PoolContext,
  { held }: AccountHandle,
  notBefore: Date | null = null,
): Promise<void> {
  const { heldAccounts, pendingWrites } = parts
  await held.close()
  await pendingWrites.store(
    held.about,
    async () => await giveBack(parts, held, notBefore),
    () => heldAccounts.delete(held),
  )
}

/** An account without a session that may not log in yet begins to wait, in the same transaction. */
async function giveBack(
  parts: PoolContext,
  held: HeldAccount,
  notBefore: Date | null,
): Promise<void> {
  const { db, limits } = parts
  if (held.isLoggedIn || !held.hasPassword) {
    await releaseAccount(db, held.lease, limits, notBefore)
    return
  }
  await changeAccounts(parts, async (tx, changes) => {
    if (await releaseAccount(tx, held.lease, limits, notBefore))
      await awaitRenewal(tx, changes, {
        accountId: held.account.id,
        limits,
        ...(held.loginWait && { refused: held.loginWait }),
      })
  })
}

/**
 * Records what an error means for the account, its proxy and the target of the work, and releases
 * the account. While the database is away both wait as pending writes, and this returns.
 */
export async function recordAndRelease(
  parts: PoolContext,
  { held }: AccountHandle,
  error: PlatformError,
  target?: string,
): Promise<void> {
  await held.close()
  const request = target === undefined ? undefined : { target, answered: held.answered }
  await parts.pendingWrites.store(
    held.about,
    async () => await recordOutcome(parts, held, error, request),
    // Its lease is renewed until then, so that no other process uses it.
    () => parts.heldAccounts.delete(held),
  )
}

/**
 * Records an error that is not the account's fault: the pool stops, or the account loses a little
 * health. The account stays held. While the database is away this waits as a pending write.
 */
export async function recordBlameless(
  parts: PoolContext,
  { about, lease }: HeldAccount,
  error: PlatformError,
): Promise<void> {
  const { pendingWrites } = parts
  if (error instanceof AppOutdatedError)
    await pendingWrites.store(about, async () => await stopPool(parts, error))
  if (error.owner === 'none')
    await pendingWrites.store(about, async () => await recordHealthLoss(parts, lease, error))
}
