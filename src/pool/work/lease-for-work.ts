import { setTimeout as delay } from 'node:timers/promises'
import type { AccountPurpose } from '../../accounts/states.ts'
import { PoolRestingError } from '../../platforms/errors.ts'
import type { AccountCall } from '../../platforms/adapter.ts'
import { COMES_BACK_MS, lookForAccounts, readRetryAt } from '../budget/free-accounts.ts'
import {
  openAccount,
  requireDrained,
  acquire,
  publishLease,
  type AccountHandle,
  type PoolContext,
} from './account-handle.ts'
import { leaseAccount, releaseAccount, type LeasedAccount } from '../budget/lease.ts'
import type { OpenedAccount } from './held-account.ts'
import { awaitWanted } from '../budget/wanted-account.ts'

/** World time for which an account with unreadable secrets is skipped. */
const UNREADABLE_PAUSE_MS = 10 * 60_000
/** Tries to lease, and the real time between tries while concurrent callers lock the accounts. */
const MAX_POLLS = 20
const LOOK_PAUSE_MS = 5

/**
 * Leases an account for work; waits for one that is free soon. Throws PoolRestingError with its end
 * when there is none, AccountOutOfServiceError when `only` does not work, and the reason of the
 * aborted signal.
 */
export async function leaseForWork(
  parts: PoolContext,
  call: AccountCall,
  purpose: AccountPurpose = 'read',
): Promise<AccountHandle> {
  const { db, clock, instance, leaseMs, limits } = parts
  const { signal, estimatedRequests = 1, prefer, only, taskId } = call
  await awaitWanted(parts, call, purpose)
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    signal.throwIfAborted()
    await requireDrained(parts)
    const requestedAt = performance.now()
    const request = { owner: instance, leaseMs, estimatedRequests, limits, prefer, only, purpose }
    const account = await leaseAccount(db, request)
    if (account) {
      publishLease(parts, account)
      const opened = await open(parts, account)
      if (opened) return acquire(parts, opened, { signal, requestedAt, taskId })
    } else if (only !== undefined) {
      await awaitWanted(parts, call, purpose)
      await delay(LOOK_PAUSE_MS, undefined, { signal })
    } else if (!(await comesSoon(parts, signal))) break
  }
  // An account with another holder may be free at any time.
  const backAt = new Date(clock.now().getTime() + COMES_BACK_MS)
  const retryAt = only === undefined ? await readRetryAt(db) : backAt
  throw new PoolRestingError('no account is free', retryAt)
}

/**
 * Waits for an account that is free soon; false when trying again is pointless. An account in its
 * gap is worth waiting for, unless as many callers wait as accounts are free soon.
 */
async function comesSoon(
  { db, clock, limits, waiting }: PoolContext,
  signal: AbortSignal,
): Promise<boolean> {
  const soon = { withinMs: limits.gapMaxMs, most: waiting.size + 1 }
  const found = await lookForAccounts(db, limits, soon)
  if (found.free > 0) {
    await delay(LOOK_PAUSE_MS, undefined, { signal })
    return true
  }
  const waitMs = (found.nextFreeAt?.getTime() ?? Infinity) - clock.now().getTime()
  if (waitMs > limits.gapMaxMs || found.soon <= waiting.size) return false
  const waiter = {}
  waiting.add(waiter)
  try {
    await clock.sleep(waitMs, signal)
  } finally {
    waiting.delete(waiter)
  }
  return true
}

/** Decrypts the secrets, or releases the account for a while: a missing key must not fail tasks. */
async function open(
  parts: PoolContext,
  account: LeasedAccount,
): Promise<OpenedAccount | undefined> {
  const { db, clock, limits, log } = parts
  try {
    return openAccount(parts, account)
  } catch (error) {
    log.error(
      { account_id: account.id, account: account.username, err: error },
      'account secrets unreadable',
    )
    const lease = { accountId: account.id, token: account.lease_token }
    const notBefore = new Date(clock.now().getTime() + UNREADABLE_PAUSE_MS)
    await releaseAccount(db, lease, limits, notBefore)
    return undefined
  }
}
