import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { StoreReference } from '../../stores/store-reference.ts'
import { tags } from '../../stores/store-view.ts'
import { requireStore } from '../../stores/store/stores/stores.ts'
import { MAX_OTHERS, MAX_PENDING, readDraftCounts } from '../store/draft-counts.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const pending = z.int().min(0).max(MAX_PENDING)
const count = z.int().min(0).max(MAX_OTHERS)

const Counts = z
  .object({
    pending,
    clear: pending.openapi({ description: 'Pending ones of high confidence without a flag' }),
    approved: count,
    rejected: count,
    expired: count,
    conflicts: count.openapi({ description: 'Open conflicts of products with their posts' }),
    resolved_conflicts: count,
    skipped_posts: count,
    first_expires_at: Timestamp.nullable().openapi({ description: 'Of the pending ones' }),
    next_poll_at: Timestamp.nullable().openapi({
      description: 'When gramd next looks for new posts; null when it follows no store',
    }),
  })
  .openapi('ProductDraftCounts')

export const countOperations = {
  getProductDraftCounts: operation.get({
    path: '/api/products/drafts/counts',
    access: 'own:read',
    tags,
    summary: 'How many drafts of your stores are in each state',
    description: 'At most 10,000 pending ones are counted, and at most 2,000 of each other kind.',
    query: z.strictObject({ store: StoreReference.optional() }),
    answer: Counts,
    success: 'The numbers',
    refusals: { 404: 'No such store of yours' },
    async run({ query: { store } }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      await requireStore(db, scope, store)
      const {
        first_expires_at: first,
        next_poll_at: next,
        ...counts
      } = await readDraftCounts(db, scope, store)
      return {
        ...counts,
        first_expires_at: first?.toISOString() ?? null,
        next_poll_at: next?.toISOString() ?? null,
      }
    },
  }),
}
