import { z } from 'zod'
import { command, query, word, type Command, type Input, type View } from '../../cli/command.ts'
import { choice, flag, moment, onOff, orNone, PAGE, text, texts, whole } from '../../cli/option.ts'
import { addFile } from '../../cli/read-input.ts'
import type { ApiClient } from '../../cli/api-client.ts'
import { printable } from '../../base/terminal-text.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { CANCELLED, pathOf, POST, SHOWN, TRANSLATING } from './on-post-command.ts'
import { LANGUAGE, PUBLISH_COMMANDS } from './publish-commands.ts'
import { DETAILS, filesOf, hasDetails, withDetails } from './media-details-command.ts'

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
  type: choice(['photo', 'reel', 'carousel'], 'by its files if you name none'),
  caption: text('TEXT', 'the caption'),
  ...LANGUAGE,
  media: texts('ID', 'uploads in their order: see gramd media upload'),
  ...DETAILS,
  groups: texts('ID', 'groups to publish on'),
  accounts: texts('ID', 'single accounts, by the ids of gramd groups accounts'),
  comment: orNone(text('TEXT', 'the first comment', 'first_comment')),
  collaborators: texts('USERNAME', 'invited as authors of the same post'),
  place: orNone(text('ID', 'the number of the place in its address at Instagram', 'location')),
  'place-name': text('TEXT', 'how the place is called', 'location'),
  'cover-at': orNone(
    whole('the cover of a reel: milliseconds from its start', { field: 'cover_at_ms' }),
  ),
  'cover-id': orNone(text('ID', 'an uploaded picture as the cover of a reel', 'cover_upload_id')),
  grid: onOff('a reel: also in the grid', 'shares_to_feed'),
  review: flag('publish a translation once somebody has confirmed it'),
  urgent: flag('before other posts'),
} as const

const FILES = {
  files: texts('FILE', 'instead of uploads: pictures and videos in their order'),
  cover: text('FILE', 'a picture as the cover of a reel, beside --files'),
} as const

const fieldsIn = ({ options }: Input<typeof FIELDS>) => ({
  type: options.type,
  caption: options.caption,
  language: options.language,
  as_is: options['as-is'],
  groups: options.groups,
  accounts: options.accounts,
  first_comment: options.comment,
  collaborators: options.collaborators,
  location: placeOf(options),
  cover_at_ms: options['cover-at'],
  cover_upload_id: options['cover-id'],
  shares_to_feed: options.grid,
  requires_review: options.review,
  is_urgent: options.urgent,
})

const placeOf = ({ place, 'place-name': name = '' }: Input<typeof FIELDS>['options']) =>
  typeof place === 'string' ? { platform_id: place, name } : place

/** Throws a UsageError. */
const postOf = (input: Input<typeof FIELDS>) => {
  const { media, ...details } = input.options
  const files = media?.map((upload_id) => ({ upload_id }))
  if (files === undefined && hasDetails(details))
    throw new UsageError('name the files with --media or --files: --alt and --tag are of theirs')
  return { ...fieldsIn(input), media: files && withDetails(files, details) }
}

/** As `postOf`; what is said of files that are not named is said of those that the post has. */
async function changeOf(api: ApiClient, input: Input<typeof FIELDS>) {
  const { media, ...details } = input.options
  if (media !== undefined || !hasDetails(details)) return postOf(input)
  return { ...fieldsIn(input), media: withDetails(await filesOf(api, pathOf(input)), details) }
}

/** A post with its files in one request. Throws a UsageError. */
async function postForm({ options }: Input<typeof FIELDS & typeof FILES>): Promise<FormData> {
  if (options.media !== undefined)
    throw new UsageError('give --files or --media, not both: uploads have ids already')
  if (options['cover-id'] !== undefined)
    throw new UsageError('give the cover with --cover: --cover-id goes with --media')
  const form = new FormData()
  const { files = [] } = options
  const said = hasDetails(options) && {
    media: withDetails(
      files.map(() => ({})),
      options,
    ),
  }
  form.append('post', JSON.stringify({ ...fieldsIn({ words: [], options }), ...said }))
  for (const path of files) await addFile(form, 'media', path)
  if (options.cover !== undefined) await addFile(form, 'cover', options.cover)
  return form
}

const Flagged = z.object({ caption_flags: z.array(z.object({ reason: z.string() })) })

/** What was done, and below it which limits of Instagram the caption passes. */
const withFlags =
  (done: string) =>
  (post: unknown): string =>
    [
      done,
      ...(Flagged.safeParse(post).data?.caption_flags ?? []).map(
        ({ reason }) => `! The caption has ${printable(reason)}.`,
      ),
    ].join('\n')

