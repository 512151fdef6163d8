import { z } from '../../http/router.ts'

export const CHANGES = ['new', 'gone', 'renamed'] as const
export type Change = (typeof CHANGES)[number]

/** A person who joined, left or changed name between two checks. */
export const ChangeView = z
  .object({
    platform_id: z.string(),
    username: z.string().openapi({ description: 'The newest that is known' }),
    previous_username: z.string().nullable().openapi({ description: 'Of the renamed' }),
    is_private: z.boolean().nullable(),
    is_verified: z.boolean().nullable(),
    change: z.enum(CHANGES),
  })
  .openapi('RelationChange')

export type ChangeView = z.output<typeof ChangeView>
