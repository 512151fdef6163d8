import { type Estimate, readPoolRate } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import type { PairPlan } from './plan.ts'

/**
 * For how long (world time) an answer of an earlier check is taken, and a name believed: a day, in which few people follow or
 * rename themselves, and the same people are often asked about again.
 */
export const FRESH_MS = 24 * 3_600_000

/** What a plan will probably take at today's pool. */
export async function estimatePairs(
  { db, poolParts }: Pick<Services, 'db' | 'poolParts'>,
  { requests }: Pick<PairPlan, 'requests'>,
): Promise<Estimate> {
  if (requests === 0) return { requests, seconds: 0 }
  const secondsFor = await readPoolRate(db, { poolParts })
  return { requests, seconds: secondsFor(requests) }
}
