import { operationCommand } from '../../cli/operation-command.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { cron, daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'

const BATCH = { about: 'the id of a batch, see gramd batches list' } as const

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
        daysOrForever.prefault('365'),
        'Retention of OpenAI batches with their costs, in days; 0 keeps them.',
      ),
    },
  },
  commands: [
    operationCommand('listBatches', {
      name: 'batches list',
      summary: 'OpenAI batches, newest first',
      options: {
        status: 'only batches with this status',
        model: { value: 'MODEL', about: 'only batches for this model' },
      },
      view: {
        columns: ['id', 'status', 'model', 'rows.total', 'cost_usd', 'created_at', 'completed_at'],
        empty: 'There are no batches. gramd ai estimate shows what waits for one.',
      },
    }),
    operationCommand('getBatch', {
      name: 'batches show',
      summary: 'one batch: how far it is, how its rows ended, what it cost',
      words: { id: BATCH },
    }),
    operationCommand('listBatchRows', {
      name: 'batches rows',
      summary: 'the tasks of a batch, each with its outcome, tokens and cost',
      words: { id: BATCH },
      options: {
        outcome: 'only rows with this outcome',
      },
    }),
    operationCommand('cancelBatch', {
      name: 'batches cancel',
      summary: 'end a batch; answers that are there are kept, the rest waits for the next one',
      words: { id: BATCH },
      view: { says: (_, { words }) => `Batch ${words[0]} is being cancelled.` },
    }),
    operationCommand('getAiStatus', {
      name: 'ai status',
      summary: 'whether gramd sends to OpenAI, what waits, and what is left of the budget',
    }),
    operationCommand('estimateAiTasks', {
      name: 'ai estimate',
      summary: 'what the pending AI tasks will take: batches, tokens, pictures, dollars',
    }),
    operationCommand('getAiCosts', {
      name: 'ai costs',
      summary: 'what AI answers cost, by UTC day, kind and model',
      options: {
        from: 'the first day, 30 days before the last unless you say so',
        to: 'the last day, today unless you say so',
      },
    }),
    operationCommand('resumeAi', {
      name: 'ai resume',
      summary: 'send to OpenAI again after it refused the key, the quota or the model',
      view: {
        says: (answer) =>
          fieldAt(answer, 'lifted') ? 'gramd sends to OpenAI again.' : 'Sending was not on hold.',
      },
    }),
  ],
} as const satisfies Declaration
