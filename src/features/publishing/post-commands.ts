import { z } from 'zod'
import type { Command } from '../../cli/command.ts'
import { operationCommand, type OperationCall } from '../../cli/operation-command.ts'
import { orNone, text, texts, type ValuesOf } from '../../cli/option.ts'
import { addFile } from '../../cli/read-input.ts'
import type { ApiClient } from '../../cli/api-client.ts'
import { printable } from '../../base/terminal-text.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { CANCELLED, POST, POST_COLUMNS, TRANSLATING } from './on-post-command.ts'
import { LANGUAGE, PUBLISH_COMMANDS } from './publish-commands.ts'
import { DETAILS, filesOf, hasDetails, withDetails } from './media-details-command.ts'

const FIELDS = {
  type: 'by its files if you name none',
  caption: 'the caption',
  ...LANGUAGE,
  media: { as: texts('ID', 'uploads in their order: see gramd media upload') },
  groups: { value: 'GROUP', about: 'groups to publish on, by name or id' },
  accounts: {
    value: 'ACCOUNT',
    about: 'single accounts, by username or id: see gramd groups accounts',
  },
  first_comment: { option: 'comment', about: 'the first comment' },
  collaborators: { value: 'USERNAME', about: 'invited as authors of the same post' },
  'location.platform_id': {
    option: 'place',
    as: orNone(text('ID', 'the number of the place in its address at Instagram')),
  },
  'location.name': { option: 'place-name', about: 'how the place is called' },
  'location.address': false,
  'location.lat': false,
  'location.lng': false,
  cover_at_ms: {
    option: 'cover-at',
    about: 'the cover of a reel: milliseconds from its start',
  },
  cover_upload_id: {
    option: 'cover-id',
    about: 'an uploaded picture as the cover of a reel',
  },
  shares_to_feed: { option: 'grid', about: 'a reel: also in the grid' },
  requires_review: {
    option: 'review',
    about: 'publish a translation only after a person has confirmed it',
    isSwitch: true,
  },
  is_urgent: { option: 'urgent', about: 'before other posts', isSwitch: true },
} as const

const FILES = {
  files: texts('FILE', 'instead of uploads: pictures and videos in their order'),
} as const

type Typed = {
  readonly fields: {
    readonly id?: unknown
    readonly media?: unknown
    readonly 'location.platform_id'?: unknown
    readonly 'location.name'?: unknown
  }
  readonly options: ValuesOf<typeof DETAILS>
}

/** A place has an id with a name, or is taken away. */
function placeOf({ 'location.platform_id': id, 'location.name': name = '' }: Typed['fields']) {
  const location = typeof id === 'string' ? { platform_id: id, name } : id
  return { location, 'location.platform_id': undefined, 'location.name': undefined }
}

/** Returns the named files with their details. Throws a UsageError. */
function mediaOf({ fields: { media }, options }: Typed): object[] | undefined {
  if (Array.isArray(media))
    return withDetails(
      media.map((upload_id: unknown) => ({ upload_id })),
      options,
    )
  if (hasDetails(options))
    throw new UsageError('name the files with --media or --files: --alt and --tag are of theirs')
  return undefined
}

/** Returns files like `mediaOf`; details for files that are not named apply to the post's files. */
async function changedMedia(input: Typed, api: ApiClient): Promise<object[] | undefined> {
  const { fields, options } = input
  if (fields.media !== undefined || !hasDetails(options)) return mediaOf(input)
  return withDetails(await filesOf(api, fields.id), options)
}

type NewPost = Typed & {
  readonly fields: { readonly cover_upload_id?: unknown; readonly cover?: unknown }
  readonly options: { readonly files?: string[] | undefined }
}

/** Sends a post with its files in one request. Throws a UsageError. */
async function sendFiles(
  { request, send }: OperationCall<'createPost'>,
  { fields, options }: NewPost,
  files: readonly string[],
): Promise<unknown> {
  if (fields.media !== undefined)
    throw new UsageError('give --files or --media, not both: uploads have ids already')
  if (fields.cover_upload_id !== undefined)
    throw new UsageError('give the cover with --cover: --cover-id goes with --media')
  const media = hasDetails(options)
    ? withDetails(
        files.map(() => ({})),
        options,
      )
    : undefined
  const { body } = await request({ ...placeOf(fields), media, cover: undefined })
  const form = new FormData()
  form.append('post', JSON.stringify(body))
  for (const path of files) await addFile(form, 'media', path)
  if (typeof fields.cover === 'string') await addFile(form, 'cover', fields.cover)
  return await send({}, form)
}

