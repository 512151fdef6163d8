import { query, word, type ApiCommand } from './api-command.ts'

/** Every answer is JSON; `--json` says so for scripts that say it everywhere. */
export const BATCH_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'batches list',
    usage: '[--status S] [--model M] [--limit N] [--cursor C] [--json]',
    summary: 'OpenAI batches, newest first',
    needs: 0,
    run: async (api, { options: { status, model, limit, cursor } }) =>
      await api.send('GET', query('/api/batches', { status, model, limit, cursor })),
  },
  {
    name: 'batches show',
    usage: 'ID [--json]',
    summary: 'one batch: how far it is, how its rows ended, what it cost',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/batches/${word(input, 0)}`),
  },
  {
    name: 'batches rows',
    usage: 'ID [--outcome O] [--limit N] [--cursor C] [--json]',
    summary: 'the tasks of a batch, each with its end, tokens and cost',
    needs: 1,
    run: async (api, input) => {
      const { outcome, limit, cursor } = input.options
      const path = `/api/batches/${word(input, 0)}/rows`
      return await api.send('GET', query(path, { outcome, limit, cursor }))
    },
  },
  {
    name: 'batches cancel',
    usage: 'ID [--json]',
    summary: 'end a batch; what is answered by then is kept, the rest waits for the next one',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/batches/${word(input, 0)}/cancel`),
  },
]
