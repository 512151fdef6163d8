import { InvalidInputError } from '../../errors.ts'
import {
  cutPage,
  integerText,
  numberText,
  pageFields,
  pageOf,
  readCursor,
} from '../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { BLOG_SORTS, isSortKey, listBlogs, type BlogPlace } from './blog-list.ts'
import { getBlog, highlightsOf, latestPosts, latestSnapshots } from './blog-store.ts'
import {
  BLOG_SOURCES,
  BLOG_STATUSES,
  BlogDetail,
  BlogView,
  viewBlog,
  viewBlogDetail,
} from './blog-view.ts'

const MOST_FOLLOWERS = 2_147_483_647
const USERNAME_PART = /^[a-z0-9._]{1,30}$/

/** A username or a part of one as people write it, in lower case and without '@'. */
const usernameText = z
  .string()
  .transform((text) => text.trim().replace(/^@/, '').toLowerCase())
  .refine(
    (text) => USERNAME_PART.test(text),
    'expected up to 30 letters a–z, digits, dots and underscores',
  )
  .openapi({ type: 'string' })

const followers = integerText({ min: 0, max: MOST_FOLLOWERS })
const er = numberText({ min: 0, max: 1_000 })

const BlogListQuery = z
  .strictObject({
    username: usernameText.optional().openapi({ description: 'A part of the username' }),
    min_followers: followers.optional(),
    max_followers: followers.optional(),
    min_er: er.optional().openapi({ description: 'As a fraction: 0.03 is 3 %' }),
    max_er: er.optional(),
    category: z.string().min(1).max(100).optional().openapi({ description: 'A name, in any case' }),
    status: z.enum(BLOG_STATUSES).optional(),
    language: z
      .string()
      .min(1)
      .max(35)
      .optional()
      .openapi({ description: 'One of the languages of the content', example: 'ru' }),
    source: z.enum(BLOG_SOURCES).optional(),
    sort: z
      .enum(BLOG_SORTS)
      .default('created_at')
      .openapi({ description: 'Creators without the value come last' }),
    order: z.enum(['asc', 'desc']).default('desc'),
    ...pageFields,
  })
  .superRefine((query, context) => {
    for (const [min, max] of [
      ['min_followers', 'max_followers'],
      ['min_er', 'max_er'],
    ] as const) {
      if ((query[min] ?? -Infinity) > (query[max] ?? Infinity)) {
        context.addIssue({ code: 'custom', path: [max], message: `expected at least ${min}` })
      }
    }
  })

const list = createRoute({
  method: 'get',
  path: '/api/blogs',
  tags: ['blogs'],
  summary: 'Creators',
  request: { query: BlogListQuery },
  responses: { 200: json('A page of creators', pageOf(BlogView)) },
})

const show = createRoute({
  method: 'get',
  path: '/api/blogs/{id}',
  tags: ['blogs'],
  summary: 'One creator with posts, highlights, insights and history',
  request: {
    params: z.strictObject({
      id: z.union([z.uuid(), usernameText], { error: 'expected an id or a username' }).openapi({
        type: 'string',
        description: 'The id of the blog, or its username',
        example: 'natgeo',
      }),
    }),
  },
  responses: { 200: json('The creator', BlogDetail), 404: problem('No such blog') },
})

const Key = z.tuple([z.enum(BLOG_SORTS), z.enum(['asc', 'desc']), z.string().nullable(), z.uuid()])

type ListQuery = z.output<typeof BlogListQuery>

export function blogRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const query = c.req.valid('query')
    const { limit, offset, cursor: _cursor, sort, order, ...filter } = query
    const after = readPlace(query)
    const rows = await listBlogs(db, { filter, sort, order, limit: limit + 1, offset, after })
    const page = cutPage(rows, limit, {
      item: ({ sort_key: _key, ...row }) => viewBlog(row),
      key: (row) => [sort, order, row.sort_key, row.id],
    })
    return c.json(page, 200)
  })
  router.openapi(show, async (c) => {
    const { id } = c.req.valid('param')
    const blog = await getBlog(db, USERNAME_PART.test(id) ? { username: id } : { id })
    const [posts, highlights, history] = await Promise.all([
      latestPosts(db, blog.id),
      highlightsOf(db, blog.id),
      latestSnapshots(db, blog.id),
    ])
    return c.json(viewBlogDetail(blog, { posts, highlights, history }), 200)
  })
  return router
}

/** A cursor belongs to one sort and order: its key means nothing in another. */
function readPlace(query: ListQuery): BlogPlace | undefined {
  const key = readCursor(query, Key)
  if (!key) return undefined
  const [sort, order, value, id] = key
  const fits =
    sort === query.sort && order === query.order && (value === null || isSortKey(sort, value))
  if (!fits) {
    const reason = 'is not a cursor of this list with this sort'
    throw new InvalidInputError(`cursor: ${reason}`, [{ field: 'cursor', reason }])
  }
  return { key: value, id }
}
