import { operationsFor } from '../../../http/operations/verbs.ts'
import { integerText } from '../../../http/pagination.ts'
import { queryArray, queryValues } from '../../../http/query-values.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { blogSearchFields, readBlogSearch, refineBlogSearch } from '../blog-search.ts'
import { countAsCategory } from '../store/as-category.ts'
import type { Suggest } from '../store/suggestions.ts'
import { previewsOf } from '../store/previews.ts'
import { countBlogs, followersByWeek, MAX_COUNTED, WEEKS } from '../store/summary.ts'

/** `suggest` remembers what is frequent, so there is one of it in a process. */
const operation = operationsFor<Pick<Services, 'db' | 'background'> & { suggest: Suggest }>()

const BlogCount = z
  .object({
    count: z.int(),
    capped: z.boolean().openapi({ description: `There are more than these ${MAX_COUNTED}` }),
  })
  .openapi('BlogCount')

const BlogCategoryCount = BlogCount.extend({
  word: z.string().openapi({ description: 'The word, or all of q, that is a category' }),
  q: z.string().nullable().openapi({ description: 'The words that are still searched for' }),
}).openapi('BlogCategoryCount')

const MAX_IDS = 200

const FollowersByWeek = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        followers: z.array(z.int().nullable()).openapi({
          description:
            'Oldest first, as the last scrape of each week saw them; null for a week without one',
        }),
      }),
    ),
  })
  .openapi('FollowersByWeek')

const MAX_PREVIEWED = 6

const BlogPreviews = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        er: z.array(z.number().nullable()).openapi({
          description:
            'Engagement rate, oldest first, as the last scrape of each week saw it; null for a ' +
            'week without one',
        }),
        followers: z.array(z.int().nullable()).openapi({ description: 'Likewise' }),
        posts: z
          .array(
            z.object({
              platform_id: z.string(),
              code: z.string().nullable(),
              thumbnail_hash: z.string().nullable().openapi({
                description: 'Of the stored picture, which is GET /api/media/{hash}',
              }),
              is_reel: z.boolean(),
              taken_at: Timestamp,
            }),
          )
          .openapi({ description: 'Newest first, without pinned ones' }),
      }),
    ),
  })
  .openapi('BlogPreviews')

const BlogFilterSuggestions = z
  .object({
    locations: z.array(z.string()),
    hashtags: z.array(z.string()),
    business_categories: z.array(z.string()),
    categories: z.array(z.object({ name: z.string(), creators: z.int() })),
    cities: z
      .array(z.object({ id: z.int(), name: z.string(), creators: z.int() }))
      .openapi({ description: 'Of the creators stored last, with how many of these live there' }),
    lists: z.array(z.string()),
  })
  .openapi('BlogFilterSuggestions')

/**
 * The operations for values around a list of creators. They come before the operations on one
 * creator: the first match is used.
 */
export const summaryOperations = {
  countBlogs: operation.get({
    path: '/api/blogs/count',
    access: 'creators:read',
    summary: 'How many creators a filter finds',
    description: 'A number of 1,000 or more may be up to five minutes old.',
    query: z.strictObject(blogSearchFields).superRefine(refineBlogSearch),
    answer: BlogCount,
    success: 'The number',
    run: async ({ query }, services) => await countBlogs(services, readBlogSearch(query).filter),
  }),

  countBlogsAsCategory: operation.get({
    path: '/api/blogs/count/as-category',
    access: 'creators:read',
    summary: 'How many creators a word of a search finds as a category',
    description:
      'The first of these that is a category, by name or synonym, with creators: all of q, or ' +
      'one of up to four words of it while the others are still searched for; the other ' +
      'filters stay. A search with `category` has none.',
    query: z.strictObject(blogSearchFields).superRefine(refineBlogSearch),
    answer: z.object({ found: z.union([BlogCategoryCount, z.null()]) }),
    success: 'The word and the number, or null',
    async run({ query }, services) {
      const { filter } = readBlogSearch(query)
      if (filter.category !== undefined) return { found: null }
      const found = await countAsCategory(services, filter)
      return { found: found ? { ...found, q: found.q ?? null } : null }
    },
  }),

  listFollowersByWeek: operation.get({
    path: '/api/blogs/followers',
    access: 'creators:read',
    summary: `The followers of several creators in the last ${WEEKS} weeks`,
    query: z.strictObject({
      ids: queryValues
        .pipe(z.array(z.uuid()).min(1).max(MAX_IDS))
        .openapi(queryArray({ format: 'uuid' }, { maxItems: MAX_IDS })),
    }),
    answer: FollowersByWeek,
    success: 'A course for each id',
    run: async ({ query }, { db }) => ({ data: await followersByWeek(db, query.ids) }),
  }),

  listBlogPreviews: operation.get({
    path: '/api/blogs/previews',
    access: 'creators:read',
    summary: `The newest posts of several creators, and their last ${WEEKS} weeks`,
    query: z.strictObject({
      ids: queryValues
        .pipe(z.array(z.uuid()).min(1).max(MAX_IDS))
        .openapi(queryArray({ format: 'uuid' }, { maxItems: MAX_IDS })),
      posts: integerText({ min: 1, max: MAX_PREVIEWED })
        .optional()
        .openapi({ description: 'Of each creator; 3 when left out' }),
    }),
    answer: BlogPreviews,
    success: 'A preview for each id',
    run: async ({ query }, { db }) => ({ data: await previewsOf(db, query.ids, query.posts ?? 3) }),
  }),

  suggestBlogFilters: operation.get({
    path: '/api/blogs/suggestions',
    access: 'creators:read',
    summary: 'Values that filters of creators can take',
    description:
      'The most frequent of the posts and creators that were stored last, up to ten minutes ' +
      'old, at most 100 of each kind; and by name, at most 200 of each, the categories that ' +
      'have creators, as old as these, and the lists, for callers with lists:read.',
    answer: BlogFilterSuggestions,
    success: 'Frequent values',
    async run(_, { suggest }, { principal }) {
      const { lists, ...values } = await suggest()
      return { ...values, lists: principal.scopes.includes('lists:read') ? lists : [] }
    },
  }),
}
