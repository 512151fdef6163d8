import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'

type StoredPost = {
  platform_id: string
  taken_at: Date
  caption: string | null
  like_count: number | null
  comment_count: number | null
  play_count: number | null
  view_count: number | null
  is_paid_partnership: boolean | null
  sponsors: string[]
}

/** The newest stored posts of an account. */
export async function newestPosts(db: Db, blogId: string, limit: number): Promise<StoredPost[]> {
  const { rows } = await sql<StoredPost>`
    select platform_id, taken_at, caption_text as caption, like_count, comment_count, play_count,
      view_count, is_paid_partnership, sponsors
    from shared.blog_posts where blog_id = ${blogId}::uuid
    order by taken_at desc
    limit ${limit}`.execute(db)
  return rows
}

/** When an account was last scraped, and how many posts it has. */
export const scrapeOf = async (db: Db, blogId: string) =>
  await db
    .selectFrom('shared.blogs')
    .select(['scraped_at', 'media_count'])
    .where('id', '=', blogId)
    .executeTakeFirst()
