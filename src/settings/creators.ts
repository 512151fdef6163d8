import { parseHashtag } from '../creators/hashtag.ts'
import { setting, settingGroup } from './setting.ts'
import { count, cron, list, timeZone, whole } from './types.ts'

const wholeFrom0 = whole.nonnegative('expected a whole number from 0')

export const scrapeSettings = settingGroup('Scrapes and updates', {
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
    "Hashtags that the database begins with, separated by commas, without '#': taken over while it has none. From then on they are edited there, with `npx gramd hashtags` or /api/hashtags.",
    { isCommon: true },
  ),
  discoverMinFollowers: setting(
    'GRAMD_DISCOVER_MIN_FOLLOWERS',
    count.default(1_000),
    'Followers that a discovered creator must have at least, unless a discovery asks for something else.',
  ),
  cronDiscoverWeekly: setting(
    'GRAMD_CRON_DISCOVER_WEEKLY',
    cron.default('0 2 * * 1'),
    'When discover_weekly queues a search of each hashtag in the database that is not paused (`npx gramd hashtags`), with the filters of that hashtag. GRAMD_DISCOVER_HASHTAGS only fills an empty list.',
  ),
})

export const relationSettings = settingGroup('Relation checks', {
  relationConfirmRequests: setting(
    'GRAMD_RELATION_CONFIRM_REQUESTS',
    count.default(200),
    'A relation check that will take more requests than this waits until somebody has confirmed it.',
  ),
  relationPagesAtOnce: setting(
    'GRAMD_RELATION_PAGES_AT_ONCE',
    count.default(20),
    'Pages that a relation check reads before others get their turn.',
  ),
})

export const timetableSettings = settingGroup('Timetable', {
  cronTimeZone: setting(
    'GRAMD_CRON_TIMEZONE',
    timeZone.default('UTC'),
    'The time zone of all cron patterns, as in Europe/Berlin. Where clocks are put forward, a time that does not exist comes at the end of the gap; where they are put back, one that comes twice counts once. Patterns with * or / in minute or hour, such as "*/20 2 * * *", go by the time that passes instead.',
    { isCommon: true },
  ),
})
