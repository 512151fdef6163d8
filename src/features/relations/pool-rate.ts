import type { Db } from '../../db/database.ts'
import { readCapacity, secondsFor } from '../../pool/budget/capacity.ts'
import type { PoolLimits } from '../../pool/state/limits.ts'

/** World seconds that so many requests take at today's pool; null while no account is in service. */
export type PoolRate = (requests: number) => number | null

export type WithPoolLimits = { poolParts: { limits: PoolLimits } }

/** Asks the pool once. */
export async function readPoolRate(
  db: Db,
  { poolParts: { limits } }: WithPoolLimits,
): Promise<PoolRate> {
  const capacity = await readCapacity(db, limits)
  return (requests) => secondsFor(requests, capacity, limits)
}
