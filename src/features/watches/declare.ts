import { alertKinds } from '../../alerts/kinds.ts'
import { setting, RETENTION } from '../../settings/setting.ts'
import { days } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { WATCH_COMMANDS } from './commands.ts'

export const WATCH_ALERTS = alertKinds({
  watch_news: ['info', 'News of a watched list', 'user'],
})

export const watchesDeclaration = {
  name: 'watches',
  settings: {
    [RETENTION]: {
      watchNewsRetentionMs: setting(
        'GRAMD_WATCH_NEWS_RETENTION_DAYS',
        days(60, 3_650).prefault('180'),
        'Retention of the news of watched lists, in days, at least 60: they keep the same news ' +
          'from coming twice.',
      ),
    },
  },
  alertKinds: Object.values(WATCH_ALERTS),
  commands: WATCH_COMMANDS,
} as const satisfies Declaration
