import { command, query, word, type Command, type Input } from '../../cli/command.ts'
import { choice, flag, moment, orNone, PAGE, text, texts } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'

const POST = { name: 'POST', about: 'its id: see gramd posts list' } as const
const EXECUTION = { name: 'EXECUTION', about: 'its id: see gramd posts executions POST' } as const
const STATES = [
  'draft',
  'translating',
  'review',
  'pending',
  'posting',
  'completed',
  'partly_failed',
  'failed',
  'cancelled',
] as const

const FIELDS = {
  caption: text('TEXT', 'the caption'),
  language: orNone(text('CODE', 'of the caption, by ISO 639-1, as in ru')),
  media: texts('ID', 'uploads in their order: see gramd media upload'),
  groups: texts('ID', 'groups to publish on'),
  accounts: texts('ID', 'single accounts, by the ids of gramd groups accounts'),
  comment: orNone(text('TEXT', 'the first comment', 'first_comment')),
  review: flag('publish a translation once somebody has confirmed it'),
  urgent: flag('before other posts'),
} as const

const fieldsIn = ({ options }: Input<typeof FIELDS>) => ({
  caption: options.caption,
  language: options.language,
  media: options.media?.map((upload_id) => ({ upload_id })),
  groups: options.groups,
  accounts: options.accounts,
  first_comment: options.comment,
  requires_review: options.review,
  is_urgent: options.urgent,
})

const pathOf = (input: Pick<Input, 'words'>): string => `/api/posts/${word(input, 0)}`
const executionPath = (input: Pick<Input, 'words'>): string =>
  `${pathOf(input)}/executions/${word(input, 1)}`
const SHOWN = ['id', 'status', 'type', 'executions'] as const

const onPost = (
  name: string,
  summary: string,
  { method = 'POST', path = '' }: { method?: 'GET' | 'POST'; path?: string } = {},
): Command =>
  command({
    name: `posts ${name}`,
    summary,
    words: [{ ...POST, field: 'id' }],
    ...(method === 'POST' && { view: { fields: SHOWN } }),
    run: async (api, input) => await api.send(method, `${pathOf(input)}${path}`),
  })

export const POST_COMMANDS: readonly Command[] = [
  command({
    name: 'posts list',
    summary: 'posts of the team, the newest first',
    options: { status: choice(STATES, 'only these'), ...PAGE },
    view: {
      columns: ['id', 'status', 'type', 'caption', 'scheduled_at', 'author.name'],
      empty: 'There are no posts. gramd posts create makes one.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/posts', options)),
  }),
  command({
    name: 'posts create',
    summary: 'write a post',
    options: FIELDS,
    view: { says: () => 'Wrote a draft.', fields: SHOWN },
    run: async (api, input) => await api.send('POST', '/api/posts', fieldsIn(input)),
  }),
  command({
    name: 'posts update',
    summary: 'change a post of which nothing was published',
    words: [{ ...POST, field: 'id' }],
    options: FIELDS,
    view: { says: () => 'Changed the post.', fields: SHOWN },
    run: async (api, input) => await api.send('PATCH', pathOf(input), fieldsIn(input)),
  }),
  onPost('show', 'one post', { method: 'GET' }),
  onPost('plan', 'who would publish it with which caption, and who is left out', {
    method: 'GET',
    path: '/plan',
  }),
  onPost('publish', 'publish it on its accounts, one after another', { path: '/publish' }),
  command({
    name: 'posts schedule',
    summary: 'publish it at a time',
    words: [{ ...POST, field: 'id' }],
    options: {
      at: moment('when, as in 2026-12-24T18:00:00+05:00'),
      zone: text('ZONE', 'in which the time is shown, as in Asia/Almaty', 'time_zone'),
    },
    view: { says: () => 'Scheduled it.', fields: ['id', 'status', 'scheduled_at', 'time_zone'] },
    async run(api, input) {
      const { at, zone } = input.options
      if (at === undefined) throw new UsageError('name the time with --at')
      return await api.send('POST', `${pathOf(input)}/schedule`, { at, time_zone: zone })
    },
  }),
  onPost('cancel', 'stop what has not begun of it', { path: '/cancel' }),
  onPost('duplicate', 'a new draft with the same content and accounts', { path: '/duplicate' }),
  onPost('retry', 'try its failed publications again', { path: '/retry' }),
  command({
    name: 'posts caption',
    summary: 'write its caption for a language or for one account',
    words: [
      { ...POST, field: 'id' },
      { name: 'KEY', about: 'a language, as in ru, or the id of an account', field: 'key' },
      { name: 'TEXT', about: 'the caption', field: 'text' },
    ],
    view: { columns: ['language', 'account_id', 'text', 'service', 'confirmed_at'] },
    run: async (api, input) =>
      await api.send('PUT', `${pathOf(input)}/captions/${word(input, 1)}`, {
        text: input.words[2],
      }),
  }),
  command({
    name: 'posts executions',
    summary: 'its publications, one for each account',
    words: [{ ...POST, field: 'id' }],
    options: PAGE,
    view: {
      columns: ['id', 'username', 'status', 'waits_for', 'error.message', 'permalink'],
      empty: 'It was not published yet.',
    },
    run: async (api, input) =>
      await api.send('GET', query(`${pathOf(input)}/executions`, input.options)),
  }),
  command({
    name: 'posts resolve',
    summary: 'say of a publication with an unknown outcome whether it is there',
    words: [
      { ...POST, field: 'id' },
      { ...EXECUTION, field: 'execution' },
    ],
    options: { at: text('URL', 'the address of the post; without it gramd publishes it anew') },
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
    name: 'posts delete',
    summary: 'delete a post of which nothing was published',
    words: [{ ...POST, field: 'id' }],
    confirm: () => 'Delete this post?',
    view: { says: () => 'Deleted the post.' },
    run: async (api, input) => await api.send('DELETE', pathOf(input)),
  }),
  command({
    name: 'posts log',
    summary: 'what was done towards the platforms, the newest first',
    options: { account: text('ID', 'only of this account'), ...PAGE },
    view: {
      columns: ['at', 'username', 'route', 'action', 'status', 'duration_ms'],
      empty: 'Nothing was done yet.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/logs', options)),
  }),
]
