import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'

const count = z.int()

/** What these pages read of a category. */
export const Category = z.object({
  id: z.string(),
  name: z.string(),
  creators: count,
  primary_creators: count,
  synonyms: z.array(z.string()),
})
export type Category = z.output<typeof Category>

export const Categories = z.object({
  data: z.array(Category),
  next_cursor: z.string().nullable(),
})

export const CategoryDetail = Category.extend({
  guessed_topics: z.array(
    z.object({
      topic: z.string(),
      creators: count,
      matched_by: z.enum(['similarity', 'words']),
    }),
  ),
})
export type CategoryDetail = z.output<typeof CategoryDetail>

export const idOf = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

const Names = z.object({ data: z.array(z.object({ name: z.string() })) })

/** Names to suggest; people may write the name of another one. */
export async function suggestedNames(page: Page, except?: string): Promise<string[]> {
  const query = { limit: 200 }
  const { data } = await page.ask('GET /api/category-names', Names, { query })
  return data.map(({ name }) => name).filter((name) => name !== except)
}
