import { oldPostsQuery } from './posts.ts'
import { oldSnapshotsQuery } from './snapshots.ts'
import { sql } from 'kysely'
import { blogSubject } from '../../../creators/blog-subject.ts'
import type { Db } from '../../../db/handles.ts'
import { releaseNamedMedia } from '../../../media/media-store.ts'
import { postImage } from '../images/choose-images.ts'
import { refreshSearch } from './blogs/search.ts'

/**
 * The number of blogs that one statement reads: each has an index of its own rows by their time.
 */
const BLOGS = 500

/**
 * Removes posts that were published more than `keepMs` ago (world time) with their pictures,
 * creator by creator; returns how many. Scrapes do not store such posts in the first place. An
 * aborted signal ends it between two pages of creators.
 */
export async function removeOldPosts(db: Db, keepMs: number, signal: AbortSignal): Promise<number> {
  return await throughBlogs(db, signal, async (ids) => {
    return await db.transaction().execute(async (tx) => {
      const { rows } = await oldPostsQuery(ids, keepMs).execute(tx)
      const pictures = rows.map(({ blog_id, platform_id }) => ({
        owner: blogSubject(blog_id),
        name: postImage(platform_id),
      }))
      await releaseNamedMedia(tx, pictures)
      await refreshSearch(tx, [...new Set(rows.map(({ blog_id }) => blog_id))])
      return rows.length
    })
  })
}

/** The same for what scrapes measured more than `keepMs` ago (world time). */
export async function removeOldSnapshots(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  return await throughBlogs(db, signal, async (ids) => {
    const { numAffectedRows = 0n } = await oldSnapshotsQuery(ids, keepMs).execute(db)
    return Number(numAffectedRows)
  })
}

async function throughBlogs(
  db: Db,
  signal: AbortSignal,
  remove: (blogIds: readonly string[]) => Promise<number>,
): Promise<number> {
  let removed = 0
  let after: string | null = null
  while (!signal.aborted) {
    const { rows }: { rows: { id: string }[] } = await sql<{ id: string }>`
      select id from blogs where ${after}::uuid is null or id > ${after}::uuid
      order by id limit ${BLOGS}`.execute(db)
    const ids = rows.map(({ id }) => id)
    removed += await remove(ids)
    after = ids.at(-1) ?? null
    if (ids.length < BLOGS) break
  }
  return removed
}
