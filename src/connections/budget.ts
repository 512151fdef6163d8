/**
 * How much of a limit was used when Meta last told it. Meta counts an app's calls by the hour and an
 * account's by the day; it never says when the share falls, so an hour without news counts as none.
 */
export type Usage = {
  percent: number
  toldAt: Date
  /** Nothing is sent before. */
  blockedUntil: Date | null
}

/** Whether calls are sent at once, spaced, only for a waiting person, or not at all. */
export const BUDGET_MODES = ['free', 'slowed', 'urgent_only', 'stopped'] as const
export type BudgetMode = (typeof BUDGET_MODES)[number]

/** Design, section 13: slow from 60 %, urgent calls only above 75 %, nothing at 90 %. */
export const SLOW_FROM = 60
const URGENT_ABOVE = 75
export const STOP_AT = 90

export const NEWS_MS = 3_600_000
/** World ms between calls at 75 %, and between those that find out after an hour without news. */
const LONGEST_GAP_MS = 20_000

export function modeOf(usage: Usage | null, now: Date): BudgetMode {
  if (!usage) return 'free'
  if (usage.blockedUntil && usage.blockedUntil > now) return 'stopped'
  if (usage.percent < SLOW_FROM) return 'free'
  if (isOld(usage, now)) return 'slowed'
  if (usage.percent >= STOP_AT) return 'stopped'
  return usage.percent > URGENT_ABOVE ? 'urgent_only' : 'slowed'
}

/** World ms from one call to the next while calls are spaced. */
export function gapMs(usage: Usage, now: Date): number {
  if (isOld(usage, now)) return LONGEST_GAP_MS
  const share = (usage.percent - SLOW_FROM) / (URGENT_ABOVE - SLOW_FROM)
  return Math.round(LONGEST_GAP_MS * Math.min(1, Math.max(0.05, share)))
}

/** When less urgent calls may be sent again; null when they may now. */
export function freeAt(usage: Usage | null, now: Date): Date | null {
  const mode = modeOf(usage, now)
  if (!usage || mode === 'free' || mode === 'slowed') return null
  return usage.blockedUntil && usage.blockedUntil > now
    ? usage.blockedUntil
    : new Date(usage.toldAt.getTime() + NEWS_MS)
}

/** A limit that has passed its own end is one that nothing is known of, whatever it told. */
const isOld = ({ toldAt, blockedUntil }: Usage, now: Date): boolean =>
  now.getTime() - toldAt.getTime() >= NEWS_MS || (blockedUntil !== null && blockedUntil <= now)
