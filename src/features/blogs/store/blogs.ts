import { type BlogRow, BlogView, HighlightView, PostView, SnapshotView } from '../blog-view.ts'
import { sql, type RawBuilder } from 'kysely'
import type { EngagementTrend } from '../../../creators/fields.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { avatarHash, postPictureHash, type Advertising } from '../../scrape/index.ts'

/** The columns that a view shows, by the names of its fields. */
const columnsOf = <Shape extends object>({ shape }: { shape: Shape }) =>
  Object.keys(shape) as (keyof Shape & string)[]

/** Fields that are derived from others, or whose allowed values are constraints of the table. */
const MADE = [
  'avatar_hash',
  'engagement_trend',
  'follower_tier',
  'city_source',
  'bio_links',
  'scrape_status',
  'ai_insights',
  'source',
  'categories',
] as const

const BLOG_COLUMNS = BlogView.keyof()
  .exclude([...MADE])
  .options.map((name) => ({ name, column: `blog.${name}` as const }))

/** The fields of a BlogRow in their order. */
export const BLOG_FIELDS = [...BLOG_COLUMNS.map(({ name }) => name), ...MADE] as const

/** Fields of a blog that a caller leaves out: their columns are not read, or are null. */
export type UnreadFields = ReadonlySet<keyof BlogView>
const NONE: UnreadFields = new Set()

/** Blogs with everything that a BlogRow has, but for what is unread. */
export function selectBlogs(db: Db, unread: UnreadFields = NONE) {
  const read = <Name extends (typeof MADE)[number]>(name: Name) =>
    sql<BlogRow[Name]>`${unread.has(name) ? sql`null` : valueOf(name)}`.as(name)
  return db
    .selectFrom('shared.blogs as blog')
    .select(BLOG_COLUMNS.filter(({ name }) => !unread.has(name)).map(({ column }) => column))
    .select([
      read('avatar_hash'),
      read('engagement_trend'),
      read('follower_tier'),
      read('city_source'),
      read('bio_links'),
      read('scrape_status'),
      read('ai_insights'),
      read('source'),
      read('categories'),
    ])
}

/** The categories of `blogs as blog`. */
export const CATEGORIES = sql`coalesce((
        select jsonb_agg(jsonb_build_object('name', c.name, 'is_primary', c.is_primary) order by c.is_primary desc,
          c.name)
        from (
          -- Joined, all categories are read for each creator.
          select (select name from shared.categories where id = bc.category_id) as name, bc.is_primary
          from shared.blog_categories bc where bc.blog_id = blog.id
        ) c
      ), '[]')`

/** The value of a field of `blogs as blog`. */
export function valueOf(name: string): RawBuilder<unknown> {
  if (name === 'avatar_hash') return avatarHash
  return name === 'categories' ? CATEGORIES : sql.ref(`blog.${name}`)
}

/** The hash of the picture of the newest post of `blogs as blog`; null where none is stored. */
export const newestPictureHash = sql<string | null>`(
  select ${postPictureHash} from shared.blog_posts post where post.blog_id = blog.id
  order by post.taken_at desc limit 1)`

/** Throws NoSuchRecordError. */
export const getBlog = async (db: Db, id: string): Promise<BlogRow> =>
  await selectBlogs(db)
    .where('blog.id', '=', id)
    .executeTakeFirstOrThrow(() => new NoSuchRecordError(`no blog ${id}`))

/** The other blogs of a blog's person, those with the most followers first. */
export const otherBlogs = async (db: Db, { id, person_id }: Pick<BlogRow, 'id' | 'person_id'>) =>
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

/** The latest 50 posts, newest first. */
export const latestPosts = async (db: Db, blogId: string) =>
  await postsOf(db, blogId, { limit: POSTS })

type PostsPage = { limit: number; before?: { takenAt: Date; platformId: string } | undefined }

/** Posts newest first; a page begins after a post. */
export const postsOf = async (db: Db, blogId: string, page: PostsPage) =>
  await postsQuery(db, blogId, page).execute()

/** Exported for a test of its plan. */
export const postsQuery = (db: Db, blogId: string, { limit, before }: PostsPage) =>
  db
    .selectFrom('shared.blog_posts as post')
    .select(columnsOf(PostView.omit({ advertising: true, thumbnail_hash: true })))
    .select(postPictureHash.as('thumbnail_hash'))
    .select(sql<Advertising | null>`advertising`.as('advertising'))
    .where('blog_id', '=', blogId)
    .$if(before !== undefined, (posts) =>
      posts
        .where('taken_at', '<=', before?.takenAt ?? new Date(0))
        .where(
          sql<boolean>`(taken_at, platform_id) < (${before?.takenAt ?? null}, ${before?.platformId ?? ''})`,
        ),
    )
    .orderBy('taken_at', 'desc')
    .orderBy('platform_id', 'desc')
    .limit(limit)

/** Up to 100 highlights, in the order in which they were first seen. */
export const highlightsOf = async (db: Db, blogId: string) =>
  await db
    .selectFrom('shared.blog_highlights')
    .select(columnsOf(HighlightView))
    .where('blog_id', '=', blogId)
    .orderBy('id')
    .limit(HIGHLIGHTS)
    .execute()

/** Returns the values of the latest 100 scrapes, newest first. */
export const latestSnapshots = async (db: Db, blogId: string) =>
  await db
    .selectFrom('shared.blog_snapshots')
    .select(columnsOf(SnapshotView.omit({ engagement_trend: true })))
    .select(sql<EngagementTrend | null>`engagement_trend`.as('engagement_trend'))
    .where('blog_id', '=', blogId)
    .orderBy('scraped_at', 'desc')
    .limit(SNAPSHOTS)
    .execute()

export type PartSource = 'pool' | 'official' | null

/**
 * Returns the source that reported each part of a blog last. Highlights are shown to accounts
 * alone.
 */
export async function partSources(db: Db, blogId: string) {
  const row = await db
    .selectFrom('shared.blogs')
    .select(sql<PartSource>`profile_source`.as('profile'))
    .select(sql<PartSource>`posts_source`.as('posts'))
    .select(
      sql<PartSource>`case when fully_scraped_at is not null then 'pool' end`.as('highlights'),
    )
    .where('id', '=', blogId)
    .executeTakeFirstOrThrow()
  return row
}

/** The evidence behind each risk flag of a blog, by the flag's name. */
export async function riskEvidence(db: Db, blogId: string): Promise<Record<string, unknown>> {
  const { evidence } = await db
    .selectFrom('shared.blogs')
    .select(sql<Record<string, unknown>>`risk_evidence`.as('evidence'))
    .where('id', '=', blogId)
    .executeTakeFirstOrThrow()
  return evidence
}
