import { command, query, word, type Command } from '../../cli/command.ts'
import { PAGE, text } from '../../cli/option.ts'

const BATCH = { name: 'ID', about: 'the id of a batch, see gramd batches list', field: 'id' }

export const BATCH_COMMANDS: readonly Command[] = [
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
    options: { outcome: text('OUTCOME', 'only rows with this outcome, such as refusal'), ...PAGE },
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
]
