import { type RowOf, isoTimes } from '../../http/iso-times.ts'
import {
  BLOG_MEASURE_COLUMNS,
  BLOG_MEASURES,
  BLOG_SOURCES,
  BLOG_STATUSES,
  ENGAGEMENT_TRENDS,
  FOLLOWER_TIERS,
  HISTORY_COLUMNS,
  POSTS_COLUMNS,
  type BlogMeasure,
} from '../../creators/fields.ts'
import { CITY_SOURCES } from '../../creators/city-sources.ts'
import { OpenObject, Timestamp, z } from '../../http/router.ts'
import { AIInsights } from '../analyze/index.ts'
import { Advertising } from '../scrape/index.ts'
import { riskSentence } from './risk-sentence.ts'

export const Insights = AIInsights.openapi('AIInsights')

const count = z.int().nullable()
const number = z.number().nullable()
const pictureHash = z.string().nullable().openapi({
  description: 'Of the stored picture, which is GET /api/media/{hash}; null where there is none',
})
const MEASURES: Readonly<Record<string, BlogMeasure>> = BLOG_MEASURES

/** Metrics, as the table of measures describes them, and counts of the posts behind them. */
function numbersOf<Column extends string>(columns: readonly Column[]) {
  const schemas = columns.map((column) => {
    const measure = MEASURES[column]
    if (!measure)
      return [column, count.openapi({ description: `Posts behind ${column.slice(0, -6)}` })]
    const schema = measure.type === 'integer' ? count : number
    return [column, schema.openapi({ description: measure.about })]
  })
  return Object.fromEntries(schemas) as Record<Column, typeof number>
}

/** The values that every scrape measures. */
export const Measures = z.object({
  ...numbersOf(HISTORY_COLUMNS),
  engagement_trend: z.enum(ENGAGEMENT_TRENDS).nullable(),
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
  avatar_hash: pictureHash,
  is_verified: z.boolean().nullable(),
  is_business: z.boolean().nullable(),
  business_category: z.string().nullable(),
  external_url: z.string().nullable(),
  bio_links: z.array(z.object({ url: z.string(), title: z.string().nullable() })),
  follower_tier: z.enum(FOLLOWER_TIERS).nullable(),
  ...numbersOf([...BLOG_MEASURE_COLUMNS, ...POSTS_COLUMNS]),
  engagement_trend_low: number.openapi({
    description: 'engagement_trend_per_30_days is between low and high with 95 % confidence',
  }),
  engagement_trend_high: number,
  risk_flags: z.array(z.string()).openapi({
    description: 'What is unusual, by name; the creator alone shows the evidence',
  }),
  languages: z.array(z.string()).openapi({
    description: 'Of the captions, the most used first (ISO 639-1)',
  }),
  city: z.string().nullable().openapi({
    description: 'Where the creator lives, in English; null where nothing says it',
  }),
  city_id: count.openapi({ description: 'GeoNames’ id of the city' }),
  city_source: z
    .enum(CITY_SOURCES)
    .nullable()
    .openapi({
      description:
        'What says the city: written in the profile, tagged on most posts, the biography, or ' +
        'inferred from captions',
    }),
  city_posts: count.openapi({ description: 'The posts that say so, of tagged and inferred' }),
  last_post_at: Timestamp.nullable(),
  latest_story_at: Timestamp.nullable(),
  scrape_status: z.enum(BLOG_STATUSES),
  source: z.enum(BLOG_SOURCES),
  categories: z.array(z.object({ name: z.string(), is_primary: z.boolean() })),
  // `nullable` would make every mention of the component nullable.
  ai_insights: z.union([Insights, z.null()]).openapi({ description: 'What the model found' }),
  ai_version: count.openapi({ description: 'Of the insights: counts from 1 for each creator' }),
  ai_model: z.string().nullable(),
  ai_prompt_version: z.string().nullable(),
  ai_analyzed_at: Timestamp.nullable(),
  scraped_at: Timestamp.nullable(),
  fully_scraped_at: Timestamp.nullable().openapi({
    description: 'When posts and highlights were read too',
  }),
  created_at: Timestamp,
  updated_at: Timestamp,
}).openapi('Blog')
export type BlogView = z.output<typeof BlogView>

