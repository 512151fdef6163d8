import { z } from 'zod'
import { alertKinds } from '../../alerts/kinds.ts'
import { platformLimitProblems, platformLimitSettings } from '../../settings/platform-limits.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { cron, daysOrForever, hours, list, retentionDays, wholeFrom } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { PUBLISHING_ACCOUNT_COMMANDS } from './account-commands.ts'
import { GROUP_COMMANDS } from './group-commands.ts'
import { MEDIA_COMMANDS } from './media-commands.ts'
import { POST_COMMANDS } from './post-commands.ts'
import { PUBLICATION_COMMANDS } from './publication-commands.ts'
import { PUBLISHING_STATS_COMMANDS } from './stats-commands.ts'
import { TRANSLATION_COMMANDS } from './translation-commands.ts'

const MINUTE_MS = 60_000
/** A petabyte. */
const MAX_MEGABYTES = 1_000_000_000

export const PUBLISHING_ALERTS = alertKinds({
  translation_failing: ['warning', 'No translation service works: captions are written by hand'],
  publication_unknown: [
    'critical',
    'Nobody knows whether a post was published: a person has to look',
  ],
  post_missed: ['warning', 'A post was not published at its time: a person decides'],
  publishing_failing: ['warning', 'Many publications fail'],
  proxies_scarce: ['warning', 'No proxy is left for accounts that publish'],
  publisher_needs_owner: [
    'warning',
    'Nothing is published on a connected account before its owner does something',
  ],
  sessions_unused: ['warning', 'Sessions of accounts that publish nothing are deleted soon'],
  post_ended: ['info', 'A post has been published on its accounts', 'user'],
})

const risk = 'Instagram may restrict accounts, or recommend nothing of them'

const minutes = (least: number, most: number) =>
  wholeFrom(least, most).transform((value) => value * MINUTE_MS)

