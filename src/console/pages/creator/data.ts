import { z } from '../../../http/router.ts'

const number = z.number().nullable()
const text = z.string().nullable()

/** What these pages read of a creator. */
export const Creator = z.object({
  id: z.string(),
  username: z.string(),
  full_name: text,
  biography: text,
  avatar_hash: text,
  is_verified: z.boolean().nullable(),
  business_category: text,
  external_url: text,
  bio_links: z.array(z.object({ url: z.string(), title: text })),
  follower_tier: text,
  follower_count: number,
  following_count: number,
  media_count: number,
  er: number,
  er_posts: number,
  er_percentile: number,
  er_reels: number,
  er_reels_posts: number,
  er_reels_by_views: number,
  er_reels_by_views_posts: number,
  view_rate_by_followers: number,
  view_rate_by_followers_posts: number,
  comments_per_like: number,
  comments_per_like_posts: number,
  posts_per_week: number,
  posts_last_28_days: number,
  engagement_spread: number,
  engagement_spread_posts: number,
  paid_post_share: number,
  paid_post_share_posts: number,
  engagement_trend: text,
  engagement_trend_per_30_days: number,
  engagement_trend_low: number,
  engagement_trend_high: number,
  engagement_trend_posts: number,
  follower_growth_7_days: number,
  follower_growth_30_days: number,
  languages: z.array(z.string()),
  categories: z.array(z.object({ name: z.string(), is_primary: z.boolean() })),
  last_post_at: text,
  scrape_status: z.string(),
  source: z.string(),
  scraped_at: text,
  fully_scraped_at: text,
  created_at: z.string(),
  risks: z.array(
    z.object({
      flag: z.string(),
      sentence: z.string(),
      evidence: z.record(z.string(), z.unknown()),
    }),
  ),
  other_blogs: z.array(
    z.object({
      id: z.string(),
      username: z.string(),
      full_name: text,
      follower_count: number,
    }),
  ),
  advertised_brands: z.array(z.object({ brand: z.string(), posts: z.int() })),
})
export type Creator = z.output<typeof Creator>

export const Standing = z.object({
  data: z.array(
    z.object({
      metric: z.string(),
      creators: z.int(),
      percentile: z.int().nullable(),
      low: z.number(),
      median: z.number(),
      high: z.number(),
    }),
  ),
})
export type Standing = z.output<typeof Standing>

export const Weeks = z.object({
  data: z.array(
    z.object({ at: z.string(), follower_count: number, er: number, posts: z.int().nullable() }),
  ),
})
export type Weeks = z.output<typeof Weeks>

export const Posts = z.object({
  data: z.array(
    z.object({
      platform_id: z.string(),
      code: text,
      caption_text: text,
      like_count: number,
      comment_count: number,
      play_count: number,
      is_paid_partnership: z.boolean().nullable(),
      is_pinned: z.boolean(),
      thumbnail_hash: text,
      advertising: z.object({ brands: z.array(z.object({ brand: z.string() })) }).nullable(),
      taken_at: z.string(),
    }),
  ),
  next_cursor: text,
})
export type Post = z.output<typeof Posts>['data'][number]
