import { CITY_SOURCES } from '../../../creators/city-sources.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { BlogView } from '../blog-view.ts'
import { BlogAssessment } from './assessment-view.ts'

const fraction = z.number().nullable()

/** The stored figures of a creator that speak for or against choosing them. */
export const BlogReasons = BlogView.pick({
  id: true,
  username: true,
  categories: true,
  languages: true,
  city: true,
  city_id: true,
  city_posts: true,
  er: true,
  er_posts: true,
  er_percentile: true,
  risk_flags: true,
})
  .extend({
    city_source: z.enum(CITY_SOURCES).nullable(),
    strength: BlogAssessment.shape.strength,
    steadiness: BlogAssessment.shape.steadiness,
    read_at: Timestamp.nullable().openapi({ description: 'The age of the figures' }),
    tier: z
      .union([
        z.object({
          creators: z.int(),
          low: z.number(),
          median: z.number(),
          high: z.number(),
          computed_at: Timestamp,
        }),
        z.null(),
      ])
      .openapi({ description: 'Engagement of accounts of this size; null below 30 of them' }),
    posts: z
      .array(
        z.object({
          platform_id: z.string(),
          taken_at: Timestamp,
          engagement: fraction.openapi({ description: 'Null where a count is hidden' }),
          paid: z.enum(['label', 'words']).nullable(),
          thumbnail_hash: z.string().nullable(),
        }),
      )
      .openapi({ description: 'The newest 20 without pinned ones, oldest first' }),
  })
  .openapi('BlogReasons')
export type BlogReasons = z.output<typeof BlogReasons>
