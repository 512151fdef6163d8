import { command, query, word, type Command, type Input } from '../../cli/command.ts'
import { choice, moment, PAGE, text } from '../../cli/option.ts'
import { pathOf, POST, RETRIED } from './on-post-command.ts'

const STATES = [
  'queued',
  'waiting',
  'posting',
  'success',
  'failed',
  'unknown',
  'cancelled',
  'skipped',
] as const

const EXECUTION = { name: 'EXECUTION', about: 'its id: see gramd posts executions POST' } as const

const executionPath = (input: Pick<Input, 'words'>): string =>
  `${pathOf(input)}/executions/${word(input, 1)}`

/** What became of a post on each account, and what a person does about it. */
export const PUBLICATION_COMMANDS: readonly Command[] = [
  command({
    name: 'posts executions',
    summary: 'its publications, one for each account',
    words: [{ ...POST, field: 'id' }],
    options: { status: choice(STATES, 'only these'), ...PAGE },
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
    run: async (api, input) =>
      await api.send('GET', query(`${pathOf(input)}/executions`, input.options)),
  }),
  command({
    name: 'posts retry',
    summary: 'try its failed publications again, or one of them',
    words: [{ ...POST, field: 'id' }],
    options: { execution: text('ID', 'only this publication') },
    view: RETRIED,
    async run(api, input) {
      const { execution } = input.options
      const path = execution === undefined ? '' : `/executions/${execution}`
      return await api.send('POST', `${pathOf(input)}${path}/retry`)
    },
  }),
  command({
    name: 'posts resolve',
    summary: 'say of a publication with an unknown outcome whether it is there',
    words: [
      { ...POST, field: 'id' },
      { ...EXECUTION, field: 'execution' },
    ],
    options: {
      at: text(
        'URL',
        'the address of the post; without it gramd looks once more, and publishes it anew if it is not there',
      ),
    },
    confirm: ({ options }) =>
      options.at === undefined ? 'Have you looked, and the post is not there?' : undefined,
    view: { says: () => 'Noted.' },
    run: async (api, input) =>
      await api.send('POST', `${executionPath(input)}/resolve`, {
        permalink: input.options.at ?? null,
      }),
  }),
  command({
    name: 'posts remove',
    summary: 'delete it at Instagram, on all accounts that have it or on one',
    words: [{ ...POST, field: 'id' }],
    options: { execution: text('ID', 'only this publication') },
    confirm: () => 'Delete the published post at Instagram?',
    view: { says: () => 'It is being deleted: gramd posts log says how that ended.' },
    run: async (api, input) => {
      const { execution } = input.options
      const path = `${pathOf(input)}/executions`
      return await api.send('DELETE', execution === undefined ? path : `${path}/${execution}`)
    },
  }),
  command({
    name: 'posts log',
    summary: 'what was done towards the platforms, the newest first',
    options: {
      account: text('ID', 'only of this account'),
      post: text('ID', 'only of this post'),
      execution: text('ID', 'only of this publication'),
      from: moment('only from then on'),
      until: moment('only before', 'end'),
      action: text('ACTION', 'only these, such as commit or login'),
      status: text('STATUS', 'only with this outcome, such as thrown'),
      ...PAGE,
    },
    view: {
      columns: ['at', 'username', 'proxy', 'route', 'action', 'status', 'duration_ms'],
      empty: 'Nothing was done yet.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/logs', options)),
  }),
]
