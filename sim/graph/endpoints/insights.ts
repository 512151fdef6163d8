import { requireAccount, type Call } from '../call.ts'
import { GraphProblem, invalid } from '../errors.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import { reportedMetric } from '../world/metrics.ts'
import type { Post, ProductType } from '../world/posts.ts'

// Meta's table of the metrics that posts, reels and stories have.
const EVERYWHERE = ['views', 'reach', 'shares', 'reposts', 'total_interactions'] as const
const POSTS = ['likes', 'comments', 'saved', 'total_likes', 'total_comments'] as const
const VISITS = ['follows', 'profile_visits', 'profile_activity'] as const
const WATCHING = [
  'ig_reels_avg_watch_time',
  'ig_reels_video_view_total_time',
  'reels_skip_rate',
  'crossposted_views',
] as const
const ALL: readonly string[] = [...EVERYWHERE, 'total_views', 'facebook_views']

const METRICS: Readonly<Record<ProductType, ReadonlySet<string>>> = {
  FEED: new Set([...ALL, ...POSTS, ...VISITS]),
  REELS: new Set([...ALL, ...POSTS, ...WATCHING]),
  STORY: new Set([...ALL, ...VISITS, 'replies', 'navigation', 'link_clicks']),
}
const KNOWN = [...new Set([...METRICS.FEED, ...METRICS.REELS, ...METRICS.STORY])]

/** The metrics that only Facebook Login has. */
const WITH_ADS = new Set(['total_likes', 'total_comments', 'total_views'])
/** The metrics of posts that were shared to Facebook. */
const ON_FACEBOOK = new Set(['crossposted_views', 'facebook_views'])
const BREAKDOWNS: Readonly<Record<string, readonly string[]>> = {
  navigation: ['story_navigation_action_type'],
  profile_activity: ['action_type'],
}
const FEWEST_VIEWERS = 5

/** `GET /{media}/insights`. */
export function readInsights(call: Call, token: Token, post: Post) {
  const breakdown = call.params.get('breakdown')
  const metrics = call.params.get('metric') ?? ''
  const answer = insightsOf(call, token, post, metrics)
  if (breakdown === null) return answer
  for (const metric of metrics.split(',')) {
    if (!BREAKDOWNS[metric]?.includes(breakdown)) {
      throw new GraphProblem({ message: 'An unknown error has occurred.', code: 1 }, 500)
    }
  }
  return { data: answer.data.map((each) => ({ ...each, ...brokenDown(each, breakdown) })) }
}

/** Insights of a part of an album: there are none. */
export function refusePart(): never {
  throw invalid(
    'The Media Insights API does not support insights for media that is part of a carousel.',
  )
}

/** The metrics of one post as Meta shows them, in the order of the call. */
export function insightsOf(call: Call, token: Token, post: Post, list: string) {
  requireAccount(call, token, post.account)
  requireRight(token, 'insights')
  const metrics = list.split(',').filter((name) => name !== '')
  refuseMetrics(call, metrics, token, post)
  if (post.isBeforeConversion) throw beforeConversion()
  const { at, context } = call
  const valueOf = (metric: string) =>
    reportedMetric(post, metric, { at, lagHours: context.switches.lagHours })
  if (post.product === 'STORY' && (valueOf('reach') ?? FEWEST_VIEWERS) < FEWEST_VIEWERS) {
    const message = '(#10) Not enough viewers for the media to show insights'
    throw new GraphProblem({ message, code: 10 })
  }
  const data = metrics.flatMap((name) => {
    const value = valueOf(name)
    if (value === null) return []
    const [title, id] = [titleOf(name), `${post.id}/insights/${name}/lifetime`]
    return [{ name, period: 'lifetime', values: [{ value }], title, description: title, id }]
  })
  return { data }
}

/** Throws code 100 for the first reason that makes Meta refuse the whole call. */
function refuseMetrics(
  { context }: Call,
  metrics: readonly string[],
  { login }: Token,
  post: Post,
): void {
  const isKnown = (metric: string): boolean =>
    (login === 'facebook' || !WITH_ADS.has(metric)) &&
    !context.switches.retiredMetrics.includes(metric)
  const known = KNOWN.filter(isKnown)
  const unknown = metrics.findIndex((metric) => !known.includes(metric))
  if (unknown >= 0 || metrics.length === 0) {
    const at = Math.max(0, unknown)
    throw invalid(`metric[${at}] must be one of the following values: ${known.join(', ')}`)
  }
  const unsupported = metrics.filter((metric) => !METRICS[post.product].has(metric))
  if (unsupported.length > 0) {
    throw invalid(
      `The Media Insights API does not support the ${unsupported.join(', ')} metric for this media product type.`,
    )
  }
  const unshared = metrics.find((metric) => ON_FACEBOOK.has(metric) && !post.isOnFacebook)
  if (unshared !== undefined) {
    throw invalid(`The ${unshared} metric is not available: the media is not shared to Facebook.`)
  }
}

const beforeConversion = (): GraphProblem =>
  new GraphProblem({
    message: 'Invalid parameter',
    code: 100,
    subcode: 2_108_006,
    isTransient: false,
    userTitle: 'Media Posted Before Business Account Conversion',
    userMessage:
      'The media was posted before the most recent time that the account was converted to a ' +
      'business account from a personal account.',
  })

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  story_navigation_action_type: ['TAP_FORWARD', 'TAP_BACK', 'TAP_EXIT', 'SWIPE_FORWARD'],
  action_type: ['BIO_LINK_CLICKED', 'EMAIL', 'DIRECTION', 'OTHER'],
}

/** All of a value, spread over the values of a dimension. */
function brokenDown({ values }: { values: { value: number }[] }, breakdown: string) {
  const value = values[0]?.value ?? 0
  const actions = ACTIONS[breakdown] ?? []
  const part = Math.floor(value / Math.max(1, actions.length))
  const results = actions.map((action, at) => ({
    dimension_values: [action],
    value: at === 0 ? value - part * (actions.length - 1) : part,
  }))
  return { total_value: { value, breakdowns: [{ dimension_keys: [breakdown], results }] } }
}

export const titleOf = (name: string): string => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
