import { unitOf, type PostMetric } from '../../../base/post-metrics.ts'
import { translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { metricMessages } from '../../words/metrics.ts'
import { number } from './number.ts'

/** The metrics of a post in the order of forms and tables. */
export const METRIC_NAMES = [
  'views',
  'reach',
  'retention',
  'saves',
  'shares',
  'likes',
  'comments',
  'follows',
  'profile_visits',
  'skip_rate',
  'interactions',
  'watch_time_ms',
  'avg_watch_time_ms',
] as const satisfies readonly PostMetric[]
export type MetricName = (typeof METRIC_NAMES)[number]

export const isShare = (metric: string): boolean => unitOf(metric) === 'share'

const MINUTE_MS = 60_000

/** Renders a metric in its unit; a dash with the reason when it is missing. */
export function metricValue(
  page: PageContext,
  metric: MetricName,
  value: number | null,
  reason: string,
) {
  if (value !== null && unitOf(metric) !== 'count')
    return number(page, value, (each) => metricText(page, metric, each), reason)
  return number(page, value === null ? null : Math.round(value), undefined, reason)
}

/** Formats a metric in its unit, abbreviated. */
export function metricText(page: PageContext, metric: MetricName, value: number): string {
  const { formats, language } = page
  if (isShare(metric)) return formats.percent(value)
  if (unitOf(metric) !== 'milliseconds') return formats.compact(Math.round(value))
  // Minutes and hours for the watch time of all viewers, fractions of seconds for that of one.
  if (value >= MINUTE_MS) return watchTime(page, value)
  const t = translator(language, metricMessages)
  return t('seconds', { n: formats.precise(value / 1_000) })
}

/** The total watch time adds up to hours, as Instagram shows it, never to days. */
function watchTime({ formats, language }: PageContext, ms: number): string {
  const t = translator(language, metricMessages)
  const minutes = Math.round(ms / MINUTE_MS)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const values = { hours: formats.number(hours), minutes: formats.number(rest) }
  if (hours === 0) return t('minutes', values)
  return t(rest === 0 ? 'hours' : 'hoursMinutes', values)
}
