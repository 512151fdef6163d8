import type { Declaration } from '../declaration.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { count, daysOrForever } from '../../settings/types.ts'

export const relationsDeclaration = {
  name: 'relations',
  settings: {
    'Relation checks': {
      relationConfirmRequests: setting(
        'GRAMD_RELATION_CONFIRM_REQUESTS',
        count.default(200),
        'A relation check that will take more requests than this waits until somebody has confirmed it.',
      ),
      relationPagesAtOnce: setting(
        'GRAMD_RELATION_PAGES_AT_ONCE',
        count.default(20),
        'Pages that a relation check reads before others get their turn.',
      ),
    },
    [RETENTION]: {
      relationRetentionMs: setting(
        'GRAMD_RELATION_RETENTION_DAYS',
        daysOrForever.prefault(90),
        'Who follows whom, in days; 0 keeps it.',
      ),
    },
  },
} as const satisfies Declaration
