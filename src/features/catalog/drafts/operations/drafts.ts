import { ConflictError } from '../../../../base/errors.ts'
import { ownerSeenBy } from '../../../../http/access/owner.ts'
import { isoTimes } from '../../../../http/iso-times.ts'
import { booleanText, cursorFields, cutPage, readCursor } from '../../../../http/pagination.ts'
import { queryArray, queryValues } from '../../../../http/query-values.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../stores/store-view.ts'
import { ProductView } from '../../products/product-view.ts'
import { getProduct } from '../../products/store/products.ts'
import { requireStore } from '../../stores/store/stores.ts'
import { approveDrafts } from '../store/approve-drafts.ts'
import { addBatchRoutes, EXPIRING, filterFields } from './decisions.ts'
import { DRAFT_STATES, DraftChange, DraftPage, DraftView, viewDraft } from '../draft-view.ts'
import { editDraft, getDraft, listDrafts, rejectDrafts, restoreDraft } from '../store/drafts.ts'

const Params = z.strictObject({ id: z.uuid() })
const byId = { params: Params }
const noSuchDraft = problem('No such draft of yours')
const decided = problem('The draft is decided already; `detail` says how')

const list = createRoute({
  method: 'get',
  path: '/api/products/drafts',
  access: 'own:read',
  operationId: 'listProductDrafts',
  tags,
  summary: 'Drafts of your stores, newest first',
  request: {
    query: z.strictObject({
      ...filterFields,
      status: queryValues
        .pipe(z.array(z.enum(DRAFT_STATES)).min(1))
        .optional()
        .openapi(queryArray({ enum: [...DRAFT_STATES] })),
      expiring: booleanText.optional().openapi({ description: EXPIRING }),
      ...cursorFields,
    }),
  },
  responses: { 200: json('A page of drafts', DraftPage), 404: problem('No such store of yours') },
})

const show = createRoute({
  method: 'get',
  path: '/api/products/drafts/{id}',
  access: 'own:read',
  operationId: 'getProductDraft',
  tags,
  summary: 'One draft, with the evidence of each value',
  request: byId,
  responses: { 200: json('The draft', DraftView), 404: noSuchDraft },
})

const edit = createRoute({
  method: 'patch',
  path: '/api/products/drafts/{id}',
  access: 'own:write',
  operationId: 'updateProductDraft',
  tags,
  summary: 'Correct a draft; what was read from the post is kept beside it',
  request: { ...byId, body: jsonBody(DraftChange) },
  responses: { 200: json('The draft', DraftView), 404: noSuchDraft, 409: decided },
})

const approve = createRoute({
  method: 'post',
  path: '/api/products/drafts/{id}/approve',
  access: 'own:write',
  operationId: 'approveProductDraft',
  tags,
  summary: 'Make a product of a draft; approving twice gives the same product',
  request: byId,
  responses: { 200: json('The product', ProductView), 404: noSuchDraft, 409: decided },
})

const reject = createRoute({
  method: 'post',
  path: '/api/products/drafts/{id}/reject',
  access: 'own:write',
  operationId: 'rejectProductDraft',
  tags,
  summary: 'Reject a draft',
  request: {
    ...byId,
    body: jsonBody(
      z
        .strictObject({ reason: z.string().trim().min(1).max(500).nullable().default(null) })
        .openapi('ProductDraftRejection'),
      { required: false },
    ),
  },
  responses: { 200: json('The draft', DraftView), 404: noSuchDraft, 409: decided },
})

const restore = createRoute({
  method: 'post',
  path: '/api/products/drafts/{id}/restore',
  access: 'own:write',
  operationId: 'restoreProductDraft',
  tags,
  summary: 'Make a rejected or expired draft of the last 30 days pending again',
  request: byId,
  responses: { 200: json('The draft', DraftView), 404: noSuchDraft, 409: decided },
})

const Key = z.tuple([z.uuid()])

export function draftRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { store, scan, status, confidence, expiring, ...page } = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const seen = ownerSeenBy(c.get('principal'))
    await requireStore(db, seen, store)
    const rows = await listDrafts(
      db,
      seen,
      { statuses: status, confidence, expiring, storeId: store, scanId: scan },
      { after, limit: page.limit + 1 },
    )
    return c.json(cutPage(rows, page.limit, { item: viewDraft, key: ({ id }) => [id] }), 200)
  })
  router.openapi(show, async (c) => {
    const row = await getDraft(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    return c.json(viewDraft(row), 200)
  })
  router.openapi(edit, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = c.req.valid('param')
    const change = c.req.valid('json')
    await db.transaction().execute(async (tx) => await editDraft(tx, seen, id, change))
    return c.json(viewDraft(await getDraft(db, seen, id)), 200)
  })
  router.openapi(approve, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = await getDraft(db, seen, c.req.valid('param').id)
    const [approval] = await db
      .transaction()
      .execute(async (tx) => await approveDrafts(tx, [id], { by: 'person', duplicates: 'told' }))
    if (approval && 'productId' in approval)
      return c.json(isoTimes(await getProduct(db, seen, approval.productId)), 200)
    throw new ConflictError(approval?.message ?? 'the draft is gone')
  })
  router.openapi(reject, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id, status } = await getDraft(db, seen, c.req.valid('param').id)
    const { reason } = c.req.valid('json')
    const rejected = await db
      .transaction()
      .execute(async (tx) => await rejectDrafts(tx, [id], reason))
    if (!rejected.has(id))
      throw new ConflictError(`the draft is ${status}: only pending ones can be rejected`)
    return c.json(viewDraft(await getDraft(db, seen, id)), 200)
  })
  router.openapi(restore, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = await getDraft(db, seen, c.req.valid('param').id)
    await db.transaction().execute(async (tx) => await restoreDraft(tx, id, config.catalogDraftMs))
    return c.json(viewDraft(await getDraft(db, seen, id)), 200)
  })
  addBatchRoutes(router, db)
  return router
}
