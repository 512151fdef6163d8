import { z } from '../../http/router.ts'

export const CategoryView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    creators: z.int().openapi({ description: 'Number of creators in it' }),
    primary_creators: z
      .int()
      .openapi({ description: 'Number of creators whose main category it is' }),
    synonyms: z.array(z.string()).openapi({ description: 'Its other words, in any language' }),
  })
  .openapi('Category')
export type CategoryRow = z.output<typeof CategoryView>

export const CategoryDetail = CategoryView.extend({
  guessed_topics: z
    .array(
      z.object({
        topic: z.string(),
        creators: z.int(),
        matched_by: z.enum(['similarity', 'words']),
        similarity: z.number().nullable().openapi({ description: '0 to 1' }),
      }),
    )
    .openapi({
      description:
        'The 100 most frequent topics that are in it although they are no word of it, for ' +
        'somebody to check: those with nearly the letters of one, and those with a word in ' +
        'them. POST /api/topics/map puts right what is wrong.',
    }),
}).openapi('CategoryDetail')
