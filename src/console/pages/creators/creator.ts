import { z } from '../../../http/router.ts'

const number = z.number().nullable()

/** What the list reads of a creator. */
export const Creator = z.object({
  id: z.string(),
  username: z.string(),
  full_name: z.string().nullable(),
  avatar_hash: z.string().nullable(),
  is_verified: z.boolean().nullable(),
  business_category: z.string().nullable(),
  follower_count: number,
  follower_tier: z.string().nullable(),
  er: number,
  er_posts: number,
  er_percentile: number,
  er_reels: number,
  er_reels_by_views: number,
  view_rate_by_followers: number,
  comments_per_like: number,
  posts_per_week: number,
  posts_last_28_days: number,
  paid_post_share: number,
  engagement_trend_per_30_days: number,
  follower_growth_7_days: number,
  follower_growth_30_days: number,
  risk_flags: z.array(z.string()),
  languages: z.array(z.string()),
  last_post_at: z.string().nullable(),
  scrape_status: z.string(),
  source: z.string(),
  categories: z.array(z.object({ name: z.string(), is_primary: z.boolean() })),
  ai_insights: z
    .looseObject({
      content: z
        .looseObject({ primary_topic: z.string(), content_language: z.array(z.string()) })
        .optional(),
      audience_inference: z
        .looseObject({
          estimated_audience_gender: z.string().nullable(),
          estimated_audience_age: z.string().nullable(),
          estimated_audience_geo: z.string().nullable(),
        })
        .optional(),
    })
    .nullable(),
  scraped_at: z.string().nullable(),
  fully_scraped_at: z.string().nullable(),
})
export type Creator = z.output<typeof Creator>

export const Creators = z.object({ data: z.array(Creator), next_cursor: z.string().nullable() })
export const Count = z.object({ count: z.int(), capped: z.boolean() })
