import type { Feature } from '../manifest.ts'
import { fullScrape } from './full-scrape.ts'
import { scrapeRoutes } from './routes.ts'
import { scheduleUpdates } from './schedule-updates.ts'

export {
  createDiscoveredBlog,
  ensureBlogs,
  findKnownCreators,
  markAnalyzed,
  storeInsights,
  type BlogSource,
} from './blogs-store.ts'
export {
  growthOf,
  historyOf,
  rhythmOf,
  type GrowthWindow,
  type HistoryInterval,
  type HistoryPoint,
  type RhythmHour,
} from './history-store.ts'

/** Creators' profiles, posts and highlights, and the numbers made from them. */
export const scraping: Feature = {
  name: 'scrape',
  tasks: [fullScrape, scheduleUpdates],
  routes: scrapeRoutes,
  cron: (config) => [
    {
      name: 'schedule_updates',
      pattern: config.CRON_SCHEDULE_UPDATES,
      taskType: 'schedule_updates',
      payload: {},
    },
  ],
}
