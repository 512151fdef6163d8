import { z } from '../../../http/router.ts'

export const Store = z.object({
  id: z.string(),
  owner: z.object({ login: z.string() }).nullable(),
  name: z.string(),
  slug: z.string(),
  currency: z.string(),
  connection_id: z.string().nullable(),
  username: z.string().nullable(),
  languages: z.array(z.string()),
  categories: z.array(z.string()),
  auto_sync: z.boolean(),
  auto_approve_from: z.number().nullable(),
  with_videos: z.boolean(),
  with_carousels: z.boolean(),
  approved_as: z.enum(['active', 'draft']),
  product_url: z.string().nullable(),
  products: z.int(),
  pending_drafts: z.int(),
})
export type Store = z.output<typeof Store>
export const Stores = z.object({ data: z.array(Store), next_cursor: z.string().nullable() })

/** With which logins of Meta's an account can be connected here. */
export const Logins = z.object({ logins: z.array(z.enum(['facebook', 'instagram'])) })

/** An account that a store may read. */
export const Accounts = z.object({
  data: z.array(z.object({ id: z.string(), username: z.string() })),
})

const FIELDS = [
  'name',
  'description',
  'price',
  'compare_at_price',
  'currency',
  'category',
  'tags',
  'variants',
  'pictures',
] as const
const Duration = z.object({ median: z.number().nullable(), p95: z.number().nullable() })

export const Stats = z.object({
  pending: z.int(),
  approved: z.int(),
  approved_by_store: z.int(),
  rejected: z.int(),
  expired: z.int(),
  approval_rate: z.number().nullable(),
  accuracy: z.number().nullable(),
  syncs: z.int(),
  sync_success_rate: z.number().nullable(),
  errors_per_1000_posts: z.number().nullable(),
  api_calls_per_day: z.number().nullable(),
  fields: z.array(
    z.object({ field: z.enum(FIELDS), edited: z.int(), accuracy: z.number().nullable() }),
  ),
  post_to_draft_seconds: Duration,
  draft_to_approval_seconds: Duration,
  cost_usd: z.number(),
  cost_per_product_usd: z.number().nullable(),
})
export type Stats = z.output<typeof Stats>

const SYNC_STATES = ['running', 'success', 'partial_success', 'failed', 'cancelled'] as const
const SYNC_TYPES = ['bulk_import', 'incremental_sync', 'webhook_trigger', 'manual_refresh'] as const

const TRIGGERS = ['user_initiated', 'webhook', 'scheduled_job'] as const

export const Sync = z.object({
  scanId: z.string(),
  store: z.string(),
  type: z.enum(SYNC_TYPES),
  trigger: z.enum(TRIGGERS),
  status: z.enum(SYNC_STATES),
  isListed: z.boolean(),
  progress: z.object({
    total: z.int(),
    processed: z.int(),
    draftsCreated: z.int(),
    updated: z.int(),
    skipped: z.int(),
    failed: z.int(),
  }),
  requests: z.int(),
  cost_usd: z.number(),
  oldest_post: z.string().nullable(),
  newest_post: z.string().nullable(),
  reason: z.string().nullable(),
  started_at: z.string(),
  duration_seconds: z.number().nullable(),
})
export type Sync = z.output<typeof Sync>
export const Syncs = z.object({ data: z.array(Sync), next_cursor: z.string().nullable() })
export const Scan = Sync.extend({
  waitsFor: z.string().nullable(),
  remainingSeconds: z.int().nullable(),
  errors: z.array(
    z.object({
      permalink: z.string().nullable(),
      code: z.string().nullable(),
      message: z.string().nullable(),
      at: z.string(),
    }),
  ),
})
export type Scan = z.output<typeof Scan>
export const OUTCOMES = ['drafted', 'skipped', 'failed', 'gone', 'never', 'waiting'] as const

export const Post = z.object({
  id: z.string(),
  store_id: z.string(),
  permalink: z.string().nullable(),
  caption: z.string().nullable(),
  taken_at: z.string(),
  outcome: z.enum(OUTCOMES),
  reason: z.string().nullable(),
  pictures: z.array(z.object({ hash: z.string().nullable() })),
  drafts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: z.string(),
      product_id: z.string().nullable(),
    }),
  ),
})
export type Post = z.output<typeof Post>
const count = z.int()
export const Posts = z.object({
  data: z.array(Post),
  next_cursor: z.string().nullable(),
  counts: z.object({
    drafted: count,
    skipped: count,
    failed: count,
    gone: count,
    never: count,
    waiting: count,
  }),
})

const SYNC_OUTCOMES = ['drafted', 'updated', 'skipped', 'unchanged', 'failed'] as const
export const SyncPost = Post.extend({
  in_sync: z.object({ outcome: z.enum(SYNC_OUTCOMES).nullable(), code: z.string().nullable() }),
})
export type SyncPost = z.output<typeof SyncPost>
export const SyncPosts = z.object({
  data: z.array(SyncPost),
  next_cursor: z.string().nullable(),
})

export const Estimate = z.object({ estimatedSeconds: z.int(), estimatedCost: z.number() })
export type Estimate = z.output<typeof Estimate>
export const ScanBegun = Estimate.extend({ scanId: z.string() })

export const Connection = z.object({
  connection_id: z.string().nullable(),
  lastValidatedAt: z.string().nullable(),
  lastLookedAt: z.string().nullable(),
  webhookSubscribed: z.boolean(),
  productsImported: z.int(),
})
export type Connection = z.output<typeof Connection>
