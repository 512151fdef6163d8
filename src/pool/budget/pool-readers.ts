import type { Db } from '../../db/handles.ts'
import type { PoolLimits } from '../state/limits.ts'
import { readPoolActivity, type PoolActivity } from './activity.ts'
import { readCapacity, type Capacity } from './capacity.ts'
import { readPoolUsage, type PoolUsage } from './usage.ts'

/** Real time for which an answer serves all callers: reading it reads every account. */
const CACHE_MS = 30_000

/** The most accounts, and proxies, whose day is read. */
const MAX_STRIPS = 50

/** Readers of what the pool may send, what it did, and for whom it sent. */
export type PoolReaders = {
  capacity(): Promise<Capacity>
  activity(): Promise<PoolActivity>
  usage(): Promise<PoolUsage>
}

/** An answer that is not older than this is given at once, while the next one is read. */
const STALE_MS = 5 * 60_000

/**
 * Creates readers that need all accounts. An answer is up to 30 seconds old, and up to five minutes
 * when no caller came in between.
 */
export const createPoolReaders = (db: Db, limits: PoolLimits): PoolReaders => ({
  capacity: remembered(async () => await readCapacity(db, limits)),
  activity: remembered(async () => await readPoolActivity(db, MAX_STRIPS)),
  usage: remembered(async () => await readPoolUsage(db)),
})

type Read<T> = { at: number; answer: Promise<T> }

function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let last: Read<T> | null = null
  let next: Read<T> | null = null
  return async () => {
    const at = performance.now()
    if (last !== null && at - last.at <= CACHE_MS) return await last.answer
    if (next === null) {
      const begun = { at, answer: read() }
      next = begun
      // Who waits for it gets its error; after a failure the next caller reads again.
      begun.answer.then(
        () => ([last, next] = [begun, null]),
        () => ([last, next] = [null, null]),
      )
    }
    if (last !== null && at - last.at <= STALE_MS) return await last.answer
    return await next.answer
  }
}
