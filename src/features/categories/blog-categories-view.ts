import { Timestamp, z } from '../../http/router.ts'

export const CategoriesOfBlog = z
  .object({
    manual: z
      .union([z.object({ category: z.string(), assigned_at: Timestamp }), z.null()])
      .openapi({ description: 'The category that a person gave; it comes before those of topics' }),
    topics: z
      .array(
        z.object({
          topic: z.string(),
          is_primary: z.boolean(),
          category: z.string().nullable().openapi({ description: 'Null for an unknown topic' }),
          matched_by: z.enum(['name', 'synonym', 'similarity', 'words']).nullable(),
        }),
      )
      .openapi({ description: 'What the newest insights name, the primary one first' }),
  })
  .openapi('CategoriesOfBlog')
export type CategoriesOfBlog = z.output<typeof CategoriesOfBlog>
