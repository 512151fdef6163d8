import { ConflictError } from '../../../../base/errors.ts'
import { ownerSeenBy } from '../../../../http/access/owner.ts'
import { cursorFields, cutPage, readCursor } from '../../../../http/pagination.ts'
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
import { getStore } from '../../stores/store/stores.ts'
import { StoreParams, storeQuery, tags } from '../../stores/store-view.ts'
import { beginRefresh, beginScan } from '../begin-sync.ts'
import { cancelSync } from '../store/cancel-syncs.ts'
import { estimateScan } from '../scan-estimate.ts'
import { ScanPage, ScanView, viewScan, viewSync } from '../scan-view.ts'
import { getSync, listSyncs, SYNC_STATES, type ScanOptions } from '../store/syncs.ts'

const MOST_POSTS = 5_000
const MOST_MONTHS = 60
const DAY_MS = 86_400_000
const MONTH_DAYS = 30.44

const NewScan = z
  .strictObject({
    store: storeQuery,
    limit: z
      .int()
      .min(1)
      .max(MOST_POSTS)
      .default(100)
      .openapi({ description: 'Posts, the newest first' }),
    months: z
      .int()
      .min(1)
      .max(MOST_MONTHS)
      .optional()
      .openapi({ description: 'Back from now; 6 by default' }),
    since: z.iso.datetime({ offset: true }).optional(),
    includeVideos: z.boolean().optional().openapi({ description: 'As the store says by default' }),
    includeCarousels: z
      .boolean()
      .optional()
      .openapi({ description: 'As the store says by default' }),
    inBatches: z
      .boolean()
      .default(false)
      .openapi({ description: 'Asks the model in batches: at half the price, within a day' }),
  })
  .refine(({ months, since }) => months === undefined || since === undefined, {
    error: 'expected either months or since',
    path: ['since'],
  })
  .openapi('NewCatalogScan')

const Params = z.strictObject({ id: z.uuid() })
const noSuchScan = problem('No such scan of yours')

const estimated = {
  estimatedSeconds: z.int(),
  estimatedCost: z.number().openapi({
    description: 'US dollars, if there are so many posts and a model has to read all of them',
  }),
}

const estimate = createRoute({
  method: 'post',
  path: '/api/instagram/scan/estimate',
  access: 'own:write',
  operationId: 'estimateCatalogScan',
  tags,
  summary: 'What a scan would take at most; begins nothing',
  request: { body: jsonBody(NewScan) },
  responses: {
    200: json('The estimate', z.object(estimated).openapi('CatalogScanEstimate')),
    404: problem('No such store of yours'),
  },
})

const begin = createRoute({
  method: 'post',
  path: '/api/instagram/scan',
  access: 'own:write',
  operationId: 'scanStore',
  tags,
  summary: 'Read the posts of a store’s account and make drafts of what they sell',
  request: { body: jsonBody(NewScan) },
  responses: {
    202: json(
      'The scan',
      z
        .object({
          scanId: z.uuid(),
          status: z.enum(SYNC_STATES),
          ...estimated,
        })
        .openapi('CatalogScanBegun'),
    ),
    404: problem('No such store of yours'),
    409: problem('The store has no connected account, or a scan of it runs already'),
  },
})

const refresh = createRoute({
  method: 'post',
  path: '/api/stores/{id}/refresh',
  access: 'own:write',
  operationId: 'refreshStore',
  tags,
  summary: 'Look at once for new, changed and deleted posts, down to the oldest one with a draft',
  request: { params: StoreParams },
  responses: {
    202: json(
      'It is followed as a scan is',
      z.object({ scanId: z.uuid(), status: z.enum(SYNC_STATES) }).openapi('StoreRefreshBegun'),
    ),
    404: problem('No such store of yours'),
    409: problem('The store has no connected account, or this runs already'),
  },
})

const show = createRoute({
  method: 'get',
  path: '/api/instagram/scan/{id}',
  access: 'own:read',
  operationId: 'getCatalogScan',
  tags,
  summary: 'How far a scan is',
  request: { params: Params },
  responses: { 200: json('The scan', ScanView), 404: noSuchScan },
})

const cancel = createRoute({
  method: 'post',
  path: '/api/instagram/scan/{id}/cancel',
  access: 'own:write',
  operationId: 'cancelCatalogScan',
  tags,
  summary: 'End a scan; drafts that it has made stay',
  request: { params: Params },
  responses: { 200: json('The scan', ScanView), 404: noSuchScan, 409: problem('It has ended') },
})

const history = createRoute({
  method: 'get',
  path: '/api/instagram/sync-history',
  access: 'own:read',
  operationId: 'listCatalogSyncs',
  tags,
  summary: 'Scans and syncs of a store, newest first',
  request: { query: z.strictObject({ store: storeQuery, ...cursorFields }) },
  responses: { 200: json('A page of syncs', ScanPage), 404: problem('No such store of yours') },
})

const Key = z.tuple([z.uuid()])

/** Scans of stores. */
export function scanRoutes(services: Pick<Services, 'db' | 'queue' | 'config' | 'clock'>): Router {
  const { db, queue, config, clock } = services
  const router = createRouter()
  router.openapi(begin, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const scan = c.req.valid('json')
    const scanId = await beginScan(services, seen, scan.store, optionsOf(scan, clock.now()))
    queue.wake()
    return c.json({ scanId, status: 'running' as const, ...estimateScan(config, scan) }, 202, {
      location: `/api/instagram/scan/${scanId}`,
    })
  })
  router.openapi(estimate, async (c) => {
    const scan = c.req.valid('json')
    await getStore(db, ownerSeenBy(c.get('principal')), scan.store)
    return c.json(estimateScan(config, scan), 200)
  })
  router.openapi(refresh, async (c) => {
    const { id } = c.req.valid('param')
    const scanId = await beginRefresh(services, ownerSeenBy(c.get('principal')), id)
    queue.wake()
    return c.json({ scanId, status: 'running' as const }, 202, {
      location: `/api/instagram/scan/${scanId}`,
    })
  })
  router.openapi(show, async (c) => {
    const row = await getSync(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    return c.json(await viewScan(services, row), 200)
  })
  router.openapi(cancel, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id, store_id } = await getSync(db, seen, c.req.valid('param').id)
    const isCancelled = await db
      .transaction()
      .execute(async (tx) => await cancelSync(tx, queue, { id, store_id }))
    if (!isCancelled) throw new ConflictError('the scan has ended')
    queue.look()
    return c.json(await viewScan(services, await getSync(db, seen, id)), 200)
  })
  router.openapi(history, async (c) => {
    const { store, ...page } = c.req.valid('query')
    const { id } = await getStore(db, ownerSeenBy(c.get('principal')), store)
    const [after] = readCursor(page, Key) ?? []
    const rows = await listSyncs(db, id, { after, limit: page.limit + 1 })
    return c.json(cutPage(rows, page.limit, { item: viewSync, key: (row) => [row.id] }), 200)
  })
  return router
}

/** What is asked of a scan, as it is stored. */
const optionsOf = (
  { limit, months = 6, since, inBatches, ...types }: z.output<typeof NewScan>,
  now: Date,
): ScanOptions => ({
  limit,
  since: since ?? new Date(now.getTime() - months * MONTH_DAYS * DAY_MS).toISOString(),
  in_batches: inBatches,
  with_videos: types.includeVideos,
  with_carousels: types.includeCarousels,
})
