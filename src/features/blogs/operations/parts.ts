import { fault } from '../../../http/fault.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { BENCHMARK_METRICS, findBlogId } from '../../scrape/index.ts'
import { PostView } from '../blog-view.ts'
import { postsOf } from '../store/blogs.ts'
import { isTimeZone } from '../../../settings/types.ts'
import { BlogAssessment } from '../assessment/assessment-view.ts'
import { assessBlog } from '../store/assessment.ts'
import { standingOf } from '../store/standing.ts'
import { ofBlog } from './of-blog.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

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

/** Parts of a creator that are read on their own. */
export const partOperations = {
  listBlogPosts: operation.list({
    ...ofBlog,
    path: '/api/blogs/{id}/posts',
    assistant: { tool: true, resource: 'gramd://creators/{id}/posts' },
    summary: 'Posts of a creator, newest first',
    answer: pageOf(PostView),
    success: 'A page of posts',
    key: z.tuple([z.iso.datetime(), z.string()]),
    async run({ params, page }, { db }) {
      const id = await findBlogId(db, params.id)
      const before = page.after && { takenAt: new Date(page.after[0]), platformId: page.after[1] }
      const rows = await postsOf(db, id, { limit: page.take, before })
      return page.cut(rows, (row) => [row.taken_at.toISOString(), row.platform_id])
    },
  }),

  getBlogAssessment: operation.get({
    ...ofBlog,
    path: '/api/blogs/{id}/assessment',
    assistant: { tool: true },
    summary: 'What the numbers of a creator say: strength, steadiness, paid posts, jumps, contacts',
    description:
      'Computed from the profile, the newest 20 posts and the readings of followers; reasons of ' +
      'jumps are guesses. docs/metrics.md',
    query: z.strictObject({
      time_zone: z
        .string()
        .refine(isTimeZone, fault('not_a_time_zone', 'expected a time zone, as in Asia/Almaty'))
        .default('UTC')
        .openapi({ type: 'string', description: 'Of `rhythm`', example: 'Asia/Almaty' }),
    }),
    answer: BlogAssessment,
    success: 'The assessment',
    run: async ({ params, query }, { db }) =>
      await assessBlog(db, await findBlogId(db, params.id), query.time_zone),
  }),

  getBlogStanding: operation.get({
    ...ofBlog,
    path: '/api/blogs/{id}/standing',
    summary: 'How a creator compares with others of the same tier here, metric by metric',
    description:
      'A metric that fewer than 30 creators of the tier have is missing. docs/metrics.md',
    answer: z.object({ data: z.array(StandingView) }),
    success: 'By metric',
    run: async ({ params }, { db }) => ({
      data: await standingOf(db, await findBlogId(db, params.id)),
    }),
  }),
}
