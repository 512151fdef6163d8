import { ownerSeenBy } from '../../../http/access/owner.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { cursorFields, cutPage, integerText, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  OpenObject,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { latestDemographics, listAccountDays } from '../store/account-insights.ts'
import { getSync } from '../store/syncs.ts'
import { getMedia } from '../store/media-list.ts'
import { AccountParams, MediaParams, noSuchAccount, noSuchMedia, tags } from './media.ts'
import { MediaDetails, viewDetails } from '../media-view.ts'
import { momentFields } from '../media-filter.ts'
import { Showcase, showcaseOf } from '../showcase.ts'
import { endOfFirstDays, growthOf, listRawAnswers, listSnapshots } from '../store/snapshots.ts'

const numbers = z.record(z.string(), z.number())

export const SnapshotView = z
  .object({
    collected_at: Timestamp,
    metrics: Showcase,
    all: numbers.openapi({ description: 'Everything that Meta sent, by its own names' }),
  })
  .openapi('MediaSnapshot')
export type SnapshotView = z.output<typeof SnapshotView>

const perHour = z.number().nullable()

const ofMedia = createRoute({
  method: 'get',
  path: '/api/ig/media/{id}/insights',
  access: 'own:read',
  operationId: 'getOwnMediaInsights',
  tags,
  summary: 'The metrics of a post over time',
  description:
    'The newest, what each lacks and why, the history from page to page, and the growth per hour in the first 48 hours.',
  request: { params: MediaParams, query: z.strictObject({ ...momentFields, ...cursorFields }) },
  responses: {
    200: json(
      'The metrics',
      z
        .object({
          media: MediaDetails,
          growth: z
            .array(
              z.object({
                age_hours: z.number(),
                collected_at: Timestamp,
                views: perHour,
                reach: perHour,
                likes: perHour,
                comments: perHour,
                saves: perHour,
                shares: perHour,
              }),
            )
            .openapi({ description: 'Gained per hour since the snapshot before, oldest first' }),
          data: z.array(SnapshotView).openapi({ description: 'The history, newest first' }),
          next_cursor: z.string().nullable(),
          has_more: z.boolean(),
        })
        .openapi('OwnMediaInsights'),
    ),
    404: noSuchMedia,
  },
})

const MOST_RAW = 50

const raw = createRoute({
  method: 'get',
  path: '/api/ig/media/{id}/insights/raw',
  access: 'own:all',
  operationId: 'getRawOwnMediaInsights',
  tags,
  summary: "Meta's answers as they came, newest first, for debugging",
  request: {
    params: MediaParams,
    query: z.strictObject({
      limit: integerText({ min: 1, max: MOST_RAW }).default(5).openapi({ default: 5 }),
    }),
  },
  responses: {
    200: json(
      'The answers',
      z
        .object({ data: z.array(z.object({ collected_at: Timestamp, raw: OpenObject })) })
        .openapi('RawOwnMediaInsights'),
    ),
    404: noSuchMedia,
  },
})

const demographics = z.record(z.string(), numbers)

export const AccountDay = z
  .object({
    day: z.iso.date().openapi({ description: 'UTC' }),
    collected_at: Timestamp,
    metrics: numbers.openapi({ description: 'By the names of Meta' }),
    gaps: z.record(z.string(), z.string()).openapi({ description: 'Why metrics are missing' }),
    demographics: demographics.nullable(),
  })
  .openapi('OwnAccountDay')
export type AccountDay = z.output<typeof AccountDay>

export const dayFields = {
  since: z.iso.date().optional().openapi({ description: 'First day' }),
  until: z.iso.date().optional().openapi({ description: 'Last day' }),
}

const ofAccount = createRoute({
  method: 'get',
  path: '/api/ig/{accountId}/insights',
  access: 'own:read',
  operationId: 'getOwnAccountInsights',
  tags,
  summary: 'The numbers of a connected account by day, newest first, and who its audience is',
  request: { params: AccountParams, query: z.strictObject({ ...dayFields, ...cursorFields }) },
  responses: {
    200: json(
      'The days',
      z
        .object({
          audience: z
            .object({ day: z.iso.date(), by: demographics })
            .nullable()
            .openapi({ description: 'The newest demographics: people by age, city and so on' }),
          data: z.array(AccountDay),
          next_cursor: z.string().nullable(),
          has_more: z.boolean(),
        })
        .openapi('OwnAccountInsights'),
    ),
    404: noSuchAccount,
  },
})

const MediaKey = z.tuple([z.iso.datetime()])
const DayKey = z.tuple([z.iso.date()])
/** More than the plan takes in 48 hours. */
const MOST_IN_FIRST_DAYS = 200

/** Metrics over time. */
export function insightRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(ofMedia, async (c) => {
    const { since, until, ...page } = c.req.valid('query')
    const media = await getMedia(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    const [at] = readCursor(page, MediaKey) ?? []
    const before = at === undefined ? undefined : new Date(at)
    const rows = await listSnapshots(db, media.id, { since, until, before, limit: page.limit + 1 })
    const first = await listSnapshots(db, media.id, {
      until: new Date(endOfFirstDays(media.published_at).getTime() + 1),
      limit: MOST_IN_FIRST_DAYS,
    })
    const item = ({ collected_at, metrics }: (typeof rows)[number]): SnapshotView => ({
      collected_at: collected_at.toISOString(),
      metrics: showcaseOf(metrics, media.length_ms),
      all: metrics,
    })
    const key = (row: (typeof rows)[number]) => [row.collected_at.toISOString()]
    return c.json(
      {
        media: viewDetails(media),
        growth: growthOf(media.published_at, first).map(isoTimes),
        ...cutPage(rows, page.limit, { item, key }),
      },
      200,
    )
  })
  router.openapi(raw, async (c) => {
    const { id } = await getMedia(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    const rows = await listRawAnswers(db, id, c.req.valid('query').limit)
    return c.json({ data: rows.map(isoTimes) }, 200)
  })
  router.openapi(ofAccount, async (c) => {
    const { since, until, ...page } = c.req.valid('query')
    const owner = ownerSeenBy(c.get('principal'))
    const { connection_id } = await getSync(db, owner, c.req.valid('param').accountId)
    const [before] = readCursor(page, DayKey) ?? []
    const rows = await listAccountDays(db, connection_id, {
      since,
      until,
      before,
      limit: page.limit + 1,
    })
    const audience = await latestDemographics(db, connection_id)
    const by = audience?.demographics
    return c.json(
      {
        audience: audience && by ? { day: audience.day, by } : null,
        ...cutPage(rows, page.limit, { item: isoTimes, key: (row) => [row.day] }),
      },
      200,
    )
  })
  return router
}
