import type { Declaration } from '../declaration.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import { ACCOUNT_COMMANDS } from './account-commands.ts'
import { IMPORT_COMMAND } from './import-command.ts'
import { PROXY_COMMANDS } from './proxy-commands.ts'
import { POOL_COMMANDS } from './pool-commands.ts'

export const accountsDeclaration = {
  name: 'accounts',
  settings: {
    [RETENTION]: {
      accountEventRetentionMs: setting(
        'GRAMD_ACCOUNT_EVENT_RETENTION_DAYS',
        daysOrForever.prefault('180'),
        'Retention of the history of accounts, in days; 0 keeps it.',
      ),
    },
  },
  commands: [...ACCOUNT_COMMANDS, IMPORT_COMMAND, ...PROXY_COMMANDS, ...POOL_COMMANDS],
} as const satisfies Declaration
