import { ConflictError } from '../../../base/errors.ts'
import { ownerSeenBy } from '../../../http/access/owner.ts'
import { booleanText, cursorFields, cutPage, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { tags } from '../stores/store-view.ts'
import { approveDrafts } from './approve-drafts.ts'
import { DRAFT_STATES, DraftChange, DraftPage, DraftView, viewDraft } from './draft-view.ts'
import {
  editDraft,
  findDrafts,
  getDraft,
  listDrafts,
  rejectDrafts,
  restoreDraft,
  seenAmong,
} from './drafts-store.ts'

/** Drafts that one request decides. */
const MOST_AT_ONCE = 500

const Params = z.strictObject({ id: z.uuid() })
const byId = { params: Params }
const noSuchDraft = problem('No such draft of yours')
const decided = problem('The draft is decided already; `detail` says how')

const filterFields = {
  status: z.enum(DRAFT_STATES).optional(),
  confidence: z.enum(['high', 'low']).optional().openapi({ description: 'high: at least 0.8' }),
  store: z.uuid().optional(),
}

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
      expiring: booleanText
        .optional()
        .openapi({ description: 'Pending ones that expire within two days' }),
      ...cursorFields,
    }),
  },
  responses: { 200: json('A page of drafts', DraftPage) },
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

const Approved = z.object({ product_id: z.uuid() }).openapi('ApprovedDraft')

const approve = createRoute({
  method: 'post',
  path: '/api/products/drafts/{id}/approve',
  access: 'own:write',
  operationId: 'approveProductDraft',
  tags,
  summary: 'Make a product of a draft; approving twice gives the same product',
  request: byId,
  responses: { 200: json('The product', Approved), 404: noSuchDraft, 409: decided },
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

const Chosen = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(MOST_AT_ONCE).optional(),
    filter: z.strictObject(filterFields).optional(),
    reason: z.string().trim().min(1).max(500).nullable().optional(),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    error: 'expected either ids or filter',
  })

const Decisions = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        product_id: z.uuid().nullable(),
        refused: z.string().nullable().openapi({ description: 'For programs' }),
        message: z.string().nullable(),
      }),
    ),
    more: z.boolean().openapi({ description: 'The filter fits more: send it again' }),
  })
  .openapi('ProductDraftDecisions')

const batch = (act: 'approve' | 'reject') =>
  createRoute({
    method: 'post',
    path: `/api/products/drafts/batch-${act}`,
    access: 'own:write',
    operationId: `${act}ProductDrafts`,
    tags,
    summary:
      act === 'approve'
        ? 'Make products of chosen drafts, or of up to 500 pending ones that fit a filter'
        : 'Reject chosen drafts, or up to 500 pending ones that fit a filter',
    request: {
      body: jsonBody(Chosen.openapi(act === 'approve' ? 'DraftsToApprove' : 'DraftsToReject')),
    },
    responses: { 200: json('What became of each draft', Decisions) },
  })

const Key = z.tuple([z.uuid()])

export function draftRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { store, status, confidence, expiring, ...page } = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const rows = await listDrafts(
      db,
      ownerSeenBy(c.get('principal')),
      { status, confidence, expiring, storeId: store },
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
    const { id } = await getDraft(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    const [approval] = await db
      .transaction()
      .execute(async (tx) => await approveDrafts(tx, [id], { by: 'person', duplicates: 'told' }))
    if (approval && 'productId' in approval) return c.json({ product_id: approval.productId }, 200)
    throw new ConflictError(approval?.message ?? 'the draft is gone')
  })
  router.openapi(reject, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id, status } = await getDraft(db, seen, c.req.valid('param').id)
    const { reason } = c.req.valid('json')
    const rejected = await rejectDrafts(db, [id], reason)
    if (!rejected.has(id)) throw new ConflictError(`the draft is ${status}`)
    return c.json(viewDraft(await getDraft(db, seen, id)), 200)
  })
  router.openapi(restore, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = await getDraft(db, seen, c.req.valid('param').id)
    await db.transaction().execute(async (tx) => await restoreDraft(tx, id, config.catalogDraftMs))
    return c.json(viewDraft(await getDraft(db, seen, id)), 200)
  })
  addBatches(router, db)
  return router
}

function addBatches(router: Router, db: Services['db']): void {
  router.openapi(batch('approve'), async (c) => {
    const body = c.req.valid('json')
    const { ids, more } = await chosen(db, ownerSeenBy(c.get('principal')), body)
    // Of drafts that somebody chose they have seen what each says.
    const duplicates = body.ids ? 'told' : 'none'
    const approvals = await db
      .transaction()
      .execute(async (tx) => await approveDrafts(tx, ids, { by: 'person', duplicates }))
    const data = approvals.map((each) =>
      'productId' in each
        ? { id: each.draftId, product_id: each.productId, refused: null, message: null }
        : { id: each.draftId, product_id: null, refused: each.refused, message: each.message },
    )
    return c.json({ data, more }, 200)
  })
  router.openapi(batch('reject'), async (c) => {
    const body = c.req.valid('json')
    const { ids, more } = await chosen(db, ownerSeenBy(c.get('principal')), body)
    const rejected = await rejectDrafts(db, ids, body.reason ?? null)
    const data = ids.map((id) => ({
      id,
      product_id: null,
      refused: rejected.has(id) ? null : 'decided',
      message: rejected.has(id) ? null : 'it is approved or expired',
    }))
    return c.json({ data, more }, 200)
  })
}

async function chosen(
  db: Services['db'],
  seen: string | null,
  { ids, filter }: z.output<typeof Chosen>,
): Promise<{ ids: string[]; more: boolean }> {
  if (ids) return { ids: await seenAmong(db, seen, [...new Set(ids)]), more: false }
  const { store, status = 'pending', confidence } = filter ?? {}
  const found = await findDrafts(db, seen, { storeId: store, status, confidence }, MOST_AT_ONCE + 1)
  return { ids: found.slice(0, MOST_AT_ONCE), more: found.length > MOST_AT_ONCE }
}
