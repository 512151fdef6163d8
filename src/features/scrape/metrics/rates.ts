import { engagement, isCount, isReel, recentPosts, type MeasuredPost } from './posts.ts'
import { median, relativeSpread } from './statistics.ts'

/**
 * A metric with the number of posts that it could use, whether they sufficed for a value or not.
 */
export type Measure = { value: number | null; posts: number }

type Posts = readonly MeasuredPost[]
type Followers = number | null

/**
 * The median over the recent posts of what each gives; one that gives null is left out. Null when
 * none is left.
 */
function medianOver(posts: Posts, valueOf: (post: MeasuredPost) => number | null): Measure {
  const values = recentPosts(posts)
    .map(valueOf)
    .filter((value) => value !== null)
  return { value: median(values), posts: values.length }
}

/** Null where either count is unknown or hidden, and where there is nothing to divide by. */
const ratio = (count: number | null, to: number | null): number | null =>
  isCount(count) && isCount(to) && to > 0 ? count / to : null

/**
 * Engagement rate by followers: the median over the recent posts of (likes + comments) / followers,
 * as a fraction (0.02 is 2 %). Posts with hidden likes or comments are left out. Null when no post
 * is left, or without followers.
 *
 * Source: the public form of engagement rate by followers as Modash defines it (engagements over
 * followers), over a recent window as analytics products use; median instead of mean, so that one
 * viral post does not make a creator.
 */
export const engagementRate = (posts: Posts, followers: Followers): Measure =>
  medianOver(posts, (post) => ratio(engagement(post), followers))

/** The same over the recent reels alone. */
export const reelsEngagementRate = (posts: Posts, followers: Followers): Measure =>
  engagementRate(posts.filter(isReel), followers)

/**
 * Engagement rate of reels by views: the median over the recent reels of (likes + comments) /
 * plays, as a fraction. Reels with hidden likes, comments or plays are left out, and those that
 * have no plays yet. Null without any.
 *
 * Source: interactions over views, the usual rate for reels, in its public form: only the owner
 * sees shares and saves. Plays are `play_count`; the older `view_count` is counted otherwise and
 * never replaces it.
 */
export const reelsEngagementRateByViews = (posts: Posts): Measure =>
  medianOver(posts.filter(isReel), (reel) => ratio(engagement(reel), reel.playCount))

/**
 * View rate by followers: the median over the recent reels of plays / followers. 1 is as many plays
 * as followers; the platform shows reels to others as well, so it may be far above. Reels with
 * hidden plays are left out. Null when none is left, or without followers.
 *
 * Source: views over followers, as agencies compare reach; plays are `play_count`.
 */
export const viewRate = (posts: Posts, followers: Followers): Measure =>
  medianOver(posts.filter(isReel), (reel) => ratio(reel.playCount, followers))

/**
 * Comments for each like: the median over the recent posts of comments / likes. Posts with hidden
 * likes or comments are left out, and those without any like. Null when none is left.
 *
 * Source: the comment-to-like ratio by which audits compare creators with their peers; the median
 * of the posts' ratios, so that one giveaway ("comment to win") does not make a talkative audience.
 */
export const commentsPerLike = (posts: Posts): Measure =>
  medianOver(posts, (post) => ratio(post.commentCount, post.likeCount))

/** The minimum number of posts: with fewer, half of a deviation is chance. */
const FEWEST_POSTS = 5

/**
 * How consistent a creator is: the relative spread of likes + comments over the recent posts. 0 is
 * the same on most posts, 0.5 a usual deviation of half of the median, above 1 a matter of luck.
 * Posts with hidden likes or comments are left out. Null below five posts, and when the median post
 * has no engagement. Source: see `relativeSpread`.
 */
export function engagementSpread(posts: Posts): Measure {
  const engagements = recentPosts(posts)
    .map(engagement)
    .filter((interactions) => interactions !== null)
  const value = engagements.length < FEWEST_POSTS ? null : relativeSpread(engagements)
  return { value, posts: engagements.length }
}

/**
 * The share of the recent posts with the paid-partnership label or a sponsor, among those of which
 * the platform shows whether they have it. From 0 to 1; null when it shows it of none. Advertising
 * without the label does not count, so that it is the least that can be true.
 */
export function paidPostShare(posts: Posts): Measure {
  const known = recentPosts(posts)
    .map((post) => (post.sponsors.length > 0 ? true : post.isPaidPartnership))
    .filter((paid) => paid !== null)
  const paid = known.filter((each) => each)
  return { value: known.length === 0 ? null : paid.length / known.length, posts: known.length }
}
