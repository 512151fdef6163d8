import { mountOperations } from '../../http/operations/mount.ts'
import { createDecodeGate } from '../../media/decode-gate.ts'
import type { Feature } from '../manifest.ts'
import { CATALOG_VERSION } from './catalog-version.ts'
import { catalogDeclaration } from './declare.ts'
import { expireProductDrafts } from './drafts/expire-drafts.ts'
import { draftKind } from './extract/draft-kind.ts'
import { extractPost } from './extract/extract-post.ts'
import { CATALOG_COUNTS } from './own-counts.ts'
import { CATALOG_METRICS } from './metrics.ts'
import { operations } from './operations/index.ts'
import { catalogPages } from './pages/index.ts'
import { notifyOfDrafts } from './notices/notify-of-drafts.ts'
import { watchStores } from './notices/watch-stores.ts'
import { keepComments } from './products/store/comments.ts'
import {
  changeConnection,
  countStores,
  linkStore,
  storesOf,
  storesToFollow,
} from './stores/store/stores/connection.ts'
import { pollStore, scheduleStorePolls } from './syncs/poll-store.ts'
import { scanStore } from './syncs/scan-store.ts'
import {
  dropUnusedVideos,
  downloadProductVideos,
  planProductVideos,
} from './videos/download-videos.ts'

/** A link that has expired says so for a day. */
const LINK_KEEP_MS = 24 * 3_600_000

/**
 * Stores whose products are made of posts: scans, drafts to approve, products that follow their
 * posts.
 */
export const catalog: Feature = {
  ...catalogDeclaration,
  tasks: [
    scanStore,
    pollStore,
    scheduleStorePolls,
    extractPost,
    expireProductDrafts,
    notifyOfDrafts,
    watchStores,
    planProductVideos,
    downloadProductVideos,
    draftKind.task,
  ],
  aiKinds: [draftKind],
  metrics: CATALOG_METRICS,
  routes: (services) =>
    mountOperations({ ...services, decodeGate: createDecodeGate() }, operations),
  pages: catalogPages,
  cron: () => [
    {
      name: 'schedule_store_polls',
      pattern: '* * * * *',
      taskType: scheduleStorePolls,
      payload: {},
    },
    {
      name: 'expire_product_drafts',
      pattern: '23 * * * *',
      taskType: expireProductDrafts,
      payload: {},
    },
    { name: 'notify_of_drafts', pattern: '*/5 * * * *', taskType: notifyOfDrafts, payload: {} },
    {
      name: 'schedule_product_videos',
      pattern: '*/5 * * * *',
      taskType: planProductVideos,
      payload: {},
    },
    { name: 'watch_stores', pattern: '7 * * * *', taskType: watchStores, payload: {} },
  ],
  changes: [{ name: 'catalog', scope: 'own:read', version: CATALOG_VERSION }],
  connectionUses: countStores,
  ownCounts: CATALOG_COUNTS,
  on: {
    'connection.ready': async (tx, event) => await linkStore(tx, event),
    // Meta sends nothing about new posts; what it sends shows that the account is active.
    async 'connection.changed'(tx, { connectionId, changes }, queue) {
      await keepComments(tx, connectionId, changes)
      for (const id of await storesToFollow(tx, connectionId))
        await queue.enqueue(tx, pollStore, { store_id: id, type: 'webhook_trigger' })
    },
    async 'connection.removed'(tx, { connectionId }, queue) {
      for (const storeId of await storesOf(tx, connectionId))
        await changeConnection(
          tx,
          queue,
          { storeId, connectionId: null },
          'the account was disconnected',
        )
    },
  },
  // A shop's own posts stay; people whom their captions mention may be erased.
  erasure: [
    { table: 'catalog_pages', names: { media: 'json' } },
    { table: 'catalog_posts', names: { caption: 'text', extracted_caption: 'text' } },
    {
      table: 'catalog_comments',
      ids: { username: 'username', platform_id: 'platformId' },
      observedAt: 'sent_at',
    },
    { table: 'catalog_comments', names: { text: 'text' } },
    { table: 'product_drafts', names: { extracted: 'json', edits: 'json', reason: 'text' } },
    {
      table: 'products',
      names: {
        name: 'text',
        description: 'text',
        source_caption: 'text',
        meta_description: 'text',
        meta_title: 'text',
      },
    },
    {
      table: 'product_conflicts',
      names: {
        caption_before: 'text',
        caption_after: 'text',
        mine: 'json',
        theirs: 'json',
        before: 'json',
      },
    },
  ],
  retention: (config) => [
    { tables: ['catalog_syncs'], keepMs: config.catalogSyncRetentionMs, olderBy: 'completed_at' },
    {
      tables: ['catalog_comments'],
      keepMs: config.catalogCommentRetentionMs,
      olderBy: 'sent_at',
    },
    {
      tables: ['product_videos'],
      keepMs: LINK_KEEP_MS,
      remove: async (services, _keepMs, signal) => await dropUnusedVideos(services, signal),
    },
    { tables: ['draft_links'], keepMs: LINK_KEEP_MS, olderBy: 'expires_at' },
    { tables: ['catalog_requests'], keepMs: config.catalogSyncRetentionMs, olderBy: 'day' },
    { tables: ['catalog_pages'], keepMs: 2 * 3_600_000, olderBy: 'read_at' },
  ],
}
