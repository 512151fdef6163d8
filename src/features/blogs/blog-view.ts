import { Timestamp, z } from '../../http/router.ts'
import type { BlogRow, HighlightRow, PostRow, SnapshotRow } from './blog-store.ts'

export const BLOG_STATUSES = [
  'pending',
  'scraping',
  'analyzing',
  'active',
  'private',
  'deleted',
  'failed',
] as const
export const BLOG_SOURCES = ['manual', 'discover', 'import'] as const
export const ER_TRENDS = ['growing', 'stable', 'declining', 'insufficient'] as const

const ErTrend = z.enum(ER_TRENDS).nullable()
const er = z.number().nullable().openapi({
  description: 'Median of (likes + comments) / followers over recent posts, as a fraction',
  example: 0.034,
})
const count = z.int().nullable()

const Measures = z.object({
  follower_count: count,
  following_count: count,
  media_count: count,
  er,
  er_reels: er,
  er_trend: ErTrend,
  posts_per_week: z.number().nullable(),
})

/** A creator's profile as lists show it. Counts that a creator hides are null, never 0. */
export const BlogView = Measures.extend({
  id: z.uuid(),
  person_id: z.uuid(),
  platform: z.string(),
  username: z.string(),
  platform_id: z.string().nullable(),
  full_name: z.string().nullable(),
  biography: z.string().nullable(),
  avatar_url: z.string().nullable(),
  is_verified: z.boolean().nullable(),
  is_business: z.boolean().nullable(),
  business_category: z.string().nullable(),
  external_url: z.string().nullable(),
  scrape_status: z.enum(BLOG_STATUSES),
  source: z.enum(BLOG_SOURCES),
  categories: z.array(z.object({ name: z.string(), is_primary: z.boolean() })),
  ai_insights: z.unknown().openapi({
    type: ['object', 'null'],
    description:
      'What the model found: life_situation, lifestyle, content, commercial, audience_inference, notes',
  }),
  ai_confidence: z.number().nullable(),
  ai_analyzed_at: Timestamp.nullable(),
  scraped_at: Timestamp.nullable(),
  created_at: Timestamp,
  updated_at: Timestamp,
}).openapi('Blog')
export type BlogView = z.output<typeof BlogView>

const PostView = z
  .object({
    platform_id: z.string(),
    caption_text: z.string().nullable(),
    hashtags: z.array(z.string()),
    mentions: z.array(z.string()),
    like_count: count,
    comment_count: count,
    play_count: count,
    media_type: z.string().openapi({ example: 'photo' }),
    product_type: z.string().nullable().openapi({ example: 'clips' }),
    is_pinned: z.boolean(),
    thumbnail_url: z.string().nullable(),
    location_id: z.string().nullable(),
    location_name: z.string().nullable(),
    location_lat: z.number().nullable(),
    location_lng: z.number().nullable(),
    taken_at: Timestamp,
  })
  .openapi('Post')

const HighlightView = z
  .object({
    platform_id: z.string(),
    title: z.string().nullable(),
    media_count: count,
    cover_url: z.string().nullable(),
    story_mentions: z.array(z.string()),
    story_locations: z.array(z.string()),
    story_links: z.array(z.string()),
  })
  .openapi('Highlight')

const SnapshotView = Measures.extend({ scraped_at: Timestamp }).openapi('Snapshot')

/** A creator with everything that is known. */
export const BlogDetail = BlogView.extend({
  posts: z.array(PostView).openapi({ description: 'The latest 50, newest first' }),
  highlights: z.array(HighlightView).openapi({ description: 'Up to 100' }),
  history: z.array(SnapshotView).openapi({ description: 'The latest 100 scrapes, newest first' }),
}).openapi('BlogDetail')
export type BlogDetail = z.output<typeof BlogDetail>

const iso = (time: Date | null): string | null => time?.toISOString() ?? null

export function viewBlog(row: BlogRow): BlogView {
  return {
    ...row,
    ai_analyzed_at: iso(row.ai_analyzed_at),
    scraped_at: iso(row.scraped_at),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

export function viewBlogDetail(
  row: BlogRow,
  parts: { posts: PostRow[]; highlights: HighlightRow[]; history: SnapshotRow[] },
): BlogDetail {
  return {
    ...viewBlog(row),
    posts: parts.posts.map((post) => ({ ...post, taken_at: post.taken_at.toISOString() })),
    highlights: parts.highlights,
    history: parts.history.map((each) => ({ ...each, scraped_at: each.scraped_at.toISOString() })),
  }
}
