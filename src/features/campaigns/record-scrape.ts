import { fromRow } from '../../db/rows.ts'
import type { Tx } from '../../db/handles.ts'
import { recordMissed, recordReading } from './record.ts'
import { newestPosts, scrapeOf } from './store/newest-posts.ts'

/**
 * Takes a scrape that was just stored as a reading of the newest posts of an account. A scrape
 * deletes the posts that it should have met and has not, so a result that is newer than the oldest
 * of them, and has no post, was missed. Older posts than `retainedMs` are deleted anyway; 0 retains
 * all.
 */
export async function recordScrape(
  tx: Tx,
  blogId: string,
  { posts, retainedMs }: { posts: number; retainedMs: number },
): Promise<void> {
  const scrape = await scrapeOf(tx, blogId)
  if (!scrape?.scraped_at) return
  const readAt = scrape.scraped_at
  const read = (await newestPosts(tx, blogId, posts)).map((row) => fromRow(row))
  if (read.length === 0 && scrape.media_count !== 0) return
  const oldest = read.length < posts ? undefined : read.at(-1)
  const retained = new Date(retainedMs === 0 ? 0 : readAt.getTime() - retainedMs)
  await recordReading(tx, { blogId, readAt, posts: read })
  await recordMissed(tx, {
    blogId,
    readAt,
    oldestTakenAt: oldest?.takenAt ?? retained,
    platformIds: read.map(({ platformId }) => platformId),
  })
}
