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

/** Creates readers that need all accounts; an answer is up to 30 seconds old. */
export const createPoolReaders = (db: Db, limits: PoolLimits): PoolReaders => ({
  capacity: remembered(async () => await readCapacity(db, limits)),
  activity: remembered(async () => await readPoolActivity(db, MAX_STRIPS)),
  usage: remembered(async () => await readPoolUsage(db)),
})

function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let cached: { at: number; answer: Promise<T> } | null = null
  return async () => {
    const at = performance.now()
    if (cached === null || at - cached.at > CACHE_MS) cached = { at, answer: read() }
    try {
      return await cached.answer
    } catch (error) {
      cached = null
      throw error
    }
  }
}
