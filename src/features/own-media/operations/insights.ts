import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { integerText } from '../../../http/pagination.ts'
import { OpenObject, Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { momentFields } from '../media-filter.ts'
import { MediaDetails, viewDetails } from '../media-view.ts'
import { Showcase, overviewOf } from '../account-overview.ts'
import { latestDemographics, listAccountDays } from '../store/account-insights.ts'
import { getMedia } from '../store/media-list.ts'
import { endOfFirstDays, growthOf, listRawAnswers, listSnapshots } from '../store/snapshots.ts'
import { getSync } from '../store/syncs.ts'
import { ofAccount, ofMedia } from './of.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

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

const OwnMediaInsights = z
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
  .openapi('OwnMediaInsights')

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

const OwnAccountInsights = z
  .object({
    audience: z
      .object({ day: z.iso.date(), by: demographics })
      .nullable()
      .openapi({ description: 'The newest demographics: people by age, city and so on' }),
    data: z.array(AccountDay),
    next_cursor: z.string().nullable(),
    has_more: z.boolean(),
  })
  .openapi('OwnAccountInsights')

export const dayFields = {
  since: z.iso.date().optional().openapi({ description: 'First day' }),
  until: z.iso.date().optional().openapi({ description: 'Last day' }),
}

const MAX_RAW = 50
/** A limit above the number of snapshots that the plan takes in 48 hours. */
const MAX_IN_FIRST_DAYS = 200

/** Metrics over time. */
export const insightOperations = {
  getOwnMediaInsights: operation.list({
    ...ofMedia,
    path: '/api/ig/media/{id}/insights',
    access: 'own:read',
    summary: 'The metrics of a post over time',
    description:
      'The newest, what each lacks and why, the history from page to page, and the growth per ' +
      'hour in the first 48 hours.',
    filter: momentFields,
    answer: OwnMediaInsights,
    success: 'The metrics',
    key: z.tuple([z.iso.datetime()]),
    async run({ params, query, page }, { db }, { principal }) {
      const media = await getMedia(db, ownerScopeOf(principal), params.id)
      const before = page.after && new Date(page.after[0])
      const rows = await listSnapshots(db, media.id, { ...query, before, limit: page.take })
      const first = await listSnapshots(db, media.id, {
        until: new Date(endOfFirstDays(media.published_at).getTime() + 1),
        limit: MAX_IN_FIRST_DAYS,
      })
      return {
        media: viewDetails(media),
        growth: growthOf(media.published_at, first),
        ...page.cut(
          rows,
          ({ collected_at }) => [collected_at.toISOString()],
          ({ collected_at, metrics }) => ({
            collected_at,
            metrics: overviewOf(metrics, media.length_ms),
            all: metrics,
          }),
        ),
      }
    },
  }),

  getRawOwnMediaInsights: operation.get({
    ...ofMedia,
    path: '/api/ig/media/{id}/insights/raw',
    access: 'own:all',
    summary: "Meta's answers as they came, newest first, for debugging",
    query: z.strictObject({
      limit: integerText({ min: 1, max: MAX_RAW }).default(5).openapi({ default: 5 }),
    }),
    answer: z
      .object({ data: z.array(z.object({ collected_at: Timestamp, raw: OpenObject })) })
      .openapi('RawOwnMediaInsights'),
    success: 'The answers',
    async run({ params, query }, { db }, { principal }) {
      const { id } = await getMedia(db, ownerScopeOf(principal), params.id)
      return { data: await listRawAnswers(db, id, query.limit) }
    },
  }),

  getOwnAccountInsights: operation.list({
    ...ofAccount,
    path: '/api/ig/{account_id}/insights',
    access: 'own:read',
    summary: 'The numbers of a connected account by day, newest first, and who its audience is',
    filter: dayFields,
    answer: OwnAccountInsights,
    success: 'The days',
    key: z.tuple([z.iso.date()]),
    async run({ params, query, page }, { db }, { principal }) {
      const { connection_id } = await getSync(db, ownerScopeOf(principal), params.account_id)
      const range = { ...query, before: page.after?.[0], limit: page.take }
      const rows = await listAccountDays(db, connection_id, range)
      const audience = await latestDemographics(db, connection_id)
      const by = audience?.demographics
      return {
        audience: audience && by ? { day: audience.day, by } : null,
        ...page.cut(rows, ({ day }) => [day]),
      }
    },
  }),
}
