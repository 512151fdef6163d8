import { sql, type RawBuilder } from 'kysely'
import { jsonb, worldNow } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { Profile } from '../../../../platforms/creators.ts'
import type { CreatorBefore } from '../../../services.ts'
import { LOOK_AGAIN_AFTER_DAYS } from '../../freshness.ts'

export type BlogToScrape = {
  id: string
  person_id: string
  username: string
  platform_id: string | null
  scrape_status: string
}

/**
 * Checks for a placeholder: a name that no creator can have, for one whose name another creator has
 * taken over.
 */
export const isPlaceholderName = (username: string): boolean => username.startsWith('~')

export async function findBlog(db: Db, id: string): Promise<BlogToScrape | undefined> {
  return await db
    .selectFrom('blogs')
    .select(['id', 'person_id', 'username', 'platform_id', 'scrape_status'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/**
 * Returns what is stored of a creator before a reading, by the ids of the rows that may be the
 * creator's. Locks them, so that the second of two readings at once sees what the first has stored.
 */
export async function readBefore(
  tx: Tx,
  { id, platform_id }: Pick<BlogToScrape, 'id' | 'platform_id'>,
): Promise<Map<string, CreatorBefore>> {
  const { rows } = await sql<CreatorBefore & { id: string }>`
    select id, username, scrape_status, scraped_at, risk_flags from blogs
    where id = ${id}::uuid or (platform = 'instagram' and platform_id = ${platform_id})
    order by id for no key update`.execute(tx)
  return new Map(rows.map(({ id: row, ...before }) => [row, before]))
}

/** The columns that a profile answers, but for the name. */
export function profileColumns(profile: Profile) {
  return {
    platform_id: profile.platformId,
    full_name: profile.fullName,
    biography: profile.biography,
    avatar_url: profile.avatarUrl,
    follower_count: profile.followerCount,
    following_count: profile.followingCount,
    media_count: profile.mediaCount,
    is_verified: profile.isVerified,
    is_business: profile.isBusiness,
    business_category: profile.businessCategory,
    external_url: profile.externalUrl,
    bio_links: jsonb(profile.bioLinks),
    picture_id: profile.pictureId,
    latest_story_at: profile.latestStoryAt,
  }
}

/** The reasons why a creator could not be seen. */
export type Unavailable = 'private' | 'restricted' | 'deleted'
export const UNAVAILABLE: readonly Unavailable[] = ['private', 'restricted', 'deleted']

/**
 * Sets the status of a blog that is being scraped. A creator who could not be seen retains its
 * status until it turns out otherwise.
 */
export async function markScraping(tx: Tx, blogId: string): Promise<void> {
  await tx
    .updateTable('blogs')
    .set({ scrape_status: 'scraping' })
    .where('id', '=', blogId)
    .where('scrape_status', 'not in', UNAVAILABLE)
    .execute()
}

/** Sets the status of a creator who cannot be seen (any more); the known facts stay. */
export async function markUnavailable(tx: Tx, blogId: string, status: Unavailable): Promise<void> {
  await tx
    .updateTable('blogs')
    .set({
      scrape_status: status,
      scraped_at: worldNow,
      updated_at: worldNow,
      update_due_at: inDays(LOOK_AGAIN_AFTER_DAYS[status]),
    })
    .where('id', '=', blogId)
    .execute()
}

/**
 * Marks a blog of which only the name was known as deleted: another creator has the name now, so
 * nothing will ever find the former one again.
 */
export async function markSuperseded(tx: Tx, blogId: string): Promise<void> {
  await tx
    .updateTable('blogs')
    .set({ scrape_status: 'deleted', update_due_at: null, updated_at: worldNow })
    .where('id', '=', blogId)
    .execute()
}

/**
 * Sets the status of blogs whose full scrapes ended for good without a result. An earlier finding
 * that a creator cannot be seen stays.
 */
export async function markFailed(tx: Tx, blogIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('blogs')
    .set({
      scrape_status: sql<string>`
        case when scrape_status = any (${UNAVAILABLE}) then scrape_status else 'failed' end`,
      update_due_at: inDays(LOOK_AGAIN_AFTER_DAYS.failed),
    })
    .where('id', 'in', blogIds)
    .execute()
}

/** World time in so many days. */
export const inDays = (days: number): RawBuilder<Date> =>
  sql<Date>`(select world_now()) + make_interval(secs => ${days * 86_400})`

/**
 * Returns the status of a creator without new data to analyze: `blog` is the name of its row in the
 * statement.
 */
export const activeOrAnalyzing = (blog: string): RawBuilder<string> => sql<string>`
  case when derived.has_open_analysis(${sql.ref(`${blog}.id`)}) then 'analyzing' else 'active' end`

/**
 * Resets the status of blogs whose full scrapes were put back or cancelled: they are no longer
 * being scraped.
 */
export async function unmarkScraping(tx: Tx, blogIds: readonly string[]): Promise<void> {
  await sql`
    update blogs b
    set scrape_status = case when b.scraped_at is null then 'pending' else ${activeOrAnalyzing('b')} end
    where b.id = any(${blogIds}::uuid[]) and b.scrape_status = 'scraping'`.execute(tx)
}

/** A version of a blog's insights that is now the newest. */
export type NewInsights = {
  blogId: string
  version: number
  /** Whether it ends the analysis that the blog waited for. */
  isAwaited: boolean
}

/**
 * Shows the insights that have just been stored; a blog that waited for them is active. At most one
 * entry a blog. They are copied from their table, compressed as they are: to send and to compress
 * them again would take as long as the rest.
 */
export async function storeInsights(tx: Tx, rows: readonly NewInsights[]): Promise<void> {
  const blogIds = rows.map(({ blogId }) => blogId)
  const versions = rows.map(({ version }) => version)
  const areAwaited = rows.map(({ isAwaited }) => isAwaited)
  await sql`
    update blogs b
    set ai_insights = i.insights, ai_confidence = i.confidence, ai_version = i.version, ai_model = i.model,
        ai_prompt_version = i.prompt_version, ai_analyzed_at = ${worldNow}, updated_at = ${worldNow},
        scrape_status = case when r.is_awaited and b.scrape_status = 'analyzing' then 'active' else b.scrape_status end
    from unnest(${blogIds}::uuid[], ${versions}::integer[], ${areAwaited}::boolean[]) as r (id, version, is_awaited)
    join shared.ai_insights i on i.blog_id = r.id and i.version = r.version
    where b.id = r.id`.execute(tx)
}

/** An analysis was asked for: blogs that are as good as they get wait for it. */
export async function markAnalyzing(tx: Tx, blogIds: readonly string[]): Promise<void> {
  await sql`
    update blogs set scrape_status = 'analyzing', updated_at = world_now()
    where id = any(${blogIds}::uuid[]) and scrape_status = 'active'`.execute(tx)
}

/** An analysis has ended, with or without insights: blogs that waited for it are active. */
export async function markAnalyzed(tx: Tx, blogIds: readonly string[]): Promise<void> {
  await sql`
    update blogs set scrape_status = 'active', updated_at = ${worldNow}
    where id = any(${blogIds}::uuid[]) and scrape_status = 'analyzing'`.execute(tx)
}

/** Removes blogs; returns the ids of their persons, one for each blog. */
export async function removeBlogs(tx: Tx, blogIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    delete from blogs where id = any (${blogIds}::uuid[]) returning person_id`.execute(tx)
  return rows.map((row) => row.person_id)
}
