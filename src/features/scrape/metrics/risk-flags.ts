import { RISK_FLAGS, type RiskFlag } from '../../../creators/fields.ts'
import {
  FEWEST_CREATORS,
  percentileOf,
  type BenchmarkMetric,
  type Benchmarks,
} from './benchmark.ts'
import type { EarlierScrape } from './followers.ts'
import { followerSpike } from './follower-spike.ts'
import { engagement, recentPosts, type MeasuredPost } from './posts.ts'
import type { Measure } from './rates.ts'
import { median, relativeSpread } from './statistics.ts'

/** The numbers that a flag was seen in, with the threshold that they crossed. */
type Evidence = Record<string, number | string>
export type RiskFlags = { flags: RiskFlag[]; evidence: Partial<Record<RiskFlag, Evidence>> }

/** The metrics that are compared with the peers of the tier. */
type ComparedMetric = 'er' | 'comments_per_like' | 'view_rate_by_followers'

export type Judged = Record<ComparedMetric, Measure> & {
  followingCount: number | null
  posts: readonly MeasuredPost[]
  /** Earlier scrapes and this one. */
  scrapes: readonly EarlierScrape[]
}

/**
 * "Mass followers": those who follow more are followed back rather than watched. Source: audits as
 * HypeAuditor's.
 */
const MAX_FOLLOWED = 1_500
/** The middle 95 % of the tier are like their peers. */
const LOWER_PERCENT = 2.5
const UPPER_PERCENT = 97.5
/** The minimum number of posts for a comparison with peers. */
const FEWEST_POSTS = 5

/**
 * Returns the risks that a person should check before paying, each with its evidence. None is a
 * proof, and no share of fake followers follows from any number of them: that would take the lists
 * of followers. A flag that there is no ground to judge is absent.
 */
export function riskFlags(judged: Judged, benchmarks: Benchmarks, now: Date): RiskFlags {
  const far = (metric: ComparedMetric): Evidence | null =>
    farFromPeers(metric, judged[metric], benchmarks)
  const found: Record<RiskFlag, Evidence | null> = {
    follows_many: followsMany(judged.followingCount),
    follower_spike: followerSpike(judged.scrapes, benchmarks, now),
    comments_far_from_peers: far('comments_per_like'),
    er_far_below_peers: onlyBelow(far('er')),
    views_far_below_peers: onlyBelow(far('view_rate_by_followers')),
    likes_too_uniform: uniformLikes(judged.posts),
  }
  const risks: RiskFlags = { flags: [], evidence: {} }
  for (const flag of RISK_FLAGS) {
    const evidence = found[flag]
    if (evidence === null) continue
    risks.flags.push(flag)
    risks.evidence[flag] = evidence
  }
  return risks
}

const followsMany = (followingCount: number | null): Evidence | null =>
  followingCount !== null && followingCount > MAX_FOLLOWED
    ? { following_count: followingCount, threshold: MAX_FOLLOWED }
    : null

function farFromPeers(
  metric: BenchmarkMetric,
  { value, posts }: Measure,
  benchmarks: Benchmarks,
): Evidence | null {
  const benchmark = benchmarks.get(metric)
  if (benchmark === undefined || benchmark.creators < FEWEST_CREATORS) return null
  if (value === null || posts < FEWEST_POSTS) return null
  const low = percentileOf(benchmark, LOWER_PERCENT)
  const high = percentileOf(benchmark, UPPER_PERCENT)
  if (low === null || high === null || (value >= low && value <= high)) return null
  const peers = { low, high, creators: benchmark.creators }
  return { value, posts, side: value < low ? 'below' : 'above', ...peers }
}

const onlyBelow = (evidence: Evidence | null): Evidence | null =>
  evidence?.['side'] === 'below' ? evidence : null

const FEWEST_LIKED_POSTS = 10
/**
 * The minimum number of likes: with fewer, the counts of honest posts are equal by chance now and
 * then.
 */
const FEWEST_LIKES = 400
/**
 * If each of many people liked each post or not by a throw of the same die, the spread were
 * 1/√likes, 0.05 of 400. Posts differ and are shown to different people besides: audits call a
 * spread of 40 % the lower end of normal (trendHero). A tenth is far below that, and above what
 * chance alone would leave.
 */
const SMALLEST_SPREAD = 0.1

/**
 * Likes that differ less from post to post than those of people do; null where they do not, or
 * there are too few.
 */
function uniformLikes(
  posts: readonly MeasuredPost[],
): Record<'spread' | 'threshold' | 'posts' | 'median_likes', number> | null {
  const likes = recentPosts(posts).flatMap((post) =>
    engagement(post) === null || post.likeCount === null ? [] : [post.likeCount],
  )
  const middle = median(likes)
  const spread = relativeSpread(likes)
  if (likes.length < FEWEST_LIKED_POSTS || middle === null || middle < FEWEST_LIKES) return null
  if (spread === null || spread >= SMALLEST_SPREAD) return null
  return { spread, threshold: SMALLEST_SPREAD, posts: likes.length, median_likes: middle }
}
