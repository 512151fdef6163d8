import { RhythmView } from '../history-view.ts'
import { Timestamp, z } from '../../../http/router.ts'

const count = z.int().nullable()
const fraction = z.number().nullable()

/** How a creator's engagement compares with that of accounts of the same size. */
const STRENGTHS = ['above', 'usual', 'below'] as const
/** How alike the engagement of a creator's posts is. */
const STEADINESS = ['steady', 'mixed', 'few_hits'] as const
/** Why followers may have jumped. */
const JUMP_REASONS = ['giveaway', 'popular_post'] as const
const CONTACT_KINDS = ['email', 'whatsapp', 'telegram', 'phone'] as const

const AssessedPost = z.object({
  platform_id: z.string(),
  taken_at: Timestamp,
  engagement: fraction.openapi({
    description: '(likes + comments) / followers; null when a count is hidden',
  }),
  times_usual: fraction.openapi({ description: 'Engagement, divided by the median of the posts' }),
  paid: z
    .union([z.object({ by: z.enum(['label', 'words']), brands: z.array(z.string()) }), z.null()])
    .openapi({ description: 'What says that it is advertising; null where nothing does' }),
})

const Group = z.object({
  posts: z.int().openapi({ description: 'Posts that show both counts' }),
  engagement: fraction.openapi({ description: 'Their median' }),
})

const Jump = z.object({
  from_at: Timestamp,
  to_at: Timestamp,
  from_followers: z.int(),
  to_followers: z.int(),
  growth: z.number().openapi({ description: 'A fraction; below 0 when followers were lost' }),
  reason: z.enum(JUMP_REASONS).nullable().openapi({ description: 'A guess by the post beside it' }),
  post: z
    .union([
      z.object({
        platform_id: z.string(),
        code: z.string().nullable(),
        caption_text: z.string().nullable(),
        taken_at: Timestamp,
      }),
      z.null(),
    ])
    .openapi({ description: 'The post behind the reason' }),
})

/** The conclusions from a creator's numbers, as a basis for a decision. */
export const BlogAssessment = z
  .object({
    posts_read: z.int().openapi({ description: 'Of the newest 20 posts without pinned ones' }),
    is_enough: z.boolean().openapi({ description: 'False below five posts with both counts' }),
    strength: z
      .enum(STRENGTHS)
      .nullable()
      .openapi({
        description:
          'Engagement against accounts of the same size: above from the 60th percentile, ' +
          'below to the 40th; null without a percentile',
      }),
    steadiness: z.enum(STEADINESS).nullable().openapi({
      description: 'By engagement_spread: below 0.25 steady, below 0.5 mixed, else a few hits',
    }),
    posts: z.array(AssessedPost).openapi({ description: 'The newest 20, oldest first' }),
    best: z.array(z.string()).openapi({
      description: 'platform_id of the three posts with the most engagement, the best first',
    }),
    usual: Group.openapi({ description: 'Posts that do not advertise' }),
    paid: Group.openapi({ description: 'Posts that advertise' }),
    paid_difference: fraction.openapi({
      description:
        'How far the median of paid posts is from that of usual ones; -0.28 is 28 % less',
    }),
    reel_views: count.openapi({ description: 'Median plays of the reels among them' }),
    caption_languages: z
      .array(z.object({ language: z.string(), posts: z.int() }))
      .openapi({ description: 'The main language of each caption, counted' }),
    rhythm: z.array(RhythmView).openapi({
      description:
        'When posts are made, in the time zone of the query; hours without posts are missing',
    }),
    jumps: z.array(Jump).openapi({
      description: 'At most three changes of followers far from the usual, oldest first',
    }),
    contacts: z
      .array(
        z.object({
          kind: z.enum(CONTACT_KINDS),
          value: z.string(),
          found_in: z.enum(['biography', 'links']),
        }),
      )
      .openapi({ description: 'Found in the biography and the links of the profile' }),
    readings: z.int().openapi({ description: 'Scrapes that saw the followers' }),
    next_reading_at: Timestamp.nullable().openapi({
      description: 'When an update is due; null while nothing is known of the creator',
    }),
  })
  .openapi('BlogAssessment')
export type BlogAssessment = z.output<typeof BlogAssessment>
