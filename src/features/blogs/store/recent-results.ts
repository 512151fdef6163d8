import type { Db } from '../../../db/handles.ts'

type Recent<Result> = { at: number; result: Promise<Result> }

/** Real time for which a result is used again. */
export const FRESH_MS = 60_000
/** Keys come from requests: a bound prevents them from filling the memory. */
export const MAX_RESULTS = 1_000

/**
 * Remembers, for each database of this process, what PostgreSQL says without reading rows, such as
 * the estimates of its planner, which change with ANALYZE alone. Callers at the same time wait for
 * one statement; later ones have its result for a minute.
 */
export function recentResults<Result>() {
  const databases = new WeakMap<Db, Map<string, Recent<Result>>>()
  return async function recall(
    db: Db,
    key: string,
    read: () => Promise<Result>,
    now: number = performance.now(),
  ): Promise<Result> {
    const known = databases.get(db) ?? new Map<string, Recent<Result>>()
    databases.set(db, known)
    const recent = known.get(key)
    if (recent !== undefined && now - recent.at < FRESH_MS) return await recent.result
    const entry = { at: now, result: read() }
    // The first of the map is the oldest.
    known.delete(key)
    known.set(key, entry)
    for (const [oldest] of known) {
      if (known.size <= MAX_RESULTS) break
      known.delete(oldest)
    }
    try {
      return await entry.result
    } catch (error) {
      if (known.get(key) === entry) known.delete(key)
      throw error
    }
  }
}