export const PostView = z
  .object({
    platform_id: z.string(),
    code: z.string().nullable().openapi({ description: 'As in instagram.com/p/<code>' }),
    caption_text: z.string().nullable(),
    hashtags: z.array(z.string()),
    mentions: z.array(z.string()),
    like_count: count,
    comment_count: count,
    play_count: count,
    view_count: count.openapi({ description: 'Counted otherwise than plays' }),
    media_type: z.string().openapi({ example: 'photo' }),
    product_type: z.string().nullable().openapi({ example: 'clips' }),
    child_count: count.openapi({ description: 'Pictures and videos of an album' }),
    coauthors: z.array(z.string()),
    tagged_users: z.array(z.string()),
    is_paid_partnership: z
      .boolean()
      .nullable()
      .openapi({ description: 'Null where the platform does not show it' }),
    sponsors: z.array(z.string()),
    advertising: z.union([Advertising, z.null()]).openapi({
      description:
        'What says that the post advertises, label or not, found by rules ' +
        '(docs/advertising.md); null where nothing does, or the post was last read before ' +
        'there were rules',
    }),
    music_title: z.string().nullable(),
    music_artist: z.string().nullable(),
    is_pinned: z.boolean(),
    thumbnail_url: z.string().nullable(),
    thumbnail_hash: pictureHash,
    location_id: z.string().nullable(),
    location_name: z.string().nullable(),
    location_lat: z.number().nullable(),
    location_lng: z.number().nullable(),
    taken_at: Timestamp,
  })
  .openapi('Post')

export const HighlightView = z
  .object({
    platform_id: z.string(),
    title: z.string().nullable(),
    media_count: count,
    cover_url: z.string().nullable(),
    story_mentions: z.array(z.string()),
    story_locations: z.array(z.string()),
    story_links: z.array(z.string()),
    stories_read_at: Timestamp.nullable().openapi({
      description: 'Null while its stories were never read',
    }),
  })
  .openapi('Highlight')

export const SnapshotView = Measures.extend({
  scraped_at: Timestamp,
  is_full: z.boolean().openapi({
    description: 'False when only the profile was read, because nothing else had changed',
  }),
}).openapi('Snapshot')

const RiskView = z
  .object({
    flag: z.string(),
    sentence: z.string().openapi({ description: 'What was seen, for people' }),
    evidence: OpenObject.openapi({ description: 'What it was seen in' }),
  })
  .openapi('Risk')

const OtherBlogView = BlogView.pick({
  id: true,
  platform: true,
  username: true,
  full_name: true,
  follower_count: true,
  scrape_status: true,
}).openapi('OtherBlog')

const PartSource = z.enum(['pool', 'official']).nullable().openapi({
  description:
    "Accounts of the pool, or Meta's official API; what it does not tell stays as it was",
})

/** A creator with everything that is known. */
export const BlogDetail = BlogView.extend({
  sources: z
    .object({ profile: PartSource, posts: PartSource, highlights: PartSource })
    .openapi({ description: 'The source of each part; null if it was never read' }),
  other_blogs: z.array(OtherBlogView).openapi({
    description: 'Further profiles of the same person; see /api/persons',
  }),
  advertised_brands: z
    .array(z.object({ brand: z.string(), posts: z.int(), last_post_at: Timestamp }))
    .openapi({ description: 'Whom the posts below advertise, the most frequent first' }),
  risks: z.array(RiskView),
  posts: z.array(PostView).openapi({ description: 'The latest 50, newest first' }),
  highlights: z.array(HighlightView).openapi({ description: 'Up to 100' }),
  history: z.array(SnapshotView).openapi({ description: 'The latest 100 scrapes, newest first' }),
}).openapi('BlogDetail')

export const viewBlog = (row: BlogRow): BlogView => isoTimes(row)

export const viewRisk = (flag: string, evidence: unknown): z.output<typeof RiskView> => ({
  flag,
  sentence: riskSentence(flag, evidence),
  evidence: evidence ?? {},
})

/** A blog as it is stored; the constraints of the table have the words of the enumerations. */
export type BlogRow = RowOf<
  BlogView,
  | 'ai_analyzed_at'
  | 'scraped_at'
  | 'fully_scraped_at'
  | 'last_post_at'
  | 'latest_story_at'
  | 'created_at'
  | 'updated_at'
>
