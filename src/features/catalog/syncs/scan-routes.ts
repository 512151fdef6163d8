import { ConflictError } from '../../../base/errors.ts'
import { estimateUsd } from '../../../ai/batches/gather.ts'
import { ownerSeenBy } from '../../../http/access/owner.ts'
import { cursorFields, cutPage, readCursor } from '../../../http/pagination.ts'
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
import { draftKind } from '../extract/draft-kind.ts'
import { getStore } from '../stores/stores-store.ts'
import { storeQuery, tags } from '../stores/store-view.ts'
import { cancelSync } from './cancel-syncs.ts'
import { scanStore } from './scan-store.ts'
import { ScanPage, ScanView, viewScan, viewSync } from './scan-view.ts'
import { beginSync, getSync, listSyncs, SYNC_STATES } from './syncs-store.ts'

const MOST_POSTS = 5_000
const MOST_MONTHS = 60
const DAY_MS = 86_400_000
const MONTH_DAYS = 30.44
/** Seconds of a post with a direct call, four at a time; measured against the stand-in with answers after 6 s. */
const SECONDS_A_POST = 2
const BATCH_SECONDS = 24 * 3_600

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
    includeVideos: z.boolean().optional().openapi({ description: 'Changes the store' }),
    includeCarousels: z.boolean().optional().openapi({ description: 'Changes the store' }),
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
          estimatedSeconds: z.int(),
          estimatedCost: z
            .number()
            .openapi({ description: 'US dollars, if all posts are asked about' }),
        })
        .openapi('CatalogScanBegun'),
    ),
    404: problem('No such store of yours'),
    409: problem('The store has no connected account, or a scan of it runs already'),
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
  const { db, queue } = services
  const router = createRouter()
  router.openapi(begin, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const scan = c.req.valid('json')
    const syncId = await beginScan(services, seen, scan)
    const usd = estimateUsd(
      services.config,
      draftKind.typical,
      draftKind.typical.inputTokens * scan.limit,
      scan.limit,
    )
    return c.json(
      {
        scanId: syncId,
        status: 'running' as const,
        estimatedSeconds: scan.inBatches ? BATCH_SECONDS : Math.ceil(scan.limit * SECONDS_A_POST),
        estimatedCost: Math.round((scan.inBatches ? usd : usd * 2) * 10_000) / 10_000,
      },
      202,
      { location: `/api/instagram/scan/${syncId}` },
    )
  })
  router.openapi(show, async (c) => {
    const row = await getSync(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    return c.json(await viewScan(db, row), 200)
  })
  router.openapi(cancel, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id, store_id } = await getSync(db, seen, c.req.valid('param').id)
    const isCancelled = await db
      .transaction()
      .execute(async (tx) => await cancelSync(tx, queue, { id, store_id }))
    if (!isCancelled) throw new ConflictError('the scan has ended')
    queue.look()
    return c.json(await viewScan(db, await getSync(db, seen, id)), 200)
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

async function beginScan(
  { db, queue, clock }: Pick<Services, 'db' | 'queue' | 'clock'>,
  seen: string | null,
  scan: z.output<typeof NewScan>,
): Promise<string> {
  const { id: storeId, connection_id: connectionId } = await getStore(db, seen, scan.store)
  if (connectionId === null)
    throw new ConflictError('the store reads no account: connect one to it first')
  const from = new Date(clock.now().getTime() - (scan.months ?? 6) * MONTH_DAYS * DAY_MS)
  const since = scan.since ?? from.toISOString()
  return await db.transaction().execute(async (tx) => {
    const change = {
      ...(scan.includeVideos !== undefined && { with_videos: scan.includeVideos }),
      ...(scan.includeCarousels !== undefined && { with_carousels: scan.includeCarousels }),
    }
    // Locked, so that two requests do not both find that no scan runs.
    await tx.selectFrom('stores').select('id').where('id', '=', storeId).forNoKeyUpdate().execute()
    const running = await tx
      .selectFrom('catalog_syncs')
      .select('id')
      .where('store_id', '=', storeId)
      .where('status', '=', 'running')
      .where('type', '=', 'bulk_import')
      .executeTakeFirst()
    if (running)
      throw new ConflictError(`the scan ${running.id} of this store runs: wait or cancel it`)
    if (Object.keys(change).length > 0)
      await tx.updateTable('stores').set(change).where('id', '=', storeId).execute()
    const syncId = await beginSync(tx, {
      storeId,
      connectionId,
      type: 'bulk_import',
      begunBy: 'user_initiated',
      asked: { limit: scan.limit, since, in_batches: scan.inBatches },
      isListed: false,
    })
    await queue.enqueue(tx, scanStore, { store_id: storeId, sync_id: syncId }, { priority: 2 })
    return syncId
  })
}
