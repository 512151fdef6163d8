import { operationCommand } from '../../cli/operation-command.ts'
import type { FieldOption } from '../../cli/operation-option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import type { Declaration } from '../declaration.ts'

const TASK = { about: 'the number of a task' } as const
const TYPE = { about: 'a task type, see gramd types list' } as const

const FILTER = {
  status: 'only tasks with one of these',
  task_type: {
    option: 'type',
    value: 'TYPE',
    about: 'only tasks of these types, see gramd types list',
  },
  error_code: { value: 'CODE', about: 'only tasks with one of these errors' },
  blog_id: 'only tasks about this creator',
  batch_id: 'only tasks of this OpenAI batch',
  created_after: 'only tasks that were created then or later',
  created_before: 'only tasks that were created before',
  ended_after: 'only tasks that ended then or later',
  ended_before: 'only tasks that ended before',
  has_failed_attempts: 'only tasks with failed attempts, or without',
  text: 'a part of the error message, the payload or the result',
  // It is the key of a group of errors, which only programs have.
  error_message: false,
} as const satisfies Readonly<Record<string, string | FieldOption | false>>

type InFilter = { [Name in keyof typeof FILTER as `filter.${Name}`]: (typeof FILTER)[Name] }

/** The same fields where they are those of an object. */
const IN_FILTER = Object.fromEntries(
  Object.entries(FILTER).map(([name, about]) => [`filter.${name}`, about]),
) as InFilter

export const tasksDeclaration = {
  name: 'tasks',
  commands: [
    operationCommand('listTasks', {
      name: 'tasks list',
      summary: 'tasks, newest first',
      options: FILTER,
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
    }),
    operationCommand('countTasks', {
      name: 'tasks count',
      summary: 'how many tasks match, by status',
      options: FILTER,
    }),
    operationCommand('getTask', { name: 'tasks show', summary: 'one task', words: { id: TASK } }),
    operationCommand('listTaskAttempts', {
      name: 'tasks attempts',
      summary: 'the attempts of a task, with their errors',
      words: { id: TASK },
      view: {
        columns: ['started_at', 'took_seconds', 'outcome', 'error_code', 'error_message', 'owner'],
        empty: 'No attempt of this task has begun.',
      },
    }),
    operationCommand('listTaskErrors', {
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
    }),
    operationCommand('listTaskThroughput', {
      name: 'tasks throughput',
      summary: 'tasks that ended in each hour, by type',
      options: { hours: 'how many hours, 48 unless you say so' },
      view: { empty: 'No task has ended in this time.' },
    }),
    operationCommand('listTaskStalls', {
      name: 'tasks stalls',
      summary: 'stuck tasks, with reason and remedy',
      view: { empty: 'No task is stuck.' },
    }),
    operationCommand('retryTask', {
      name: 'tasks retry',
      summary: 'give a failed or cancelled task new attempts',
      words: { id: TASK },
      view: { says: (_, { words }) => `Task ${words[0]} is pending again.` },
    }),
    operationCommand('cancelTask', {
      name: 'tasks cancel',
      summary: 'end a task that is waiting or running',
      words: { id: TASK },
      view: { says: (_, { words }) => `Task ${words[0]} is cancelled.` },
    }),
    operationCommand('changeTask', {
      name: 'tasks prioritize',
      summary: 'let a waiting task run sooner or later',
      words: { id: TASK, priority: {} },
      view: { says: (_, { words }) => `Task ${words[0]} has priority ${words[1]}.` },
    }),
    operationCommand('retryTasks', {
      name: 'tasks retry-all',
      summary: 'give all such tasks new attempts',
      options: {
        status: 'which tasks, failed unless you say so',
        task_type: { option: 'type', value: 'TYPE', about: 'only tasks of this type' },
        error_code: { value: 'CODE', about: 'only tasks that ended with this error' },
        limit: 'how many at most, 1,000 unless you say so',
      },
      view: { says: (answer) => `${counted(fieldAt(answer, 'retried'), 'task')} pending again.` },
    }),
    operationCommand('changeTasks', {
      name: 'tasks bulk',
      summary: 'retry or cancel all tasks that match; first with --dry-run',
      words: { action: { about: 'retry or cancel' } },
      options: {
        ...IN_FILTER,
        expected: 'how many match, as --dry-run printed',
        dry_run: { about: 'only say how many match, and what would happen', isSwitch: true },
        ids: false,
      },
      values: () => ({ filter: {} }),
      view: {
        says: (answer) =>
          fieldAt(answer, 'dry_run') === true
            ? `${counted(fieldAt(answer, 'matched'), 'task')} would change.`
            : `${counted(fieldAt(answer, 'changed'), 'task')} changed.`,
        fields: ['matched', 'capped', 'changed', 'skipped', 'stopped', 'left', 'groups'],
      },
    }),
    operationCommand('listTaskTypes', {
      name: 'types list',
      summary: 'the types of tasks, with those that are paused',
    }),
    operationCommand('pauseTaskType', {
      name: 'types pause',
      summary: 'start no more tasks of a type',
      words: { type: TYPE },
      view: { says: (_, { words }) => `No more ${words[0]} tasks start; those that run go on.` },
    }),
    operationCommand('resumeTaskType', {
      name: 'types resume',
      summary: 'start tasks of a type again',
      words: { type: TYPE },
      view: { says: (_, { words }) => `${words[0]} tasks start again.` },
    }),
  ],
} as const satisfies Declaration
