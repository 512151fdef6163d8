import { splitPasted } from '../creators/address.ts'
import { command, query, word, type Command } from './command.ts'
import { choice, PAGE, text, whole } from './option.ts'
import { readText } from './read-text.ts'
import { counted } from './show/counted.ts'
import { fieldAt } from './show/answer.ts'
import { describeHealth } from './show/health.ts'
import { UsageError } from './usage-error.ts'

const TASK = { name: 'ID', about: 'the number of a task', field: 'id' }
const TYPE = { name: 'TYPE', about: 'a task type, see gramd types list', field: 'type' }

export const TASK_COMMANDS: readonly Command[] = [
  command({
    name: 'health',
    summary: 'how gramd is doing, and what needs you',
    view: {
      says: describeHealth,
      fields: [
        'accounts.in_service',
        'accounts.total',
        'accounts.free',
        'accounts.next_free_at',
        'tasks.oldest_waiting_seconds',
        'openai.open_batches',
        'uptime_seconds',
        'version',
      ],
    },
    run: async (api) => await api.send('GET', '/api/health'),
  }),
  command({
    name: 'scrape',
    summary: 'have creators scraped and analyzed',
    words: [
      {
        name: 'CREATOR',
        about: 'a username or the address of a profile',
        field: 'usernames',
        optional: true,
        many: true,
      },
    ],
    options: {
      file: text(
        'FILE',
        "creators from a text file, however they are written; '-' is standard input",
      ),
      priority: whole('1 is most urgent, 3 the default', { min: 1, max: 3 }),
    },
    view: {
      says: (answer) =>
        `Enqueued ${counted(fieldAt(answer, 'created'), 'creator')}; ` +
        `${counted(fieldAt(answer, 'already_open'), 'was', 'were')} waiting already.`,
      fields: ['invalid', 'erased', 'results', 'faults'],
    },
    async run(api, { words, options: { file, priority } }) {
      const pasted = file === undefined ? [] : splitPasted(await readText(file))
      const usernames = [...words, ...pasted]
      if (usernames.length === 0) throw new UsageError('name a CREATOR, or give a file with --file')
      return await api.send('POST', '/api/tasks/scrape', { usernames, priority })
    },
  }),
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
  command({
    name: 'schedule run',
    summary: 'run an entry of the timetable now',
    words: [{ name: 'NAME', about: 'an entry, see gramd schedule', field: 'name' }],
    view: {
      says: (answer, { words }) =>
        fieldAt(answer, 'result') === 'created'
          ? `Enqueued ${words[0]} as task ${String(fieldAt(answer, 'task_id'))}.`
          : `${words[0]} is under way already, as task ${String(fieldAt(answer, 'task_id'))}.`,
    },
    run: async (api, input) => await api.send('POST', `/api/schedule/${word(input, 0)}/run`),
  }),
  command({
    name: 'schedule',
    summary: 'what gramd does by itself, when, and how it went last',
    view: { columns: ['name', 'pattern', 'next_tick', 'last_tick', 'last_task.status', 'late'] },
    run: async (api) => await api.send('GET', '/api/schedule'),
  }),
  command({
    name: 'update',
    summary: 'rescrape the creators that need it most, within the budget of the day',
    run: async (api) => await api.send('POST', '/api/tasks/update'),
  }),
]
