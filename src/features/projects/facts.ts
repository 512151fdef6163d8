import type { Metric } from './metrics.ts'
import { relative, type VersionPerformance } from './performance.ts'

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
  | 'typical.age_hours'
  | 'previous.number'
  | 'previous.views'
  | 'previous.delta'
  | 'version.number'
  | 'posts'
  | 'predictions'
  | 'age_hours'

/** The numbers of a version, beside those of the version measured before it. */
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
    ...ageFacts(version),
    ...previousFacts(previous, actual('views')),
    'version.number': version.number,
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

/** Of its newest post that is old enough, else of its newest. */
function ageFacts({ posts }: VersionPerformance): Partial<Facts> {
  const measured = posts.filter(({ age_hours }) => age_hours !== null)
  const newest = measured.find(({ is_too_early }) => !is_too_early) ?? measured[0]
  // The highest age at which there is something to compare with.
  const typical = newest?.curve.findLast(({ typical_views }) => typical_views !== null)
  const age = newest?.age_hours ?? null
  return {
    posts: measured.length,
    age_hours: age === null ? null : Math.floor(age),
    ...(typical && {
      'typical.views': typical.typical_views,
      'typical.delta': typical.relative_delta,
      'typical.age_hours': typical.age_hours,
    }),
  }
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
