import { parseHashtag } from '../creators/hashtag.ts'
import { setting, settingGroup } from './setting.ts'
import { count, cron, list, timeZone, whole } from './types.ts'

const wholeFrom0 = whole.nonnegative('expected a whole number from 0')

export const scrapeSettings = settingGroup('Scrapes and updates', {
  postsPerScrape: setting(
    'GRAMD_POSTS_PER_SCRAPE',
    count.max(200, 'expected at most 200').default(20),
    'Number of newest posts and reels that a scrape reads, 1 to 200; a page of 33 costs one request.',
  ),
  highlightsPerScrape: setting(
    'GRAMD_HIGHLIGHTS_PER_SCRAPE',
    count.default(100),
    'Maximum number of highlights whose stories one scrape reads; the next scrapes read the others.',
  ),
  imagesPerAnalysis: setting(
    'GRAMD_IMAGES_PER_ANALYSIS',
    wholeFrom0.max(10, 'expected at most 10').default(10),
    "Number of pictures of a creator (avatar, then newest posts and reels) that a scrape downloads and an analysis sends to the model, 0 to 10. Downloads go through the account's proxy, about 0.2 MB each, and use no budget; ten stored pictures take about 0.4 MB.",
  ),
  rescrapeAfterDays: setting(
    'GRAMD_RESCRAPE_AFTER_DAYS',
    count.default(60),
    'gramd scrapes an average creator again after this many days: an active one sooner, a quiet one later (docs/freshness.md).',
  ),
  rescrapeCampaignAfterDays: setting(
    'GRAMD_RESCRAPE_CAMPAIGN_AFTER_DAYS',
    count.default(7),
    'gramd scrapes creators of a running campaign again after this many days.',
  ),
  updateRequestsPerDay: setting(
    'GRAMD_UPDATE_REQUESTS_PER_DAY',
    wholeFrom0.default(1_000),
    'Maximum number of requests that schedule_updates plans in any 24 hours; 0 switches automatic updates off.',
  ),
  cronScheduleUpdates: setting(
    'GRAMD_CRON_SCHEDULE_UPDATES',
    cron.default('0 3 * * *'),
    'When schedule_updates plans the updates of the day, within GRAMD_UPDATE_REQUESTS_PER_DAY.',
  ),
})

export const discoverSettings = settingGroup('Discovery', {
  discoverHashtags: setting(
    'GRAMD_DISCOVER_HASHTAGS',
    list
      .refine(
        (hashtags) => hashtags.every((text) => 'hashtag' in parseHashtag(text)),
        'expected hashtags separated by commas: letters, digits, underscores and emoji, no spaces',
      )
      .default([]),
    "Initial hashtags, separated by commas, without '#'. gramd imports them while the database has no hashtags. After that, edit them with `npx gramd hashtags` or /api/hashtags.",
    { isCommon: true },
  ),
  discoverMinFollowers: setting(
    'GRAMD_DISCOVER_MIN_FOLLOWERS',
    count.default(1_000),
    'Default minimum of followers in a discovery.',
  ),
  cronDiscoverWeekly: setting(
    'GRAMD_CRON_DISCOVER_WEEKLY',
    cron.default('0 2 * * 1'),
    'When discover_weekly queues a discovery for each hashtag in the database that is not paused (`npx gramd hashtags`), with the filters of that hashtag. GRAMD_DISCOVER_HASHTAGS only fills an empty list.',
  ),
})

export const relationSettings = settingGroup('Relation checks', {
  relationConfirmRequests: setting(
    'GRAMD_RELATION_CONFIRM_REQUESTS',
    count.default(200),
    'A relation check with a higher estimate of requests waits until you confirm it.',
  ),
  relationPagesAtOnce: setting(
    'GRAMD_RELATION_PAGES_AT_ONCE',
    count.default(20),
    'Number of pages that a relation check reads before it lets other tasks run.',
  ),
})

export const timetableSettings = settingGroup('Timetable', {
  cronTimeZone: setting(
    'GRAMD_CRON_TIMEZONE',
    timeZone.default('UTC'),
    'Time zone of all cron patterns, such as Europe/Berlin. When clocks go forward, a skipped time runs at the end of the gap; when they go back, a repeated time runs once. Patterns with * or / in minute or hour, such as "*/20 2 * * *", follow elapsed time instead.',
    { isCommon: true },
  ),
})