const Flagged = z.object({ caption_flags: z.array(z.object({ reason: z.string() })) })

/** Returns what was done, and below it which of Instagram's limits the caption exceeds. */
const withFlags =
  (done: string) =>
  (post: unknown): string =>
    [
      done,
      ...(Flagged.safeParse(post).data?.caption_flags ?? []).map(
        ({ reason }) => `! The caption has ${printable(reason)}.`,
      ),
    ].join('\n')

export const POST_COMMANDS: readonly Command[] = [
  operationCommand('listPosts', {
    name: 'posts list',
    summary: 'posts of the team, the newest first',
    options: {
      status: 'only these',
      author: { value: 'USER', about: 'only those of this user' },
      scheduled_from: { option: 'from', about: 'only those scheduled from then on' },
      scheduled_until: { option: 'until', about: 'only those scheduled before', edge: 'end' },
    },
    view: {
      columns: ['id', 'status', 'type', 'caption', 'scheduled_at', 'author.name'],
      empty: 'There are no posts. gramd posts create makes one.',
    },
  }),
  operationCommand('createPost', {
    name: 'posts create',
    summary: 'write a post',
    options: { ...FIELDS, cover: 'a picture as the cover of a reel, beside --files', post: false },
    own: { ...DETAILS, ...FILES },
    view: { says: withFlags('Wrote a draft.'), fields: POST_COLUMNS },
    async run(call, input) {
      const { files } = input.options
      if (files !== undefined) return await sendFiles(call, input, files)
      if (input.fields.cover !== undefined)
        throw new UsageError('give the video with --files: --cover is sent beside it')
      return await call.send({ ...placeOf(input.fields), media: mediaOf(input) })
    },
  }),
  operationCommand('updatePost', {
    name: 'posts update',
    summary: 'change a post of which nothing was published',
    words: { id: POST },
    options: FIELDS,
    own: DETAILS,
    view: { says: withFlags('Changed the post.'), fields: POST_COLUMNS },
    values: async (input, api) => ({
      ...placeOf(input.fields),
      media: await changedMedia(input, api),
    }),
  }),
  operationCommand('getPost', { name: 'posts show', summary: 'one post', words: { id: POST } }),
  operationCommand('planPost', {
    name: 'posts plan',
    summary: 'who would publish it with which caption, and who is left out',
    words: { id: POST },
  }),
  ...PUBLISH_COMMANDS,
  operationCommand('cancelPost', {
    name: 'posts cancel',
    summary: 'stop what has not begun of it',
    words: { id: POST },
    view: CANCELLED,
  }),
  operationCommand('duplicatePost', {
    name: 'posts duplicate',
    summary: 'a new draft with the same content and accounts',
    words: { id: POST },
    view: { fields: POST_COLUMNS },
  }),
  operationCommand('translatePost', {
    name: 'posts translate',
    summary: 'translate its caption into the languages of its accounts',
    words: { id: POST },
    view: TRANSLATING,
  }),
  operationCommand('getPublishingLimits', {
    name: 'posts limits',
    summary: 'what Instagram takes of a post, with the source of each number',
    view: { columns: ['setting', 'value', 'default', 'source'] },
  }),
  operationCommand('listPostCaptions', {
    name: 'posts captions',
    summary: 'its captions other than its own: of languages and of single accounts',
    words: { id: POST },
    view: {
      columns: ['language', 'account_id', 'text', 'comment', 'service', 'flags', 'confirmed_at'],
      empty: 'It has its own caption alone. gramd posts translate POST makes others.',
    },
  }),
  operationCommand('putPostCaption', {
    name: 'posts caption',
    summary: 'write its caption for a language or for one account',
    words: {
      id: POST,
      key: {},
      text: { about: 'the caption' },
    },
    options: {
      comment: 'the first comment in this language',
      confirmed: {
        option: 'unconfirmed',
        about: 'a person still has to confirm it',
        isSwitch: true,
      },
    },
    view: { columns: ['language', 'account_id', 'text', 'service', 'confirmed_at'] },
    values: ({ fields }) => ({ confirmed: !fields.confirmed }),
  }),
  operationCommand('deletePost', {
    name: 'posts delete',
    summary: 'delete a post of which nothing was published',
    words: { id: POST },
    confirm: () => 'Delete this post?',
    view: { says: () => 'Deleted the post.' },
  }),
]
