import { ConflictError } from '../../../../base/errors.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { editedFields } from '../../../../http/operations/version.ts'
import { booleanText } from '../../../../http/pagination.ts'
import { queryArray, queryValues } from '../../../../http/query-values.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { ProductView } from '../../products/product-view.ts'
import { getProduct } from '../../products/store/products/read.ts'
import { tags } from '../../stores/store-view.ts'
import { requireStore } from '../../stores/store/stores/stores.ts'
import { CLEAR, EXPIRING, filterFields } from '../draft-filter.ts'
import { DraftChange, DraftPage, DraftView, viewDraft } from '../draft-view.ts'
import { DRAFT_STATES } from '../draft-states.ts'
import { approveDrafts } from '../store/approve-drafts.ts'
import { undoDecision } from '../store/undo-decision.ts'
import { editDraft, lockDraft, rejectDrafts, restoreDraft } from '../store/product-drafts/change.ts'
import { getDraft, listDrafts } from '../store/product-drafts/drafts.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config'>>()

const version = editedFields(DraftChange)

const params = z.strictObject({ id: z.uuid() })
const noSuchDraft = { 404: 'No such draft of yours' }
const undecided = { ...noSuchDraft, 409: 'The draft is decided already; `detail` says how' }

export const draftOperations = {
  listProductDrafts: operation.list({
    path: '/api/products/drafts',
    access: 'own:read',
    tags,
    assistant: { tool: ['store', 'status', 'limit', 'cursor'] },
    summary: 'Drafts of your stores, newest first',
    filter: {
      ...filterFields,
      status: queryValues
        .pipe(z.array(z.enum(DRAFT_STATES)).min(1))
        .optional()
        .openapi(queryArray({ enum: [...DRAFT_STATES] })),
      clear: booleanText.optional().openapi({ description: CLEAR }),
      expiring: booleanText.optional().openapi({ description: EXPIRING }),
    },
    answer: DraftPage,
    success: 'A page of drafts',
    refusals: { 404: 'No such store of yours' },
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db }, { principal }) {
      const { store, scan, status, ...rest } = query
      const scope = ownerScopeOf(principal)
      await requireStore(db, scope, store)
      const rows = await listDrafts(
        db,
        scope,
        { ...rest, statuses: status, storeId: store, scanId: scan },
        { after: page.after?.[0], limit: page.take },
      )
      return page.cut(rows, ({ id }) => [id], viewDraft)
    },
  }),

  getProductDraft: operation.get({
    path: '/api/products/drafts/{id}',
    access: 'own:read',
    tags,
    summary: 'One draft, with the evidence of each value',
    params,
    answer: DraftView,
    success: 'The draft',
    refusals: noSuchDraft,
    version,
    run: async (input, { db }, { principal }) =>
      viewDraft(await getDraft(db, ownerScopeOf(principal), input.params.id)),
  }),

  updateProductDraft: operation.update({
    path: '/api/products/drafts/{id}',
    access: 'own:write',
    tags,
    summary: 'Correct a draft; what was read from the post is kept beside it',
    params,
    body: DraftChange,
    answer: DraftView,
    success: 'The draft',
    refusals: undecided,
    version,
    async run({ params: { id }, body }, { db }, { principal, requireMatch }) {
      const scope = ownerScopeOf(principal)
      await db.transaction().execute(async (tx) => {
        await requireMatch(async () => {
          await lockDraft(tx, scope, id)
          return viewDraft(await getDraft(tx, scope, id))
        })
        await editDraft(tx, scope, id, body)
      })
      return viewDraft(await getDraft(db, scope, id))
    },
  }),

  approveProductDraft: operation.act({
    path: '/api/products/drafts/{id}/approve',
    access: 'own:write',
    tags,
    summary: 'Make a product of a draft; approving twice gives the same product',
    params,
    body: {
      schema: z
        .strictObject({
          delay_seconds: z.int().min(0).max(60).optional().openapi({
            description:
              'When work for the product begins, such as fetching its videos; by default at once',
          }),
        })
        .openapi('ProductDraftApproval'),
      required: false,
    },
    answer: ProductView,
    success: 'The product',
    refusals: undecided,
    async run({ params: { id: reference }, body }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      const { id } = await getDraft(db, scope, reference)
      const options = { by: 'person', duplicates: 'flagged' } as const
      const delayMs = (body.delay_seconds ?? 0) * 1_000
      const [approval] = await db
        .transaction()
        .execute(async (tx) => await approveDrafts(tx, [id], { ...options, delayMs }))
      if (approval && 'productId' in approval)
        return await getProduct(db, scope, approval.productId)
      throw new ConflictError(approval?.message ?? 'the draft is gone')
    },
  }),

  rejectProductDraft: operation.act({
    path: '/api/products/drafts/{id}/reject',
    access: 'own:write',
    tags,
    summary: 'Reject a draft; rejecting it again adds a reason',
    params,
    body: {
      schema: z
        .strictObject({ reason: z.string().trim().min(1).max(500).nullable().default(null) })
        .openapi('ProductDraftRejection'),
      required: false,
    },
    answer: DraftView,
    success: 'The draft',
    refusals: undecided,
    async run({ params: { id: reference }, body: { reason } }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      const { id, status } = await getDraft(db, scope, reference)
      const rejected = await db
        .transaction()
        .execute(async (tx) => await rejectDrafts(tx, [id], reason))
      if (!rejected.has(id))
        throw new ConflictError(`the draft is ${status}: only pending ones can be rejected`)
      return viewDraft(await getDraft(db, scope, id))
    },
  }),

  undoProductDraftDecision: operation.act({
    path: '/api/products/drafts/{id}/undo',
    access: 'own:write',
    tags,
    summary: 'Take back an approval or a rejection of the last two minutes',
    description: 'The product of an approval is deleted, unless it has changed meanwhile.',
    params,
    answer: DraftView,
    success: 'The draft, which is pending again',
    refusals: {
      ...noSuchDraft,
      409: 'Not decided by a person in the last two minutes, or its product has changed',
    },
    async run(input, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      const { id } = await getDraft(db, scope, input.params.id)
      await db.transaction().execute(async (tx) => await undoDecision(tx, id))
      return viewDraft(await getDraft(db, scope, id))
    },
  }),

  restoreProductDraft: operation.act({
    path: '/api/products/drafts/{id}/restore',
    access: 'own:write',
    tags,
    summary: 'Make a rejected or expired draft of the last 30 days pending again',
    params,
    answer: DraftView,
    success: 'The draft',
    refusals: undecided,
    async run(input, { db, config }, { principal }) {
      const scope = ownerScopeOf(principal)
      const { id } = await getDraft(db, scope, input.params.id)
      await db
        .transaction()
        .execute(async (tx) => await restoreDraft(tx, id, config.catalogDraftMs))
      return viewDraft(await getDraft(db, scope, id))
    },
  }),
}
