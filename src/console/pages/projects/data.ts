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

const Predicted = z.partialRecord(z.enum(METRIC_NAMES), z.number())

export const Version = z.object({
  id: z.string(),
  number: z.int(),
  title: z.string().nullable(),
  script: z.string().nullable(),
  length_seconds: z.number().nullable(),
  predicted: Predicted,
  posts: z.int(),
  tag: z.string(),
  created_at: z.string(),
})
export type Version = z.output<typeof Version>

export const Versions = z.object({ data: z.array(Version) })

const Post = z.object({
  binding_id: z.string(),
  kind: z.enum(['manual', 'tagged', 'auto']),
  permalink: z.string().nullable(),
  published_at: z.string(),
  deleted_at: z.string().nullable(),
  collected_at: z.string().nullable(),
  age_hours: z.number().nullable(),
  is_too_early: z.boolean(),
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
  posts: z.array(Post),
  metrics: z.array(
    z.object({
      metric: z.enum(METRIC_NAMES),
      predicted: z.number().nullable(),
      actual: z.number().nullable(),
      delta: z.number().nullable(),
      relative_delta: z.number().nullable(),
    }),
  ),
  is_too_early: z.boolean(),
})
export type Measured = z.output<typeof Measured>

const Advice = z.object({
  version: z.int().nullable(),
  is_too_early: z.boolean(),
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
