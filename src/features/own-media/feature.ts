import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { ownMediaDeclaration } from './declare.ts'
import { countPosts, endConnection, listAfterChanges, resumeConnection } from './store/syncs.ts'
import { listOwnMedia } from './tasks/list-own-media.ts'
import { operations } from './operations/index.ts'
import { ownMediaPages } from './pages/index.ts'
import { OWN_MEDIA_METRICS } from './metrics.ts'
import { scheduleOwnMedia } from './tasks/schedule-own-media.ts'
import { readAccountInsights } from './tasks/read-account-insights.ts'
import { deleteOldInsights, emptyOldAnswers } from './store/retention.ts'
import { syncOwnMedia } from './tasks/sync-own-media.ts'

/** Posts and Reels of connected accounts, with every metric as history. */
export const ownMedia: Feature = {
  ...ownMediaDeclaration,
  tasks: [scheduleOwnMedia, listOwnMedia, syncOwnMedia, readAccountInsights],
  routes: (services) => mountOperations(services, operations),
  pages: ownMediaPages,
  cron: () => [
    // Every minute: new posts of an account that somebody looks at are looked for every two.
    { name: 'schedule_own_media', pattern: '* * * * *', taskType: scheduleOwnMedia, payload: {} },
  ],
  metrics: OWN_MEDIA_METRICS,
  connectionUses: countPosts,
  on: {
    'connection.ready': async (tx, event) => await resumeConnection(tx, event),
    'connection.removed': async (tx, event, queue) => await endConnection(tx, queue, event),
    'connection.changed': async (tx, event) => await listAfterChanges(tx, event),
  },
  // An account of the team's own stays; whom its captions mention may be erased.
  erasure: [{ table: 'own_media', names: { caption: 'text' } }],
  retention: (config) => [
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
