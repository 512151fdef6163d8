import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { EXECUTION_STATES, POST_STATES } from '../../parts/publishing-state.ts'

const Media = z.object({
  upload_id: z.string(),
  kind: z.string(),
  alt_text: z.string().nullable(),
  user_tags: z.array(z.object({ username: z.string(), x: z.number(), y: z.number() })),
})
export type Media = z.output<typeof Media>

const LanguageGuess = z.object({ language: z.string(), is_sure: z.boolean() })
/** What gramd reads of a caption. */
export const Guess = z.object({ needed: z.boolean(), guess: LanguageGuess.nullable() })
export type Guess = z.output<typeof Guess>

export const Post = z.object({
  id: z.string(),
  author: z.object({ name: z.string() }).nullable(),
  status: z.enum(POST_STATES),
  type: z.enum(['photo', 'reel', 'carousel']),
  caption: z.string(),
  language: z.string().nullable(),
  language_guess: LanguageGuess.nullable(),
  as_is: z.array(z.string()),
  requires_review: z.boolean(),
  is_urgent: z.boolean(),
  first_comment: z.string().nullable(),
  location: z
    .object({
      platform_id: z.string(),
      name: z.string(),
      address: z.string(),
      lat: z.number().nullable(),
      lng: z.number().nullable(),
    })
    .nullable(),
  collaborators: z.array(z.string()),
  shares_to_feed: z.boolean(),
  cover_at_ms: z.int().nullable(),
  cover_upload_id: z.string().nullable(),
  media: z.array(Media),
  groups: z.array(z.string()),
  accounts: z.array(z.string()),
  executions: z.partialRecord(z.enum(EXECUTION_STATES), z.int()),
  scheduled_at: z.string().nullable(),
  time_zone: z.string().nullable(),
  missed_at: z.string().nullable(),
  publish_asked_at: z.string().nullable(),
  stopped: z.object({ by: z.object({ name: z.string() }).nullable() }).nullable(),
  begun_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  created_at: z.string(),
})
export type Post = z.output<typeof Post>
export const Posts = z.object({ data: z.array(Post), next_cursor: z.string().nullable() })

export const Caption = z.object({
  language: z.string().nullable(),
  account_id: z.string().nullable(),
  text: z.string(),
  comment: z.string().nullable(),
  service: z.string(),
  flags: z.array(z.string()),
  is_current: z.boolean(),
  confirmed_at: z.string().nullable(),
  fault: z.object({ rule: z.string(), message: z.string() }).nullable(),
})
export type Caption = z.output<typeof Caption>
export const Captions = z.object({
  data: z.array(Caption),
  /** Languages that the last translation could not do. */
  failed: z.array(z.object({ language: z.string(), code: z.string(), message: z.string() })),
})

export const Plan = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      username: z.string(),
      kind: z.enum(['pool', 'connection']),
      language: z.string().nullable(),
      caption: z.string(),
      comment: z.string().nullable(),
      caption_language: z.string().nullable(),
      origin: z.enum(['source', 'as_is', 'translation', 'own', 'missing', 'outdated', 'doubtful']),
      flags: z.array(z.string()),
      left_out: z
        .object({ reason: z.string(), rule: z.string().nullable(), message: z.string() })
        .nullable(),
      free_at: z.string().nullable(),
      quota_full_until: z.string().nullable(),
      most_collaborators: z.int(),
    }),
  ),
  taken: z.int(),
  left_out: z.int(),
  language: z.string().nullable(),
  language_needed: z.boolean(),
  expected_end: z.string().nullable(),
  warnings: z.array(
    z.enum([
      'same_media',
      'same_post_twice',
      'not_translated',
      'flagged',
      'many_hashtags',
      'many_mentions',
      'ratios_differ',
      'cover_frame_lost',
      'alt_text_lost',
    ]),
  ),
})
export type Plan = z.output<typeof Plan>

const Execution = z.object({
  id: z.string(),
  username: z.string(),
  route: z.enum(['official', 'private']),
  language: z.string().nullable(),
  caption: z.string(),
  comment: z.string().nullable(),
  status: z.enum(EXECUTION_STATES),
  due_at: z.string(),
  waits_for: z.string().nullable(),
  waits_code: z.string().nullable(),
  retry_count: z.int(),
  permalink: z.string().nullable(),
  instagram_media_id: z.string().nullable(),
  posted_at: z.string().nullable(),
  warnings: z.array(z.string()),
  error: z
    .object({ class: z.string(), reason: z.string().nullable(), said: z.string() })
    .nullable(),
  can_retry: z.boolean(),
  removed_at: z.string().nullable(),
  removal: z.object({ status: z.string(), message: z.string().nullable() }).nullable(),
})
export type Execution = z.output<typeof Execution>
export const Executions = z.object({ data: z.array(Execution), next_cursor: z.string().nullable() })

export const Upload = z.object({
  id: z.string(),
  file_name: z.string(),
  kind: z.string(),
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
  duration_ms: z.int().nullable(),
  conversions: z.array(z.string()),
  warnings: z.array(z.string()),
  fits: z.array(
    z.object({
      type: z.string(),
      route: z.string(),
      misfits: z.array(z.object({ rule: z.string(), says: z.string(), remedy: z.string() })),
    }),
  ),
})
export type Upload = z.output<typeof Upload>

/** What Instagram takes of a post. */
export const Limits = z.object({
  caption: z.object({
    most_characters: z.int(),
    hashtags_warning: z.int(),
    most_hashtags: z.int(),
    mentions_warning: z.int(),
    most_mentions: z.int(),
  }),
  most_files: z.int(),
})
export type Limits = z.output<typeof Limits>

export const readLimits = async ({ ask }: Page): Promise<Limits> =>
  await ask('GET /api/publishing-limits', Limits)

export const postId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

export const loadPost = async (page: Page): Promise<Post> =>
  await page.ask(`GET /api/posts/${postId(page)}`, Post)

/** Nothing of it was published: it may be changed. */
export const isEditable = ({ status }: Post): boolean =>
  ['draft', 'translating', 'review', 'pending'].includes(status)
