import { invalidField } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import {
  NOT_A_CURSOR,
  encodeCursor,
  pageFields,
  pageOf,
  readCursor,
  type PageRequest,
} from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { insightsOf } from '../../analyze/index.ts'
import type { Services } from '../../services.ts'
import { findBlogId } from '../../scrape/index.ts'
import {
  blogSearchFields,
  readBlogSearch,
  refineBlogSearch,
  type BlogSearch,
} from '../blog-search.ts'
import { BlogDetail, BlogView, viewRisk } from '../blog-view.ts'
import { brandsIn } from '../brands-in.ts'
import { HistoryPage, InsightsPage } from '../history-view.ts'
import { listBlogs } from '../store/blog-list.ts'
import type { BlogPlace } from '../store/blog-query.ts'
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
import { growthOf, historyOf, rhythmOf } from '../store/history.ts'
import { ofBlog } from './of-blog.ts'

/** The filters that assistants need most; they find the other fifty by a search. */
const LISTED_FIELDS =
  'q about city country language min_followers max_followers min_er has_risk_flags list status ' +
  'sort order limit cursor'

const operation = operationsFor<Pick<Services, 'db'>>()

const INTERVALS = ['scrape', 'week', 'month'] as const

const Key = z.tuple([z.enum(BLOG_SORTS), z.enum(['asc', 'desc']), z.string().nullable(), z.uuid()])

/** Creators and their past. */
export const blogOperations = {
  listBlogs: operation.get({
    path: '/api/blogs',
    access: 'creators:read',
    assistant: { tool: LISTED_FIELDS.split(' ') },
    summary: 'Creators',
    description:
      'A page may have fewer creators than asked for, or none, and still a next_cursor: what ' +
      'no index answers (q that only excludes words, a phrase of common words, one or two ' +
      'letters of a name) is tested for a limited number of creators at a time. A question ' +
      'that takes longer than 5 s is refused (query_too_slow).',
    query: z.strictObject({ ...blogSearchFields, ...pageFields }).superRefine(refineBlogSearch),
    answer: pageOf(BlogView),
    success: 'A page of creators',
    async run({ query: { limit, offset, cursor, ...fields } }, { db }) {
      const search = readBlogSearch(fields)
      const { sort, order } = search
      const after = readPlace(search, { limit, offset, cursor })
      const { rows, next } = await listBlogs(db, { ...search, limit, offset, after })
      const data = rows.map(({ sort_key: _key, ...row }) => row)
      const nextCursor = next === undefined ? null : encodeCursor([sort, order, next.key, next.id])
      return { data, next_cursor: nextCursor, has_more: nextCursor !== null }
    },
  }),

  getBlog: operation.get({
    ...ofBlog,
    path: '/api/blogs/{id}',
    assistant: { tool: true, resource: 'gramd://creators/{id}' },
    summary: 'One creator with posts, highlights, insights and history',
    answer: BlogDetail,
    success: 'The creator',
    async run({ params }, { db }) {
      const blog = await getBlog(db, await findBlogId(db, params.id))
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
      return { ...blog, ...parts, posts, highlights, history }
    },
  }),

  getBlogHistory: operation.list({
    ...ofBlog,
    path: '/api/blogs/{id}/history',
    assistant: { tool: true },
    summary: 'How a creator has changed, newest first; growth of followers; when posts are made',
    filter: {
      interval: z
        .enum(INTERVALS)
        .default('scrape')
        .openapi({ description: 'For a week or month, its last scrape' }),
    },
    answer: HistoryPage,
    success: 'A page of the history',
    key: z.tuple([z.enum(INTERVALS), z.iso.datetime()]),
    async run({ params, query: { interval }, page }, { db }) {
      const id = await findBlogId(db, params.id)
      const [cursorInterval = interval, at] = page.after ?? []
      if (cursorInterval !== interval)
        throw invalidField('cursor', 'is not a cursor of this interval', NOT_A_CURSOR)
      const before = at === undefined ? null : new Date(at)
      const [points, growth, rhythm] = await Promise.all([
        historyOf(db, id, { interval, limit: page.take, before }),
        growthOf(db, id),
        rhythmOf(db, id),
      ])
      const cut = page.cut(points, (point) => [interval, point.at.toISOString()])
      return { ...cut, growth, rhythm }
    },
  }),

  listBlogInsights: operation.list({
    ...ofBlog,
    path: '/api/blogs/{id}/insights',
    summary: 'What models have said of a creator, the newest first',
    answer: InsightsPage,
    success: 'A page of the versions',
    key: z.tuple([z.literal('version'), z.int().positive()]),
    async run({ params, page }, { db }) {
      const id = await findBlogId(db, params.id)
      const before = page.after?.[1] ?? null
      const versions = await insightsOf(db, id, { limit: page.take, before })
      return page.cut(versions, ({ version }) => ['version', version])
    },
  }),
}

/** A cursor belongs to one sort and order: its key means nothing in another. */
function readPlace(search: BlogSearch, page: PageRequest): BlogPlace | undefined {
  const key = readCursor(page, Key)
  if (!key) return undefined
  const [sort, order, value, id] = key
  const fits =
    sort === search.sort && order === search.order && (value === null || isSortKey(sort, value))
  if (!fits)
    throw invalidField('cursor', 'is not a cursor of this list with this sort', NOT_A_CURSOR)
  return { key: value, id }
}
