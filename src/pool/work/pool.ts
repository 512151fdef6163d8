import { setTimeout as delay } from 'node:timers/promises'
import { errorFields } from '../../base/classify.ts'
import { InterruptedError } from '../../base/errors.ts'
import type { AccountCall, Accounts, PublishingAccounts, RunStep } from '../../platforms/adapter.ts'
import type { ImportedSession, SessionInput } from '../../platforms/account-session.ts'
import { checkOneAccount, logInAccount, resolveChallenge, type ChallengeAnswer } from './care.ts'
import { checkPublishers, type PublishersReport } from './check-publishers.ts'
import { maintainSessions, type MaintenanceReport } from './maintain-sessions.ts'
import { lookForAccounts, type FreeAccounts } from '../budget/free-accounts.ts'
import { endLeasesOf, renewAccountLeases } from '../budget/lease.ts'
import { pruneRequests } from '../budget/ledger.ts'
import { clearSession, replaceSession } from './session-change.ts'
import { publishOn } from './publish-on.ts'
import { reviveDeadProxies, type RevivalReport } from './proxy-care.ts'
import type { HeldAccount } from './held-account.ts'
import { pruneTargets } from '../budget/targets.ts'
import type { PoolContext } from './account-handle.ts'
import { PendingWrites } from '../state/pending-writes.ts'
import { AccountHolder } from './with-account.ts'

/** `leaseMs` is the real time after which a silent holder counts as dead; 60 s by default. */
export type PoolOptions = Omit<
  PoolContext,
  'leaseMs' | 'heldAccounts' | 'waiting' | 'pendingWrites'
> & { leaseMs?: number }

/** The operator's accounts: one at a time per piece of work, within stored budgets. */
export interface Pool extends Accounts, PublishingAccounts {
  /** How many accounts could be leased now, and when the next can; cheap enough per claim. */
  freeCount(): Promise<FreeAccounts>
  /** Ends the leases of an earlier process of this name; only its successor may call this. */
  endLeasesOf(owner: string): Promise<void>
  /** Deletes requests and targets that no decision needs; returns how many. */
  prune(): Promise<number>
  /**
   * Logs an account in on an operator's request, within its login budget, even with renewal off.
   * Like all operations on one account it throws NoSuchRecordError; ConflictError when a task holds
   * the account for more than a few seconds, or its state forbids it; PoolRestingError with its end
   * during a rest, a stop, or with a spent budget; and a PlatformError when the platform or the
   * proxy refuses, which is recorded as for any work.
   */
  logIn(accountId: string, signal: AbortSignal): Promise<void>
  /** Sends one light request on the stored session; renews a dead one as work would. */
  checkAccount(accountId: string, signal: AbortSignal): Promise<void>
  /**
   * Replaces the stored session by an imported one, after one request has shown that it is alive
   * and whose it is. InvalidInputError (`sessionid` or `session_file`) when it is dead or another
   * account's: then the old one stays. While the account is at work, paused or resting, a session
   * that names its owner is stored unchecked and used from the next request on.
   */
  replaceSession(accountId: string, input: SessionInput, signal: AbortSignal): Promise<void>
  /**
   * Deletes the login of an account; its device stays. ConflictError while it is at work.
   * `isUnused`: an account that publishes and may log in by itself then does so when it is used,
   * not before.
   */
  clearSession(accountId: string, options?: { isUnused?: boolean }): Promise<void>
  /**
   * Ends a challenge that a person has dealt with: `resolved` checks the account by exactly one
   * request and brings it back if that succeeds; `code` finishes a login that waits for its second
   * factor.
   */
  resolveChallenge(accountId: string, answer: ChallengeAnswer, signal: AbortSignal): Promise<void>
  /** Reads an imported session without sending anything. Throws InvalidInputError. */
  readSession(input: SessionInput, deviceSeed: string): Promise<ImportedSession>
  /** Makes one pass of care for idle sessions. */
  maintainSessions(signal: AbortSignal): Promise<MaintenanceReport>
  /**
   * Makes one pass over what publishing needs: connections through silent proxies, and the sessions
   * of those of `soon` without a recent answer.
   */
  checkPublishers(soon: readonly string[], signal: AbortSignal): Promise<PublishersReport>
  /** Makes one pass over the dead proxies: revives those that work, replaces others if allowed. */
  reviveProxies(signal: AbortSignal): Promise<RevivalReport>
  /** Interrupts running work, releases every account; no lease is made or renewed after it. */
  releaseAll(): Promise<void>
}

