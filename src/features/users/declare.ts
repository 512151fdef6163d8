import type { Declaration } from '../declaration.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { TOKEN_COMMANDS } from './commands.ts'
import { USER_COMMANDS } from './user-commands.ts'
import { daysOrForever } from '../../settings/types.ts'

export const usersDeclaration = {
  name: 'users',
  settings: {
    [RETENTION]: {
      auditRetentionMs: setting(
        'GRAMD_AUDIT_RETENTION_DAYS',
        daysOrForever.prefault(365),
        'The audit log (who changed what), in days; 0 keeps it.',
      ),
    },
  },
  commands: [...USER_COMMANDS, ...TOKEN_COMMANDS],
} as const satisfies Declaration
