import { command, query, word } from '../../cli/command.ts'
import { PAGE, choice, text, whole } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import type { Declaration } from '../declaration.ts'

const TASK = { name: 'ID', about: 'the number of a task', field: 'id' }
const TYPE = { name: 'TYPE', about: 'a task type, see gramd types list', field: 'type' }

export const tasksDeclaration = {
  name: 'tasks',
  commands: [
    command({
      name: 'tasks list',
      summary: 'tasks, newest first',
      options: {
        status: choice(
          ['pending', 'running', 'done', 'failed', 'cancelled'],
          'only tasks with this status',
        ),
        type: text('TYPE', 'only tasks of this type, see gramd types list', 'task_type'),
        ...PAGE,
      },
      view: {
        columns: [
          'id',
          'task_type',
          'status',
          'username',
          'attempts',
          'error_code',
          'created_at',
          'completed_at',
        ],
        empty: 'There are no such tasks.',
      },
      run: async (api, { options: { type, ...rest } }) =>
        await api.send('GET', query('/api/tasks', { ...rest, task_type: type })),
    }),
    command({
      name: 'tasks show',
      summary: 'one task',
      words: [TASK],
      run: async (api, input) => await api.send('GET', `/api/tasks/${word(input, 0)}`),
    }),
    command({
      name: 'tasks retry',
      summary: 'give a failed or cancelled task new attempts',
      words: [TASK],
      view: { says: (_, { words }) => `Task ${words[0]} is pending again.` },
      run: async (api, input) => await api.send('POST', `/api/tasks/${word(input, 0)}/retry`),
    }),
    command({
      name: 'tasks cancel',
      summary: 'end a task that is waiting or running',
      words: [TASK],
      view: { says: (_, { words }) => `Task ${words[0]} is cancelled.` },
      run: async (api, input) => await api.send('POST', `/api/tasks/${word(input, 0)}/cancel`),
    }),
    command({
      name: 'tasks retry-all',
      summary: 'give all such tasks new attempts',
      options: {
        status: choice(['failed', 'cancelled'], 'which tasks, failed unless you say so'),
        type: text('TYPE', 'only tasks of this type', 'task_type'),
        'error-code': text('CODE', 'only tasks that ended with this error'),
        limit: whole('how many at most, 1,000 unless you say so', { min: 1, max: 10_000 }),
      },
      view: { says: (answer) => `${counted(fieldAt(answer, 'retried'), 'task')} pending again.` },
      run: async (api, { options }) =>
        await api.send('POST', '/api/tasks/retry', {
          status: options.status,
          task_type: options.type,
          error_code: options['error-code'],
          limit: options.limit,
        }),
    }),
    command({
      name: 'types list',
      summary: 'the types of tasks, with those that are paused',
      run: async (api) => await api.send('GET', '/api/task-types'),
    }),
    command({
      name: 'types pause',
      summary: 'start no more tasks of a type',
      words: [TYPE],
      view: { says: (_, { words }) => `No more ${words[0]} tasks start; those that run go on.` },
      run: async (api, input) => await api.send('POST', `/api/task-types/${word(input, 0)}/pause`),
    }),
    command({
      name: 'types resume',
      summary: 'start tasks of a type again',
      words: [TYPE],
      view: { says: (_, { words }) => `${words[0]} tasks start again.` },
      run: async (api, input) => await api.send('POST', `/api/task-types/${word(input, 0)}/resume`),
    }),
  ],
} as const satisfies Declaration
