import { InvalidInputError } from '../../errors.ts'
import { cutPage, pageFields, pageOf, readCursor, type PageRequest } from '../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { listBlogs, type BlogPlace } from './blog-list.ts'
import {
  blogSearchFields,
  isUsernamePart,
  readBlogSearch,
  refineBlogSearch,
  usernameText,
  type BlogSearch,
} from './blog-search.ts'
import { BLOG_SORTS, isSortKey } from './blog-sort.ts'
import { getBlog, highlightsOf, latestPosts, latestSnapshots } from './blog-store.ts'
import { BlogDetail, BlogView, viewBlog, viewBlogDetail } from './blog-view.ts'

const BlogListQuery = z
  .strictObject({ ...blogSearchFields, ...pageFields })
  .superRefine(refineBlogSearch)

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

export function blogRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, offset, cursor, ...fields } = c.req.valid('query')
    const search = readBlogSearch(fields)
    const { sort, order } = search
    const after = readPlace(search, { limit, offset, cursor })
    const rows = await listBlogs(db, { ...search, limit: limit + 1, offset, after })
    const page = cutPage(rows, limit, {
      item: ({ sort_key: _key, ...row }) => viewBlog(row),
      key: (row) => [sort, order, row.sort_key, row.id],
    })
    return c.json(page, 200)
  })
  router.openapi(show, async (c) => {
    const { id } = c.req.valid('param')
    const blog = await getBlog(db, isUsernamePart(id) ? { username: id } : { id })
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
function readPlace(search: BlogSearch, page: PageRequest): BlogPlace | undefined {
  const key = readCursor(page, Key)
  if (!key) return undefined
  const [sort, order, value, id] = key
  const fits =
    sort === search.sort && order === search.order && (value === null || isSortKey(sort, value))
  if (!fits) {
    const reason = 'is not a cursor of this list with this sort'
    throw new InvalidInputError(`cursor: ${reason}`, [{ field: 'cursor', reason }])
  }
  return { key: value, id }
}
