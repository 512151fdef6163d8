import type { PostMetric } from '../../../creators/fields.ts'
import type { Profile } from '../../../platforms/creators.ts'
import { percentileRank, type Benchmarks } from './benchmark.ts'
import { engagementTrend } from './engagement-trend.ts'
import { followerGrowth, type EarlierScrape } from './followers.ts'
import { lastPostAt, postsLast28Days, postsPerWeek } from './posting-times.ts'
import type { MeasuredPost } from './posts.ts'
import {
  commentsPerLike,
  engagementRate,
  engagementSpread,
  paidPostShare,
  reelsEngagementRate,
  reelsEngagementRateByViews,
  viewRate,
  type Measure,
} from './rates.ts'
import { riskFlags } from './risk-flags.ts'

export type MeasuredProfile = Pick<Profile, 'followerCount' | 'followingCount'> & {
  /**
   * The posts are as an earlier scrape read them, since there was nothing new: their counts are not
   * of now.
   */
  postsAreOld?: boolean
}

/**
 * `history` is what earlier scrapes measured, in any order; `benchmarks` are those of the profile's
 * tier.
 */
type Measured = {
  profile: MeasuredProfile
  posts: readonly MeasuredPost[]
  history: readonly EarlierScrape[]
  benchmarks: Benchmarks
}

/** Columns of blogs: each metric that is made of posts, with how many posts it could use. */
type PostMetrics = { [Column in PostMetric]: number | null } & {
  [Column in `${PostMetric}_posts`]: number
}

/**
 * Every metric of a profile at `now` (world time, the time of the scrape), as columns of blogs.
 * Rates are fractions. Posts and scrapes dated later than `now` are clock errors and do not count.
 * Null is what there is no ground for.
 */
export function profileMetrics({ profile, posts, history, benchmarks }: Measured, now: Date) {
  const { followerCount, followingCount } = profile
  const past = posts.filter((post) => post.takenAt.getTime() <= now.getTime())
  const earlier = history.filter(({ scrapedAt }) => scrapedAt.getTime() < now.getTime())
  const measured = measurePosts(past, followerCount)
  const { er } = measured
  const trend = engagementTrend(past, now)
  const scrapes = [
    ...earlier,
    { scrapedAt: now, followerCount, er: profile.postsAreOld ? null : er.value },
  ]
  const risks = riskFlags({ ...measured, followingCount, posts: past, scrapes }, benchmarks, now)
  return {
    ...columnsOf(measured),
    posts_per_week: postsPerWeek(past),
    posts_last_28_days: postsLast28Days(past, now),
    last_post_at: lastPostAt(past, now),
    engagement_trend: trend.label,
    engagement_trend_per_30_days: trend.per30Days,
    engagement_trend_low: trend.low,
    engagement_trend_high: trend.high,
    engagement_trend_posts: trend.posts,
    follower_growth_7_days: followerGrowth(followerCount, earlier, now, 7),
    follower_growth_30_days: followerGrowth(followerCount, earlier, now, 30),
    er_percentile: percentileRank(er.value, benchmarks.get('er')),
    risk_flags: risks.flags,
    risk_evidence: risks.evidence,
  }
}

export type ProfileMetrics = ReturnType<typeof profileMetrics>

const measurePosts = (
  posts: readonly MeasuredPost[],
  followers: number | null,
): Record<PostMetric, Measure> => ({
  er: engagementRate(posts, followers),
  er_reels: reelsEngagementRate(posts, followers),
  er_reels_by_views: reelsEngagementRateByViews(posts),
  view_rate_by_followers: viewRate(posts, followers),
  comments_per_like: commentsPerLike(posts),
  engagement_spread: engagementSpread(posts),
  paid_post_share: paidPostShare(posts),
})

function columnsOf(measured: Record<PostMetric, Measure>): PostMetrics {
  const columns = Object.entries(measured).flatMap(([name, { value, posts }]) => [
    [name, value],
    [`${name}_posts`, posts],
  ])
  return Object.fromEntries(columns) as PostMetrics
}
