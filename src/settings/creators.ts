import { parseHashtag } from '../hashtag.ts'
import { setting, settingGroup } from './setting.ts'
import { count, cron, list, timeZone, whole } from './types.ts'

const wholeFrom0 = whole.nonnegative('expected a whole number from 0')

export const scrapeSettings = settingGroup('Scrapes and updates', {
  POSTS_PER_SCRAPE: setting(
    count.max(200, 'expected at most 200').default(20),
    'Number of newest posts and reels that a scrape reads, 1 to 200; a page of 33 costs one request.',
  ),
  HIGHLIGHTS_PER_SCRAPE: setting(
    count.default(100),
    'Maximum number of highlights whose stories one scrape reads; the next scrapes read the others.',
  ),
  IMAGES_PER_ANALYSIS: setting(
    wholeFrom0.max(10, 'expected at most 10').default(10),
    "Number of pictures of a creator (avatar, then newest posts and reels) that a scrape downloads and an analysis sends to the model, 0 to 10. Downloads go through the account's proxy, about 0.2 MB each, and use no budget; ten stored pictures take about 0.4 MB.",
  ),
  RESCRAPE_AFTER_DAYS: setting(
    count.default(60),
    'gramd scrapes an average creator again after this many days: an active one sooner, a quiet one later (docs/freshness.md).',
  ),
  RESCRAPE_CAMPAIGN_AFTER_DAYS: setting(
    count.default(7),
    'gramd scrapes creators of a running campaign again after this many days.',
  ),
  UPDATE_REQUESTS_PER_DAY: setting(
    wholeFrom0.default(1_000),
    'Maximum number of requests that schedule_updates plans in any 24 hours; 0 switches automatic updates off.',
  ),
  CRON_SCHEDULE_UPDATES: setting(
    cron.default('0 3 * * *'),
    'When schedule_updates plans the updates of the day, within GRAMD_UPDATE_REQUESTS_PER_DAY.',
  ),
})

export const discoverSettings = settingGroup('Discovery', {
  DISCOVER_HASHTAGS: setting(
    list
      .refine(
        (hashtags) => hashtags.every((text) => 'hashtag' in parseHashtag(text)),
        'expected hashtags separated by commas: letters, digits, underscores and emoji, no spaces',
      )
      .default([]),
    "Initial hashtags, separated by commas, without '#'. gramd imports them while the database has no hashtags. After that, edit them with `npx gramd hashtags` or /api/hashtags.",
    { isCommon: true },
  ),
  DISCOVER_MIN_FOLLOWERS: setting(
    count.default(1_000),
    'Default minimum of followers in a discovery.',
  ),
  CRON_DISCOVER_WEEKLY: setting(
    cron.default('0 2 * * 1'),
    'When discover_weekly queues a discovery for each hashtag in the database that is not paused (`npx gramd hashtags`), with the filters of that hashtag. GRAMD_DISCOVER_HASHTAGS only fills an empty list.',
  ),
})

export const relationSettings = settingGroup('Relation checks', {
  RELATION_CONFIRM_REQUESTS: setting(
    count.default(200),
    'A relation check with a higher estimate of requests waits until you confirm it.',
  ),
  RELATION_PAGES_AT_ONCE: setting(
    count.default(20),
    'Number of pages that a relation check reads before it lets other tasks run.',
  ),
})

export const timetableSettings = settingGroup('Timetable', {
  CRON_TIMEZONE: setting(
    timeZone.default('UTC'),
    'Time zone of all cron patterns, such as Europe/Berlin. When clocks go forward, a skipped time runs at the end of the gap; when they go back, a repeated time runs once. Patterns with * or / in minute or hour, such as "*/20 2 * * *", follow elapsed time instead.',
    { isCommon: true },
  ),
})
