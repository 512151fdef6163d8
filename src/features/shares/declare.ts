import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { SHARE_COMMANDS } from './commands.ts'

export const sharesDeclaration = {
  name: 'shares',
  settings: {
    [RETENTION]: {
      shareRetentionMs: setting(
        'GRAMD_SHARE_RETENTION_DAYS',
        daysOrForever.prefault('90'),
        'Retention of links to reports after their end, in days; 0 keeps them. Until then their ' +
          'address says when they ended.',
      ),
    },
  },
  commands: SHARE_COMMANDS,
} as const satisfies Declaration
