import type { Feature } from '../manifest.ts'
import { discover } from './discover.ts'
import { forgetLongSeen, forgetSeen } from './forget.ts'
import { discoverWeekly } from './discover-weekly.ts'
import { discoverRoutes } from './routes.ts'

export { bootstrapHashtags } from './hashtags-store.ts'

/** Finds creators that are not known yet. */
export const discovery: Feature = {
  name: 'discover',
  tasks: [discover, discoverWeekly],
  routes: discoverRoutes,
  cron: (config) => [
    {
      name: 'discover_weekly',
      pattern: config.cronDiscoverWeekly,
      taskType: 'discover_weekly',
      payload: {},
    },
  ],
  forget: forgetSeen,
  retention: (config) => [
    {
      tables: ['seen_creators'],
      keepMs: config.seenCreatorRetentionMs,
      remove: async ({ db }, keepMs, signal) => await forgetLongSeen(db, keepMs, signal),
    },
  ],
}
