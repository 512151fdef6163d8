import { isoTimes } from '../../../../http/iso-times.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  Timestamp,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../groups/group-view.ts'
import { timeZone } from '../../../../settings/types.ts'
import { POST_STATES } from '../../posts/store/posts.ts'
import { listAccountStats, listPostStats, readOverview, type Ends } from '../store/stats.ts'

const DAY_MS = 86_400_000

const days = z.coerce.number().int().min(1).max(365).default(30)
const ends = {
  success: z.int(),
  failed: z.int(),
  unknown: z.int().openapi({ description: 'A person has to look' }),
  skipped: z.int(),
}
const rate = z.number().min(0).max(1).nullable().openapi({
  description: 'Of those that were tried; null for none',
})

const overview = createRoute({
  method: 'get',
  path: '/api/stats/overview',
  access: 'publishing:read',
  operationId: 'getPublishingStats',
  tags,
  summary: 'What became of publications, by day and group, and which accounts have most trouble',
  request: {
    query: z.strictObject({
      days,
      zone: timeZone.default('UTC').openapi({ type: 'string', description: 'Of the days' }),
    }),
  },
  responses: {
    200: json(
      'The numbers',
      z
        .object({
          days: z.int(),
          ...ends,
          success_rate: rate,
          waiting: z.int(),
          posting: z.int(),
          mean_seconds: z.number().nullable(),
          by_day: z.array(z.object({ day: z.string(), ...ends })),
          by_group: z.array(
            z.object({ id: z.uuid(), name: z.string(), ...ends, success_rate: rate }),
          ),
          accounts: z.array(z.object({ state: z.string(), count: z.int() })),
          troubled: z.array(
            z.object({
              id: z.uuid(),
              username: z.string(),
              ...ends,
              last_error: z.string().nullable(),
            }),
          ),
        })
        .openapi('PublishingStats'),
    ),
  },
})

const accounts = createRoute({
  method: 'get',
  path: '/api/stats/accounts',
  access: 'publishing:read',
  operationId: 'listAccountStats',
  tags,
  summary: 'What became of publications, by account',
  request: { query: z.strictObject({ days, ...cursorFields }) },
  responses: {
    200: json(
      'A page of accounts',
      pageOf(
        z
          .object({
            id: z.uuid(),
            username: z.string(),
            ...ends,
            success_rate: rate,
            posts_today: z.int().openapi({ description: 'Within 24 hours' }),
            last_post_at: Timestamp.nullable(),
          })
          .openapi('AccountStats'),
      ),
    ),
  },
})

const posts = createRoute({
  method: 'get',
  path: '/api/stats/posts',
  access: 'publishing:read',
  operationId: 'listPostStats',
  tags,
  summary: 'What became of posts that were begun, the newest first',
  request: { query: z.strictObject({ days, ...cursorFields }) },
  responses: {
    200: json(
      'A page of posts',
      pageOf(
        z
          .object({
            id: z.uuid(),
            caption: z.string(),
            status: z.enum(POST_STATES),
            ...ends,
            success_rate: rate,
            begun_at: Timestamp,
            completed_at: Timestamp.nullable(),
          })
          .openapi('PostStats'),
      ),
    ),
  },
})

const Key = z.tuple([z.uuid()])

/** Statistics of publishing. */
export function publishingStatsRoutes({ db, clock }: Pick<Services, 'db' | 'clock'>): Router {
  const since = (count: number): Date => new Date(clock.now().getTime() - count * DAY_MS)
  return createRouter()
    .openapi(overview, async (c) => {
      const { days: count, zone } = c.req.valid('query')
      const { by_group: groups, ...found } = await readOverview(db, { since: since(count), zone })
      const by_group = groups.map((group) => ({ ...group, success_rate: rateOf(group) }))
      return c.json({ days: count, success_rate: rateOf(found), ...found, by_group }, 200)
    })
    .openapi(accounts, async (c) => {
      const { days: count, ...page } = c.req.valid('query')
      const [after] = readCursor(page, Key) ?? []
      const rows = await listAccountStats(db, since(count), { after, limit: page.limit + 1 })
      const item = (row: (typeof rows)[number]) => ({ ...isoTimes(row), success_rate: rateOf(row) })
      return c.json(cutPage(rows, page.limit, { item, key: ({ id }) => [id] }), 200)
    })
    .openapi(posts, async (c) => {
      const { days: count, ...page } = c.req.valid('query')
      const [after] = readCursor(page, Key) ?? []
      const rows = await listPostStats(db, since(count), { after, limit: page.limit + 1 })
      const item = (row: (typeof rows)[number]) => ({ ...isoTimes(row), success_rate: rateOf(row) })
      return c.json(cutPage(rows, page.limit, { item, key: ({ id }) => [id] }), 200)
    })
}

function rateOf({ success, failed, unknown }: Ends): number | null {
  const tried = success + failed + unknown
  return tried === 0 ? null : success / tried
}
