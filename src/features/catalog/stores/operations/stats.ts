import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import { timeZone } from '../../../../settings/types.ts'
import type { Services } from '../../../services.ts'
import { EDITABLE } from '../../fields/drafts.ts'
import { StoreParams, tags } from '../store-view.ts'
import { readStoreStats, type StoreStats } from '../store/stats.ts'
import { getStore } from '../store/stores/stores.ts'

const operation = operationsFor<Pick<Services, 'db' | 'clock'>>()

const DAY_MS = 86_400_000

const share = z.number().min(0).max(1).nullable()
const Duration = z.object({
  median: z.number().nullable().openapi({ description: 'Seconds' }),
  p95: z.number().nullable(),
})

const StatsView = z
  .object({
    days: z.int(),
    pending: z.int(),
    approved: z.int(),
    approved_by_store: z.int().openapi({ description: 'Of them, without a person' }),
    rejected: z.int(),
    expired: z.int(),
    approval_rate: share.openapi({
      description: 'The share of approvals among what people decided: approved or rejected',
    }),
    accuracy: share.openapi({
      description:
        'The share of drafts that a person approved without a correction; what the store ' +
        'approved by itself, and a value that is as it was read again, say nothing',
    }),
    fields: z.array(
      z.object({
        field: z.enum(EDITABLE),
        edited: z
          .int()
          .openapi({ description: 'Drafts that a person approved with a correction of it' }),
        accuracy: share,
      }),
    ),
    by_day: z
      .array(z.object({ day: z.string(), pending: z.int(), approved: z.int(), declined: z.int() }))
      .openapi({
        description:
          'Drafts by the day on which they were made; `declined` were rejected or expired. ' +
          'Days without drafts are left out',
      }),
    syncs: z
      .int()
      .openapi({ description: 'Scans and syncs that ended in these days, without cancelled ones' }),
    sync_success_rate: share.openapi({ description: 'The share of them that did not fail' }),
    errors_per_1000_posts: z
      .number()
      .nullable()
      .openapi({ description: 'Posts that failed, of a thousand posts of these syncs' }),
    api_calls_per_day: z.number().nullable().openapi({
      description:
        'Requests of Meta’s official API for this store, also of looks that found nothing',
    }),
    post_to_draft_seconds: Duration.openapi({
      description: 'Of posts since the store follows its account',
    }),
    draft_to_approval_seconds: Duration.openapi({ description: 'Of what a person approved' }),
    cost_usd: z.number().openapi({ description: 'Of asking the model about new posts' }),
    cost_per_product_usd: z.number().nullable(),
  })
  .openapi('StoreStats')

export const statsOperations = {
  getStoreStats: operation.get({
    path: '/api/stores/{id}/stats',
    access: 'own:read',
    tags,
    summary: 'What became of a store’s drafts, how right the model was, and what it cost',
    params: StoreParams,
    query: z.strictObject({
      days: z.coerce
        .number()
        .int()
        .min(1)
        .max(365)
        .default(90)
        .openapi({ description: 'Drafts and posts that gramd has known for at most as long' }),
      zone: timeZone.default('UTC').openapi({ type: 'string', description: 'Of the days' }),
    }),
    answer: StatsView,
    success: 'The numbers',
    refusals: { 404: 'No such store of yours' },
    async run({ params, query: { days, zone } }, { db, clock }, { principal }) {
      const { id } = await getStore(db, ownerScopeOf(principal), params.id)
      const now = clock.now()
      const since = new Date(now.getTime() - days * DAY_MS)
      return { days, ...viewStats(await readStoreStats(db, id, { since, now, zone })) }
    },
  }),
}

const viewStats = ({ fields, edited, cost_usd: cost, ...row }: StoreStats) => {
  const { post_to_draft: toDraft, draft_to_approval: toApproval, ...rest } = row
  const { syncs_failed: failed, sync_posts: posts, sync_posts_failed: lost, ...others } = rest
  const { requests_per_day: calls, ...counts } = others
  const byPerson = counts.approved - counts.approved_by_store
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  const without = (wrong: number) => share(byPerson - wrong, byPerson)
  return {
    ...counts,
    approval_rate: share(byPerson, byPerson + counts.rejected),
    sync_success_rate: share(counts.syncs - failed, counts.syncs),
    errors_per_1000_posts: posts === 0 ? null : (lost / posts) * 1_000,
    api_calls_per_day: calls === null ? null : Math.round(calls * 10) / 10,
    accuracy: without(edited),
    fields: EDITABLE.map((field) => {
      const wrong = fields.find((each) => each.field === field)?.edited ?? 0
      return { field, edited: wrong, accuracy: without(wrong) }
    }),
    post_to_draft_seconds: toDraft,
    draft_to_approval_seconds: toApproval,
    cost_usd: rounded(cost),
    cost_per_product_usd: counts.approved === 0 ? null : rounded(cost / counts.approved),
  }
}

const rounded = (usd: number): number => Math.round(usd * 1_000_000) / 1_000_000
