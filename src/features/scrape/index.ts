import type { Feature } from '../manifest.ts'
import { fullScrape } from './full-scrape.ts'
import { refreshBenchmarks } from './refresh-benchmarks.ts'
import { scrapeRoutes } from './routes.ts'
import { scheduleUpdates } from './schedule-updates.ts'

export { ensureBlogs, markAnalyzed, storeInsights, type BlogSource } from './blogs-store.ts'
export { createBlogs, type NewCreator } from './new-blogs.ts'
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
  tasks: [fullScrape, scheduleUpdates, refreshBenchmarks],
  routes: scrapeRoutes,
  cron: (config) => [
    {
      name: 'schedule_updates',
      pattern: config.CRON_SCHEDULE_UPDATES,
      taskType: 'schedule_updates',
      payload: {},
    },
    {
      name: 'refresh_benchmarks',
      pattern: config.CRON_REFRESH_BENCHMARKS,
      taskType: 'refresh_benchmarks',
      payload: {},
    },
  ],
}
