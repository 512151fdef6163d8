import { alertKinds } from '../../alerts/kinds.ts'
import type { Declaration } from '../declaration.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import { ERASURE_COMMANDS } from './commands.ts'

export const ERASE_ALERTS = alertKinds({
  erasure_key_lost: [
    'critical',
    'The key of the erased creators is lost: scraping and discovery wait',
  ],
})

export const eraseDeclaration = {
  name: 'erase',
  settings: {
    [RETENTION]: {
      goneCreatorRetentionMs: setting(
        'GRAMD_GONE_CREATOR_RETENTION_DAYS',
        daysOrForever.prefault(365),
        'Retention of deleted, private or restricted creators on no list, in days since gramd last read their posts; 0 keeps them.',
      ),
    },
  },
  alertKinds: Object.values(ERASE_ALERTS),
  commands: ERASURE_COMMANDS,
} as const satisfies Declaration
