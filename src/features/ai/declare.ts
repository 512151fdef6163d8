import { RETENTION, setting } from '../../settings/setting.ts'
import { cron, daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { BATCH_COMMANDS } from './batch-commands.ts'
import { AI_COMMANDS } from './money-commands.ts'

export const aiDeclaration = {
  name: 'ai',
  settings: {
    OpenAI: {
      cronPollBatches: setting(
        'GRAMD_CRON_POLL_BATCHES',
        cron.default('*/15 * * * *'),
        'When poll_batches sends batches and reads the state and results of open ones.',
      ),
    },
    [RETENTION]: {
      batchRetentionMs: setting(
        'GRAMD_BATCH_RETENTION_DAYS',
        daysOrForever.prefault(365),
        'Retention of OpenAI batches with their costs, in days; 0 keeps them.',
      ),
    },
  },
  commands: [...BATCH_COMMANDS, ...AI_COMMANDS],
} as const satisfies Declaration
