import { Timestamp, z } from '../../../http/router.ts'
import { FORMALITIES } from '../groups/store/publishing-accounts/settings.ts'
import { CAPTION_ORIGINS } from './caption-for.ts'
import { pictureHash } from '../groups/account-picture.ts'
import { groupMark } from './dated-post-view.ts'
import { SKIP_REASONS } from './skip-reasons.ts'
import { PLAN_WARNINGS } from './plan-warnings.ts'

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
        comment: z.string().nullable().openapi({ description: 'The first comment' }),
        caption_language: z.string().nullable().openapi({
          description: 'Of the caption; null: it has no words, or its language is not known',
        }),
        origin: z.enum(CAPTION_ORIGINS).openapi({
          description:
            'source: the caption of the post, in its language or without words. as_is: the same ' +
            'by the author’s word. translation, own: of its language, of this account alone. ' +
            'missing: gramd translates it before it publishes. outdated: a person wrote it for ' +
            'an older text. doubtful: a translation that does not read like its language. A ' +
            'person confirms both',
        }),
        has_own_caption: z.boolean().openapi({ description: 'It is this account’s alone' }),
        flags: z.array(z.string()).openapi({
          description:
            'Why a person should look at its caption, as in GET /api/posts/{id}/captions; ' +
            'many_hashtags and many_mentions by the limits as they are now',
        }),
        is_translated: z.boolean().openapi({
          description: 'False: there is no caption in the account’s language that may go out',
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
            'When it may publish: after its rests, its other posts with their distance, and ' +
            'within its active hours',
        }),
        quota_full_until: Timestamp.nullable().openapi({
          description: 'Meta’s quota of the account is used up until then: it waits',
        }),
        group: z.object(groupMark).nullable().openapi({
          description: 'By which people know it: one that the post is for, else one that it is in',
        }),
        picture_hash: pictureHash,
        most_collaborators: z.int().openapi({ description: 'As many does its route invite' }),
      }),
    ),
    taken: z.int(),
    left_out: z.int(),
    language: z.string().nullable().openapi({
      description: 'Of the caption of the post: named by its author, else a sure guess',
    }),
    language_needed: z.boolean().openapi({
      description: 'Publishing is refused (caption_language_needed) until a person names it',
    }),
    expected_end: Timestamp.nullable().openapi({
      description:
        'From now on, or from its time. Of the last account, at the latest as far as can be ' +
        'told: with the longest distances, without what the platform takes and what fails',
    }),
    warnings: z.array(z.enum(PLAN_WARNINGS)).openapi({
      description:
        'same_media: of equal files on several accounts Instagram recommends the first alone; ' +
        'collaborators are the proper way. ' +
        'same_post_twice: a post with the same caption and file waits for one of the accounts ' +
        'within a day, or was published there. ' +
        'not_translated: gramd translates the caption for accounts that are taken before it ' +
        'publishes. ' +
        'flagged: captions of accounts that are taken have flags. ' +
        'many_hashtags, many_mentions: captions of accounts that are taken have more than ' +
        'Instagram takes by what is known (GET /api/publishing-limits). ' +
        'ratios_differ: Instagram cuts all files of a carousel to the ratio of the first. ' +
        'cover_frame_lost, alt_text_lost: a route that is used takes no moment of the video as ' +
        'cover, no alt text of videos',
    }),
  })
  .openapi('PostPlan')