const LEASE_MS = 60_000
/** Real ms for work to end; an account held longer is free when its lease ends. */
const RELEASE_MS = 15_000

export function createPool(options: PoolOptions): Pool {
  const { db } = options
  const leaseMs = options.leaseMs ?? LEASE_MS
  const heldAccounts = new Set<HeldAccount>()
  const parts: PoolContext = {
    ...options,
    limits: { ...options.limits, appVersion: options.adapter.app?.version },
    leaseMs,
    heldAccounts,
    waiting: new Set(),
    pendingWrites: new PendingWrites(options.log),
  }
  const { tracked, stop } = trackWork()
  const renewal = setInterval(() => void renew(parts), leaseMs / 3)
  renewal.unref()

  return {
    withAccount: async (call, work) =>
      await tracked(call.signal, async (until) => await holdAccount(parts, call, until, work)),
    publishOn: async (call, work) =>
      await tracked(call.signal, async (until) => await publishOn(parts, call, until, work)),
    async freeCount() {
      const { free, nextFreeAt } = await lookForAccounts(db, parts.limits)
      return { free, nextFreeAt }
    },
    endLeasesOf: async (owner) => await endLeasesOf(db, owner),
    prune: async () => (await pruneRequests(db)) + (await pruneTargets(db, options.limits)),
    logIn: async (id, signal) =>
      await tracked(signal, async (until) => await logInAccount(parts, id, until)),
    checkAccount: async (id, signal) =>
      await tracked(signal, async (until) => await checkOneAccount(parts, id, until)),
    replaceSession: async (id, input, signal) =>
      await tracked(signal, async (until) => await replaceSession(parts, id, input, until)),
    clearSession: async (id, clearing) => await clearSession(parts, id, clearing),
    resolveChallenge: async (id, answer, signal) =>
      await tracked(signal, async (until) => await resolveChallenge(parts, id, answer, until)),
    readSession: async (input, deviceSeed) =>
      await options.adapter.importSession(input, deviceSeed),
    reviveProxies: async (signal) =>
      await tracked(signal, async (until) => await reviveDeadProxies(parts, until)),
    checkPublishers: async (soon, signal) =>
      await tracked(signal, async (until) => await checkPublishers(parts, soon, until)),
    maintainSessions: async (signal) =>
      await tracked(signal, async (until) => await maintainSessions(parts, until)),
    async releaseAll() {
      const ended = stop().then(async () => await parts.pendingWrites.drained())
      await Promise.race([ended, delay(RELEASE_MS, undefined, { ref: false })])
      clearInterval(renewal)
      parts.pendingWrites.stop()
    },
  }
}

async function holdAccount<T>(
  parts: PoolContext,
  call: AccountCall,
  signal: AbortSignal,
  work: (run: RunStep) => Promise<T>,
): Promise<T> {
  const holder = new AccountHolder(parts, { ...call, signal })
  try {
    await holder.run(async () => undefined)
    return await work(holder.run)
  } finally {
    await holder.release()
  }
}

/** Runs work that `stop` aborts and then waits for. */
function trackWork() {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  return {
    async tracked<T>(signal: AbortSignal, work: (until: AbortSignal) => Promise<T>): Promise<T> {
      const until = AbortSignal.any([signal, stopping.signal])
      until.throwIfAborted()
      const { promise, resolve } = Promise.withResolvers<void>()
      running.add(promise)
      try {
        return await work(until)
      } finally {
        running.delete(promise)
        resolve()
      }
    },
    async stop(): Promise<void> {
      stopping.abort(new InterruptedError('the process is stopping'))
      await Promise.all(running)
    },
  }
}

/** Extends the leases of the held accounts; stops work where a lease is lost or too old. */
async function renew(parts: PoolContext): Promise<void> {
  const accounts = [...parts.heldAccounts]
  if (accounts.length === 0) return
  const requestedAt = performance.now()
  try {
    const leases = accounts.map(({ lease }) => lease)
    const renewed = await renewAccountLeases(parts.db, leases, parts.leaseMs)
    for (const held of accounts) {
      if (renewed.has(held.lease.token)) held.safeUntil = requestedAt + parts.leaseMs
      else if (parts.heldAccounts.has(held)) held.lose('the account was taken over')
    }
  } catch (error) {
    parts.log.warn(errorFields(error), 'account leases not renewed')
  }
  for (const held of accounts) {
    if (performance.now() > held.safeUntil) held.lose('the lease of the account was not renewed')
  }
}
