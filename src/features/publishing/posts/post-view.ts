import { languageCode } from '../language-code.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { EXECUTION_STATES } from '../executions/executions-store.ts'
import { FORMALITIES } from '../groups/publishing-accounts.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import { limitFlags } from '../translations/caption-flags.ts'
import { FlagView } from '../translations/translation-view.ts'
import { SKIP_REASONS } from './left-out.ts'
import { PLAN_WARNINGS } from './plan-warnings.ts'
import { POST_STATES, POST_TYPES, type PostFields, type PostRow } from './posts-store.ts'

const language = languageCode('ru').openapi({ example: 'ru' })
const username = z.string().regex(/^[a-z0-9._]{1,30}$/, 'expected a username, in lower case')
const Caption = z
  .string()
  .transform((text) => text.normalize('NFC').replaceAll('\r\n', '\n'))
  .refine(
    (text) => text.length <= 10_000 && !text.includes('\u0000'),
    'expected up to 10,000 characters',
  )
  .openapi({ type: 'string', maxLength: 10_000 })

const Tag = z.strictObject({
  username,
  x: z.number().min(0).max(1).openapi({ description: 'A share of the width' }),
  y: z.number().min(0).max(1),
})

const Media = z.strictObject({
  upload_id: z.uuid(),
  alt_text: z.string().trim().min(1).max(1_000).nullable().default(null),
  user_tags: z.array(Tag).max(20).default([]),
})

const Location = z.strictObject({
  platform_id: z
    .string()
    .regex(/^\d{1,30}$/, 'expected the number of the place in its address at Instagram'),
  name: z.string().max(200),
  address: z.string().max(300).default(''),
  lat: z.number().min(-90).max(90).nullable().default(null),
  lng: z.number().min(-180).max(180).nullable().default(null),
})

const fields = {
  type: z.enum(POST_TYPES),
  caption: Caption,
  language: language
    .nullable()
    .openapi({ description: 'Of the caption; null: it is not translated' }),
  requires_review: z
    .boolean()
    .openapi({ description: 'A translation is published once somebody has confirmed it' }),
  is_urgent: z.boolean(),
  first_comment: z.string().trim().min(1).max(2_200).nullable(),
  location: Location.nullable(),
  collaborators: z.array(username).max(5).openapi({ description: 'Invited as authors' }),
  shares_to_feed: z.boolean().openapi({ description: 'Of a reel: also in the grid' }),
  cover_at_ms: z.int().min(0).nullable().openapi({ description: 'Of a reel' }),
  cover_upload_id: z.uuid().nullable().openapi({ description: 'A picture, of a reel' }),
}
const ids = z.array(z.uuid()).max(1_000)
const targets = {
  groups: ids.openapi({ description: 'Resolved when publishing begins' }),
  accounts: ids.openapi({ description: 'Single accounts, by an id of GET /api/accounts' }),
}
/** More than any setting allows; how many a carousel may have, GRAMD_CAROUSEL_MAX_FILES says. */
export const MOST_MEDIA = 20
const media = z.array(Media).max(MOST_MEDIA)

export const NewPost = z
  .strictObject({
    ...fields,
    type: fields.type.optional().openapi({ description: 'By its files if you name none' }),
    caption: fields.caption.default(''),
    language: fields.language.default(null),
    requires_review: fields.requires_review.default(false),
    is_urgent: fields.is_urgent.default(false),
    first_comment: fields.first_comment.default(null),
    location: fields.location.default(null),
    collaborators: fields.collaborators.default([]),
    shares_to_feed: fields.shares_to_feed.default(true),
    cover_at_ms: fields.cover_at_ms.default(null),
    cover_upload_id: fields.cover_upload_id.default(null),
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
      .max(MOST_MEDIA)
      .default([]),
  })
  .openapi('NewPostOfFiles')

export const PostChange = z
  .strictObject({ ...fields, media, ...targets })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'expected something to change')
  .openapi('PostChange')

