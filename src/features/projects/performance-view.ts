import { Timestamp, z } from '../../http/router.ts'
import { AT_AGE_REASONS } from '../../base/value-at-age.ts'
import { BINDING_KINDS } from './store/bindings.ts'
import { POST_METRIC_NAMES as METRICS } from '../../base/post-metrics.ts'
import { HorizonHours } from './horizon.ts'
import { PredictedMetrics } from './metrics.ts'
import { MISSING_REASONS } from './performance.ts'

const value = z.number().nullable()

const Actual = z
  .object(
    Object.fromEntries(METRICS.map((metric) => [metric, value])) as {
      [Name in (typeof METRICS)[number]]: typeof value
    },
  )
  .openapi('ActualMetrics', { description: 'Null where the platform tells no number, never 0' })

const readings = z
  .object({ from_hours: z.number(), to_hours: z.number() })
  .nullable()
  .openapi({
    description:
      'Ages of the post, in hours, at the readings that the numbers lie between: the youngest ' +
      'and the oldest; null without numbers',
  })

const missing = z.enum([...AT_AGE_REASONS, ...MISSING_REASONS]).nullable()

const PostView = z
  .object({
    binding_id: z.uuid(),
    kind: z.enum(BINDING_KINDS),
    media_id: z.uuid(),
    permalink: z.string().nullable(),
    type: z.string(),
    published_at: Timestamp,
    last_synced_at: Timestamp.nullable(),
    deleted_at: Timestamp.nullable(),
    collected_at: Timestamp.nullable().openapi({ description: 'Of the newest numbers' }),
    age_hours: value.openapi({ description: 'Of the post at its newest reading' }),
    is_too_early: z
      .boolean()
      .openapi({ description: 'It was not read at or after the horizon of its version yet' }),
    actual: Actual.openapi({ description: 'At the horizon, between the readings around it' }),
    missing: missing.openapi({
      description:
        'Why there are no numbers at the horizon: too_early (no reading after it yet), ' +
        'no_earlier_reading, too_far_apart (the readings around it), recounted (a count fell ' +
        'between them), not_sent (by Meta), not_read_yet',
    }),
    readings,
    newest: Actual.openapi({ description: 'At `age_hours`: compared with nothing' }),
    curve: z
      .array(
        z.object({
          age_hours: z.int(),
          views: z.number(),
          typical_views: value.openapi({
            description:
              'The median of up to 20 posts of this account and type before it, at the same ' +
              'age by their readings around it; null for fewer than 3',
          }),
          relative_delta: value,
        }),
      )
      .openapi({ description: 'Ages at which the 50 newest posts have readings around' }),
  })
  .openapi('PostPerformance')

const VersionPerformanceView = z
  .object({
    version_id: z.uuid(),
    number: z.int(),
    title: z.string().nullable(),
    horizon_hours: HorizonHours,
    predicted: PredictedMetrics,
    posts: z.array(PostView),
    metrics: z
      .array(
        z.object({
          metric: z.enum(METRICS),
          predicted: value,
          actual: value.openapi({
            description: 'The mean of its posts that have a number at the horizon',
          }),
          missing: missing.openapi({ description: 'Why `actual` is null' }),
          readings,
          delta: value,
          relative_delta: value.openapi({ description: 'A share of what was predicted' }),
        }),
      )
      .openapi({ description: 'Metrics that are predicted or measured' }),
    is_too_early: z.boolean().openapi({
      description: 'It has posts, none of them read at or after the horizon',
    }),
  })
  .openapi('VersionPerformance')

const AdviceLineView = z
  .object({
    rule: z
      .string()
      .openapi({ example: 'hook_below', description: '`model` for a line of a model' }),
    metric: z.string(),
    text: z.string(),
    numbers: z.record(z.string(), z.number()).openapi({
      description: 'What the line rests on, by name',
      example: { 'retention.actual': 0.31, 'retention.predicted': 0.45 },
    }),
  })
  .openapi('AdviceLine')

const AdviceView = z
  .object({
    version: z.int().nullable().openapi({
      description: 'The number of the version that it is about; null before the first numbers',
    }),
    is_too_early: z.boolean(),
    is_compared: z.boolean().openapi({
      description: 'It has numbers at its horizon; else the line says why there is no advice',
    }),
    source: z.enum(['rules', 'model']).openapi({
      description: 'A model’s advice is valid while its numbers are unchanged',
    }),
    lines: z.array(AdviceLineView),
  })
  .openapi('Advice')

export const ModelAdviceView = AdviceView.extend({
  outcome: z
    .enum(['success', 'dropped', 'refusal', 'content_filter', 'cut_off', 'invalid'])
    .openapi({
      description: 'dropped: the answer had a number that the model was not given; the rules stand',
    }),
  model: z.string(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost_usd: z.number(),
}).openapi('ModelAdvice')

export const PerformanceView = z
  .object({
    data: z.array(VersionPerformanceView),
    next_cursor: z.string().nullable().openapi({ description: 'Asks for the next page' }),
    has_more: z.boolean(),
    advice: AdviceView,
  })
  .openapi('ProjectPerformance')
