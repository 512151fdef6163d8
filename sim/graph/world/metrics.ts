import { share, type Post } from './posts.ts'

const HOUR_MS = 3_600_000

/** How many hours Meta's numbers may be behind. */
export const LONGEST_LAG_HOURS = 48

/** How far each kind of number may lag, as a share of the longest. */
const LAGS: Readonly<Record<string, number>> = {
  views: 0.05,
  likes: 0.02,
  comments: 0.02,
  reach: 0.25,
  saved: 0.25,
  shares: 0.25,
}
const OTHER_LAG = 1

/** Half of the final views have come by this age of a post. */
const HALF_LIFE_HOURS = 20

/** The part of the final numbers that a post of this age has. */
function grown(ageMs: number): number {
  if (ageMs <= 0) return 0
  const hours = ageMs / HOUR_MS
  const early = 1 - 2 ** (-hours / HALF_LIFE_HOURS)
  const late = 1 - 2 ** (-hours / (24 * 30))
  return 0.85 * early + 0.15 * late
}

/** Views that a post will have after years. */
function finalViews(post: Post): number {
  const luck = Math.exp(2.2 * (share(post.id, 'luck') - 0.4))
  const reachOfType = post.product === 'REELS' ? 1.6 : post.product === 'STORY' ? 0.12 : 0.5
  return Math.max(3, Math.round(post.account.followers * reachOfType * luck))
}

const between = (post: Post, name: string, [low, high]: readonly [number, number]): number =>
  low + (high - low) * share(post.id, name)

/** Per view, except where a unit is named. */
const RATES: Readonly<Record<string, readonly [number, number]>> = {
  reach: [0.62, 0.85],
  likes: [0.02, 0.08],
  comments: [0.001, 0.006],
  saved: [0.002, 0.02],
  shares: [0.002, 0.015],
  reposts: [0.0005, 0.003],
  follows: [0.0005, 0.002],
  profile_visits: [0.004, 0.012],
  profile_activity: [0.001, 0.003],
  replies: [0.001, 0.01],
  navigation: [0.8, 1.3],
  link_clicks: [0.001, 0.01],
  crossposted_views: [1.05, 1.3],
  facebook_views: [0.05, 0.3],
}

/** The true value at an age: whole, never falling. */
function valueAt(post: Post, metric: string, ageMs: number): number {
  const views = Math.floor(finalViews(post) * grown(ageMs))
  switch (metric) {
    case 'views':
    case 'total_views':
      return views
    case 'total_likes':
      return valueAt(post, 'likes', ageMs)
    case 'total_comments':
      return valueAt(post, 'comments', ageMs)
    case 'total_interactions':
      return ['likes', 'comments', 'saved', 'shares', 'reposts']
        .map((part) => valueAt(post, part, ageMs))
        .reduce((sum, value) => sum + value, 0)
    case 'ig_reels_avg_watch_time':
      return Math.round(between(post, metric, [2_500, 14_000]))
    case 'ig_reels_video_view_total_time':
      return views * valueAt(post, 'ig_reels_avg_watch_time', ageMs)
    case 'reels_skip_rate':
      return Math.round(10 * between(post, metric, [22, 71])) / 10
    default: {
      const rate = RATES[metric]
      if (rate === undefined) throw new RangeError(`no such metric: ${metric}`)
      return Math.floor(views * between(post, metric, rate))
    }
  }
}

/** How old the numbers of a metric are when Meta shows them: most lag little, a few the longest. */
function lagMs(post: Post, metric: string, longestHours: number): number {
  const kind = metric.replace(/^total_(?=views|likes|comments)/, '')
  const most = longestHours * (LAGS[kind] ?? OTHER_LAG)
  return share(post.id, metric, 'lag') ** 3 * most * HOUR_MS
}

/** Returns the value that Meta shows at a time; null while it has not counted anything. */
export function reportedMetric(
  post: Post,
  metric: string,
  { at, lagHours }: { at: number; lagHours: number },
): number | null {
  const ageMs = at - lagMs(post, metric, lagHours) - post.publishedAt
  return ageMs < 0 ? null : valueAt(post, metric, ageMs)
}
