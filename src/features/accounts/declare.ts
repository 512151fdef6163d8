import type { Declaration } from '../declaration.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'

export const accountsDeclaration = {
  name: 'accounts',
  settings: {
    [RETENTION]: {
      accountEventRetentionMs: setting(
        'GRAMD_ACCOUNT_EVENT_RETENTION_DAYS',
        daysOrForever.prefault(180),
        'Retention of the history of accounts, in days; 0 keeps it.',
      ),
    },
  },
} as const satisfies Declaration