export const publishingDeclaration = {
  name: 'publishing',
  problems: platformLimitProblems,
  settings: {
    Publishing: {
      publishMinIntervalMs: setting(
        'GRAMD_PUBLISH_MIN_INTERVAL_MINUTES',
        minutes(0, 1_440).prefault('30'),
        'The shortest time between two posts of an account, in minutes.',
        { unsafe: { below: 15, risk } },
      ),
      publishStaggerMinMs: setting(
        'GRAMD_PUBLISH_STAGGER_MIN_MINUTES',
        minutes(0, 60).prefault('2'),
        'The shortest time between two accounts that publish the same post, in minutes; the ' +
          'time is random.',
        { unsafe: { below: 1, risk } },
      ),
      publishStaggerMaxMs: setting(
        'GRAMD_PUBLISH_STAGGER_MAX_MINUTES',
        minutes(0, 240).prefault('5'),
        'The longest time between two accounts that publish the same post, in minutes.',
      ),
      publishAtOnce: setting(
        'GRAMD_PUBLISH_AT_ONCE',
        wholeFrom(1, 500).default(50),
        'Maximum number of publications at once, in all replicas together.',
        { unsafe: { above: 100, risk } },
      ),
      publishWarmupPosts: setting(
        'GRAMD_PUBLISH_WARMUP_POSTS',
        list
          .pipe(z.array(wholeFrom(1, 1_000)).length(3, 'expected three numbers, as in 2,4,7'))
          .prefault('2,4,7'),
        'Posts within 24 hours of an account in the stages 0, 1 and 2 of its warm-up: in its ' +
          'first three days, its first week, and its first two weeks. Later its own limit holds ' +
          '(`posts_limit_per_day`, 10).',
      ),
      publishCooldownMs: setting(
        'GRAMD_PUBLISH_COOLDOWN_HOURS',
        hours(0.01, 720).prefault('24'),
        'How long an account publishes nothing after it has reached its posts of a day, or ' +
          'the platform has blocked what it does.',
        { unsafe: { below: 12, risk } },
      ),
      publishPauses: setting(
        'GRAMD_PUBLISH_PAUSES',
        list.pipe(z.array(wholeFrom(0, 10_080)).min(1)).prefault('1,5,15,60'),
        'How long an account publishes nothing after the first, second, … error in a row, in ' +
          'minutes; the last repeats.',
      ),
      publishRetries: setting(
        'GRAMD_PUBLISH_RETRIES',
        wholeFrom(0, 10).default(3),
        'How often a publication is tried again after an error that passes.',
      ),
      publishRetryDelayMs: setting(
        'GRAMD_PUBLISH_RETRY_DELAY_MINUTES',
        minutes(1, 1_440).prefault('5'),
        'The shortest time between two tries of a publication, in minutes.',
      ),
      publishLateMs: setting(
        'GRAMD_PUBLISH_LATE_MINUTES',
        minutes(1, 10_080).prefault('120'),
        'How late a scheduled post or one of its publications may begin after gramd was down, ' +
          'in minutes; later a person is asked.',
      ),
      publishMinSuccess: setting(
        'GRAMD_PUBLISH_MIN_SUCCESS_PERCENT',
        wholeFrom(0, 100).default(80),
        'With a smaller share of publications that succeed within 24 hours, of at least ten, ' +
          'gramd raises the alert publishing_failing; 0 raises none.',
      ),
      publishMinProxies: setting(
        'GRAMD_PUBLISH_MIN_FREE_PROXIES',
        wholeFrom(0, 100_000).default(1),
        'With fewer working proxies without an account, spares or not, in a country where ' +
          'accounts publish, gramd raises the alert proxies_scarce; 0 raises none.',
      ),
      cronCheckPublishers: setting(
        'GRAMD_CRON_CHECK_PUBLISHERS',
        cron.default('*/15 * * * *'),
        'When check_publishers looks at the proxies of accounts that publish, and at the ' +
          'sessions of those that soon do.',
      ),
      uploadsFolder: setting(
        'GRAMD_UPLOADS_DIR',
        z.string().min(1).default('.gramd/uploads'),
        'Folder for the pictures and videos that editors upload for posts, and the videos of ' +
          'products. Replicas must share it, and it must not lie in memory; a backup of the ' +
          'database does not contain it.',
      ),
      uploadsMinFreeMegabytes: setting(
        'GRAMD_UPLOADS_MIN_FREE_MB',
        wholeFrom(0, MAX_MEGABYTES).default(2_000),
        'With less free on the disk of GRAMD_UPLOADS_DIR, or of the folder for temporary ' +
          'files, gramd stores no more files of users and answers 503, so that the database and ' +
          'the log beside them go on.',
      ),
      uploadsQuotaMegabytes: setting(
        'GRAMD_UPLOADS_QUOTA_MB',
        wholeFrom(0, MAX_MEGABYTES).default(20_000),
        'How much a user may have uploaded for posts, in MB; further files are refused until ' +
          'the user deletes some. 0 sets no limit.',
      ),
    },
    'Limits of Instagram': platformLimitSettings,
    [RETENTION]: {
      publicationLogRetentionMs: setting(
        'GRAMD_PUBLICATION_LOG_RETENTION_DAYS',
        daysOrForever.prefault('180'),
        'Retention of the log of what was done towards the platforms to publish, and of the ' +
          'states of accounts that publish, in days; 0 keeps them.',
      ),
      unusedSessionMs: setting(
        'GRAMD_UNUSED_SESSION_DAYS',
        daysOrForever.prefault('90'),
        'After how many days without a post gramd deletes the stored cookies of an account ' +
          'that publishes; operators are notified a week before. Its device, ids, proxy and history ' +
          'stay. 0 keeps them.',
      ),
      uploadRetentionMs: setting(
        'GRAMD_UPLOAD_RETENTION_DAYS',
        retentionDays.prefault('7'),
        'After how many days gramd deletes an upload that no post uses.',
      ),
      translationRetentionMs: setting(
        'GRAMD_TRANSLATION_RETENTION_DAYS',
        daysOrForever.prefault('365'),
        'Retention of machine translations of captions, in days; 0 keeps them. A later ' +
          'request for the same text is paid again. Corrections by people stay.',
      ),
    },
  },
  commands: [
    ...PUBLISHING_ACCOUNT_COMMANDS,
    ...GROUP_COMMANDS,
    ...MEDIA_COMMANDS,
    ...POST_COMMANDS,
    ...PUBLICATION_COMMANDS,
    ...PUBLISHING_STATS_COMMANDS,
    ...TRANSLATION_COMMANDS,
  ],
  alertKinds: Object.values(PUBLISHING_ALERTS),
} as const satisfies Declaration
