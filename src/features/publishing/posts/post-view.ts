import { fault, textMatching } from '../../../http/fault.ts'
import { AccountReference } from '../groups/account-reference.ts'
import { GroupReference } from '../groups/group-reference.ts'
import { languageCode } from '../language-code.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { EXECUTION_STATUSES } from '../executions/life.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import { limitFlags } from '../translations/caption-flags.ts'
import { FlagView } from '../translations/translation-view.ts'
import { withoutControls } from '../../../base/control-characters.ts'
import { KINDS } from '../uploads/route-limits.ts'
import { captionLanguage, type Written } from './caption-language.ts'
import type { PostRow } from './store/posts/posts.ts'
import {
  POST_FIELD_NAMES,
  POST_FIELDS,
  POST_TYPES,
  postFieldsOf,
  type PostField,
  type PostFields,
  type PostFieldWithDefault,
} from '../fields/posts.ts'
import { groupMark } from './dated-post-view.ts'
import { POST_STATES } from './post-states.ts'

export const PostParams = z.object({ id: z.uuid() })
export const noSuchPost = 'No post has this id, or no upload, group or account one of those'
export const unfitPost = 'Its state does not allow it; `detail` says why'

const language = languageCode('ru').openapi({ example: 'ru' })
/** People write @Anna for anna. */
const username = textMatching(
  z.string().overwrite((text) => text.trim().replace(/^@/, '').toLowerCase()),
  /^[a-z0-9._]{1,30}$/,
  fault('not_a_username', 'expected a username, as in anna.miller'),
)
/** A text that readers see: lines are broken by \n alone, and control characters are gone. */
const cleaned = (text: string): string => withoutControls(text).normalize('NFC')
const Caption = z.string().overwrite(cleaned).max(10_000)
const Comment = z.string().overwrite(cleaned).trim().min(1).max(2_200)
const AltText = z.string().overwrite(cleaned).trim().min(1).max(1_000)
const unique = <Item>(items: Item[]): Item[] => [...new Set(items)]

const Tag = z.strictObject({
  username,
  x: z.number().min(0).max(1).openapi({ description: 'A share of the width' }),
  y: z.number().min(0).max(1),
})

/** One person is tagged once in a file. */
const oneEach = (tags: z.output<typeof Tag>[]): z.output<typeof Tag>[] =>
  tags.filter((tag, at) => tags.findIndex((each) => each.username === tag.username) === at)

const Media = z.strictObject({
  upload_id: z.uuid(),
  alt_text: AltText.nullable().default(null),
  user_tags: z.array(Tag).overwrite(oneEach).max(20).default([]),
})

const Location = z.strictObject({
  platform_id: textMatching(
    z.string(),
    /^\d{1,30}$/,
    fault('not_an_id', 'expected the number of the place in its address at Instagram'),
  ),
  name: z.string().max(200).overwrite(withoutControls),
  address: z.string().max(300).overwrite(withoutControls).default(''),
  lat: z.number().min(-90).max(90).nullable().default(null),
  lng: z.number().min(-180).max(180).nullable().default(null),
})

const fields = {
  type: z.enum(POST_TYPES),
  caption: Caption,
  language: language.nullable().openapi({
    description: 'Of the caption; null: as gramd reads it, if its guess is sure (`language_guess`)',
  }),
  as_is: z
    .array(z.union([language, z.uuid()]))
    .overwrite(unique)
    .max(1_200)
    .openapi({
      description:
        'Languages, and ids of accounts, that get caption and first comment as they are ' +
        'written, whatever their language',
      example: ['kk'],
    }),
  requires_review: z
    .boolean()
    .openapi({ description: 'A translation is published only after a person has confirmed it' }),
  is_urgent: z.boolean(),
  first_comment: Comment.nullable(),
  location: Location.nullable(),
  collaborators: z
    .array(username)
    .overwrite(unique)
    .max(5)
    .openapi({ description: 'Invited as authors' }),
  shares_to_feed: z.boolean().openapi({ description: 'Of a reel: also in the grid' }),
  cover_at_ms: z.int().min(0).nullable().openapi({ description: 'Of a reel' }),
  cover_upload_id: z.uuid().nullable().openapi({ description: 'A picture, of a reel' }),
} satisfies Record<PostField, z.ZodType>
const MAX_TARGETS = 1_000
const targets = {
  groups: z
    .array(GroupReference)
    .max(MAX_TARGETS)
    .openapi({ description: 'By id or name; resolved when publishing begins' }),
  accounts: z
    .array(AccountReference)
    .max(MAX_TARGETS)
    .openapi({ description: 'Single accounts, by id or username, as GET /api/accounts has them' }),
}
/** A limit above any setting; GRAMD_CAROUSEL_MAX_FILES limits the files of a carousel. */
export const MAX_MEDIA = 20
const media = z.array(Media).max(MAX_MEDIA)

/**
 * The fields of a new post. A field that is left out has its default from the table of fields; the
 * type follows from the files.
 */
const newFields = Object.fromEntries(
  POST_FIELD_NAMES.map((name) => {
    const field: { default?: unknown } = POST_FIELDS[name]
    const schema: z.ZodType = fields[name]
    return [
      name,
      'default' in field ? schema.default(structuredClone(field.default)) : schema.optional(),
    ]
  }),
  // Made of the same table as the type.
) as {
  readonly [Name in PostField]: Name extends PostFieldWithDefault
    ? z.ZodDefault<(typeof fields)[Name]>
    : z.ZodOptional<(typeof fields)[Name]>
}

