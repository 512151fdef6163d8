import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { ownMediaDeclaration } from './declare.ts'
import { countPosts, endConnection, listAfterChanges, resumeConnection } from './store/syncs.ts'
import { listOwnMedia } from './tasks/list-own-media.ts'
import { operations } from './operations/index.ts'
import { ownMediaPages } from './pages/index.ts'
import { scheduleOwnMedia } from './tasks/schedule-own-media.ts'
import { readAccountInsights } from './tasks/read-account-insights.ts'
import { mergeOwnStories, storeReportedStories } from './store/own-stories.ts'
import { readOwnStories } from './tasks/read-own-stories.ts'
import { deleteOldInsights, emptyOldAnswers } from './store/retention.ts'
import { syncOwnMedia } from './tasks/sync-own-media.ts'
import { sql } from 'kysely'
import type { GaugeKind } from '../../base/metrics.ts'
import type { Services } from '../services.ts'

const RECENT: GaugeKind<Services> = {
  name: 'gramd_own_media_recent_syncs',
  help:
    'Syncs of own posts within 24 hours of world time, by outcome: ok (a reading was stored) or ' +
    'failed, over all processes.',
  labelNames: ['outcome'],
  async read({ db }) {
    const { rows } = await sql<{ ok: number; failed: number }>`
      with since as materialized (select world_now() - interval '1 day' as at)
      select (select count(*)::int from media_insights where collected_at >= (select at from since)) as ok,
        (select count(*)::int from shared.scrape_tasks
          where task_type = ${syncOwnMedia.name} and status = 'failed'
            and completed_at >= (select at from since)) as failed`.execute(db)
    return Object.entries(rows[0] ?? {}).map(([outcome, value]) => ({ labels: { outcome }, value }))
  },
}

export const OWN_MEDIA_METRICS = [RECENT]

/** Posts and Reels of connected accounts, with every metric as history. */
export const ownMedia: Feature = {
  ...ownMediaDeclaration,
  tasks: [scheduleOwnMedia, listOwnMedia, syncOwnMedia, readAccountInsights, readOwnStories],
  routes: (services) => mountOperations(services, operations),
  pages: ownMediaPages,
  cron: () => [
    // Every minute: an account that a user looks at is polled for new posts every two minutes.
    { name: 'schedule_own_media', pattern: '* * * * *', taskType: scheduleOwnMedia, payload: {} },
  ],
  metrics: OWN_MEDIA_METRICS,
  connectionUses: countPosts,
  on: {
    'connection.ready': async (tx, event) => await resumeConnection(tx, event),
    'connection.removed': async (tx, event, queue) => await endConnection(tx, queue, event),
    async 'connection.changed'(tx, event) {
      await listAfterChanges(tx, event)
      await storeReportedStories(tx, event)
    },
  },
  // An account of the team's own stays; whom its captions mention may be erased.
  erasure: [
    { table: 'own_media', names: { caption: 'text' } },
    { table: 'own_stories', ids: { blog_id: 'blogId' } },
  ],
  merge: mergeOwnStories,
  retention: (config) => [
    { tables: ['own_stories'], keepMs: config.storyRetentionMs, olderBy: 'taken_at' },
    {
      tables: ['media_insights', 'account_insights'],
      keepMs: config.insightRetentionMs,
      remove: async ({ db }, keepMs, signal) => await deleteOldInsights(db, keepMs, signal),
    },
    {
      tables: ['media_insights', 'account_insights'],
      keepMs: config.insightRawRetentionMs,
      async remove({ db }, keepMs, signal) {
        await emptyOldAnswers(db, keepMs, signal)
        return 0
      },
    },
  ],
}
