import { metricIn, POST_METRICS, retentionOf, type SentMetric } from '../../base/post-metrics.ts'
import { METRIC_GAPS, type MetricGap } from '../../platforms/own-media-reader.ts'
import { z } from '../../http/router.ts'

/** The metrics that people look up first, in the order of the files. */
export const OVERVIEW_METRICS = [
  'reach',
  'views',
  'likes',
  'comments',
  'saves',
  'shares',
  'interactions',
  'watch_time_ms',
  'avg_watch_time_ms',
  'skip_rate',
  'profile_visits',
  'follows',
] as const satisfies readonly SentMetric[]
type OverviewMetric = (typeof OVERVIEW_METRICS)[number]

/** Why a metric is missing: what Meta gives as a reason, and what gramd knows by itself. */
const REASONS = [...METRIC_GAPS, 'no_curve', 'not_read_yet', 'not_sent'] as const
type Reason = (typeof REASONS)[number]

const EXPLAINED: Record<Reason, { why: string; help: string | null }> = {
  right_missing: {
    why: 'The connection lacks the right to read insights',
    help: 'Connect the account again and grant it: gramd connections url',
  },
  not_for_this_type: { why: 'Meta does not count this for posts of this type', help: null },
  too_few_followers: {
    why: 'Meta shows this only for accounts with at least 100 followers',
    help: 'It comes by itself with the hundredth follower',
  },
  too_few_viewers: {
    why: 'Too few people have seen the post',
    help: 'It comes by itself with more viewers',
  },
  not_enough_users: {
    why: 'Meta gives no number for so few people (“Not enough users”)',
    help: 'It comes by itself with more people; gramd asks again after a week',
  },
  not_yet_counted: {
    why: 'Meta has not counted it yet',
    help: 'Meta counts with up to 48 hours of delay; the next syncs bring it',
  },
  before_conversion: {
    why: 'The post is older than the professional account: Meta never counted it',
    help: null,
  },
  part_of_carousel: {
    why: 'Meta counts a carousel as a whole',
    help: 'Look at the carousel that it is part of',
  },
  retired: { why: 'Meta has retired this metric', help: null },
  refused: {
    why: 'Meta refused this metric for the post',
    help: 'gramd asks for it again after a day',
  },
  no_curve: {
    why: 'Instagram has no retention curve, and Meta does not tell how long the video is',
    help:
      'Tell its length (PATCH the post with duration_ms): the average watch time then gives a ' +
      'share of it',
  },
  not_read_yet: {
    why: 'gramd has not read the metrics of this post yet',
    help: 'Sync it now: gramd reels sync ID',
  },
  not_sent: { why: 'Meta did not send it', help: null },
}

const count = z.number().nullable()

/** The metrics of a snapshot that people ask for first. What is missing is null, never 0. */
export const Showcase = z
  .object({
    retention: z
      .number()
      .nullable()
      .openapi({
        description:
          'Average watch time as a share of the duration, since Instagram has no curve; above 1 ' +
          'when people watch again',
      }),
    reach: count,
    views: count,
    likes: count,
    comments: count,
    saves: count,
    shares: count,
    interactions: count,
    watch_time_ms: count,
    avg_watch_time_ms: count,
    skip_rate: count.openapi({
      description: 'The share of views that ended within the first seconds, a share of 1',
    }),
    profile_visits: count,
    follows: count,
  })
  .openapi('MediaShowcase')
export type Showcase = z.output<typeof Showcase>

export const MissingMetric = z
  .object({
    metric: z.string(),
    reason: z.enum(REASONS),
    why: z.string(),
    help: z.string().nullable().openapi({ description: 'What would bring it' }),
    right: z.string().optional().openapi({ description: 'The right that is missing' }),
    ask: z.string().optional().openapi({
      description: 'Gives the address at which the owner is asked for just that right again',
    }),
  })
  .openapi('MissingMetric')
export type MissingMetric = z.output<typeof MissingMetric>

type Numbers = Readonly<Record<string, number>>

/** The showcase of a snapshot. `lengthMs` is the length of the video. */
export function overviewOf(metrics: Numbers, lengthMs: number | null): Showcase {
  const values = Object.fromEntries(
    OVERVIEW_METRICS.map((name) => [name, metricIn(metrics, name)]),
  ) as Record<OverviewMetric, number | null>
  return { retention: retentionOf(values.avg_watch_time_ms, lengthMs), ...values }
}

/** Returns why each metric is missing that a showcase lacks, and what would help. */
export function missingOf(
  showcase: Showcase,
  post: { type: string; gaps: Readonly<Record<string, string>> | null; finalGap: string | null },
): MissingMetric[] {
  return (['retention', ...OVERVIEW_METRICS] as const)
    .filter((metric) => showcase[metric] === null)
    .map((metric) => {
      const reason = reasonOf(metric, showcase, post)
      return { metric, reason, ...EXPLAINED[reason] }
    })
}

function reasonOf(
  metric: 'retention' | OverviewMetric,
  showcase: Showcase,
  { type, gaps, finalGap }: Parameters<typeof missingOf>[1],
): Reason {
  if (finalGap !== null) return knownReason(finalGap)
  if (metric === 'retention') {
    if (!['REEL', 'VIDEO'].includes(type)) return 'not_for_this_type'
    return gaps === null
      ? 'not_read_yet'
      : showcase.avg_watch_time_ms === null
        ? reasonOf('avg_watch_time_ms', showcase, { type, gaps, finalGap })
        : 'no_curve'
  }
  if (gaps === null) return 'not_read_yet'
  return knownReason(gaps[POST_METRICS[metric].meta] ?? 'not_sent')
}

const knownReason = (gap: string): Reason =>
  REASONS.find((reason) => reason === gap) ?? ('not_sent' satisfies Reason | MetricGap)
