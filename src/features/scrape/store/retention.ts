import { sql } from 'kysely'
import { blogSubject } from '../../../creators/blog-subject.ts'
import type { Db } from '../../../db/handles.ts'
import { releaseNamedMedia } from '../../../media/media-store.ts'
import { postImage } from '../images/choose-images.ts'
import { refreshSearch } from './search.ts'

/** Blogs that one statement looks through: each has an index of its own rows by their time. */
const BLOGS = 500

/** The time (world) before which something is too old. */
const before = (keepMs: number) =>
  sql`(select world_now()) - make_interval(secs => ${keepMs / 1000})`

/**
 * Removes posts that were published more than `keepMs` ago (world time) with their pictures, creator by creator; returns
 * how many. Scrapes do not store such posts in the first place. An aborted signal ends it between two pages of creators.
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

/** Apart from its caller, as the next one, so that a test can ask PostgreSQL to explain it. */
export const oldPostsQuery = (blogIds: readonly string[], keepMs: number) => sql<{
  blog_id: string
  platform_id: string
}>`
  delete from blog_posts where id = any (array(
    select p.id from unnest(${blogIds}::uuid[]) as b (id)
    cross join lateral (
      select id from blog_posts where blog_id = b.id and taken_at < ${before(keepMs)} offset 0
    ) p
  ))
  returning blog_id, platform_id`

export const oldSnapshotsQuery = (blogIds: readonly string[], keepMs: number) => sql`
  delete from blog_snapshots where id = any (array(
    select s.id from unnest(${blogIds}::uuid[]) as b (id)
    cross join lateral (
      select id from blog_snapshots where blog_id = b.id and scraped_at < ${before(keepMs)} offset 0
    ) s
  ))`

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
