import { PUBLISHING_STATES } from '../../../../accounts/states.ts'
import type { Clock } from '../../../../base/clock.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { pageOf } from '../../../../http/pagination.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import { timeZone } from '../../../../settings/types.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../groups/group-view.ts'
import { POST_STATES } from '../../posts/post-states.ts'
import { listAccountStats, listPostStats, readOverview, type Ends } from '../store/stats.ts'

const operation = operationsFor<Pick<Services, 'db' | 'clock'>>()

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

const StatsView = z
  .object({
    days: z.int(),
    ...ends,
    success_rate: rate,
    waiting: z.int(),
    posting: z.int(),
    mean_seconds: z.number().nullable(),
    by_day: z.array(z.object({ day: z.string(), ...ends })),
    by_group: z.array(z.object({ id: z.uuid(), name: z.string(), ...ends, success_rate: rate })),
    accounts: z.array(z.object({ state: z.enum(PUBLISHING_STATES), count: z.int() })),
    causes: z.array(z.object({ class: z.string(), count: z.int() })).openapi({
      description: 'Failures and unknown outcomes by class, the six most frequent',
    }),
    troubled: z.array(
      z.object({
        id: z.uuid(),
        username: z.string(),
        ...ends,
        last_error: z.string().nullable(),
      }),
    ),
  })
  .openapi('PublishingStats')

const AccountStats = z
  .object({
    id: z.uuid(),
    username: z.string(),
    ...ends,
    success_rate: rate,
    posts_today: z.int().openapi({ description: 'Within 24 hours' }),
    last_post_at: Timestamp.nullable(),
  })
  .openapi('AccountStats')

const PostStats = z
  .object({
    id: z.uuid(),
    caption: z.string(),
    status: z.enum(POST_STATES),
    ...ends,
    success_rate: rate,
    begun_at: Timestamp,
    completed_at: Timestamp.nullable(),
  })
  .openapi('PostStats')

const shared = { access: 'publishing:read', tags } as const
const key = z.tuple([z.uuid()])

/** Statistics of publishing. */
export const statsOperations = {
  getPublishingStats: operation.get({
    ...shared,
    path: '/api/stats/overview',
    summary: 'What became of publications, by day and group, and which accounts have most trouble',
    query: z.strictObject({
      days,
      zone: timeZone.default('UTC').openapi({ type: 'string', description: 'Of the days' }),
    }),
    answer: StatsView,
    success: 'The numbers',
    async run({ query }, { db, clock }) {
      const since = daysAgo(clock, query.days)
      const found = await readOverview(db, { since, zone: query.zone })
      const by_group = found.by_group.map(withRate)
      return { days: query.days, ...withRate(found), by_group }
    },
  }),

  listAccountStats: operation.list({
    ...shared,
    path: '/api/stats/accounts',
    summary: 'What became of publications, by account',
    filter: { days },
    answer: pageOf(AccountStats),
    success: 'A page of accounts',
    key,
    async run({ query, page }, { db, clock }) {
      const since = daysAgo(clock, query.days)
      const rows = await listAccountStats(db, since, { after: page.after?.[0], limit: page.take })
      return page.cut(rows, ({ id }) => [id], withRate)
    },
  }),

  listPostStats: operation.list({
    ...shared,
    path: '/api/stats/posts',
    summary: 'What became of posts that were begun, the newest first',
    filter: { days },
    answer: pageOf(PostStats),
    success: 'A page of posts',
    key,
    async run({ query, page }, { db, clock }) {
      const since = daysAgo(clock, query.days)
      const rows = await listPostStats(db, since, { after: page.after?.[0], limit: page.take })
      return page.cut(rows, ({ id }) => [id], withRate)
    },
  }),
}

const daysAgo = (clock: Clock, days: number): Date =>
  new Date(clock.now().getTime() - days * DAY_MS)

const withRate = <Row extends Ends>(row: Row) => ({ ...row, success_rate: rateOf(row) })

function rateOf({ success, failed, unknown }: Ends): number | null {
  const tried = success + failed + unknown
  return tried === 0 ? null : success / tried
}
