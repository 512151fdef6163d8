import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'

export type ErasureCounts = {
  username: string
  posts: number
  highlights: number
  snapshots: number
  tasks: number
  other_blogs: string[]
}

/** Counts what the erasure of a blog would remove. Throws NoSuchRecordError. */
export async function countErasure(db: Db, blogId: string): Promise<ErasureCounts> {
  const { rows } = await sql<ErasureCounts>`
    select username,
      (select count(*)::int from shared.blog_posts where blog_id = b.id) as posts,
      (select count(*)::int from shared.blog_highlights where blog_id = b.id) as highlights,
      (select count(*)::int from shared.blog_snapshots where blog_id = b.id) as snapshots,
      (select count(*)::int from shared.scrape_tasks t where t.subject = 'blog:' || b.id) as tasks,
      array(
        select username from shared.blogs o where o.person_id = b.person_id and o.id <> b.id order by username
      ) as other_blogs
    from shared.blogs b where id = ${blogId}`.execute(db)
  const [row] = rows
  if (!row) throw new NoSuchRecordError(`no blog ${blogId}`)
  return row
}

/**
 * One sentence that says what erasing a blog would do, and how to do it. Throws NoSuchRecordError.
 */
export async function describeErasure(db: Db, blogId: string): Promise<string> {
  const row = await countErasure(db, blogId)
  const { username, posts, highlights, snapshots, tasks, other_blogs } = row
  const others =
    other_blogs.length === 0
      ? ''
      : `. Other profiles of the same person would stay: ${other_blogs.map((name) => `@${name}`).join(', ')}`
  return (
    `erase=true would remove @${username} for good, with ${posts} posts, ${highlights} highlights, ` +
    `${snapshots} snapshots and ${tasks} tasks, take the name out of what others wrote, and keep the creator ` +
    `from coming back; nothing was done${others}`
  )
}
