import type { Command } from '../../cli/command.ts'
import { fieldOption, operationCommand } from '../../cli/operation-command.ts'
import { callOperation } from '../../cli/operation-request.ts'
import { POST, RETRIED } from './on-post-command.ts'

const EXECUTION = { about: 'its id: see gramd posts executions POST' } as const
const ONLY_THIS = { value: 'ID', about: 'only this publication' } as const

/** Commands for the outcome of a post on each account, and a person's acts on it. */
export const PUBLICATION_COMMANDS: readonly Command[] = [
  operationCommand('listExecutions', {
    name: 'posts executions',
    summary: 'its publications, one for each account',
    words: { id: POST },
    options: { status: 'only these' },
    view: {
      columns: [
        'id',
        'username',
        'status',
        'language',
        'caption',
        'comment',
        'waits_for',
        'error.message',
        'permalink',
      ],
      empty: 'It was not published yet.',
    },
  }),
  operationCommand('retryPost', {
    name: 'posts retry',
    summary: 'try its failed publications again, or one of them',
    words: { id: POST },
    own: { execution: fieldOption('retryExecution', 'execution', ONLY_THIS) },
    view: RETRIED,
    run: async ({ api, send }, { fields: { id }, options: { execution } }) =>
      await (execution === undefined
        ? send()
        : callOperation(api, 'retryExecution', { id, execution })),
  }),
  operationCommand('resolveExecution', {
    name: 'posts resolve',
    summary: 'say of a publication with an unknown outcome whether it is there',
    words: { id: POST, execution: EXECUTION },
    options: {
      permalink: {
        option: 'at',
        value: 'URL',
        about:
          'the address of the post; without it gramd looks once more, and publishes it again ' +
          'if it is not there',
        required: false,
      },
    },
    confirm: ({ fields }) =>
      fields.permalink === undefined ? 'Have you looked, and the post is not there?' : undefined,
    view: { says: () => 'Noted.' },
    values: ({ fields }) => ({ permalink: fields.permalink ?? null }),
  }),
  operationCommand('cancelExecution', {
    name: 'posts skip',
    summary: 'skip one account of it that has not published yet',
    words: { id: POST, execution: EXECUTION },
    view: { says: () => 'Skipped.' },
  }),
  operationCommand('removeExecutions', {
    name: 'posts remove',
    summary: 'delete it at Instagram, on all accounts that have it or on one',
    words: { id: POST },
    own: { execution: fieldOption('removeExecution', 'execution', ONLY_THIS) },
    confirm: () => 'Delete the published post at Instagram?',
    view: { says: () => 'It is being deleted: gramd posts log says how that ended.' },
    run: async ({ api, send }, { fields: { id }, options: { execution } }) =>
      await (execution === undefined
        ? send()
        : callOperation(api, 'removeExecution', { id, execution })),
  }),
  operationCommand('listPublicationLog', {
    name: 'posts log',
    summary: 'what was done towards the platforms, the newest first',
    options: {
      account: 'only of this account',
      post: 'only of this post',
      execution: 'only of this publication',
      from: 'only from then on',
      until: { about: 'only before', edge: 'end' },
      action: { value: 'ACTION', about: 'only these, such as commit or login' },
      status: { value: 'STATUS', about: 'only with this outcome, such as thrown' },
    },
    view: {
      columns: ['at', 'username', 'proxy', 'route', 'action', 'status', 'duration_ms'],
      empty: 'Nothing was done yet.',
    },
  }),
]