export const PostView = z
  .object({
    id: z.uuid(),
    author: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    status: z.enum(POST_STATES),
    ...fields,
    location: z.unknown(),
    media: z.array(
      z.object({
        upload_id: z.uuid(),
        kind: z.string(),
        sha256: z.string(),
        alt_text: z.string().nullable(),
        user_tags: z.array(z.unknown()),
      }),
    ),
    ...targets,
    caption_flags: z.array(FlagView).openapi({
      description:
        'Limits of Instagram that its own caption passes: many_hashtags and many_mentions are warnings; with the others accounts are left out of its plan',
    }),
    executions: z
      .partialRecord(z.enum(EXECUTION_STATES), z.int())
      .openapi({ description: 'How many are in each state' }),
    scheduled_at: Timestamp.nullable(),
    time_zone: z.string().nullable(),
    missed_at: Timestamp.nullable().openapi({
      description: 'It was not begun at its time: publish it now, or schedule it anew',
    }),
    begun_at: Timestamp.nullable(),
    completed_at: Timestamp.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('PublishingPost')
export const PostPage = pageOf(PostView)

export const PlanView = z
  .object({
    accounts: z.array(
      z.object({
        id: z.uuid(),
        username: z.string(),
        kind: z.enum(['pool', 'connection']),
        language: z.string().nullable(),
        formality: z.enum(FORMALITIES),
        caption: z.string(),
        has_own_caption: z.boolean().openapi({ description: 'It is this account’s alone' }),
        flags: z.array(z.string()).openapi({
          description:
            'Why a person should look at its caption, as in GET /api/posts/{id}/captions; many_hashtags and many_mentions by the limits as they are now',
        }),
        is_translated: z.boolean().openapi({
          description: 'False: there is no caption in the account’s language',
        }),
        left_out: z
          .object({
            reason: z.enum(SKIP_REASONS),
            rule: z.string().nullable().openapi({
              description: 'Which rule the file or the caption breaks',
              example: 'too_many_hashtags',
            }),
            message: z.string(),
          })
          .nullable(),
        free_at: Timestamp.nullable().openapi({ description: 'It rests until then' }),
        ready_at: Timestamp.openapi({
          description:
            'When it may publish: after its rests, its other posts with their distance, and within its active hours',
        }),
        quota_full_until: Timestamp.nullable().openapi({
          description: 'Meta’s quota of the account is used up until then: it waits',
        }),
        most_collaborators: z.int().openapi({ description: 'As many does its route invite' }),
      }),
    ),
    taken: z.int(),
    left_out: z.int(),
    expected_end: Timestamp.nullable().openapi({
      description:
        'Of the last account, at the latest as far as can be told: with the longest distances, without what the platform takes and what fails',
    }),
    warnings: z.array(z.enum(PLAN_WARNINGS)).openapi({
      description:
        'same_media: of equal files on several accounts Instagram recommends the first alone; collaborators are the proper way. ' +
        'not_translated, flagged: accounts that are taken lack a caption in their language, or have one with flags. ' +
        'many_hashtags, many_mentions: captions of accounts that are taken have more than Instagram takes by what is known (GET /api/publishing-limits). ' +
        'ratios_differ: Instagram cuts all files of a carousel to the ratio of the first. ' +
        'cover_frame_lost, alt_text_lost: a route that is used takes no moment of the video as cover, no alt text of videos',
    }),
  })
  .openapi('PostPlan')

export const CaptionView = z
  .object({
    language: z.string().nullable(),
    account_id: z.uuid().nullable(),
    text: z.string(),
    service: z.string(),
    flags: z.array(z.string()),
    confirmed_at: Timestamp.nullable(),
    fault: z
      .object({ rule: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: 'Why it cannot be published so' }),
  })
  .openapi('PostCaption')

export const Fields = { caption: Caption, language }

export const viewPost = (
  { author_id, author_name, counts, ...post }: PostRow,
  limits: PlatformLimits,
) => ({
  ...post,
  caption_flags: limitFlags(post.caption, limits),
  author: author_id === null ? null : { id: author_id, name: author_name ?? '' },
  executions: counts,
  scheduled_at: post.scheduled_at?.toISOString() ?? null,
  missed_at: post.missed_at?.toISOString() ?? null,
  begun_at: post.begun_at?.toISOString() ?? null,
  completed_at: post.completed_at?.toISOString() ?? null,
  created_at: post.created_at.toISOString(),
  updated_at: post.updated_at.toISOString(),
})

/** Of the columns of a post alone. */
export function fieldsOf(body: {
  [Name in keyof PostFields]?: PostFields[Name] | undefined
}): Partial<PostFields> {
  const names = Object.keys(fields) as (keyof PostFields)[]
  return Object.fromEntries(
    names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
  )
}
