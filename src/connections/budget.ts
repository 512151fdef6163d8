/**
 * The used share of a limit, as Meta last reported it. Meta counts an app's calls by the hour and
 * an account's by the day; it never reports when the share falls, so a value older than an hour
 * counts as zero.
 */
export type Usage = {
  percent: number
  reportedAt: Date
  /** World time before which nothing is sent. */
  blockedUntil: Date | null
}

/** Calls are sent at once, spaced, only when a person waits for them, or not at all. */
export const BUDGET_MODES = ['free', 'slowed', 'urgent_only', 'stopped'] as const
export type BudgetMode = (typeof BUDGET_MODES)[number]

/**
 * Percent of a limit (design, section 13): slow from 60 %, urgent calls only above 75 %, nothing at
 * 90 %.
 */
export const SLOW_FROM = 60
const URGENT_ABOVE = 75
export const STOP_AT = 90

export const NEWS_MS = 3_600_000
/**
 * World ms between calls at 75 %, and between calls that probe the limit when its value is an hour
 * old.
 */
const LONGEST_GAP_MS = 20_000

export function modeOf(usage: Usage | null, now: Date): BudgetMode {
  if (!usage) return 'free'
  if (usage.blockedUntil && usage.blockedUntil > now) return 'stopped'
  if (usage.percent < SLOW_FROM) return 'free'
  if (isOld(usage, now)) return 'slowed'
  if (usage.percent >= STOP_AT) return 'stopped'
  return usage.percent > URGENT_ABOVE ? 'urgent_only' : 'slowed'
}

/** Returns the world ms from one call to the next while calls are spaced. */
export function gapMs(usage: Usage, now: Date): number {
  if (isOld(usage, now)) return LONGEST_GAP_MS
  const share = (usage.percent - SLOW_FROM) / (URGENT_ABOVE - SLOW_FROM)
  return Math.round(LONGEST_GAP_MS * Math.min(1, Math.max(0.05, share)))
}

/** Returns when less urgent calls may be sent again; null when they may be sent now. */
export function freeAt(usage: Usage | null, now: Date): Date | null {
  const mode = modeOf(usage, now)
  if (!usage || mode === 'free' || mode === 'slowed') return null
  return usage.blockedUntil && usage.blockedUntil > now
    ? usage.blockedUntil
    : new Date(usage.reportedAt.getTime() + NEWS_MS)
}

/** A limit that has passed its own end counts as unknown, whatever Meta reported. */
const isOld = ({ reportedAt, blockedUntil }: Usage, now: Date): boolean =>
  now.getTime() - reportedAt.getTime() >= NEWS_MS || (blockedUntil !== null && blockedUntil <= now)
