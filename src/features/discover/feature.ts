import { sql } from 'kysely'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { discoverDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { discoveryPages } from './pages/index.ts'
import { discover } from './tasks/discover.ts'
import { discoverWeekly } from './tasks/discover-weekly.ts'
import { bootstrapHashtags } from './store/hashtags.ts'

/** Finds creators that are not known yet. */
export const discovery: Feature = {
  ...discoverDeclaration,
  tasks: [discover, discoverWeekly],
  routes: (services) => mountOperations(services, operations),
  pages: discoveryPages,
  cron: (config) => [
    {
      name: 'discover_weekly',
      pattern: config.cronDiscoverWeekly,
      taskType: discoverWeekly,
      payload: {},
    },
  ],
  async start({ db, config, log }) {
    const hashtags = await bootstrapHashtags(db, config.discoverHashtags)
    if (hashtags > 0) log.info({ hashtags }, 'hashtags taken over from the environment')
  },
  erasure: [
    {
      table: 'rejected_creators',
      ids: { platform_id: 'platformId', username: 'username' },
      only: sql`platform = 'instagram'`,
      observedAt: 'rejected_at',
    },
  ],
  retention: (config) => [
    {
      tables: ['rejected_creators'],
      keepMs: config.rejectedCreatorRetentionMs,
      olderBy: 'rejected_at',
    },
  ],
}
