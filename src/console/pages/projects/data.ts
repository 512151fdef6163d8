import { z } from '../../../http/router.ts'
import { METRIC_NAMES } from './words.ts'

export const Project = z.object({
  id: z.string(),
  owner: z.object({ login: z.string() }).nullable(),
  name: z.string(),
  note: z.string().nullable(),
  versions: z.int(),
  posts: z.int(),
  updated_at: z.string(),
})
export type Project = z.output<typeof Project>

export const Projects = z.object({ data: z.array(Project), next_cursor: z.string().nullable() })

/** Ages in hours at which posts are compared. */
export const HORIZONS = [24, 48, 168, 720] as const
const Horizon = z.literal(HORIZONS)
export type Horizon = z.output<typeof Horizon>

const REASONS = [
  'too_early',
  'no_earlier_reading',
  'too_far_apart',
  'counted_anew',
  'not_sent',
  'no_posts',
  'not_read_yet',
] as const
const missing = z.enum(REASONS).nullable()
const readings = z.object({ from_hours: z.number(), to_hours: z.number() }).nullable()

const Predicted = z.partialRecord(z.enum(METRIC_NAMES), z.number())

export const Version = z.object({
  id: z.string(),
  number: z.int(),
  title: z.string().nullable(),
  script: z.string().nullable(),
  length_seconds: z.number().nullable(),
  horizon_hours: Horizon,
  predicted: Predicted,
  posts: z.int(),
  tag: z.string(),
  created_at: z.string(),
})
export type Version = z.output<typeof Version>

export const Versions = z.object({ data: z.array(Version) })

const Post = z.object({
  binding_id: z.string(),
  media_id: z.string(),
  kind: z.enum(['manual', 'tagged']),
  permalink: z.string().nullable(),
  published_at: z.string(),
  last_synced_at: z.string().nullable(),
  deleted_at: z.string().nullable(),
  age_hours: z.number().nullable(),
  missing,
  readings,
  newest: z.object({ views: z.number().nullable() }),
  curve: z.array(
    z.object({
      age_hours: z.number(),
      views: z.number(),
      typical_views: z.number().nullable(),
      relative_delta: z.number().nullable(),
    }),
  ),
})
export type Post = z.output<typeof Post>

const Measured = z.object({
  version_id: z.string(),
  number: z.int(),
  title: z.string().nullable(),
  horizon_hours: Horizon,
  posts: z.array(Post),
  metrics: z.array(
    z.object({
      metric: z.enum(METRIC_NAMES),
      predicted: z.number().nullable(),
      actual: z.number().nullable(),
      missing,
      delta: z.number().nullable(),
      relative_delta: z.number().nullable(),
    }),
  ),
  is_too_early: z.boolean(),
})
export type Measured = z.output<typeof Measured>

const Advice = z.object({
  version: z.int().nullable(),
  is_compared: z.boolean(),
  source: z.enum(['rules', 'model']),
  lines: z.array(z.object({ text: z.string() })),
})
export type Advice = z.output<typeof Advice>

export const Performance = z.object({
  data: z.array(Measured),
  next_cursor: z.string().nullable(),
  advice: Advice,
})
export type Performance = z.output<typeof Performance>

export const Asked = z.object({
  outcome: z.enum(['success', 'dropped', 'refusal', 'content_filter', 'cut_off', 'invalid']),
  cost_usd: z.number(),
})
