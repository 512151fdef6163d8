import { fault } from '../../../http/fault.ts'
import { POST_METRICS, type SentMetric } from '../../../base/post-metrics.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { isTimeZone } from '../../../settings/types.ts'
import type { Services } from '../../services.ts'
import { AGE, BLOCK, MAX_REELS, MIN_REELS, readBestTimes } from '../store/best-times.ts'
import {
  AGES,
  COMPARED,
  LAST_AGE,
  NEWEST,
  readComparison,
  readPostComparison,
} from '../store/comparison.ts'
import { getMedia } from '../store/media-list.ts'
import { getSync } from '../store/syncs.ts'
import { ofAccount, ofMedia } from './of.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const band = {
  low: z.number(),
  median: z.number(),
  high: z.number(),
  posts: z.int(),
}

const METRICS = ['reach', 'saves', 'shares', 'likes', 'comments', 'avg_watch_time_ms'] as const

const Comparison = z
  .object({
    reels: z.int().openapi({ description: 'Of the account; at most 10,000 are counted' }),
    compared: z.int().openapi({ description: `Reels before the newest, at most ${COMPARED}` }),
    horizon_hours: z.int().openapi({ description: 'The oldest age of the curves' }),
    newest: z.array(
      z.object({
        id: z.uuid(),
        caption: z.string().nullable(),
        permalink: z.string().nullable(),
        preview_hash: z.string().nullable(),
        published_at: Timestamp,
        age_hours: z.number().nullable().openapi({
          description: 'At its newest reading with views; null without one',
        }),
        views: z.number().nullable().openapi({ description: 'At that reading' }),
        usual: z
          .object(band)
          .nullable()
          .openapi({
            description:
              `The views of up to ${COMPARED} Reels before it at the same age, at most at ` +
              `${LAST_AGE} hours; null for fewer than three`,
          }),
        curve: z
          .array(z.object({ age_hours: z.int(), views: z.number() }))
          .openapi({ description: 'Between the readings around each age' }),
      }),
    ),
    usual: z.array(z.object({ age_hours: z.int(), ...band })).openapi({
      description: 'The middle half and median of the views of the Reels before the newest',
    }),
    usual_metrics: z.array(z.object({ metric: z.enum(METRICS), ...band })).openapi({
      description: `The same of other metrics, at ${LAST_AGE} hours`,
    }),
  })
  .openapi('OwnReelsComparison')

const PostComparison = z
  .object({
    compared: z.int().openapi({ description: `Posts before it, at most ${COMPARED}` }),
    horizon_hours: z.int().openapi({ description: 'The oldest age of the curve' }),
    age_hours: z.number().nullable().openapi({ description: 'At its newest reading with views' }),
    views: z.number().nullable().openapi({ description: 'At that reading' }),
    usual_at_age: z
      .object(band)
      .nullable()
      .openapi({
        description: `At that age, at most at ${LAST_AGE} hours; null for fewer than three posts`,
      }),
    curve: z.array(z.object({ age_hours: z.int(), views: z.number() })),
    usual: z.array(z.object({ age_hours: z.int(), ...band })),
  })
  .openapi('OwnMediaComparison')

const BestTimes = z
  .object({
    age_hours: z.int(),
    block_hours: z.int(),
    posts: z.int().openapi({ description: 'Reels with a number at that age' }),
    usual_views: z.number().nullable().openapi({ description: 'Their median; null below three' }),
    times: z.array(
      z.object({
        weekday: z.int().min(1).max(7).openapi({ description: '1 is Monday' }),
        hour: z.int().min(0).max(23).openapi({ description: 'At which the block begins' }),
        posts: z.int(),
        views: z.number(),
        share: z
          .number()
          .nullable()
          .openapi({
            description: `Above (or below) the usual views; null for fewer than ${MIN_REELS} Reels`,
          }),
      }),
    ),
  })
  .openapi('OwnReelsBestTimes')

const metricOf = (name: string) =>
  METRICS.find((metric) => POST_METRICS[metric satisfies SentMetric].meta === name)

export const comparisonOperations = {
  getOwnReelsComparison: operation.get({
    ...ofAccount,
    path: '/api/ig/{account_id}/reels/comparison',
    access: 'own:read',
    summary: `The ${NEWEST} newest Reels of an account beside those before them, at equal ages`,
    description: `At ${AGES.join(', ')} hours; a value lies linearly between the readings around it.`,
    answer: Comparison,
    success: 'The comparison',
    async run({ params }, { db }, { principal }) {
      const { connection_id: id } = await getSync(db, ownerScopeOf(principal), params.account_id)
      const { newest, usual_metrics: usualMetrics, ...rest } = await readComparison(db, id)
      return {
        ...rest,
        horizon_hours: LAST_AGE,
        newest: newest.map((reel) => ({ ...reel, published_at: reel.published_at.toISOString() })),
        usual_metrics: usualMetrics.flatMap(({ name, ...usual }) => {
          const metric = metricOf(name)
          return metric === undefined ? [] : [{ metric, ...usual }]
        }),
      }
    },
  }),

  getOwnMediaComparison: operation.get({
    ...ofMedia,
    path: '/api/ig/media/{id}/comparison',
    access: 'own:read',
    summary: 'The views of a post beside those of its account and type before it, at equal ages',
    answer: PostComparison,
    success: 'The comparison',
    async run({ params }, { db }, { principal }) {
      const { id } = await getMedia(db, ownerScopeOf(principal), params.id)
      const { newest, compared, usual } = await readPostComparison(db, id)
      const [post] = newest
      return {
        compared,
        horizon_hours: LAST_AGE,
        age_hours: post?.age_hours ?? null,
        views: post?.views ?? null,
        usual_at_age: post?.usual ?? null,
        curve: post?.curve ?? [],
        usual,
      }
    },
  }),

  getOwnReelsBestTimes: operation.get({
    ...ofAccount,
    path: '/api/ig/{account_id}/reels/best-times',
    access: 'own:read',
    summary: 'How Reels of an account do by the weekday and time at which they were posted',
    description: `Views of up to ${MAX_REELS} Reels at ${AGE} hours, by blocks of ${BLOCK} hours.`,
    query: z.strictObject({
      time_zone: z
        .string()
        .max(60)
        .refine(isTimeZone, fault('not_a_time_zone', 'expected a time zone'))
        .default('UTC')
        .openapi({
          default: 'UTC',
          example: 'Asia/Almaty',
        }),
    }),
    answer: BestTimes,
    success: 'The times with Reels',
    async run({ params, query }, { db }, { principal }) {
      const { connection_id: id } = await getSync(db, ownerScopeOf(principal), params.account_id)
      const times = await readBestTimes(db, id, query.time_zone)
      return { age_hours: AGE, block_hours: BLOCK, ...times }
    },
  }),
}
