import { alertKinds } from '../../alerts/kinds.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { days, daysOrForever, list, wholeFrom } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { REELS_COMMANDS } from './reels-commands.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const minutesFrom = (least: number, most: number) =>
  wholeFrom(least, most).transform((value) => value * MINUTE_MS)

/** Alerts for the user who owns the post. */
export const OWN_MEDIA_ALERTS = alertKinds({
  own_media_failing: ['warning', 'The metrics of a post cannot be read', 'user'],
})

export const ownMediaDeclaration = {
  name: 'own-media',
  settings: {
    'Own posts and their metrics': {
      ownMediaListMs: setting(
        'GRAMD_OWN_MEDIA_LIST_MINUTES',
        minutesFrom(5, 1_440).prefault('30'),
        'How often gramd looks for new posts of a connected account, in minutes, 5 to 1440: ' +
          'one request each time. While a person has the account open or waits for a post it ' +
          'looks every 2 minutes.',
      ),
      ownMediaSyncMs: setting(
        'GRAMD_OWN_MEDIA_SYNC_MINUTES',
        minutesFrom(30, 60).prefault('45'),
        'How often gramd reads the metrics of a new post, in minutes, 30 to 60.',
      ),
      ownMediaYoungMs: setting(
        'GRAMD_OWN_MEDIA_NEW_DAYS',
        days(1, 14).prefault('2'),
        'How many days a post counts as new, 1 to 14; after them gramd reads its metrics once ' +
          'a day.',
      ),
      ownMediaOldMs: setting(
        'GRAMD_OWN_MEDIA_DAILY_DAYS',
        days(1, 365).prefault('30'),
        'To which day after its publication gramd reads the metrics of a post by itself, 1 to ' +
          '365, with one last reading just after it; later only on request.',
      ),
      ownStoriesMs: setting(
        'GRAMD_OWN_STORY_HOURS',
        wholeFrom(1, 12)
          .transform((value) => value * HOUR_MS)
          .prefault('6'),
        'How often gramd reads the live stories of a connected creator of a running campaign, in ' +
          'hours, 1 to 12: one request each time, and one for each story of the campaign. Every ' +
          'story is read once more in the hour before it ends.',
      ),
      ownMediaPictureHosts: setting(
        'GRAMD_OWN_MEDIA_PICTURE_HOSTS',
        list.prefault('cdninstagram.com,fbcdn.net'),
        'Hosts that previews of own posts are downloaded from, with their subdomains.',
      ),
    },
    [RETENTION]: {
      insightRetentionMs: setting(
        'GRAMD_INSIGHT_RETENTION_DAYS',
        daysOrForever.prefault('1095'),
        'Retention of the metrics of own posts and accounts, in days; 0 keeps them. Meta ' +
          'itself keeps them for two years.',
      ),
      insightRawRetentionMs: setting(
        'GRAMD_INSIGHT_RAW_RETENTION_DAYS',
        daysOrForever.prefault('14'),
        "Retention of Meta's answers as they came, for debugging, in days; 0 keeps them.",
      ),
    },
  },
  commands: REELS_COMMANDS,
  alertKinds: Object.values(OWN_MEDIA_ALERTS),
} as const satisfies Declaration
