import type { WorldPost } from '../instagram/world/post.ts'
import { storableBigCount, storableCount } from './storable.ts'

/**
 * The metrics of a creator's first scrape at a moment of world time, by plain arithmetic as
 * docs/metrics.md defines them. Shares no code with gramd. Left out are those that need other
 * creators: er_percentile and most risk flags.
 */
export function expectedMetrics(
  profile: { followers: number | null; following: number | null },
  posts: readonly WorldPost[],
  at: Date,
): Record<string, unknown> {
  const past = posts.filter(({ takenAt }) => takenAt <= at)
  const feed = past.filter(({ isPinned }) => !isPinned).toSorted(newestFirst)
  const recent = feed.slice(0, RECENT).map(countsOf)
  const reels = feed.filter(isReel).slice(0, RECENT).map(countsOf)
  const settled = feed.filter(({ takenAt }) => daysBetween(takenAt, at) >= 3).slice(0, RECENT)
  const { followers } = profile
  const perFollower = (count: number | null): number | null =>
    count === null || !followers ? null : count / followers
  const last = Math.max(...past.map(({ takenAt }) => takenAt.getTime()))
  return {
    ...median('er', recent, ({ engagement }) => perFollower(engagement)),
    ...median('er_reels', reels, ({ engagement }) => perFollower(engagement)),
    ...median('er_reels_by_views', reels, (reel) => ratio(reel.engagement, reel.plays)),
    ...median('view_rate_by_followers', reels, ({ plays }) => perFollower(plays)),
    ...median('comments_per_like', recent, ({ comments, likes }) => ratio(comments, likes)),
    ...spread(recent),
    ...paidShare(feed.slice(0, RECENT)),
    ...trend(settled.map(countsOf)),
    posts_per_week: postsPerWeek(recent),
    posts_last_28_days: past.filter(({ takenAt }) => daysBetween(takenAt, at) < 28).length,
    last_post_at: past.length === 0 ? null : new Date(last),
    follower_growth_7_days: null,
    follower_growth_30_days: null,
    follower_tier: followers === null ? null : tierOf(followers),
    follows_many: (profile.following ?? 0) > 1_500,
    likes_too_uniform: areLikesUniform(recent),
  }
}

const RECENT = 20
const DAY_MS = 86_400_000

type Counts = {
  days: number
  likes: number | null
  comments: number | null
  plays: number | null
  /** Likes and comments; null unless the post shows both. */
  engagement: number | null
}

function countsOf(post: WorldPost): Counts {
  const [likes, comments] = [storableCount(post.likeCount), storableCount(post.commentCount)]
  return {
    days: post.takenAt.getTime() / DAY_MS,
    likes,
    comments,
    plays: storableBigCount(post.playCount),
    engagement: likes === null || comments === null ? null : likes + comments,
  }
}

const isReel = ({ kind }: WorldPost): boolean => kind === 'reel'

const newestFirst = (one: WorldPost, other: WorldPost): number =>
  other.takenAt.getTime() - one.takenAt.getTime()

const daysBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / DAY_MS

/** Null if a part is unknown, or the divisor is 0. */
const ratio = (part: number | null, whole: number | null): number | null =>
  part === null || !whole ? null : part / whole

const known = (values: readonly (number | null)[]): number[] =>
  values.filter((value) => value !== null)

/** A metric and its `_posts`: the median over the posts that have a value. */
function median(
  name: string,
  posts: readonly Counts[],
  valueOf: (post: Counts) => number | null,
): Record<string, number | null> {
  const values = known(posts.map(valueOf))
  return { [name]: middleOf(values), [`${name}_posts`]: values.length }
}

/**
 * Returns the value in the middle; of an even number of values the mean of the two in the middle.
 */
function middleOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((one, other) => one - other)
  const half = values.length / 2
  const pair = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  return pair.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / 2
}

/** 1.4826 × the median distance from the median, as a share of the median. */
function relativeDeviation(values: readonly number[]): number | null {
  const middle = middleOf(values)
  if (!middle) return null
  const distance = middleOf(values.map((value) => Math.abs(value - middle)))
  return (1.4826 * (distance ?? 0)) / middle
}

