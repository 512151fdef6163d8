import { setTimeout as delay } from 'node:timers/promises'
import { classify } from '../classify.ts'
import type { Clock } from '../clock.ts'
import type { EncryptionKeys } from '../crypto.ts'
import type { Db } from '../db/database.ts'
import { InterruptedError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { AccountCall, Accounts, PlatformAdapter, RunStep } from '../platforms/port.ts'
import { lookForAccounts, type FreeAccounts } from './free-accounts.ts'
import { endLeasesOf, renewAccountLeases } from './lease.ts'
import { pruneRequests } from './ledger.ts'
import { limitsForSql, type PoolLimits } from './limits.ts'
import type { Seat } from './seat.ts'
import { AccountHolder, type PoolParts } from './with-account.ts'

export type PoolOptions = {
  db: Db
  clock: Clock
  keys: EncryptionKeys
  limits: PoolLimits
  adapter: PlatformAdapter
  /** Names this process in the leases. */
  instance: string
  log: Logger
  /** Uniform in [0, 1). */
  random: () => number
  /** Real time after which a silent holder is taken for dead; 60 s by default. */
  leaseMs?: number
}

/** The operator's accounts: one at a time for each piece of work, within budgets that the database keeps. */
export interface Pool extends Accounts {
  withAccount<T>(call: AccountCall, work: (run: RunStep) => Promise<T>): Promise<T>
  /** How many accounts could be leased now, and when the next one can: cheap enough to ask before every claim. */
  freeCount(): Promise<FreeAccounts>
  /** Frees at once what an earlier process of this name held; only its successor may call this. */
  endLeasesOf(owner: string): Promise<void>
  /** Deletes requests that no budget needs any more; returns how many. */
  prune(): Promise<number>
  /** Interrupts what is still running, gives every account back and stops renewing. Nothing is leased after it. */
  releaseAll(): Promise<void>
}

const LEASE_MS = 60_000
/** Real time that work gets to notice that it is over; what is held longer comes back when its lease ends. */
const RELEASE_MS = 15_000

export function createPool(options: PoolOptions): Pool {
  const { db } = options
  const leaseMs = options.leaseMs ?? LEASE_MS
  const seats = new Set<Seat>()
  const parts: PoolParts = {
    ...options,
    limitsForSql: limitsForSql(options.limits),
    leaseMs,
    seats,
    waiting: new Set(),
  }
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const renewal = setInterval(() => void renew(parts), leaseMs / 3)
  renewal.unref()

  async function withAccount<T>(call: AccountCall, work: (run: RunStep) => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([call.signal, stopping.signal])
    signal.throwIfAborted()
    const holder = new AccountHolder(parts, { ...call, signal })
    const { promise, resolve } = Promise.withResolvers<void>()
    running.add(promise)
    try {
      await holder.run(async () => undefined)
      return await work(holder.run)
    } finally {
      try {
        await holder.release()
      } finally {
        running.delete(promise)
        resolve()
      }
    }
  }

  return {
    withAccount,
    async freeCount() {
      const { free, nextFreeAt } = await lookForAccounts(db, parts.limitsForSql)
      return { free, nextFreeAt }
    },
    endLeasesOf: async (owner) => await endLeasesOf(db, owner),
    prune: async () => await pruneRequests(db),
    async releaseAll() {
      stopping.abort(new InterruptedError('the process is stopping'))
      await Promise.race([Promise.all(running), delay(RELEASE_MS, undefined, { ref: false })])
      clearInterval(renewal)
    },
  }
}

/** Extends the leases of what is held; a seat whose lease is lost, or could not be extended in time, is told to stop. */
async function renew(parts: PoolParts): Promise<void> {
  const held = [...parts.seats]
  if (held.length === 0) return
  const askedAt = performance.now()
  try {
    const leases = held.map((seat) => seat.lease)
    const renewed = await renewAccountLeases(parts.db, leases, parts.leaseMs)
    for (const seat of held) {
      if (renewed.has(seat.lease.token)) seat.safeUntil = askedAt + parts.leaseMs
      else if (parts.seats.has(seat)) seat.lose('the account was taken over')
    }
  } catch (thrown) {
    const error = classify(thrown)
    parts.log.warn({ err: error, code: error.code }, 'account leases not renewed')
  }
  for (const seat of held) {
    if (performance.now() > seat.safeUntil) seat.lose('the lease of the account was not renewed')
  }
}
