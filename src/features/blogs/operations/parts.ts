import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { BENCHMARK_METRICS, BlogParams, findBlogId } from '../../scrape/index.ts'
import { postsOf } from '../store/blogs.ts'
import { PostView } from '../blog-view.ts'
import { standingOf } from '../store/standing.ts'

const noSuchBlog = problem('No such blog')

const posts = createRoute({
  method: 'get',
  path: '/api/blogs/{id}/posts',
  access: 'creators:read',
  operationId: 'listBlogPosts',
  summary: 'Posts of a creator, newest first',
  request: { params: BlogParams, query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of posts', pageOf(PostView)), 404: noSuchBlog },
})

const StandingView = z
  .object({
    metric: z.enum(BENCHMARK_METRICS),
    creators: z.int().openapi({ description: 'So many creators of the tier are compared' }),
    percentile: z.int().nullable().openapi({ description: '0 to 100; null without a value' }),
    low: z.number().openapi({ description: 'A quarter of the tier is below' }),
    median: z.number(),
    high: z.number().openapi({ description: 'A quarter of the tier is above' }),
    computed_at: Timestamp,
  })
  .openapi('Standing')

const standing = createRoute({
  method: 'get',
  path: '/api/blogs/{id}/standing',
  access: 'creators:read',
  operationId: 'getBlogStanding',
  summary: 'Where a creator stands among those of the same tier here, metric by metric',
  description: 'A metric that fewer than 30 creators of the tier have is missing. docs/metrics.md',
  request: { params: BlogParams },
  responses: {
    200: json('By metric', z.object({ data: z.array(StandingView) })),
    404: noSuchBlog,
  },
})

const Key = z.tuple([z.iso.datetime(), z.string()])

/** Parts of a creator that are read on their own. */
export function partRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(posts, async (c) => {
    const page = c.req.valid('query')
    const id = await findBlogId(db, c.req.valid('param').id)
    const [takenAt, platformId] = readCursor(page, Key) ?? []
    const before =
      takenAt === undefined || platformId === undefined
        ? undefined
        : { takenAt: new Date(takenAt), platformId }
    const rows = await postsOf(db, id, { limit: page.limit + 1, before })
    const key = (row: (typeof rows)[number]) => [row.taken_at.toISOString(), row.platform_id]
    return c.json(cutPage(rows, page.limit, { key }), 200)
  })
  router.openapi(standing, async (c) => {
    const id = await findBlogId(db, c.req.valid('param').id)
    return c.json({ data: await standingOf(db, id) }, 200)
  })
  return router
}
