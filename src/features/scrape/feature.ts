import { deleteUnusedMedia, releaseOldMedia } from '../../media/media-store.ts'
import { limitImageMemory } from '../../media/shrink-image.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { scrapeDeclaration } from './declare.ts'
import { SCRAPE_ERASURE } from './erasure.ts'
import { operations } from './operations/index.ts'
import { fullScrape } from './tasks/full-scrape.ts'
import { refreshBenchmarks } from './tasks/refresh-benchmarks.ts'
import { removeOldPosts, removeOldSnapshots } from './store/retention.ts'
import { scheduleUpdates } from './tasks/schedule-updates.ts'

const DAY_MS = 24 * 3_600_000

/** Creators' profiles, posts and highlights, and the numbers made from them. */
export const scraping: Feature = {
  ...scrapeDeclaration,
  tasks: [fullScrape, scheduleUpdates, refreshBenchmarks],
  routes: (services) => mountOperations(services, operations),
  cron: (config) => [
    {
      name: 'schedule_updates',
      pattern: config.cronScheduleUpdates,
      taskType: scheduleUpdates,
      payload: {},
    },
    // After the updates of the night have begun; percentiles of yesterday are good enough until
    // then.
    {
      name: 'refresh_benchmarks',
      pattern: '30 4 * * *',
      taskType: refreshBenchmarks,
      payload: {},
    },
  ],
  start: async () => limitImageMemory(),
  erasure: SCRAPE_ERASURE,
  retention: (config) => [
    {
      tables: ['blog_posts'],
      keepMs: config.postRetentionMs,
      remove: async ({ db }, keepMs, signal) => await removeOldPosts(db, keepMs, signal),
    },
    {
      tables: ['media'],
      keepMs: DAY_MS,
      remove: async ({ db }, _keepMs, signal) => await deleteUnusedMedia(db, signal),
    },
    {
      tables: ['media_uses'],
      keepMs: config.imageRetentionMs,
      remove: async ({ db }, keepMs, signal) =>
        // Shops store the pictures of their products themselves.
        await releaseOldMedia(db, { kind: 'blog', keepMs }, signal),
    },
    {
      tables: ['blog_snapshots'],
      keepMs: config.snapshotRetentionMs,
      remove: async ({ db }, keepMs, signal) => await removeOldSnapshots(db, keepMs, signal),
    },
    {
      tables: ['update_runs'],
      keepMs: config.taskRetentionMs,
      olderBy: 'ran_at',
    },
  ],
}
