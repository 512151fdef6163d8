import { ConflictError } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import { readCapacity, secondsFor } from '../../pool/budget/capacity.ts'
import type { PoolLimits } from '../../pool/state/limits.ts'
import type { Config } from '../declarations.ts'

/** `seconds` are world time; null while no account is in service. */
export type Estimate = { requests: number; seconds: number | null }

/** World seconds for so many requests at today's pool; null while no account is in service. */
export type PoolRate = (requests: number) => number | null

export type WithPoolLimits = { poolContext: { limits: PoolLimits } }

/** Asks the pool once. */
export async function readPoolRate(
  db: Db,
  { poolContext: { limits } }: WithPoolLimits,
): Promise<PoolRate> {
  const capacity = await readCapacity(db, limits)
  return (requests) => secondsFor(requests, capacity, limits)
}

/** Estimates the time that so many requests will take with the pool as it is. */
export async function estimateOf(
  { db, poolContext }: { db: Db } & WithPoolLimits,
  requests: number,
): Promise<Estimate> {
  if (requests === 0) return { requests, seconds: 0 }
  const secondsFor = await readPoolRate(db, { poolContext })
  return { requests, seconds: secondsFor(requests) }
}

const HOUR_SECONDS = 3_600
const DAY_SECONDS = 24 * HOUR_SECONDS

/** A check would take more requests than were confirmed. */
export class ConfirmationRequiredError extends ConflictError {
  override readonly code: string = 'confirmation_required'
  override readonly facts: Readonly<Record<string, number | null>>

  constructor({ requests, seconds }: Estimate, limit: number) {
    const time = seconds === null ? 'no account is in service' : `about ${roughly(seconds)}`
    super(
      `the check takes about ${requests} requests (${time}), more than ${limit}: send ` +
        'confirm: true to have it all the same',
      [
        {
          field: 'confirm',
          reason: 'expected true for so many requests',
          code: 'confirm_needed',
          limits: { n: requests },
        },
      ],
    )
    this.facts = { requests, seconds, limit }
  }
}

/** Throws ConfirmationRequiredError for an unconfirmed check of more requests than the limit. */
export function requireConfirmation(
  { relationConfirmRequests: limit }: Pick<Config, 'relationConfirmRequests'>,
  estimate: Estimate,
  isConfirmed: boolean,
): void {
  if (!isConfirmed && estimate.requests > limit)
    throw new ConfirmationRequiredError(estimate, limit)
}

/** Formats a duration in the unit in which people would say it. */
function roughly(seconds: number): string {
  if (seconds < 2 * HOUR_SECONDS) return `${Math.ceil(seconds / 60)} minutes`
  if (seconds < 2 * DAY_SECONDS) return `${Math.ceil(seconds / HOUR_SECONDS)} hours`
  return `${Math.ceil(seconds / DAY_SECONDS)} days`
}
