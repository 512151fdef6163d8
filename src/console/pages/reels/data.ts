import { z } from '../../../http/router.ts'
import { OwnAccount } from '../own-accounts/account.ts'
import { METRIC_NAMES } from '../../parts/metric.ts'

export const Account = OwnAccount.pick({
  id: true,
  username: true,
  state: true,
  last_sync_at: true,
  usage: true,
})
export type Account = z.output<typeof Account>

export const Accounts = z.object({ data: z.array(Account) })

const Showcase = z.record(z.enum(METRIC_NAMES), z.number().nullable())

export const Media = z.object({
  id: z.string(),
  account_id: z.string(),
  username: z.string(),
  permalink: z.string().nullable(),
  type: z.enum(['REEL', 'VIDEO', 'IMAGE', 'CAROUSEL', 'STORY', 'UNKNOWN']),
  caption: z.string().nullable(),
  duration_ms: z.number().nullable(),
  length_ms: z.number().nullable(),
  preview_hash: z.string().nullable(),
  published_at: z.string(),
  last_synced_at: z.string().nullable(),
  next_sync_at: z.string().nullable(),
  sync_status: z.enum(['idle', 'queued', 'syncing', 'ok', 'error', 'rate_limited']),
  sync_error: z.string().nullable(),
  deleted_at: z.string().nullable(),
  collected_at: z.string().nullable(),
  metrics: Showcase,
})
export type Media = z.output<typeof Media>

export const MediaPage = z.object({ data: z.array(Media), next_cursor: z.string().nullable() })

const REASONS = [
  'right_missing',
  'not_for_this_type',
  'too_few_followers',
  'too_few_viewers',
  'not_enough_users',
  'not_yet_counted',
  'before_conversion',
  'part_of_carousel',
  'retired',
  'refused',
  'no_curve',
  'not_read_yet',
  'not_told',
] as const

const Missing = z.object({
  metric: z.enum(METRIC_NAMES),
  reason: z.enum(REASONS),
  right: z.string().optional(),
})
export type Missing = z.output<typeof Missing>

export const Details = Media.extend({ missing: z.array(Missing) })
export type Details = z.output<typeof Details>

const perHour = z.number().nullable()

export const Insights = z.object({
  media: Details,
  growth: z.array(
    z.object({ collected_at: z.string(), age_hours: z.number(), views: perHour, reach: perHour }),
  ),
  data: z.array(z.object({ collected_at: z.string(), metrics: Showcase })),
})
export type Insights = z.output<typeof Insights>

export const Binding = z.object({
  id: z.string(),
  project_id: z.string(),
  project: z.string(),
  number: z.int(),
  media_id: z.string(),
  kind: z.enum(['manual', 'tagged']),
})
export type Binding = z.output<typeof Binding>

export const Bindings = z.object({ data: z.array(Binding) })

const Suggestion = z.object({
  project_id: z.string(),
  project: z.string(),
  version_id: z.string(),
  number: z.int(),
  title: z.string().nullable(),
  likeness: z.number(),
})
export type Suggestion = z.output<typeof Suggestion>

export const Suggestions = z.object({
  binding: Binding.nullable(),
  suggestions: z.array(Suggestion),
})
export type Suggestions = z.output<typeof Suggestions>

export const Resolved = z.object({
  status: z.enum(['found', 'importing', 'not_yours']),
  media: z.object({ id: z.string() }).nullable(),
})
