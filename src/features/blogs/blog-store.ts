import { sql } from 'kysely'
import {
  BLOG_MEASURE_COLUMNS,
  HISTORY_COLUMNS,
  POSTS_COLUMNS,
  type EngagementTrend,
} from '../../creators/fields.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import type { Db } from '../../db/database.ts'
import type { Advertising } from '../scrape/index.ts'
import type { BlogView } from './blog-view.ts'

type Times =
  | 'ai_analyzed_at'
  | 'scraped_at'
  | 'fully_scraped_at'
  | 'last_post_at'
  | 'latest_story_at'
  | 'created_at'
  | 'updated_at'

/** A blog as it is stored; the constraints of the table hold the words of the enumerations. */
export type BlogRow = Omit<BlogView, Times> & {
  [Time in Times]: BlogView[Time] extends string ? Date : Date | null
}

const BLOG_COLUMNS = [
  'blog.id',
  'blog.person_id',
  'blog.platform',
  'blog.username',
  'blog.platform_id',
  'blog.full_name',
  'blog.biography',
  'blog.avatar_url',
  'blog.is_verified',
  'blog.is_business',
  'blog.business_category',
  'blog.external_url',
  ...[...BLOG_MEASURE_COLUMNS, ...POSTS_COLUMNS].map((column) => `blog.${column}` as const),
  'blog.engagement_trend_low',
  'blog.engagement_trend_high',
  'blog.risk_flags',
  'blog.languages',
  'blog.last_post_at',
  'blog.latest_story_at',
  'blog.scraped_at',
  'blog.fully_scraped_at',
  'blog.ai_version',
  'blog.ai_model',
  'blog.ai_prompt_version',
  'blog.ai_analyzed_at',
  'blog.created_at',
  'blog.updated_at',
] as const

/** Blogs with everything that a BlogRow has. */
export const selectBlogs = (db: Db) =>
  db
    .selectFrom('shared.blogs as blog')
    .select(BLOG_COLUMNS)
    .select([
      sql<BlogRow['engagement_trend']>`blog.engagement_trend`.as('engagement_trend'),
      sql<BlogRow['follower_tier']>`blog.follower_tier`.as('follower_tier'),
      sql<BlogRow['bio_links']>`blog.bio_links`.as('bio_links'),
      sql<BlogRow['scrape_status']>`blog.scrape_status`.as('scrape_status'),
      sql<BlogRow['ai_insights']>`blog.ai_insights`.as('ai_insights'),
      sql<BlogRow['source']>`blog.source`.as('source'),
      sql<BlogRow['categories']>`coalesce((
        select jsonb_agg(jsonb_build_object('name', c.name, 'is_primary', bc.is_primary) order by bc.is_primary desc, c.name)
        from shared.blog_categories bc join shared.categories c on c.id = bc.category_id
        where bc.blog_id = blog.id
      ), '[]')`.as('categories'),
    ])

/** A blog by its id or its username (lower case). Throws NoSuchRecordError. */
export async function getBlog(db: Db, by: { id: string } | { username: string }): Promise<BlogRow> {
  const row = await selectBlogs(db)
    .$if('id' in by, (query) => query.where('blog.id', '=', 'id' in by ? by.id : ''))
    .$if('username' in by, (query) =>
      query
        .where('blog.platform', '=', 'instagram')
        .where('blog.username', '=', 'username' in by ? by.username : ''),
    )
    .executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no blog ${'id' in by ? by.id : by.username}`)
  return row
}

/** The other blogs of a blog's person, those with the most followers first. */
export const otherBlogs = async (
  db: Db,
  { id, person_id }: Pick<BlogRow, 'id' | 'person_id'>,
): Promise<
  Pick<BlogRow, 'id' | 'platform' | 'username' | 'full_name' | 'follower_count' | 'scrape_status'>[]
> =>
  await db
    .selectFrom('shared.blogs')
    .select(['id', 'platform', 'username', 'full_name', 'follower_count'])
    .select(sql<BlogRow['scrape_status']>`scrape_status`.as('scrape_status'))
    .where('person_id', '=', person_id)
    .where('id', '!=', id)
    .orderBy(sql`follower_count desc nulls last, id`)
    .execute()

const POSTS = 50
const HIGHLIGHTS = 100
const SNAPSHOTS = 100

export type PostRow = Awaited<ReturnType<typeof latestPosts>>[number]
export type HighlightRow = Awaited<ReturnType<typeof highlightsOf>>[number]
export type SnapshotRow = Awaited<ReturnType<typeof latestSnapshots>>[number]

/** The latest 50 posts, newest first. */
export const latestPosts = async (db: Db, blogId: string) =>
  await db
    .selectFrom('shared.blog_posts')
    .select([
      'platform_id',
      'code',
      'caption_text',
      'hashtags',
      'mentions',
      'like_count',
      'comment_count',
      'play_count',
      'view_count',
      'media_type',
      'product_type',
      'child_count',
      'coauthors',
      'tagged_users',
      'is_paid_partnership',
      'sponsors',
      'music_title',
      'music_artist',
      'is_pinned',
      'thumbnail_url',
      'location_id',
      'location_name',
      'location_lat',
      'location_lng',
      'taken_at',
    ])
    .select(sql<Advertising | null>`advertising`.as('advertising'))
    .where('blog_id', '=', blogId)
    .orderBy('taken_at', 'desc')
    .limit(POSTS)
    .execute()

/** Up to 100 highlights, in the order in which they were first seen. */
export const highlightsOf = async (db: Db, blogId: string) =>
  await db
    .selectFrom('shared.blog_highlights')
    .select([
      'platform_id',
      'title',
      'media_count',
      'cover_url',
      'story_mentions',
      'story_locations',
      'story_links',
      'stories_read_at',
    ])
    .where('blog_id', '=', blogId)
    .orderBy('id')
    .limit(HIGHLIGHTS)
    .execute()

/** What the latest 100 scrapes measured, newest first. */
export const latestSnapshots = async (db: Db, blogId: string) =>
  await db
    .selectFrom('shared.blog_snapshots')
    .select([...HISTORY_COLUMNS, 'scraped_at', 'is_full'])
    .select(sql<EngagementTrend | null>`engagement_trend`.as('engagement_trend'))
    .where('blog_id', '=', blogId)
    .orderBy('scraped_at', 'desc')
    .limit(SNAPSHOTS)
    .execute()

/** The evidence behind each risk flag of a blog, by the flag's name. */
export async function riskEvidence(db: Db, blogId: string): Promise<Record<string, unknown>> {
  const { evidence } = await db
    .selectFrom('shared.blogs')
    .select(sql<Record<string, unknown>>`risk_evidence`.as('evidence'))
    .where('id', '=', blogId)
    .executeTakeFirstOrThrow()
  return evidence
}
