import { queryArray, queryValues } from '../../../http/query-values.ts'
import { createRoute, createRouter, json, z, type Router } from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { blogSearchFields, readBlogSearch, refineBlogSearch } from '../blog-search.ts'
import { createSuggestions } from '../store/suggestions.ts'
import { countBlogs, followersByWeek, MOST_COUNTED, WEEKS } from '../store/summary.ts'

const count = createRoute({
  method: 'get',
  path: '/api/blogs/count',
  access: 'creators:read',
  operationId: 'countBlogs',
  summary: 'How many creators a filter finds',
  request: { query: z.strictObject(blogSearchFields).superRefine(refineBlogSearch) },
  responses: {
    200: json(
      'The number',
      z
        .object({
          count: z.int(),
          capped: z.boolean().openapi({ description: `There are more than these ${MOST_COUNTED}` }),
        })
        .openapi('BlogCount'),
    ),
  },
})

const MOST_IDS = 200

const followers = createRoute({
  method: 'get',
  path: '/api/blogs/followers',
  access: 'creators:read',
  operationId: 'listFollowersByWeek',
  summary: `The followers of several creators in the last ${WEEKS} weeks`,
  request: {
    query: z.strictObject({
      ids: queryValues
        .pipe(z.array(z.uuid()).min(1).max(MOST_IDS))
        .openapi(queryArray({ format: 'uuid' }, { maxItems: MOST_IDS })),
    }),
  },
  responses: {
    200: json(
      'A course for each id',
      z
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
        .openapi('FollowersByWeek'),
    ),
  },
})

const suggestions = createRoute({
  method: 'get',
  path: '/api/blogs/suggestions',
  access: 'creators:read',
  operationId: 'suggestBlogFilters',
  summary: 'Values that filters of creators can take',
  description:
    'The most frequent of the posts and creators that were stored last, up to ten minutes old, at most 100 of each kind; and by name, at most 200 of each, the categories that have creators, as old as these, and the lists, for whoever has lists:read.',
  responses: {
    200: json(
      'Frequent values',
      z
        .object({
          locations: z.array(z.string()),
          hashtags: z.array(z.string()),
          business_categories: z.array(z.string()),
          categories: z.array(z.object({ name: z.string(), creators: z.int() })),
          lists: z.array(z.string()),
        })
        .openapi('BlogFilterSuggestions'),
    ),
  },
})

/** What people see around a list of creators. Before the routes of one creator: the first fit wins. */
export function summaryRoutes(services: Pick<Services, 'db' | 'clock' | 'log'>): Router {
  const { db } = services
  const suggest = createSuggestions(services)
  const router = createRouter()
  router.openapi(count, async (c) => {
    const { filter } = readBlogSearch(c.req.valid('query'))
    return c.json(await countBlogs(db, filter), 200)
  })
  router.openapi(followers, async (c) => {
    return c.json({ data: await followersByWeek(db, c.req.valid('query').ids) }, 200)
  })
  router.openapi(suggestions, async (c) => {
    const { lists, ...values } = await suggest()
    const maySeeLists = c.get('principal').scopes.includes('lists:read')
    return c.json({ ...values, lists: maySeeLists ? lists : [] }, 200)
  })
  return router
}
