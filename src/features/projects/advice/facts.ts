import type { Metric } from '../metrics.ts'
import { relative, type VersionPerformance } from '../performance.ts'

/** Numbers by name that rules and the model may use; null where there is none. */
export type Facts = Readonly<Record<FactName, number | null>>

/** Metrics as a share of the people reached. */
const RATES = { save_rate: 'saves', share_rate: 'shares', comment_rate: 'comments' } as const
type Rate = keyof typeof RATES

export type FactName =
  | `${Metric}.${'actual' | 'predicted' | 'delta'}`
  | Rate
  | 'follow_rate'
  | 'views_per_person'
  | 'typical.views'
  | 'typical.delta'
  | 'previous.number'
  | 'previous.views'
  | 'previous.delta'
  | 'version.number'
  | 'posts'
  | 'predictions'
  /** The age (hours) of all other numbers. */
  | 'horizon_hours'
  /** The age (hours) of the newest post at its last reading; only while nothing can be compared. */
  | 'age_hours'

/**
 * The numbers of a version at its horizon, beside those of an earlier version at the same age. None
 * of them changes later: what was read after the horizon is not among them.
 */
export function factsOf(
  version: VersionPerformance,
  previous: VersionPerformance | null,
): Partial<Facts> {
  const actual = (metric: Metric): number | null => actualOf(version, metric)
  const rate = ([name, metric]: [string, Metric]) => [name, share(actual(metric), actual('reach'))]
  return {
    ...comparedFacts(version),
    ...Object.fromEntries(Object.entries(RATES).map(rate)),
    follow_rate: share(actual('follows'), actual('profile_visits')),
    views_per_person: share(actual('views'), actual('reach')),
    ...postFacts(version),
    ...previousFacts(previous, actual('views')),
    'version.number': version.number,
    horizon_hours: version.horizon_hours,
    predictions: version.metrics.filter(({ predicted }) => predicted !== null).length,
  }
}

const comparedFacts = ({ metrics }: VersionPerformance): Partial<Facts> =>
  Object.fromEntries(
    metrics.flatMap(({ metric, actual, predicted, relative_delta }) => [
      [`${metric}.actual`, actual],
      [`${metric}.predicted`, predicted],
      [`${metric}.delta`, relative_delta],
    ]),
  )

/**
 * Returns how many posts were compared, and the usual values beside the newest of them at the same
 * age.
 */
function postFacts({ posts, horizon_hours: hours }: VersionPerformance): Partial<Facts> {
  const compared = posts.filter(({ missing }) => missing === null)
  const [newest] = compared
  if (!newest) return { age_hours: wholeHours(posts) }
  const typical = newest.curve.find(({ age_hours }) => age_hours === hours)
  return {
    posts: compared.length,
    ...(typical &&
      typical.typical_views !== null && {
        'typical.views': typical.typical_views,
        'typical.delta': typical.relative_delta,
      }),
  }
}

/** Returns how old the newest post with numbers was at its last reading. */
function wholeHours(posts: VersionPerformance['posts']): number | null {
  const hours = posts.map(({ age_hours }) => age_hours).find((age) => age !== null)
  return hours === undefined ? null : Math.floor(hours)
}

function previousFacts(previous: VersionPerformance | null, views: number | null): Partial<Facts> {
  const before = previous && actualOf(previous, 'views')
  if (previous === null || before === null) return {}
  return {
    'previous.number': previous.number,
    'previous.views': before,
    'previous.delta': relative(views, before),
  }
}

const share = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole

const actualOf = ({ metrics }: VersionPerformance, wanted: Metric): number | null =>
  metrics.find(({ metric }) => metric === wanted)?.actual ?? null
