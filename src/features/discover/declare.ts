import type { Declaration } from '../declaration.ts'
import { parseHashtag } from '../../creators/hashtag.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { cron, daysOrForever, list, wholeFrom } from '../../settings/types.ts'
import { DISCOVER_COMMANDS } from './commands.ts'

export const discoverDeclaration = {
  name: 'discover',
  settings: {
    Discovery: {
      discoverHashtags: setting(
        'GRAMD_DISCOVER_HASHTAGS',
        list
          .refine(
            (hashtags) => hashtags.every((text) => 'hashtag' in parseHashtag(text)),
            'expected hashtags separated by commas: letters, digits, underscores and emoji, ' +
              'no spaces',
          )
          .default([]),
        "Initial hashtags, separated by commas, without '#'. gramd imports them while the " +
          'database has no hashtags. After that, edit them with `bin/gramd hashtags` ' +
          'or /api/hashtags.',
        { isCommon: true },
      ),
      discoverMinFollowers: setting(
        'GRAMD_DISCOVER_MIN_FOLLOWERS',
        wholeFrom(1, 1_000_000_000).default(1_000),
        'Default minimum of followers in a discovery.',
      ),
      cronDiscoverWeekly: setting(
        'GRAMD_CRON_DISCOVER_WEEKLY',
        cron.default('0 2 * * 1'),
        'When discover_weekly queues a discovery for each hashtag in the database that is not ' +
          'paused (`bin/gramd hashtags`), with the filters of that hashtag. ' +
          'GRAMD_DISCOVER_HASHTAGS only fills an empty list.',
      ),
    },
    [RETENTION]: {
      rejectedCreatorRetentionMs: setting(
        'GRAMD_REJECTED_CREATOR_RETENTION_DAYS',
        daysOrForever.prefault('180'),
        'Retention of creators that discovery checked and rejected, in days; 0 keeps them.',
      ),
    },
  },
  commands: DISCOVER_COMMANDS,
} as const satisfies Declaration
