import { BLOG_MEASURE_COLUMNS, BLOG_MEASURES, FOLLOWER_TIERS } from '../../creators/fields.ts'
import { Timestamp, z } from '../../http/router.ts'
import type { BlogRow } from '../blogs/index.ts'
import { median } from '../scrape/index.ts'

/**
 * The most creators in a comparison: people cannot compare more, and the medians of more are those
 * of a list.
 */
export const MAX_COMPARED = 50

const COMPARED_METRICS = BLOG_MEASURE_COLUMNS.flatMap((column) => {
  const measure = BLOG_MEASURES[column]
  if (!('compared' in measure)) return []
  const { as: name, better } = measure.compared
  const posts = 'posts' in measure ? measure.posts : undefined
  return [{ name, better, about: measure.about, column, posts }]
})
type ComparedMetric = (typeof COMPARED_METRICS)[number]

const Creator = z.object({
  id: z.uuid(),
  username: z.string(),
  full_name: z.string().nullable(),
  avatar_hash: z.string().nullable().openapi({ description: 'GET /api/media/{hash}' }),
  follower_tier: z.string().nullable(),
  scrape_status: z.string(),
  risk_flags: z.array(z.string()),
  fully_scraped_at: Timestamp.nullable().openapi({ description: 'How old the metrics are' }),
})

const Value = z.object({
  id: z.uuid(),
  username: z.string(),
  value: z.number().nullable(),
  posts: z.int().nullable().openapi({
    description: 'Posts behind the value; null where the metric is not made of posts',
  }),
})

const MetricView = z
  .object({
    metric: z.enum(COMPARED_METRICS.map(({ name }) => name)),
    field: z.string().openapi({ description: 'What the Blog calls it' }),
    about: z.string(),
    better: z.enum(['higher', 'lower']).nullable().openapi({
      description: 'Null where that depends on what one looks for',
    }),
    values: z.array(Value).openapi({ description: 'In the order of the creators' }),
    creators_with_value: z.int().openapi({ description: 'So many are behind median and best' }),
    sizes: z
      .array(
        z.object({
          tier: z.enum(FOLLOWER_TIERS),
          creators: z.int(),
          low: z.number(),
          median: z.number(),
          high: z.number(),
        }),
      )
      .openapi({
        description:
          'What is usual at the sizes of these creators: median and middle half of each tier ' +
          'with 30 creators; empty for a metric that is not compared with others',
      }),
    median: z.number().nullable(),
    lowest: z.number().nullable(),
    highest: z.number().nullable(),
    best: z.array(z.string()).openapi({
      description:
        'Usernames with the best value, all of them if they share it; none with fewer than ' +
        'two values',
    }),
  })
  .openapi('ComparedMetric')

/** Creators side by side. */
export const Comparison = z
  .object({
    creators: z.array(Creator),
    metrics: z.array(MetricView),
    unknown: z
      .array(z.object({ blog: z.string(), reason: z.string() }))
      .openapi({ description: 'Requested but not found' }),
  })
  .openapi('Comparison')
export type Comparison = z.output<typeof Comparison>
export type ComparedMetricView = z.output<typeof MetricView>

/** The usual values of a metric among creators of one size. */
export type UsualOfTier = ComparedMetricView['sizes'][number] & { metric: string }

/**
 * Compares creators metric by metric; who has no value of a metric is left out of its median,
 * extremes and best.
 */
export function compare(
  blogs: readonly BlogRow[],
  unknown: Comparison['unknown'],
  sizes: readonly UsualOfTier[],
): Comparison {
  return {
    creators: blogs.map((blog) => ({
      id: blog.id,
      username: blog.username,
      full_name: blog.full_name,
      avatar_hash: blog.avatar_hash,
      follower_tier: blog.follower_tier,
      scrape_status: blog.scrape_status,
      risk_flags: blog.risk_flags,
      fully_scraped_at: blog.fully_scraped_at?.toISOString() ?? null,
    })),
    metrics: COMPARED_METRICS.map((metric) => compareBy(metric, blogs, sizes)),
    unknown,
  }
}

function compareBy(
  metric: ComparedMetric,
  blogs: readonly BlogRow[],
  sizes: readonly UsualOfTier[],
): Comparison['metrics'][number] {
  const { name, column, posts, better, about } = metric
  const values = blogs.map((blog) => ({
    id: blog.id,
    username: blog.username,
    value: blog[column],
    posts: posts ? blog[posts] : null,
  }))
  const known = values.flatMap(({ value }) => (value === null ? [] : [value]))
  const [lowest, highest] =
    known.length === 0 ? [null, null] : [Math.min(...known), Math.max(...known)]
  const bestValue = better === 'lower' ? lowest : highest
  const isContest = better !== null && known.length > 1
  return {
    metric: name,
    field: column,
    about,
    better,
    values,
    creators_with_value: known.length,
    sizes: sizes.flatMap(({ metric: of, ...usual }) => (of === column ? [usual] : [])),
    median: median(known),
    lowest,
    highest,
    best: isContest
      ? values.filter(({ value }) => value === bestValue).map(({ username }) => username)
      : [],
  }
}
