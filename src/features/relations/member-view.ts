import { fault } from '../../http/fault.ts'
import { booleanText } from '../../http/pagination.ts'
import { z } from '../../http/router.ts'
import { ANSWERS, RELATIONS } from './store/member-answers.ts'

/** A person in at least one list of a check; the newer list decides where they differ. */
export const MemberView = z
  .object({
    platform_id: z.string(),
    username: z.string(),
    blog_id: z
      .uuid()
      .nullable()
      .openapi({ description: 'The creator that gramd knows as this person' }),
    is_private: z.boolean().nullable(),
    is_verified: z.boolean().nullable(),
    follows_target: z.enum(ANSWERS).openapi({
      description:
        "'no' only when the followers are complete; 'unknown' also for people who have " +
        'probably left',
    }),
    followed_by_target: z.enum(ANSWERS).openapi({
      description: "'no' only when the list of whom it follows is complete",
    }),
    relation: z.enum(RELATIONS).openapi({
      description:
        'mutual: each follows the other. fan: follows the target, and is not followed back. ' +
        'not_following_back: the target follows without being followed. unknown: one of the ' +
        'lists gives no answer',
    }),
  })
  .openapi('RelationMember')
export type MemberView = z.output<typeof MemberView>

export const listKind = z.enum(['followers', 'following'])

/** The filters of the members of a check, in a query. */
export const memberFields = {
  kind: listKind.optional().openapi({ description: 'Only members of this list' }),
  relation: z.enum(RELATIONS).optional(),
  verified: booleanText.optional(),
  expected: booleanText.optional().openapi({
    description:
      'true also lists, with `not_following_back`, the accounts of which that is expected: ' +
      'PUT /api/relations/{id}/expected',
  }),
  private: booleanText.optional(),
  q: z
    .string()
    .transform((text) => text.trim().replace(/^@/, '').toLowerCase())
    .refine(
      (text) => /^\*?[a-z0-9._]{1,30}$/.test(text),
      fault(
        'not_a_handle',
        'expected up to 30 letters a–z, digits, dots and underscores, with * before them for a ' +
          'part of the username',
      ),
    )
    .transform((text) => ({ text: text.replace(/^\*/, ''), isBeginning: !text.startsWith('*') }))
    .optional()
    .openapi({
      type: 'string',
      description:
        'What the username begins with; with `*` before it, what it contains, for which the ' +
        'whole list is read',
      example: '*shop',
    }),
}

/** `q` is what a username begins with, or contains; in lower case. */
export type MemberFilter = Partial<z.output<z.ZodObject<typeof memberFields>>>
