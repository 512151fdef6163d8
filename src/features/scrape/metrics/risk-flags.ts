import { RISK_FLAGS, type RiskFlag } from '../../../creators/fields.ts'
import {
  FEWEST_CREATORS,
  percentileOf,
  type BenchmarkMetric,
  type Benchmarks,
} from './benchmark.ts'
import type { EarlierScrape } from './follower-history.ts'
import { followerSpike } from './follower-spike.ts'
import { uniformLikes } from './uniform-likes.ts'
import type { Measure } from './measure.ts'
import type { MeasuredPost } from './measured-post.ts'

/** The numbers that a flag was seen in, with the threshold that they crossed. */
type Evidence = Record<string, number | string>
export type RiskFlags = { flags: RiskFlag[]; evidence: Partial<Record<RiskFlag, Evidence>> }

export type Judged = {
  followingCount: number | null
  posts: readonly MeasuredPost[]
  er: Measure
  commentsPerLike: Measure
  viewRate: Measure
  /** Earlier scrapes and this one. */
  scrapes: readonly EarlierScrape[]
}

/** "Mass followers": those who follow more are followed back rather than watched. Source: audits as HypeAuditor's. */
const MOST_FOLLOWED = 1_500
/** The middle 95 % of the tier are like their peers. */
const LOWER_PERCENT = 2.5
const UPPER_PERCENT = 97.5
/** Fewer posts are compared with nobody. */
const FEWEST_POSTS = 5

/**
 * What a person should look at before paying, each with its evidence. None is a proof, and no share of fake followers
 * follows from any number of them: that would take the lists of followers. A flag that there is no ground to judge is
 * absent.
 */
export function riskFlags(judged: Judged, benchmarks: Benchmarks, now: Date): RiskFlags {
  const far = (metric: BenchmarkMetric, measure: Measure): Evidence | null =>
    farFromPeers(metric, measure, benchmarks)
  const found: Record<RiskFlag, Evidence | null> = {
    follows_many: followsMany(judged.followingCount),
    follower_spike: followerSpike(judged.scrapes, benchmarks, now),
    comments_far_from_peers: far('comments_per_like', judged.commentsPerLike),
    er_far_below_peers: onlyBelow(far('er', judged.er)),
    views_far_below_peers: onlyBelow(far('view_rate_by_followers', judged.viewRate)),
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
  followingCount !== null && followingCount > MOST_FOLLOWED
    ? { following_count: followingCount, threshold: MOST_FOLLOWED }
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
