import { readCapacity, type Capacity } from '../../pool/budget/capacity.ts'
import type { Services } from '../services.ts'

/** Real time for which an answer serves everybody: reading it looks at every account. */
const KEPT_MS = 30_000

/** Reads what the accounts in service may send together; an answer is up to 30 seconds old. */
export function createCapacityReader({
  db,
  poolContext,
}: Pick<Services, 'db' | 'poolContext'>): () => Promise<Capacity> {
  let kept: { at: number; capacity: Promise<Capacity> } | null = null
  return async () => {
    const at = performance.now()
    if (kept === null || at - kept.at > KEPT_MS)
      kept = { at, capacity: readCapacity(db, poolContext.limits) }
    try {
      return await kept.capacity
    } catch (error) {
      kept = null
      throw error
    }
  }
}
