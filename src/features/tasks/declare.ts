import { command, query, word } from '../../cli/command.ts'
import { PAGE, choice, choices, flag, moment, onOff, text, texts, whole } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import type { Declaration } from '../declaration.ts'

const TASK = { name: 'ID', about: 'the number of a task', field: 'id' }
const TYPE = { name: 'TYPE', about: 'a task type, see gramd types list', field: 'type' }

const ACTION = { name: 'ACTION', about: 'retry or cancel', field: 'action' }
const FILTER = {
  status: choices(
    ['pending', 'running', 'done', 'failed', 'cancelled'],
    'only tasks with one of these',
  ),
  type: texts('TYPE', 'only tasks of these types, see gramd types list', 'task_type'),
  'error-code': texts('CODE', 'only tasks with one of these errors'),
  'blog-id': text('ID', 'only tasks about this creator'),
  'batch-id': text('ID', 'only tasks of this OpenAI batch'),
  'created-after': moment('only tasks that were created then or later'),
  'created-before': moment('only tasks that were created before'),
  'ended-after': moment('only tasks that ended then or later'),
  'ended-before': moment('only tasks that ended before'),
  'has-failed-attempts': onOff('only tasks with failed attempts, or without'),
  text: text('TEXT', 'a part of the error message, the payload or the result'),
} as const

type Values = Readonly<Record<string, unknown>>

/** Options as fields of the API. */
const filterOf = (options: Values): Values =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name === 'type' ? 'task_type' : name.replaceAll('-', '_'),
      value,
    ]),
  )

const filterQuery = (path: string, options: Values): string => query(path, filterOf(options))

export const tasksDeclaration = {
  name: 'tasks',
  commands: [
    command({
      name: 'tasks list',
      summary: 'tasks, newest first',
      options: { ...FILTER, ...PAGE },
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
      run: async (api, { options }) => await api.send('GET', filterQuery('/api/tasks', options)),
    }),
    command({
      name: 'tasks count',
      summary: 'how many tasks match, by status',
      options: FILTER,
      run: async (api, { options }) =>
        await api.send('GET', filterQuery('/api/tasks/counts', options)),
    }),
    command({
      name: 'tasks show',
      summary: 'one task',
      words: [TASK],
      run: async (api, input) => await api.send('GET', `/api/tasks/${word(input, 0)}`),
    }),
    command({
      name: 'tasks attempts',
      summary: 'the attempts of a task, with their errors',
      words: [TASK],
      view: {
        columns: ['started_at', 'took_seconds', 'outcome', 'error_code', 'error_message', 'owner'],
        empty: 'No attempt of this task has begun.',
      },
      run: async (api, input) => await api.send('GET', `/api/tasks/${word(input, 0)}/attempts`),
    }),
    command({
      name: 'tasks errors',
      summary: 'errors in groups, and whether a retry would help',
      view: {
        columns: [
          'failed_tasks',
          'attempts',
          'error_code',
          'message',
          'last_seen',
          'diagnosis.message',
        ],
        empty: 'No task is failed, and no attempt has failed in the last day.',
      },
      run: async (api) => await api.send('GET', '/api/tasks/errors'),
    }),
    command({
      name: 'tasks throughput',
      summary: 'tasks that ended in each hour, by type',
      options: { hours: whole('how many hours, 48 unless you say so', { min: 1, max: 48 }) },
      view: { empty: 'No task has ended in this time.' },
      run: async (api, { options }) =>
        await api.send('GET', query('/api/tasks/throughput', options)),
    }),
    command({
      name: 'tasks stalls',
      summary: 'stuck tasks, with reason and remedy',
      view: { empty: 'No task is stuck.' },
      run: async (api) => await api.send('GET', '/api/tasks/stalls'),
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
      name: 'tasks prioritize',
      summary: 'let a waiting task run sooner or later',
      words: [TASK, { name: 'PRIORITY', about: '1 is most urgent, 10 least', field: 'priority' }],
      view: { says: (_, { words }) => `Task ${words[0]} has priority ${words[1]}.` },
      run: async (api, input) =>
        await api.send('PATCH', `/api/tasks/${word(input, 0)}`, {
          priority: Number(input.words[1]),
        }),
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
      name: 'tasks bulk',
      summary: 'retry or cancel all tasks that match; first with --dry-run',
      words: [ACTION],
      options: {
        ...FILTER,
        expected: whole('how many match, as --dry-run told'),
        'dry-run': flag('only say how many match, and what would happen'),
      },
      view: {
        says: (answer) =>
          fieldAt(answer, 'dry_run') === true
            ? `${counted(fieldAt(answer, 'matched'), 'task')} would change.`
            : `${counted(fieldAt(answer, 'changed'), 'task')} changed.`,
        fields: ['matched', 'capped', 'changed', 'skipped', 'stopped', 'left', 'groups'],
      },
      run: async (api, { words, options: { expected, 'dry-run': dry_run, ...filter } }) =>
        await api.send('POST', '/api/tasks/bulk', {
          action: words[0],
          filter: filterOf(filter),
          expected,
          dry_run,
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
