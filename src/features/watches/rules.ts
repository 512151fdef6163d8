import { fault } from '../../http/fault.ts'
import { z } from '../../http/router.ts'

/** The most brands of one list. */
const MAX_BRANDS = 30

const Brand = z
  .string()
  .transform((text) => text.normalize('NFC').trim().replace(/^@/, '').toLowerCase())
  .refine(
    (text) => /^\P{Cc}{2,60}$/u.test(text),
    fault('not_a_line', 'expected 2 to 60 characters on one line', { max: 60 }),
  )
  .openapi({ type: 'string', minLength: 2, maxLength: 60, example: 'botam.kz' })

const shareOff = 'null switches the rule off'

/** The rules of a list: what is news, and from which threshold on. */
export const ruleFields = {
  growth_share: z
    .number()
    .min(0.01)
    .max(10)
    .nullable()
    .openapi({
      description:
        'Followers that grow or fall by at least this share, and by more than is usual for the ' +
        `creator; ${shareOff}`,
      example: 0.05,
    }),
  risk_flags: z.boolean().openapi({ description: 'A new risk flag' }),
  renamed: z.boolean().openapi({ description: 'Another username' }),
  private: z.boolean().openapi({ description: 'The profile was made private' }),
  gone: z.boolean().openapi({
    description: 'The profile is gone, or Instagram restricts who sees it',
  }),
  back: z.boolean().openapi({ description: 'The profile can be seen again' }),
  silent_days: z
    .int()
    .min(1)
    .max(365)
    .nullable()
    .openapi({ description: `Days without a post; ${shareOff}`, example: 14 }),
  far_above_times: z
    .number()
    .min(1.5)
    .max(1000)
    .nullable()
    .openapi({
      description:
        "A post with so many times the views of the creator's usual post, or else likes and " +
        `comments; ${shareOff}`,
      example: 5,
    }),
  brands: z
    .array(Brand)
    .max(MAX_BRANDS)
    .transform((names) => [...new Set(names)])
    .openapi({
      type: 'array',
      items: { type: 'string', minLength: 2, maxLength: 60 },
      maxItems: MAX_BRANDS,
      description:
        'Advertising for one of these: handles without @, or words in its caption, labels and ' +
        'links; an empty list switches the rule off',
      example: ['botam.kz'],
    }),
}

export const Rules = z.object(ruleFields)
export type Rules = z.output<typeof Rules>

/** The rules that a watch begins with. */
export const DEFAULT_RULES: Rules = {
  growth_share: 0.05,
  risk_flags: true,
  renamed: true,
  private: true,
  gone: true,
  back: true,
  silent_days: 14,
  far_above_times: 5,
  brands: [],
}
