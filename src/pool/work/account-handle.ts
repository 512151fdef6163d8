import { AppOutdatedError, PlatformError, PoolRestingError } from '../../platforms/errors.ts'
import type { PlatformAdapter, PlatformSession } from '../../platforms/port.ts'
import { AccountLostError } from '../state/account-lost.ts'
import { awaitRenewal } from '../sessions/await-renewal.ts'
import { COMES_BACK_MS } from '../budget/free-accounts.ts'
import { releaseAccount, type LeasedAccount } from '../budget/lease.ts'
import { recordHealthLoss, recordOutcome } from './outcome.ts'
import { proxyUrl } from '../proxies/proxy-url.ts'
import { Seat, type OpenedAccount, type SeatParts } from './held-account.ts'
import { openAccountSecrets, openProxyCredentials, openSession } from '../state/secrets.ts'
import { stopPool } from '../state/stop.ts'
import { changeAccounts, tellTransitions } from '../state/transition.ts'

export type PoolParts = SeatParts & {
  adapter: PlatformAdapter
  /** Who holds the leases. */
  instance: string
  /** Real time. */
  leaseMs: number
  /** The seats that are taken in this process, for renewal. */
  seats: Set<Seat>
  /** Who waits in this process for an account that is free in a moment. */
  waiting: Set<unknown>
}

/** A leased account and the client that sends on it. */
export type Holding = { seat: Seat; session: PlatformSession }

/** Sits down on a leased account; its secrets are given as `openAccount` opened them. */
export function takeSeat(
  parts: PoolParts,
  opened: OpenedAccount,
  lease: { signal: AbortSignal; askedAt: number },
): Holding {
  const seat = new Seat(parts, opened, lease.signal, lease.askedAt + parts.leaseMs)
  // Registered once there is a client to send with: the lease of a seat that nobody gives back would be renewed for ever.
  const session = parts.adapter.open(seat)
  parts.seats.add(seat)
  return { seat, session }
}

/** Asked before every lease: what was said about accounts is stored first. Throws PoolRestingError while that cannot be. */
export async function refuseUnstored({ clock, unstored }: PoolParts): Promise<void> {
  if (await unstored.isEmpty()) return
  const until = new Date(clock.now().getTime() + COMES_BACK_MS)
  throw new PoolRestingError('what accounts met is not stored yet: the database was away', until)
}

/**
 * Whether an error tells something of the account or its proxy that has to be recorded. One of a seat that gives no more
 * permits may be a consequence of that; but what the platform has said of the account counts though the lease seemed
 * lost, since that may still be ours.
 */
export function isAboutHeld(error: unknown, { refusal }: Seat): error is PlatformError {
  if (!(error instanceof PlatformError)) return false
  if (!refusal) return error.owner === 'account' || error.owner === 'proxy'
  return refusal instanceof AccountLostError && error.owner === 'account'
}

/** What an account was leased from, for the log and the metrics: the statement that leases it has told the history. */
export function tellLease(parts: PoolParts, account: LeasedAccount): void {
  const { id: accountId, username, earlier_state: from, state: to } = account
  if (account.was_taken_over)
    parts.log.warn({ account_id: accountId, account: username }, 'account taken over')
  const tell = (event: string): void => {
    const transition = { accountId, username, from, to, event }
    tellTransitions(parts, { transitions: [transition], brake: undefined })
  }
  if (from === 'resting') tell('rest_over')
  if (from === 'needs_login' && to === 'active') tell('renewal_due')
}

/** Decrypts what the holder of an account needs. Throws what the decryption throws: a key may be missing. */
export function openAccount({ keys }: PoolParts, account: LeasedAccount): OpenedAccount {
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
 * Gives an account back; `notBefore` is the world time before which it is not free. One of which something is kept stays
 * held until that is stored, since whoever had it next would know nothing of it.
 */
export async function releaseHolding(
  parts: PoolParts,
  { seat }: Holding,
  notBefore: Date | null = null,
): Promise<void> {
  const { seats, unstored } = parts
  await seat.close()
  const release = async (): Promise<unknown> => await giveBack(parts, seat, notBefore)
  if (unstored.keeps(seat.about)) {
    await unstored.store(seat.about, release, () => seats.delete(seat))
    return
  }
  try {
    await release()
  } finally {
    seats.delete(seat)
  }
}

/** An account without a session that may not log in yet is told to wait, in the transaction that gives it back. */
async function giveBack(parts: PoolParts, seat: Seat, notBefore: Date | null): Promise<void> {
  const { db, limitsForSql } = parts
  if (seat.isLoggedIn || !seat.hasPassword) {
    await releaseAccount(db, seat.lease, limitsForSql, notBefore)
    return
  }
  await changeAccounts(parts, async (tx, changes) => {
    if (await releaseAccount(tx, seat.lease, limitsForSql, notBefore))
      await awaitRenewal(tx, changes, seat.account.id, limitsForSql, seat.loginWait)
  })
}

/**
 * Records what an error means for the account, its proxy and the target of the work, and gives the account back. While the
 * database is away both wait, and the caller goes on.
 */
export async function settleHolding(
  parts: PoolParts,
  { seat }: Holding,
  error: PlatformError,
  target?: string,
): Promise<void> {
  await seat.close()
  const asked = target === undefined ? undefined : { target, answered: seat.answered }
  await parts.unstored.store(
    seat.about,
    async () => await recordOutcome(parts, seat.lease, error, asked, seat.sessionVersion),
    // Its lease is renewed until then, so that nobody else uses it.
    () => parts.seats.delete(seat),
  )
}

/**
 * Records what an error means that says nothing of the account: the pool stops, or the account's health suffers a
 * little. The account stays held. While the database is away this waits, and the caller goes on.
 */
export async function recordBlameless(
  parts: PoolParts,
  { about, lease }: Seat,
  error: PlatformError,
): Promise<void> {
  const { unstored } = parts
  if (error instanceof AppOutdatedError)
    await unstored.store(about, async () => await stopPool(parts, error))
  if (error.owner === 'nobody')
    await unstored.store(about, async () => await recordHealthLoss(parts, lease, error))
}
