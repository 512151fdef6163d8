import { command, query, word } from '../../cli/command.ts'
import { PAGE, day, text } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { cron, daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'

const BATCH = { name: 'ID', about: 'the id of a batch, see gramd batches list', field: 'id' }

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
    command({
      name: 'batches list',
      summary: 'OpenAI batches, newest first',
      options: {
        status: text('STATUS', 'only batches with this status, such as completed or failed'),
        model: text('MODEL', 'only batches for this model'),
        ...PAGE,
      },
      view: {
        columns: ['id', 'status', 'model', 'rows.total', 'cost_usd', 'created_at', 'completed_at'],
        empty: 'There are no batches. gramd ai estimate shows what waits for one.',
      },
      run: async (api, { options }) => await api.send('GET', query('/api/batches', options)),
    }),
    command({
      name: 'batches show',
      summary: 'one batch: how far it is, how its rows ended, what it cost',
      words: [BATCH],
      run: async (api, input) => await api.send('GET', `/api/batches/${word(input, 0)}`),
    }),
    command({
      name: 'batches rows',
      summary: 'the tasks of a batch, each with its outcome, tokens and cost',
      words: [BATCH],
      options: {
        outcome: text('OUTCOME', 'only rows with this outcome, such as refusal'),
        ...PAGE,
      },
      run: async (api, input) =>
        await api.send('GET', query(`/api/batches/${word(input, 0)}/rows`, input.options)),
    }),
    command({
      name: 'batches cancel',
      summary: 'end a batch; answers that are there are kept, the rest waits for the next one',
      words: [BATCH],
      view: { says: (_, { words }) => `Batch ${words[0]} is being cancelled.` },
      run: async (api, input) => await api.send('POST', `/api/batches/${word(input, 0)}/cancel`),
    }),
    command({
      name: 'ai status',
      summary: 'whether gramd sends to OpenAI, what waits, and what is left of the budget',
      run: async (api) => await api.send('GET', '/api/ai/status'),
    }),
    command({
      name: 'ai estimate',
      summary: 'what the pending AI tasks will take: batches, tokens, pictures, dollars',
      run: async (api) => await api.send('GET', '/api/ai/estimate'),
    }),
    command({
      name: 'ai costs',
      summary: 'what AI answers cost, by UTC day, kind and model',
      options: {
        from: day('the first day, 30 days before the last unless you say so'),
        to: day('the last day, today unless you say so'),
      },
      run: async (api, { options }) => await api.send('GET', query('/api/ai/costs', options)),
    }),
    command({
      name: 'ai resume',
      summary: 'send to OpenAI again after it refused the key, the quota or the model',
      view: {
        says: (answer) =>
          fieldAt(answer, 'lifted') ? 'gramd sends to OpenAI again.' : 'Sending was not on hold.',
      },
      run: async (api) => await api.send('POST', '/api/ai/resume'),
    }),
  ],
} as const satisfies Declaration
