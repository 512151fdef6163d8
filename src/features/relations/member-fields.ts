import { z } from '../../http/router.ts'
import { ANSWERS, RELATIONS } from './member-answers.ts'
import type { MemberFilter, NameFilter } from './member-list.ts'

export const MemberView = z
  .object({
    platform_id: z.string(),
    username: z.string(),
    is_private: z.boolean().nullable(),
    is_verified: z.boolean().nullable(),
    follows_target: z.enum(ANSWERS).openapi({
      description:
        "'no' only when the followers are complete; 'unknown' also for people who have probably left",
    }),
    followed_by_target: z.enum(ANSWERS).openapi({
      description: "'no' only when the list of whom it follows is complete",
    }),
    relation: z.enum(RELATIONS).openapi({
      description:
        'mutual: each follows the other. fan: follows the target, and is not followed back. not_following_back: the target follows without being followed. unknown: one of the lists gives no answer',
    }),
  })
  .openapi('RelationMember')
export type MemberView = z.output<typeof MemberView>

const yesOrNo = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .openapi({ type: 'boolean' })

export const listKind = z.enum(['followers', 'following'])

/** The filters of the members of a check, in a query. */
export const memberFields = {
  kind: listKind.optional().openapi({ description: 'Only members of this list' }),
  relation: z.enum(RELATIONS).optional(),
  verified: yesOrNo.optional(),
  private: yesOrNo.optional(),
  q: z
    .string()
    .transform((text) => text.trim().replace(/^@/, '').toLowerCase())
    .refine(
      (text) => /^\*?[a-z0-9._]{1,30}$/.test(text),
      'expected up to 30 letters a–z, digits, dots and underscores, with * before them for a part of the username',
    )
    .optional()
    .openapi({
      type: 'string',
      description:
        'What the username begins with; with `*` before it, what it contains, for which the whole list is read',
      example: '*shop',
    }),
}

const nameFilter = (q: string): NameFilter => ({
  text: q.replace(/^\*/, ''),
  isBeginning: !q.startsWith('*'),
})

type MemberFields = z.output<z.ZodObject<typeof memberFields>>

export const readFilter = (fields: MemberFields): MemberFilter => ({
  kind: fields.kind,
  relation: fields.relation,
  isVerified: fields.verified,
  isPrivate: fields.private,
  q: fields.q === undefined ? undefined : nameFilter(fields.q),
})
