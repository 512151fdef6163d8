import { FEWEST_CREATORS, percentileOf, type Benchmarks } from './benchmark.ts'
import type { EarlierScrape } from './followers.ts'
import { isCount } from './posts.ts'
import { median } from './statistics.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const WINDOW_DAYS = 30
/** Older jumps do not count: bought followers would long be part of what is usual. */
const REMEMBERED_MS = 180 * DAY_MS
/** The minimum number of followers: with fewer, a family party is a jump. */
const FEWEST_FOLLOWERS = 1_000
/** Less in 30 days is a good month. */
const SMALLEST_JUMP = 0.2
const TIMES_USUAL = 5
/** Intervals beside the jump that make what is usual for a creator. */
const FEWEST_INTERVALS = 3
const UPPER_PERCENT = 97.5

/**
 * The interval between two scrapes that follow each other; `growth` is the relative change in
 * `days` days: the whole interval, or of one that is longer the average of 30.
 */
type Interval = { from: Counted; to: Counted; days: number; growth: number }
type Counted = { scrapedAt: Date; followerCount: number; er: number }

export type FollowerSpike = {
  from_at: string
  to_at: string
  from_followers: number
  to_followers: number
  /** Relative change in that time, or in 30 days of it where it was longer. */
  growth: number
  /** The limit that the growth exceeds, and the origin of that limit. */
  threshold: number
  compared_with: 'own_history' | 'tier'
  /** Intervals of the creator's own, or creators of the tier, behind the threshold. */
  n: number
  er_before: number
  er_after: number
}

/**
 * The largest jump in followers of the last 180 days that the engagement did not follow: from 1,000
 * followers or more by over 20 % in 30 days or less, over five times the creator's usual growth in
 * as many days (by the median pace of at least three other intervals between scrapes; without
 * these, the 97.5th percentile of the tier), with an engagement rate that is not higher after it
 * than before. Null when there is none, or nothing to judge by: scrapes of which either is unknown
 * are passed over, and without anything to compare with there is no jump.
 */
export function followerSpike(
  scrapes: readonly EarlierScrape[],
  benchmarks: Benchmarks,
  now: Date,
): FollowerSpike | null {
  const intervals = intervalsBetween(scrapes)
  const spikes = intervals.flatMap((interval) => {
    const spike = judge(interval, intervals, benchmarks, now)
    return spike === null ? [] : [spike]
  })
  return spikes.reduce<FollowerSpike | null>(
    (largest, spike) => (largest !== null && largest.growth >= spike.growth ? largest : spike),
    null,
  )
}

function judge(
  interval: Interval,
  all: readonly Interval[],
  benchmarks: Benchmarks,
  now: Date,
): FollowerSpike | null {
  const { from, to, growth } = interval
  if (now.getTime() - to.scrapedAt.getTime() > REMEMBERED_MS) return null
  if (from.followerCount < FEWEST_FOLLOWERS) return null
  const usual = usualGrowth(interval, all, benchmarks)
  if (usual === null || growth <= usual.threshold || to.er > from.er) return null
  return {
    from_at: from.scrapedAt.toISOString(),
    to_at: to.scrapedAt.toISOString(),
    from_followers: from.followerCount,
    to_followers: to.followerCount,
    growth,
    ...usual,
    er_before: from.er,
    er_after: to.er,
  }
}

function usualGrowth(
  interval: Interval,
  all: readonly Interval[],
  benchmarks: Benchmarks,
): Pick<FollowerSpike, 'threshold' | 'compared_with' | 'n'> | null {
  const others = all.filter((each) => each !== interval).map(growthIn(interval.days))
  const own = others.length >= FEWEST_INTERVALS ? median(others) : null
  if (own !== null) {
    const threshold = Math.max(SMALLEST_JUMP, TIMES_USUAL * own)
    return { threshold, compared_with: 'own_history', n: others.length }
  }
  const tier = benchmarks.get('follower_growth_30_days')
  if (tier === undefined || tier.creators < FEWEST_CREATORS) return null
  const upper = percentileOf(tier, UPPER_PERCENT)
  if (upper === null) return null
  const threshold = Math.max(SMALLEST_JUMP, upper)
  return { threshold, compared_with: 'tier', n: tier.creators }
}

/**
 * Returns how much an interval would grow in `days` days at its pace: the growth of a month cannot
 * be compared with that of a day.
 */
const growthIn =
  (days: number) =>
  (interval: Interval): number =>
    (1 + interval.growth) ** (days / interval.days) - 1

/**
 * Oldest first, between scrapes that saw followers and engagement. Of several scrapes of one day
 * the first counts, so that no interval is shorter than a day.
 */
function intervalsBetween(scrapes: readonly EarlierScrape[]): Interval[] {
  const counted = scrapes
    .flatMap(({ scrapedAt, followerCount, er }) =>
      isCount(followerCount) && followerCount > 0 && er !== null
        ? [{ scrapedAt, followerCount, er }]
        : [],
    )
    .sort((a, b) => a.scrapedAt.getTime() - b.scrapedAt.getTime())
  const intervals: Interval[] = []
  let from: Counted | undefined
  for (const to of counted) {
    const days =
      from === undefined ? 0 : (to.scrapedAt.getTime() - from.scrapedAt.getTime()) / DAY_MS
    if (from !== undefined && days < 1) continue
    if (from !== undefined) {
      const window = Math.min(days, WINDOW_DAYS)
      const growth = (to.followerCount / from.followerCount) ** (window / days) - 1
      intervals.push({ from, to, days: window, growth })
    }
    from = to
  }
  return intervals
}
