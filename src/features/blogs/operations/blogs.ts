import { invalidField } from '../../../base/errors.ts'
import {
  cursorFields,
  cutPage,
  encodeCursor,
  pageFields,
  pageOf,
  readCursor,
  type PageRequest,
} from '../../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../../http/router.ts'
import { insightsOf } from '../../analyze/index.ts'
import type { Services } from '../../manifest.ts'
import { BlogParams, findBlogId } from '../../scrape/index.ts'
import { listBlogs, type BlogPlace } from '../store/blog-list.ts'
import {
  blogSearchFields,
  readBlogSearch,
  refineBlogSearch,
  type BlogSearch,
} from '../blog-search.ts'
import { BLOG_SORTS, isSortKey } from '../store/blog-sort.ts'
import {
  getBlog,
  highlightsOf,
  latestPosts,
  latestSnapshots,
  otherBlogs,
  partSources,
  riskEvidence,
} from '../store/blogs.ts'
import { BlogDetail, BlogView, brandsIn, viewRisk } from '../blog-view.ts'
import { growthOf, historyOf, rhythmOf, type HistoryInterval } from '../store/history.ts'
import { HistoryPage, InsightsPage } from '../history-view.ts'

const BlogListQuery = z
  .strictObject({ ...blogSearchFields, ...pageFields })
  .superRefine(refineBlogSearch)

const list = createRoute({
  method: 'get',
  path: '/api/blogs',
  access: 'creators:read',
  operationId: 'listBlogs',
  summary: 'Creators',
  description:
    'A page may have fewer creators than asked for, or none, and still a next_cursor: what no index answers (q that only excludes words, a phrase of common words, one or two letters of a name) is tested for a limited number of creators at a time. A question that takes longer than 5 s is refused (query_too_slow).',
  request: { query: BlogListQuery },
  responses: { 200: json('A page of creators', pageOf(BlogView)) },
})

const show = createRoute({
  method: 'get',
  path: '/api/blogs/{id}',
  access: 'creators:read',
  operationId: 'getBlog',
  summary: 'One creator with posts, highlights, insights and history',
  request: { params: BlogParams },
  responses: { 200: json('The creator', BlogDetail), 404: problem('No such blog') },
})

const history = createRoute({
  method: 'get',
  path: '/api/blogs/{id}/history',
  access: 'creators:read',
  operationId: 'getBlogHistory',
  summary: 'How a creator has changed, newest first; growth of followers; when posts are made',
  request: {
    params: BlogParams,
    query: z.strictObject({
      interval: z
        .enum(['scrape', 'week', 'month'])
        .default('scrape')
        .openapi({ description: 'For a week or month, its last scrape' }),
      ...cursorFields,
    }),
  },
  responses: { 200: json('A page of the history', HistoryPage), 404: problem('No such blog') },
})
const insights = createRoute({
  method: 'get',
  path: '/api/blogs/{id}/insights',
  access: 'creators:read',
  operationId: 'listBlogInsights',
  summary: 'What models have said of a creator, the newest first',
  request: {
    params: BlogParams,
    query: z.strictObject(cursorFields),
  },
  responses: { 200: json('A page of the versions', InsightsPage), 404: problem('No such blog') },
})
const VersionKey = z.tuple([z.literal('version'), z.int().positive()])

const HistoryKey = z.tuple([z.enum(['scrape', 'week', 'month']), z.iso.datetime()])

const Key = z.tuple([z.enum(BLOG_SORTS), z.enum(['asc', 'desc']), z.string().nullable(), z.uuid()])

export function blogRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, offset, cursor, ...fields } = c.req.valid('query')
    const search = readBlogSearch(fields)
    const { sort, order } = search
    const after = readPlace(search, { limit, offset, cursor })
    const { rows, next } = await listBlogs(db, { ...search, limit, offset, after })
    const data = rows.map(({ sort_key: _key, ...row }) => row)
    const nextCursor = next === undefined ? null : encodeCursor([sort, order, next.key, next.id])
    return c.json({ data, next_cursor: nextCursor, has_more: nextCursor !== null }, 200)
  })
  router.openapi(show, async (c) => {
    const blog = await getBlog(db, await findBlogId(db, c.req.valid('param').id))
    const [posts, highlights, history, evidence, other_blogs, sources] = await Promise.all([
      latestPosts(db, blog.id),
      highlightsOf(db, blog.id),
      latestSnapshots(db, blog.id),
      riskEvidence(db, blog.id),
      otherBlogs(db, blog),
      partSources(db, blog.id),
    ])
    const risks = blog.risk_flags.map((flag) => viewRisk(flag, evidence[flag]))
    const parts = { sources, other_blogs, advertised_brands: brandsIn(posts), risks }
    return c.json({ ...blog, ...parts, posts, highlights, history }, 200)
  })
  router.openapi(history, async (c) => {
    const { interval, ...page } = c.req.valid('query')
    const id = await findBlogId(db, c.req.valid('param').id)
    const before = readMoment(page, interval)
    const [points, growth, rhythm] = await Promise.all([
      historyOf(db, id, { interval, limit: page.limit + 1, before }),
      growthOf(db, id),
      rhythmOf(db, id),
    ])
    const cut = cutPage(points, page.limit, { key: ({ at }) => [interval, at.toISOString()] })
    return c.json({ ...cut, growth, rhythm }, 200)
  })
  router.openapi(insights, async (c) => {
    const page = c.req.valid('query')
    const id = await findBlogId(db, c.req.valid('param').id)
    const [, before = null] = readCursor(page, VersionKey) ?? []
    const versions = await insightsOf(db, id, { limit: page.limit + 1, before })
    const key = ({ version }: (typeof versions)[number]) => ['version', version]
    return c.json(cutPage(versions, page.limit, { key }), 200)
  })
  return router
}

/** The moment before which a page of the history begins. */
function readMoment(page: PageRequest, interval: HistoryInterval): Date | null {
  const key = readCursor(page, HistoryKey)
  if (!key) return null
  const [asked, before] = key
  if (asked !== interval) throw invalidField('cursor', 'is not a cursor of this interval')
  return new Date(before)
}

/** A cursor belongs to one sort and order: its key means nothing in another. */
function readPlace(search: BlogSearch, page: PageRequest): BlogPlace | undefined {
  const key = readCursor(page, Key)
  if (!key) return undefined
  const [sort, order, value, id] = key
  const fits =
    sort === search.sort && order === search.order && (value === null || isSortKey(sort, value))
  if (!fits) throw invalidField('cursor', 'is not a cursor of this list with this sort')
  return { key: value, id }
}
