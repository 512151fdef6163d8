import type { Profile } from '../../../platforms/creators.ts'
import { percentileRank, type Benchmarks } from './benchmark.ts'
import { commentsPerLike } from './comments-per-like.ts'
import {
  engagementRateByFollowers,
  reelsEngagementRateByFollowers,
} from './engagement-rate-by-followers.ts'
import { engagementRateOfReelsByViews } from './engagement-rate-of-reels-by-views.ts'
import { engagementSpread } from './engagement-spread.ts'
import { engagementTrend, type EngagementTrend } from './engagement-trend.ts'
import { followerGrowth } from './follower-growth.ts'
import type { EarlierScrape } from './follower-history.ts'
import type { MeasuredPost } from './measured-post.ts'
import { paidPostShare } from './paid-post-share.ts'
import { lastPostAt, postsLast28Days } from './post-times.ts'
import { postsPerWeek } from './posts-per-week.ts'
import { riskFlags, type RiskFlags } from './risk-flags.ts'
import { viewRateByFollowers } from './view-rate-by-followers.ts'

export type MeasuredProfile = Pick<Profile, 'followerCount' | 'followingCount'> & {
  /** The posts are as an earlier scrape read them, since there was nothing new: their counts are not of now. */
  postsAreOld?: boolean
}

/** The metrics that history keeps: columns of blogs and of blog_snapshots alike. Rates are fractions. */
export type SnapshotMetrics = {
  er: number | null
  er_posts: number
  er_reels: number | null
  er_reels_posts: number
  er_reels_by_views: number | null
  view_rate_by_followers: number | null
  comments_per_like: number | null
  posts_per_week: number | null
  posts_last_28_days: number
  engagement_spread: number | null
  paid_post_share: number | null
  engagement_trend: EngagementTrend['label']
  engagement_trend_per_30_days: number | null
}

/** Every metric of one scrape, as columns of blogs; `<metric>_posts` is how many posts each could use. */
export type ProfileMetrics = SnapshotMetrics & {
  er_reels_by_views_posts: number
  view_rate_by_followers_posts: number
  comments_per_like_posts: number
  engagement_spread_posts: number
  paid_post_share_posts: number
  last_post_at: Date | null
  engagement_trend_low: number | null
  engagement_trend_high: number | null
  engagement_trend_posts: number
  follower_growth_7_days: number | null
  follower_growth_30_days: number | null
  /** Within the tier, 0 to 100; null when too few creators are known there. */
  er_percentile: number | null
  risk_flags: string[]
  risk_evidence: RiskFlags['evidence']
}

/**
 * Every metric of a profile at `now` (world time, the time of the scrape). `history` is what earlier scrapes measured,
 * in any order; `benchmarks` are those of the profile's tier. Posts dated later than `now` are clock errors of whoever
 * made them and are left out, as are such scrapes. Null is what there is no ground for.
 */
export function profileMetrics(
  profile: MeasuredProfile,
  posts: readonly MeasuredPost[],
  history: readonly EarlierScrape[],
  benchmarks: Benchmarks,
  now: Date,
): ProfileMetrics {
  const { followerCount, followingCount } = profile
  const past = posts.filter((post) => post.takenAt.getTime() <= now.getTime())
  const earlier = history.filter(({ scrapedAt }) => scrapedAt.getTime() < now.getTime())
  const er = engagementRateByFollowers(past, followerCount)
  const reels = reelsEngagementRateByFollowers(past, followerCount)
  const reelsByViews = engagementRateOfReelsByViews(past)
  const viewRate = viewRateByFollowers(past, followerCount)
  const comments = commentsPerLike(past)
  const spread = engagementSpread(past)
  const paid = paidPostShare(past)
  const trend = engagementTrend(past, now)
  const scrapes = [
    ...earlier,
    { scrapedAt: now, followerCount, er: profile.postsAreOld ? null : er.value },
  ]
  const judged = { followingCount, posts: past, er, commentsPerLike: comments, viewRate, scrapes }
  const risks = riskFlags(judged, benchmarks, now)
  return {
    er: er.value,
    er_posts: er.posts,
    er_reels: reels.value,
    er_reels_posts: reels.posts,
    er_reels_by_views: reelsByViews.value,
    er_reels_by_views_posts: reelsByViews.posts,
    view_rate_by_followers: viewRate.value,
    view_rate_by_followers_posts: viewRate.posts,
    comments_per_like: comments.value,
    comments_per_like_posts: comments.posts,
    posts_per_week: postsPerWeek(past),
    posts_last_28_days: postsLast28Days(past, now),
    last_post_at: lastPostAt(past, now),
    engagement_spread: spread.value,
    engagement_spread_posts: spread.posts,
    paid_post_share: paid.value,
    paid_post_share_posts: paid.posts,
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

/** Those of the metrics that a row of blog_snapshots keeps. */
export function snapshotMetrics(metrics: ProfileMetrics): SnapshotMetrics {
  return {
    er: metrics.er,
    er_posts: metrics.er_posts,
    er_reels: metrics.er_reels,
    er_reels_posts: metrics.er_reels_posts,
    er_reels_by_views: metrics.er_reels_by_views,
    view_rate_by_followers: metrics.view_rate_by_followers,
    comments_per_like: metrics.comments_per_like,
    posts_per_week: metrics.posts_per_week,
    posts_last_28_days: metrics.posts_last_28_days,
    engagement_spread: metrics.engagement_spread,
    paid_post_share: metrics.paid_post_share,
    engagement_trend: metrics.engagement_trend,
    engagement_trend_per_30_days: metrics.engagement_trend_per_30_days,
  }
}
