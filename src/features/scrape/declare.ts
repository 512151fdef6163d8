import type { Declaration } from '../declaration.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { cron, daysOrForever, flag, wholeFrom } from '../../settings/types.ts'
import { SCRAPE_COMMANDS } from './commands.ts'

export const scrapeDeclaration = {
  name: 'scrape',
  settings: {
    'Scrapes and updates': {
      postsPerScrape: setting(
        'GRAMD_POSTS_PER_SCRAPE',
        wholeFrom(1, 200).default(20),
        'Number of newest posts and reels that a scrape reads, 1 to 200; a page of 33 costs ' +
          'one request.',
      ),
      highlightsPerScrape: setting(
        'GRAMD_HIGHLIGHTS_PER_SCRAPE',
        wholeFrom(1, 10_000).default(100),
        'Maximum number of highlights whose stories one scrape reads; the next scrapes read ' +
          'the others.',
      ),
      imagesPerAnalysis: setting(
        'GRAMD_IMAGES_PER_ANALYSIS',
        wholeFrom(0, 10).default(10),
        'Number of pictures of a creator (avatar, then newest posts and reels) that a scrape ' +
          'downloads and an analysis sends to the model, 0 to 10. Downloads go through the ' +
          "account's proxy, about 0.2 MB each, and use no budget; ten stored pictures take " +
          'about 0.4 MB.',
      ),
      rescrapeAfterDays: setting(
        'GRAMD_RESCRAPE_AFTER_DAYS',
        wholeFrom(1, 3_650).default(60),
        'gramd scrapes an average creator again after this many days: an active one sooner, a ' +
          'quiet one later (docs/freshness.md).',
      ),
      rescrapeCampaignAfterDays: setting(
        'GRAMD_RESCRAPE_CAMPAIGN_AFTER_DAYS',
        wholeFrom(1, 3_650).default(7),
        'gramd scrapes creators of a running campaign again after this many days.',
      ),
      updateRequestsPerDay: setting(
        'GRAMD_UPDATE_REQUESTS_PER_DAY',
        wholeFrom(0, 10_000_000).default(1_000),
        'Maximum number of requests that schedule_updates plans in any 24 hours; 0 switches ' +
          'automatic updates off.',
      ),
      creatorCities: setting(
        'GRAMD_CREATOR_CITIES',
        flag.default(true),
        'Whether scrapes determine the city of creators, from what they write and tag ' +
          '(docs/search.md). Where it is false, the next scrape of a creator removes the city.',
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
        daysOrForever.prefault('0'),
        'Retention of posts, in days from their publication; 0 keeps them.',
      ),
      imageRetentionMs: setting(
        'GRAMD_IMAGE_RETENTION_DAYS',
        daysOrForever.prefault('180'),
        'Retention of pictures of creators, in days; 0 keeps them. The next scrape downloads ' +
          'the pictures that it still needs again.',
      ),
      snapshotRetentionMs: setting(
        'GRAMD_SNAPSHOT_RETENTION_DAYS',
        daysOrForever.prefault('1095'),
        'Retention of the measurements of each scrape, in days; 0 keeps them.',
      ),
    },
  },
  commands: SCRAPE_COMMANDS,
} as const satisfies Declaration
