import { operationCommand } from '../../cli/operation-command.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { cron, daysOrForever, wholeFrom } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'

export const campaignReadingsDeclaration = {
  name: 'campaign-readings',
  settings: {
    'Readings of campaigns': {
      readingsPerDay: setting(
        'GRAMD_READINGS_PER_DAY',
        wholeFrom(1, 24).default(3),
        'How often a day gramd reads each creator of a running campaign, and of a list that asks ' +
          'for stories: one request for the profile, one or more for the newest posts, one while ' +
          'a story is live.',
      ),
      readingRequestsPerDay: setting(
        'GRAMD_READING_REQUESTS_PER_DAY',
        wholeFrom(0, 10_000_000).default(2_000),
        'Maximum number of requests of all such readings in any 24 hours, a twelfth of it in an ' +
          'hour; 0 switches them off.',
      ),
      cronPlanReadings: setting(
        'GRAMD_CRON_PLAN_CAMPAIGN_READINGS',
        cron.default('*/20 * * * *'),
        'When plan_campaign_readings queues the readings that are due.',
      ),
    },
    [RETENTION]: {
      postReadingRetentionMs: setting(
        'GRAMD_POST_READING_RETENTION_DAYS',
        daysOrForever.prefault('400'),
        'Retention of what readings measured of posts of campaigns, in days; 0 keeps it.',
      ),
    },
  },
  commands: [
    operationCommand('getReadingsPlan', {
      name: 'campaigns readings',
      summary: 'what readings of a campaign cost in a day, in requests',
      words: { id: { name: 'CAMPAIGN', about: 'its name or id' } },
    }),
  ],
} as const satisfies Declaration
