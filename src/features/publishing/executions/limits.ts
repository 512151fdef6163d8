/** Posts a day by stage of warm-up: one or two in the first days, the account's own limit at the end. */
const BY_STAGE = [2, 4, 7] as const

/** How many posts an account may publish within 24 hours. */
export function dailyLimit({
  posts_limit_per_day: own,
  warmup_stage: stage,
}: {
  posts_limit_per_day: number
  warmup_stage: number
}): number {
  return Math.min(own, BY_STAGE[stage] ?? own)
}

const MINUTE_MS = 60_000

/** Pauses of an account after errors in a row; the last repeats. */
const PAUSES = [1, 5, 15, 60] as const

/** How long an account publishes nothing after so many errors in a row, in ms. */
export const pauseAfter = (errorsInRow: number): number =>
  (PAUSES[Math.min(errorsInRow, PAUSES.length) - 1] ?? PAUSES[0]) * MINUTE_MS

/** An execution is tried again so often, and not before this. */
export const MOST_RETRIES = 3
export const LEAST_RETRY_MS = 5 * MINUTE_MS
/** At its limit, or after the platform has blocked what it does, an account rests. */
export const REST_MS = 24 * 60 * MINUTE_MS
/** Publications at the same time, of all replicas. */
export const MOST_AT_ONCE = 50
