import type { Declaration } from '../declaration.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { count, cron, daysOrForever, whole } from '../../settings/types.ts'

const wholeFrom0 = whole.nonnegative('expected a whole number from 0')

export const scrapeDeclaration = {
  name: 'scrape',
  settings: {
    'Scrapes and updates': {
      postsPerScrape: setting(
        'GRAMD_POSTS_PER_SCRAPE',
        count.max(200, 'expected at most 200').default(20),
        'Newest posts and reels that a scrape reads, 1 to 200; a page of 33 costs one request.',
      ),
      highlightsPerScrape: setting(
        'GRAMD_HIGHLIGHTS_PER_SCRAPE',
        count.default(100),
        'The most highlights whose stories one scrape reads; the next scrapes read those that are left.',
      ),
      imagesPerAnalysis: setting(
        'GRAMD_IMAGES_PER_ANALYSIS',
        wholeFrom0.max(10, 'expected at most 10').default(10),
        "Pictures of a creator that a scrape fetches (avatar, then newest posts and reels) and an analysis shows to the model, 0 to 10. They come through the account's proxy, about 0.2 MB each, and count for no budget; stored, ten take about 0.4 MB.",
      ),
      rescrapeAfterDays: setting(
        'GRAMD_RESCRAPE_AFTER_DAYS',
        count.default(60),
        'An average creator is scraped again after this many days: one that changes fast sooner, a quiet one later (docs/freshness.md).',
      ),
      rescrapeCampaignAfterDays: setting(
        'GRAMD_RESCRAPE_CAMPAIGN_AFTER_DAYS',
        count.default(7),
        'Creators of a campaign that has not ended are scraped again after this many days.',
      ),
      updateRequestsPerDay: setting(
        'GRAMD_UPDATE_REQUESTS_PER_DAY',
        wholeFrom0.default(1_000),
        'Requests that schedule_updates may plan for a day; 0 updates nobody by itself.',
      ),
      cronScheduleUpdates: setting(
        'GRAMD_CRON_SCHEDULE_UPDATES',
        cron.default('0 3 * * *'),
        'When schedule_updates plans the updates of the day, within GRAMD_UPDATE_REQUESTS_PER_DAY.',
      ),
    },
    [RETENTION]: {
      postRetentionMs: setting(
        'GRAMD_POST_RETENTION_DAYS',
        daysOrForever.prefault(0),
        'Posts, in days since they were published; 0 keeps them.',
      ),
      imageRetentionMs: setting(
        'GRAMD_IMAGE_RETENTION_DAYS',
        daysOrForever.prefault(180),
        'Pictures of creators, in days; 0 keeps them. What is still wanted of them is fetched anew by the next scrape.',
      ),
      snapshotRetentionMs: setting(
        'GRAMD_SNAPSHOT_RETENTION_DAYS',
        daysOrForever.prefault(1_095),
        'What each scrape measured, in days; 0 keeps it.',
      ),
    },
  },
} as const satisfies Declaration