type OnPost = { method?: 'GET' | 'POST'; path?: string; view?: View }

const onPost = (
  name: string,
  summary: string,
  { method = 'POST', path = '', view = { fields: SHOWN } }: OnPost = {},
): Command =>
  command({
    name: `posts ${name}`,
    summary,
    words: [{ ...POST, field: 'id' }],
    ...(method === 'POST' && { view }),
    run: async (api, input) => await api.send(method, `${pathOf(input)}${path}`),
  })

export const POST_COMMANDS: readonly Command[] = [
  command({
    name: 'posts list',
    summary: 'posts of the team, the newest first',
    options: {
      status: choice(STATES, 'only these'),
      author: text('ID', 'only those of this user'),
      from: moment('only those scheduled from then on'),
      until: moment('only those scheduled before', 'end'),
      ...PAGE,
    },
    view: {
      columns: ['id', 'status', 'type', 'caption', 'scheduled_at', 'author.name'],
      empty: 'There are no posts. gramd posts create makes one.',
    },
    run: async (api, { options: { from, until, ...options } }) =>
      await api.send(
        'GET',
        query('/api/posts', { ...options, scheduled_from: from, scheduled_until: until }),
      ),
  }),
  command({
    name: 'posts create',
    summary: 'write a post',
    options: { ...FIELDS, ...FILES },
    view: { says: withFlags('Wrote a draft.'), fields: SHOWN },
    async run(api, input) {
      const { files, cover } = input.options
      if (cover !== undefined && files === undefined)
        throw new UsageError('give the video with --files: --cover is sent beside it')
      const body = files === undefined ? postOf(input) : await postForm(input)
      return await api.send('POST', '/api/posts', body)
    },
  }),
  command({
    name: 'posts update',
    summary: 'change a post of which nothing was published',
    words: [{ ...POST, field: 'id' }],
    options: FIELDS,
    view: { says: withFlags('Changed the post.'), fields: SHOWN },
    run: async (api, input) => await api.send('PATCH', pathOf(input), await changeOf(api, input)),
  }),
  onPost('show', 'one post', { method: 'GET' }),
  onPost('plan', 'who would publish it with which caption, and who is left out', {
    method: 'GET',
    path: '/plan',
  }),
  ...PUBLISH_COMMANDS,
  onPost('cancel', 'stop what has not begun of it', { path: '/cancel', view: CANCELLED }),
  onPost('duplicate', 'a new draft with the same content and accounts', { path: '/duplicate' }),
  onPost('translate', 'translate its caption into the languages of its accounts', {
    path: '/translate',
    view: TRANSLATING,
  }),
  command({
    name: 'posts limits',
    summary: 'what Instagram takes of a post, with the source of each number',
    view: { columns: ['setting', 'value', 'default', 'source'] },
    run: async (api) => await api.send('GET', '/api/publishing-limits'),
  }),
  command({
    name: 'posts captions',
    summary: 'its captions other than its own: of languages and of single accounts',
    words: [{ ...POST, field: 'id' }],
    view: {
      columns: ['language', 'account_id', 'text', 'comment', 'service', 'flags', 'confirmed_at'],
      empty: 'It has its own caption alone. gramd posts translate POST makes others.',
    },
    run: async (api, input) => await api.send('GET', `${pathOf(input)}/captions`),
  }),
  command({
    name: 'posts caption',
    summary: 'write its caption for a language or for one account',
    words: [
      { ...POST, field: 'id' },
      { name: 'KEY', about: 'a language, as in ru, or the id of an account', field: 'key' },
      { name: 'TEXT', about: 'the caption', field: 'text' },
    ],
    options: {
      comment: text('TEXT', 'the first comment in this language'),
      unconfirmed: flag('somebody has still to confirm it'),
    },
    view: { columns: ['language', 'account_id', 'text', 'service', 'confirmed_at'] },
    run: async (api, input) =>
      await api.send('PUT', `${pathOf(input)}/captions/${word(input, 1)}`, {
        text: input.words[2],
        comment: input.options.comment,
        confirmed: !input.options.unconfirmed,
      }),
  }),
  command({
    name: 'posts delete',
    summary: 'delete a post of which nothing was published',
    words: [{ ...POST, field: 'id' }],
    confirm: () => 'Delete this post?',
    view: { says: () => 'Deleted the post.' },
    run: async (api, input) => await api.send('DELETE', pathOf(input)),
  }),
]
