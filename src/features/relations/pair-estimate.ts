import type { Config } from '../../config.ts'
import type { Services } from '../manifest.ts'
import type { Estimate } from './estimate.ts'
import type { PairPlan } from './pair-plan.ts'
import { readPoolRate } from './pool-rate.ts'

const HOUR_MS = 3_600_000

/** For how long (world time) an answer of an earlier check is taken, and a name believed. */
export const freshMs = ({ RELATION_FRESH_HOURS }: Pick<Config, 'RELATION_FRESH_HOURS'>): number =>
  RELATION_FRESH_HOURS * HOUR_MS

/** What a plan will probably take at today's pool. */
export async function estimatePairs(
  { db, poolParts }: Pick<Services, 'db' | 'poolParts'>,
  { requests }: Pick<PairPlan, 'requests'>,
): Promise<Estimate> {
  if (requests === 0) return { requests, seconds: 0 }
  const secondsFor = await readPoolRate(db, { poolParts })
  return { requests, seconds: secondsFor(requests) }
}
