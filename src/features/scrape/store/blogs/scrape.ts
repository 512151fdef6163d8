import { storeSnapshot } from '../snapshots.ts'
import { sql } from 'kysely'
import type { Config } from '../../../declarations.ts'
import { jsonb, worldNow } from '../../../../db/database.ts'
import type { Tx } from '../../../../db/handles.ts'
import { captionLanguages } from '../../../../creators/languages.ts'
import type { Profile } from '../../../../platforms/creators.ts'
import type {
  OfficialPart,
  ScrapedProfile,
  UnchangedProfile,
} from '../../../../platforms/creator-reader.ts'
import type { MergeBlog } from '../../../services.ts'
import { readBenchmarks } from '../benchmarks.ts'
import { cityColumns } from './city.ts'
import { activeOrAnalyzing, inDays, profileColumns, type BlogToScrape } from './blogs.ts'
import { daysUntilDue, daysUntilRestIsRead, updateValue } from '../../freshness.ts'
import { hasUnreadHighlights, storeHighlights } from '../highlights.ts'
import { readHistory } from '../history.ts'
import { settleIdentity } from './identity.ts'
import { followerTier } from '../../metrics/followers.ts'
import type { MeasuredPost } from '../../metrics/posts.ts'
import { profileMetrics, type MeasuredProfile } from '../../metrics/profile-metrics.ts'
import { readMeasuredPosts, readNewestPosts, storePosts } from '../posts.ts'
import { NEWEST_CAPTIONS } from './search.ts'
import { withStoredFacts, withStoredProfile } from '../stored-facts.ts'

/**
 * The options with which a scrape is stored: world time now, and the settings that it was made by.
 */
export type StoreOptions = {
  now: Date
  config: Pick<Config, 'postsPerScrape' | 'rescrapeAfterDays' | 'postRetentionMs' | 'creatorCities'>
}

/**
 * Writes a whole scrape: profile, posts, highlights, what is made from them, and a snapshot. The
 * blog is then `active`. Returns the id of the row that holds the creator, which is another than
 * `blog.id` when the creator was already known under a former name.
 */
export async function storeScrape(
  tx: Tx,
  blog: BlogToScrape,
  scraped: Omit<ScrapedProfile, 'requests'>,
  options: StoreOptions & { mergers: readonly MergeBlog[] },
): Promise<string> {
  const blogId = await settleIdentity(tx, blog, scraped.profile, options.mergers)
  const whole = await withStoredFacts(tx, blogId, scraped)
  const { profile, posts } = whole
  await storePosts(tx, blogId, whole, {
    limit: options.config.postsPerScrape,
    retainedSince: retainedSince(options),
  })
  await storeHighlights(tx, blogId, scraped)
  const newest = await readNewestPosts(tx, blogId, NEWEST_CAPTIONS)
  const captions = newest.flatMap(({ caption_text }) => caption_text ?? [])
  const columns = await measure(tx, blogId, { profile, posts }, options)
  await tx
    .updateTable('blogs')
    .set({
      ...columns,
      ...cityColumns(profile, newest, options.config),
      username: profile.username,
      profile_source: sourceOf(scraped, 'profile'),
      posts_source: sourceOf(scraped, 'posts'),
      languages: captionLanguages(captions),
      search: sql<string>`derived.creator_document(
        ${profile.username}, ${profile.fullName}, ${profile.biography}, ${captions}::text[])`,
      scrape_status: 'active',
      fully_scraped_at: worldNow,
    })
    .where('id', '=', blogId)
    .execute()
  await sql`
    update persons p set full_name = ${profile.fullName}
    from blogs b where b.id = ${blogId} and p.id = b.person_id and p.full_name is null`.execute(tx)
  await storeSnapshot(tx, blogId, columns, true)
  return blogId
}

const sourceOf = (
  { official = [] }: Pick<ScrapedProfile, 'official'>,
  part: OfficialPart,
): 'official' | 'pool' => (official.includes(part) ? 'official' : 'pool')

/** Returns the time since which posts are retained; null for always. */
export const retainedSince = ({ now, config }: StoreOptions): Date | null =>
  config.postRetentionMs === 0 ? null : new Date(now.getTime() - config.postRetentionMs)

/**
 * Writes a profile on which nothing was new: its columns, the metrics over the posts that are
 * stored, and a snapshot. The blog is then `active`, or `analyzing` while an analysis is open.
 */
export async function storeUnchanged(
  tx: Tx,
  blogId: string,
  read: Pick<UnchangedProfile, 'profile' | 'official'>,
  options: StoreOptions,
): Promise<void> {
  const profile = await withStoredProfile(tx, blogId, read)
  const posts = await readMeasuredPosts(tx, blogId, options.config.postsPerScrape)
  const measured = { profile: { ...profile, postsAreOld: true }, posts }
  const columns = await measure(tx, blogId, measured, options)
  const newest = await readNewestPosts(tx, blogId, NEWEST_CAPTIONS)
  await tx
    .updateTable('blogs')
    .set({
      ...columns,
      ...cityColumns(profile, newest, options.config),
      profile_source: sourceOf(read, 'profile'),
      scrape_status: activeOrAnalyzing('blogs'),
    })
    .where('id', '=', blogId)
    .execute()
  await storeSnapshot(tx, blogId, columns, false)
}

/** The columns of `blogs` that every scrape writes. */
async function measure(
  tx: Tx,
  blogId: string,
  { profile, posts }: { profile: Profile & MeasuredProfile; posts: readonly MeasuredPost[] },
  { now, config }: StoreOptions,
) {
  const history = await readHistory(tx, blogId, now)
  const benchmarks = await readBenchmarks(tx, followerTier(profile.followerCount))
  const metrics = profileMetrics({ profile, posts, history, benchmarks }, now)
  const sightings = [
    { scrapedAt: now, followerCount: profile.followerCount, er: metrics.er },
    ...history,
  ]
  const posting = { postsPerWeek: metrics.posts_per_week, lastPostAt: metrics.last_post_at }
  const days = (await hasUnreadHighlights(tx, blogId))
    ? daysUntilRestIsRead(config.rescrapeAfterDays)
    : daysUntilDue(sightings, posting, config.rescrapeAfterDays)
  return {
    ...profileColumns(profile),
    ...metrics,
    risk_evidence: jsonb(metrics.risk_evidence),
    update_due_at: inDays(days),
    update_value: updateValue(sightings),
    scraped_at: worldNow,
    updated_at: worldNow,
  }
}
