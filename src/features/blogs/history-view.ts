import { pageOf } from '../../http/pagination.ts'
import { Timestamp, z } from '../../http/router.ts'
import { Insights, Measures } from './blog-view.ts'

const count = z.int().nullable()

export const PointView = Measures.extend({
  at: Timestamp.openapi({
    description: 'When it was scraped, or where the week (Monday) or month begins, UTC',
  }),
  scraped_at: Timestamp.openapi({ description: 'The scrape, or the last one of the period' }),
  scrapes: z.int().openapi({ description: 'Of the period' }),
  posts: count.openapi({ description: 'Known posts taken in the period; null of a scrape' }),
  is_full: z.boolean().openapi({
    description: 'False when only the profile was read, because nothing else had changed',
  }),
  follower_change: count.openapi({ description: 'Against the point before' }),
  follower_growth: z.number().nullable().openapi({ description: 'The same, as a fraction' }),
  days_before: z.number().nullable().openapi({ description: 'How far away the point before is' }),
}).openapi('HistoryPoint')

export const GrowthView = z
  .object({
    days: z.int(),
    follower_count: z.int(),
    follower_growth: z.number().openapi({
      description: 'In so many days, at the average pace since the scrape compared with',
    }),
    since: Timestamp.openapi({
      description: 'The scrape compared with: the nearest, younger or older than the days',
    }),
    follower_count_then: z.int(),
  })
  .openapi('Growth')

export const RhythmView = z
  .object({
    weekday: z.int().openapi({ description: '1 is Monday, 7 is Sunday; UTC' }),
    hour: z.int(),
    posts: z.int(),
    median_engagement: z
      .number()
      .nullable()
      .openapi({
        description:
          'Likes + comments of posts that were 72 hours old at the last scrape; null when none ' +
          'of them shows both',
      }),
  })
  .openapi('Rhythm')

/** A page of a creator's history, with the values that apply to all of it. */
export const HistoryPage = pageOf(PointView).extend({
  growth: z.array(GrowthView).openapi({
    description: 'Of followers in 7, 30, 90 and 365 days; without a scrape to compare with, none',
  }),
  rhythm: z.array(RhythmView).openapi({ description: 'When posts are made' }),
})

const VersionView = z
  .object({
    version: z.int().openapi({ description: 'Counts from 1 for each creator' }),
    insights: Insights,
    confidence: z.number(),
    model: z
      .string()
      .openapi({ description: '"unknown" where it was not noted', example: 'gpt-6-luna' }),
    prompt_version: z.string(),
    task_id: z.int().nullable(),
    batch_id: z.uuid().nullable().openapi({ description: 'Null without a batch' }),
    created_at: Timestamp,
  })
  .openapi('InsightsVersion')

/** A page of what models have said of a creator over time. */
export const InsightsPage = pageOf(VersionView)
