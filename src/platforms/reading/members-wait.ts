import type { PoolRestingError } from '../errors.ts'
import type { MembersProgress } from './members-progress.ts'

/** World time that reading a page anew takes, about, and the rest of an account that is waited out at least. */
const PAGE_MS = 10_000
const LEAST_PATIENCE_MS = 3_600_000
/**
 * Accounts whose budgets are spent by the same number of pages would hand a long list round for ever: so each beginning
 * makes the list so much more patient, and it runs out of reasons before it runs out of beginnings.
 */
const MORE_PATIENT = 4

/**
 * Whether the account that holds the cursor rests for longer (from `now`, world time) than reading the pages that it has
 * read would take another one. A short rest is never too long.
 */
export function restsTooLong(
  { place, restarts }: MembersProgress,
  { disposition }: PoolRestingError,
  now: Date,
): boolean {
  if (!('until' in disposition)) return false
  const waitMs = disposition.until.getTime() - now.getTime()
  const anewMs = Math.max(LEAST_PATIENCE_MS, place.pages * PAGE_MS)
  return waitMs > anewMs * MORE_PATIENT ** restarts
}
