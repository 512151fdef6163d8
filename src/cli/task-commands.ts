import { number, query, word, type ApiCommand } from './api-command.ts'

export const TASK_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'health',
    usage: '',
    summary: 'how gramd is doing',
    needs: 0,
    run: (api) => api.send('GET', '/api/health'),
  },
  {
    name: 'scrape',
    usage: 'USERNAME_OR_ADDRESS… [--priority 1..3]',
    summary: 'have creators scraped and analyzed',
    needs: 1,
    hasMore: true,
    run: async (api, input) =>
      await api.send('POST', '/api/tasks/scrape', {
        usernames: input.words,
        priority: number(input, 'priority'),
      }),
  },
  {
    name: 'tasks list',
    usage: '[--status S] [--type T] [--limit N] [--cursor C]',
    summary: 'tasks, newest first',
    needs: 0,
    run: (api, { options: { status, type, limit, cursor } }) =>
      api.send('GET', query('/api/tasks', { status, task_type: type, limit, cursor })),
  },
  {
    name: 'tasks show',
    usage: 'ID',
    summary: 'one task',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/tasks/${word(input, 0)}`),
  },
  {
    name: 'tasks retry',
    usage: 'ID',
    summary: 'give a failed or cancelled task new attempts',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/tasks/${word(input, 0)}/retry`),
  },
  {
    name: 'tasks cancel',
    usage: 'ID',
    summary: 'end a task that is waiting or running',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/tasks/${word(input, 0)}/cancel`),
  },
  {
    name: 'tasks retry-all',
    usage: '[--status failed|cancelled] [--type T] [--error-code C] [--limit N]',
    summary: 'give all such tasks new attempts',
    needs: 0,
    run: async (api, input) =>
      await api.send('POST', '/api/tasks/retry', {
        status: input.options['status'],
        task_type: input.options['type'],
        error_code: input.options['error-code'],
        limit: number(input, 'limit'),
      }),
  },
  {
    name: 'types list',
    usage: '',
    summary: 'what gramd can do, and what of it is paused',
    needs: 0,
    run: (api) => api.send('GET', '/api/task-types'),
  },
  {
    name: 'types pause',
    usage: 'TYPE',
    summary: 'begin no more tasks of a type',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/task-types/${word(input, 0)}/pause`),
  },
  {
    name: 'types resume',
    usage: 'TYPE',
    summary: 'begin tasks of a type again',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/task-types/${word(input, 0)}/resume`),
  },
  {
    name: 'schedule',
    usage: '',
    summary: 'what is enqueued by the clock, and how it went last',
    needs: 0,
    run: (api) => api.send('GET', '/api/schedule'),
  },
  {
    name: 'update',
    usage: '',
    summary: 'update the creators for whom it is worth most, within the budget of the day',
    needs: 0,
    run: (api) => api.send('POST', '/api/tasks/update'),
  },
]
