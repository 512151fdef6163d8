import { median } from '../../scrape/index.ts'
import type { NewsKind } from '../../../creators/news-kinds.ts'
import type { Rules } from '../rules.ts'

const DAY_MS = 86_400_000
/** Followers are compared with those of about a week ago, or the nearest reading after that. */
const PERIOD_DAYS = 7
/** The shortest and the longest time between two readings that are compared. */
const MIN_DAYS = 0.8
const MAX_DAYS = 60
/** The fewest earlier intervals that say what is usual. */
const MIN_INTERVALS = 4
/** Times the usual spread that a change has to exceed. */
const TIMES_SPREAD = 3
/** The spread of a day that is assumed at least: perfectly even growth would make all else news. */
const MIN_SPREAD = 0.000_5
/** Without anything usual to compare with, this share is needed. */
const SHARE_ALONE = 0.2
/** 1.4826 times the median deviation estimates a standard deviation. */
const SCALE = 1.4826

/** A reading of a creator; the newest first. */
export type Reading = { scraped_at: Date; follower_count: number | null }

/** The last news of this rule about the creator. */
export type LastChange = { kind: NewsKind; happened_at: Date }

export type GrowthNews = {
  kind: 'growth' | 'fall'
  happened_at: Date
  dedupe_key: string
  details: {
    before: number
    now: number
    days: number
    share: number
    /** The usual change in as many days; null where too few readings say. */
    usual: number | null
    /** The change that had to be exceeded, upwards or downwards. */
    limit: number
    readings: number
  }
}

type Counted = { at: number; count: number }

/**
 * Compares the newest number of followers with that of about a week ago. News if the change is at
 * least the share of the rule, and beyond what is usual for the creator: the median pace of the
 * intervals between its earlier readings, and three times their spread. The time up to the last
 * such news does not count again, and a change in the same direction is news once a week.
 */
export function growthNews(
  { growth_share: minShare }: Pick<Rules, 'growth_share'>,
  readings: readonly Reading[],
  last: LastChange | undefined,
): GrowthNews | null {
  if (minShare === null) return null
  const counted = readings.flatMap(({ scraped_at, follower_count: count }): Counted[] =>
    count === null || count <= 0 ? [] : [{ at: scraped_at.getTime(), count }],
  )
  const [now] = counted
  const lastAt = last?.happened_at.getTime() ?? -Infinity
  const from = now && baseline(counted, now, lastAt)
  if (!now || !from) return null
  const kind = now.count > from.count ? 'growth' : 'fall'
  if (last?.kind === kind && now.at - lastAt < PERIOD_DAYS * DAY_MS) return null
  const earlier = counted.filter(({ at }) => at <= from.at)
  const change = judge(from, now, { minShare, usual: usualPace(earlier) })
  return (
    change && {
      kind,
      happened_at: new Date(now.at),
      dedupe_key: `${kind}:${new Date(from.at).toISOString()}`,
      details: { ...change, readings: counted.length },
    }
  )
}

type Pace = { pace: number; spread: number }

/** The figures of a change that is large enough, and beyond the usual; null for any other. */
function judge(
  from: Counted,
  now: Counted,
  { minShare, usual }: { minShare: number; usual: Pace | null },
): Omit<GrowthNews['details'], 'readings'> | null {
  const days = (now.at - from.at) / DAY_MS
  const share = (now.count - from.count) / from.count
  const figures = { before: from.count, now: now.count, days: Math.max(1, Math.round(days)), share }
  if (usual === null) {
    const isLarge = Math.abs(share) >= Math.max(minShare, SHARE_ALONE)
    return isLarge ? { ...figures, usual: null, limit: SHARE_ALONE } : null
  }
  const pace = Math.log(now.count / from.count) / days
  const isUsual = Math.abs(pace - usual.pace) <= usual.spread
  if (Math.abs(share) < minShare || isUsual) return null
  const edge = usual.pace + Math.sign(share) * usual.spread
  return {
    ...figures,
    usual: Math.expm1(usual.pace * days),
    limit: Math.max(minShare, Math.abs(Math.expm1(edge * days))),
  }
}

/** The reading to compare with: the newest that is a week old, otherwise the oldest. */
function baseline(counted: readonly Counted[], now: Counted, lastAt: number) {
  const possible = counted.filter(
    ({ at }) =>
      at >= lastAt && now.at - at >= MIN_DAYS * DAY_MS && now.at - at <= MAX_DAYS * DAY_MS,
  )
  return possible.find(({ at }) => now.at - at >= PERIOD_DAYS * DAY_MS) ?? possible.at(-1)
}

/** The median change of a day as a logarithm, and its spread; null from too few intervals. */
function usualPace(earlier: readonly Counted[]): Pace | null {
  const paces: number[] = []
  let to = earlier[0]
  for (const from of earlier.slice(1)) {
    if (!to) break
    const days = (to.at - from.at) / DAY_MS
    if (days < MIN_DAYS) continue
    paces.push(Math.log(to.count / from.count) / days)
    to = from
  }
  const pace = median(paces)
  if (paces.length < MIN_INTERVALS || pace === null) return null
  const spread = SCALE * (median(paces.map((each) => Math.abs(each - pace))) ?? 0)
  return { pace, spread: TIMES_SPREAD * Math.max(spread, MIN_SPREAD) }
}