export const NewPost = z
  .strictObject({
    ...newFields,
    type: newFields.type.openapi({ description: 'By its files if you name none' }),
    media: media.default([]),
    groups: targets.groups.default([]),
    accounts: targets.accounts.default([]),
  })
  .openapi('NewPost')

/** A post whose files come in the same request: `media` says something of them, in their order. */
export const NewPostOfFiles = NewPost.omit({ cover_upload_id: true })
  .extend({
    media: z
      .array(Media.omit({ upload_id: true }))
      .max(MAX_MEDIA)
      .default([]),
  })
  .openapi('NewPostOfFiles')

export const PostChange = z
  .strictObject({ ...fields, media, ...targets })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('PostChange')

export const LanguageGuess = z
  .object({
    language: z.string(),
    is_sure: z.boolean().openapi({
      description:
        'False below 40 letters outside hashtags, mentions, links and emoji, and for texts ' +
        'that may be in another language',
    }),
  })
  .openapi('LanguageGuess')

export const viewGuess = (written: Written) => {
  const { guess } = captionLanguage(written)
  return guess && { language: guess.language, is_sure: guess.isSure }
}

export const Person = z.object({ id: z.uuid(), name: z.string() })

export const PostView = z
  .object({
    id: z.uuid(),
    author: Person.nullable(),
    status: z.enum(POST_STATES),
    ...fields,
    as_is_by: z
      .array(z.object({ key: z.string(), by: Person.nullable(), at: Timestamp }))
      .openapi({ description: 'Who chose each of `as_is`, and when; by null: the service' }),
    text_changed_at: Timestamp.nullable().openapi({
      description: 'When caption or first comment changed last; null: they are as at first',
    }),
    language_guess: LanguageGuess.nullable().openapi({
      description: 'Null for a caption without words of a language that gramd knows',
    }),
    media: z.array(
      z.object({
        upload_id: z.uuid(),
        kind: z.enum(KINDS),
        sha256: z.string(),
        alt_text: z.string().nullable(),
        user_tags: z.array(Tag),
      }),
    ),
    groups: z.array(z.uuid()).max(MAX_TARGETS),
    accounts: z.array(z.uuid()).max(MAX_TARGETS).openapi({ description: 'Single accounts' }),
    group_marks: z.array(z.object(groupMark)).openapi({
      description: 'Of its groups, and of those by which people know its single accounts; by name',
    }),
    caption_flags: z.array(FlagView).openapi({
      description:
        'Limits of Instagram that its own caption passes: many_hashtags and many_mentions are ' +
        'warnings; with the others accounts are left out of its plan',
    }),
    executions: z
      .partialRecord(z.enum(EXECUTION_STATUSES), z.int())
      .openapi({ description: 'How many are in each state' }),
    scheduled_at: Timestamp.nullable(),
    time_zone: z.string().nullable(),
    wished_at: Timestamp.nullable().openapi({
      description: 'Where the calendar shows a draft; nothing is published by it',
    }),
    missed_at: Timestamp.nullable().openapi({
      description:
        'It was not begun at its time, or could not be published once it was translated: ' +
        'publish it now, or schedule it again',
    }),
    publish_requested_at: Timestamp.nullable().openapi({
      description: 'It is published once its captions are translated: since when',
    }),
    begun_at: Timestamp.nullable(),
    completed_at: Timestamp.nullable(),
    stopped: z
      .object({ at: Timestamp, by: Person.nullable() })
      .nullable()
      .openapi({ description: 'Somebody stopped what had not begun; by null: the service' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('PublishingPost')
export const PostPage = pageOf(PostView)

export const Fields = { caption: Caption, comment: Comment, language }

const viewStop = ({ stopped_at, stopped_by, stopped_by_name }: PostRow) =>
  stopped_at && {
    at: stopped_at,
    by: stopped_by === null ? null : { id: stopped_by, name: stopped_by_name ?? '' },
  }

export const viewPost = (row: PostRow, limits: PlatformLimits) => {
  const { author_id: authorId, author_name: authorName, counts } = row
  return {
    id: row.id,
    status: row.status,
    ...postFieldsOf(row),
    media: row.media,
    groups: row.groups,
    accounts: row.accounts,
    group_marks: row.group_marks,
    as_is_by: row.as_is_by.map((chosen) => ({ ...chosen, at: new Date(chosen.at) })),
    text_changed_at: row.text_changed_at,
    language_guess: viewGuess(row),
    caption_flags: limitFlags(row.caption, limits),
    author: authorId === null ? null : { id: authorId, name: authorName ?? '' },
    executions: counts,
    time_zone: row.time_zone,
    scheduled_at: row.scheduled_at,
    wished_at: row.wished_at,
    missed_at: row.missed_at,
    publish_requested_at: row.publish_requested_at,
    begun_at: row.begun_at,
    completed_at: row.completed_at,
    stopped: viewStop(row),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

/** Returns the fields of a body that are columns of a post. */
export function fieldsOf(body: {
  [Name in keyof PostFields]?: PostFields[Name] | undefined
}): Partial<PostFields> {
  return Object.fromEntries(
    POST_FIELD_NAMES.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
  )
}
