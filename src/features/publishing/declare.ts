import { z } from 'zod'
import { alertKinds } from '../../alerts/kinds.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { count, cron, days, daysOrForever, whole } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { GROUP_COMMANDS } from './group-commands.ts'
import { MEDIA_COMMANDS } from './media-commands.ts'
import { POST_COMMANDS } from './post-commands.ts'
import { TRANSLATION_COMMANDS } from './translation-commands.ts'

const MINUTE_MS = 60_000

export const PUBLISHING_ALERTS = alertKinds({
  translation_failing: ['warning', 'No translation service works: captions are written by hand'],
  publication_unknown: [
    'critical',
    'Nobody knows whether a post was published: a person has to look',
  ],
  post_missed: ['warning', 'A scheduled post was not begun: a person decides'],
  publishing_failing: ['warning', 'Many publications fail'],
  proxies_scarce: ['warning', 'No proxy is left for accounts that publish'],
  sessions_unused: ['warning', 'Sessions of accounts that publish nothing are deleted soon'],
  post_ended: ['info', 'A post has been published on its accounts', 'user'],
})

const minutes = (least: number, most: number) =>
  count
    .min(least, `expected at least ${least}`)
    .max(most, `expected at most ${most}`)
    .transform((value) => value * MINUTE_MS)

export const publishingDeclaration = {
  name: 'publishing',
  settings: {
    Publishing: {
      publishGapMs: setting(
        'GRAMD_PUBLISH_GAP_MINUTES',
        minutes(0, 1_440).prefault(30),
        'The shortest time between two posts of an account, in minutes.',
      ),
      publishSpreadLeastMs: setting(
        'GRAMD_PUBLISH_SPREAD_MIN_MINUTES',
        minutes(0, 60).prefault(2),
        'The shortest time between two accounts that publish the same post, in minutes; the time is random.',
      ),
      publishSpreadMostMs: setting(
        'GRAMD_PUBLISH_SPREAD_MAX_MINUTES',
        minutes(0, 240).prefault(5),
        'The longest time between two accounts that publish the same post, in minutes.',
      ),
      publishLateMs: setting(
        'GRAMD_PUBLISH_LATE_MINUTES',
        minutes(1, 1_440).prefault(120),
        'How late a scheduled post may begin after gramd was down, in minutes; later a person is asked.',
      ),
      publishLeastSuccess: setting(
        'GRAMD_PUBLISH_MIN_SUCCESS_PERCENT',
        whole.min(0, 'expected at least 0').max(100, 'expected at most 100').default(80),
        'With a smaller share of publications that succeed within 24 hours, of at least ten, gramd raises the alert publishing_failing; 0 raises none.',
      ),
      publishLeastProxies: setting(
        'GRAMD_PUBLISH_MIN_FREE_PROXIES',
        whole.nonnegative('expected a whole number from 0').default(1),
        'With fewer working proxies without an account, spares or not, in a country where accounts publish, gramd raises the alert proxies_scarce; 0 raises none.',
      ),
      cronCheckPublishers: setting(
        'GRAMD_CRON_CHECK_PUBLISHERS',
        cron.default('*/15 * * * *'),
        'When check_publishers looks at the proxies of accounts that publish, and at the sessions of those that soon do.',
      ),
      uploadsFolder: setting(
        'GRAMD_UPLOADS_DIR',
        z.string().min(1).default('.gramd/uploads'),
        'Folder for the pictures and videos that editors upload for posts. Replicas must share it, and it must not lie in memory; a backup of the database does not contain it.',
      ),
    },
    [RETENTION]: {
      publicationLogRetentionMs: setting(
        'GRAMD_PUBLICATION_LOG_RETENTION_DAYS',
        daysOrForever.prefault(180),
        'Retention of the log of what was done towards the platforms for posts, and of the states of accounts that publish, in days; 0 keeps them.',
      ),
      unusedSessionMs: setting(
        'GRAMD_UNUSED_SESSION_DAYS',
        daysOrForever.prefault(90),
        'After how many days without a post gramd deletes the stored cookies of an account that publishes; operators are told a week before. Its device, ids, proxy and history stay. 0 keeps them.',
      ),
      uploadRetentionMs: setting(
        'GRAMD_UPLOAD_RETENTION_DAYS',
        days.prefault(7),
        'After how many days gramd deletes an upload that no post uses.',
      ),
      translationRetentionMs: setting(
        'GRAMD_TRANSLATION_RETENTION_DAYS',
        daysOrForever.prefault(365),
        'Retention of machine translations of captions, in days; 0 keeps them. A later request for the same text is paid again. Corrections by people stay.',
      ),
    },
  },
  commands: [...GROUP_COMMANDS, ...MEDIA_COMMANDS, ...POST_COMMANDS, ...TRANSLATION_COMMANDS],
  alertKinds: Object.values(PUBLISHING_ALERTS),
} as const satisfies Declaration