function spread(recent: readonly Counts[]): Record<string, number | null> {
  const engagements = known(recent.map(({ engagement }) => engagement))
  return {
    engagement_spread: engagements.length < 5 ? null : relativeDeviation(engagements),
    engagement_spread_posts: engagements.length,
  }
}

function areLikesUniform(recent: readonly Counts[]): boolean {
  const likes = known(recent.map((post) => (post.engagement === null ? null : post.likes)))
  const deviation = relativeDeviation(likes)
  return (
    likes.length >= 10 && (middleOf(likes) ?? 0) >= 400 && deviation !== null && deviation < 0.1
  )
}

/** Posts with a label or a sponsor, over the posts for which the platform reports this. */
function paidShare(recent: readonly WorldPost[]): Record<string, number | null> {
  const reported = recent.filter(
    ({ isPaidPartnership, sponsors }) => isPaidPartnership !== null || sponsors.length > 0,
  )
  const paid = reported.filter(
    ({ isPaidPartnership, sponsors }) => isPaidPartnership || sponsors.length > 0,
  )
  return {
    paid_post_share: ratio(paid.length, reported.length),
    paid_post_share_posts: reported.length,
  }
}

function postsPerWeek(recent: readonly Counts[]): number | null {
  const days = recent.map((post) => post.days)
  return days.length < 3
    ? null
    : ratio(days.length - 1, (Math.max(...days) - Math.min(...days)) / 7)
}

const TIERS: readonly (readonly [below: number, tier: string])[] = [
  [1_000, 'under_1k'],
  [10_000, '1k_10k'],
  [50_000, '10k_50k'],
  [500_000, '50k_500k'],
  [1_000_000, '500k_1m'],
]
const tierOf = (followers: number): string =>
  TIERS.find(([below]) => followers < below)?.[1] ?? 'over_1m'

const INSUFFICIENT = {
  engagement_trend: 'insufficient',
  engagement_trend_per_30_days: null,
  engagement_trend_low: null,
  engagement_trend_high: null,
}

/**
 * The median slope of log(engagement) over all pairs of posts, and its 95 % interval: the k-th
 * smallest and the k-th largest slope, where k follows from the variance of Kendall's S (Gilbert
 * 1987, 16.5). No engagement counts as half of the smallest other one.
 */
function trend(settled: readonly Counts[]): Record<string, unknown> {
  const posts = settled.flatMap(({ days, engagement }) =>
    engagement === null ? [] : [{ days, engagement }],
  )
  const engagement_trend_posts = posts.length
  const days = posts.map((post) => post.days)
  const isShort = posts.length < 8 || Math.max(...days) - Math.min(...days) < 7
  const positive = posts.map(({ engagement }) => engagement).filter((engagement) => engagement > 0)
  const least = positive.length === 0 ? 1 : Math.min(...positive) / 2
  const slopes = posts
    .flatMap((one, index) =>
      posts.slice(0, index).flatMap((other) => {
        const change = Math.log(Math.max(one.engagement, least) / Math.max(other.engagement, least))
        return one.days === other.days ? [] : [(30 * change) / (one.days - other.days)]
      }),
    )
    .toSorted((one, other) => one - other)
  const k = Math.floor((slopes.length - 1.959964 * Math.sqrt(varianceOfS(days))) / 2)
  const [low, high] = [slopes[k - 1], slopes[slopes.length - k]]
  if (isShort || low === undefined || high === undefined)
    return { ...INSUFFICIENT, engagement_trend_posts }
  const change = inAMonth(middleOf(slopes) ?? 0)
  const isCertain = low > 0 || high < 0
  return {
    engagement_trend:
      !isCertain || Math.abs(change) <= 0.15 ? 'stable' : change > 0 ? 'growing' : 'declining',
    engagement_trend_per_30_days: change,
    engagement_trend_low: inAMonth(low),
    engagement_trend_high: inAMonth(high),
    engagement_trend_posts,
  }
}

const inAMonth = (logarithm: number): number => Math.min(1_000, Math.exp(logarithm) - 1)

/** n(n − 1)(2n + 5) / 18, less the same term for each group of posts of one moment. */
function varianceOfS(days: readonly number[]): number {
  const term = (n: number): number => (n * (n - 1) * (2 * n + 5)) / 18
  const groups = Object.values(Object.groupBy(days, String))
  return groups.reduce((sum, group) => sum - term(group?.length ?? 0), term(days.length))
}
