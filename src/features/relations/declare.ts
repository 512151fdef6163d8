import type { Declaration } from '../declaration.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever, wholeFrom } from '../../settings/types.ts'
import { RELATION_COMMANDS } from './commands.ts'

export const relationsDeclaration = {
  name: 'relations',
  settings: {
    'Relation checks': {
      relationConfirmRequests: setting(
        'GRAMD_RELATION_CONFIRM_REQUESTS',
        wholeFrom(1, 1_000_000).default(200),
        'A relation check with a higher estimate of requests waits until you confirm it.',
      ),
      relationWholeEvery: setting(
        'GRAMD_RELATION_WHOLE_EVERY',
        wholeFrom(1, 1_000).default(5),
        'One of so many readings of a known list reads it whole; the others read only its new ' +
          'members. 1 reads always the whole.',
      ),
      relationPagesAtOnce: setting(
        'GRAMD_RELATION_PAGES_AT_ONCE',
        wholeFrom(1, 10_000).default(20),
        'Number of pages that a relation check reads before it lets other tasks run.',
      ),
    },
    [RETENTION]: {
      relationRetentionMs: setting(
        'GRAMD_RELATION_RETENTION_DAYS',
        daysOrForever.prefault('90'),
        'Retention of relation and pair checks, in days; 0 keeps them.',
      ),
    },
  },
  commands: RELATION_COMMANDS,
} as const satisfies Declaration
