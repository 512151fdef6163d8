import { fault } from '../../../../http/fault.ts'
import { ConflictError } from '../../../../base/errors.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import { camelKeys } from '../../../../http/spelling.ts'
import type { Services } from '../../../services.ts'
import { StoreParams, storeQuery, tags } from '../../stores/store-view.ts'
import { getStore } from '../../stores/store/stores/stores.ts'
import { beginRefresh, beginScan } from '../begin-sync.ts'
import { estimateScan } from '../scan-estimate.ts'
import { ScanPage, ScanParams, ScanView, viewScan, viewSync } from '../scan-view.ts'
import { cancelSync } from '../store/cancel-syncs.ts'
import { getSync, listSyncs, SYNC_STATES, type ScanOptions } from '../store/catalog-syncs/syncs.ts'

const operation = operationsFor<Pick<Services, 'db' | 'queue' | 'config' | 'clock'>>()

const MAX_POSTS = 5_000
const MAX_MONTHS = 60
const DAY_MS = 86_400_000
const MONTH_DAYS = 30.44

const NewScan = z
  .strictObject({
    store: storeQuery,
    limit: z
      .int()
      .min(1)
      .max(MAX_POSTS)
      .default(100)
      .openapi({ description: 'Posts, the newest first' }),
    months: z
      .int()
      .min(1)
      .max(MAX_MONTHS)
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
    ...fault('one_of_two', 'expected either months or since'),
    path: ['since'],
  })
  .openapi('NewCatalogScan')

const estimated = {
  estimatedSeconds: z.int(),
  estimatedCost: z.number().openapi({
    description: 'US dollars, if there are so many posts and a model has to read all of them',
  }),
}

const noSuchStore = { 404: 'No such store of yours' }
const noSuchScan = { 404: 'No such scan of yours' }

const addressOf = (id: string): string => `/api/instagram/scan/${id}`

export const scanOperations = {
  scanStore: operation.act({
    path: '/api/instagram/scan',
    access: 'own:write',
    tags,
    summary: 'Read the posts of a store’s account and make drafts of what they sell',
    body: NewScan,
    answer: z
      .object({ scanId: z.uuid(), status: z.enum(SYNC_STATES), ...estimated })
      .openapi('CatalogScanBegun'),
    status: 202,
    success: 'The scan',
    refusals: {
      ...noSuchStore,
      409: 'The store has no connected account, or a scan of it runs already',
    },
    location: ({ scanId }) => addressOf(scanId),
    async run({ body }, services, { principal }) {
      const { queue, config, clock } = services
      const options = optionsOf(body, clock.now())
      const scanId = await beginScan(services, ownerScopeOf(principal), body.store, options)
      queue.wake()
      return { scanId, status: 'running' as const, ...estimateScan(config, body) }
    },
  }),

  estimateCatalogScan: operation.act({
    path: '/api/instagram/scan/estimate',
    access: 'own:write',
    tags,
    summary: 'What a scan would take at most; begins nothing',
    body: NewScan,
    answer: z.object(estimated).openapi('CatalogScanEstimate'),
    success: 'The estimate',
    refusals: noSuchStore,
    async run({ body }, { db, config }, { principal }) {
      await getStore(db, ownerScopeOf(principal), body.store)
      return estimateScan(config, body)
    },
  }),

  refreshStore: operation.act({
    path: '/api/stores/{id}/refresh',
    access: 'own:write',
    tags,
    summary: 'Look at once for new, changed and deleted posts, down to the oldest one with a draft',
    params: StoreParams,
    answer: z
      .object({ scan_id: z.uuid(), status: z.enum(SYNC_STATES) })
      .openapi('StoreRefreshBegun'),
    status: 202,
    success: 'It is followed as a scan is',
    refusals: {
      ...noSuchStore,
      409: 'The store has no connected account, or this runs already',
    },
    location: ({ scan_id: scanId }) => addressOf(scanId),
    async run({ params }, services, { principal }) {
      const scanId = await beginRefresh(services, ownerScopeOf(principal), params.id)
      services.queue.wake()
      return { scan_id: scanId, status: 'running' as const }
    },
  }),

  getCatalogScan: operation.get({
    path: '/api/instagram/scan/{id}',
    access: 'own:read',
    tags,
    summary: 'How far a scan is',
    params: ScanParams,
    answer: ScanView,
    success: 'The scan',
    refusals: noSuchScan,
    run: async ({ params }, services, { principal }) =>
      await viewScan(services, await getSync(services.db, ownerScopeOf(principal), params.id)),
  }),

  cancelCatalogScan: operation.act({
    path: '/api/instagram/scan/{id}/cancel',
    access: 'own:write',
    tags,
    summary: 'End a scan; drafts that it has made stay',
    params: ScanParams,
    answer: ScanView,
    success: 'The scan',
    refusals: { ...noSuchScan, 409: 'It has ended' },
    async run({ params }, services, { principal }) {
      const { db, queue } = services
      const scope = ownerScopeOf(principal)
      const { id, store_id } = await getSync(db, scope, params.id)
      const isCancelled = await db
        .transaction()
        .execute(async (tx) => await cancelSync(tx, queue, { id, store_id }))
      if (!isCancelled) throw new ConflictError('the scan has ended')
      queue.pollSoon()
      return await viewScan(services, await getSync(db, scope, id))
    },
  }),

  listCatalogSyncs: operation.list({
    path: '/api/instagram/sync-history',
    access: 'own:read',
    tags,
    summary: 'Scans and syncs of a store, newest first',
    filter: { store: storeQuery },
    answer: ScanPage,
    success: 'A page of syncs',
    refusals: noSuchStore,
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db }, { principal }) {
      const { id } = await getStore(db, ownerScopeOf(principal), query.store)
      const rows = await listSyncs(db, id, { after: page.after?.[0], limit: page.take })
      return camelKeys(page.cut(rows, (row) => [row.id], viewSync))
    },
  }),
}

/** The options of a scan as they are stored. */
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
