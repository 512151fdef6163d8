import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { postPictureHash } from '../../scrape/index.ts'
import { byWeek } from './summary.ts'

type PostPreview = {
  platform_id: string
  code: string | null
  thumbnail_hash: string | null
  is_reel: boolean
  taken_at: Date
}
type BlogPreview = { id: string; er: (number | null)[]; posts: PostPreview[] }

/**
 * The newest posts of several creators, pinned ones apart, and their engagement rate in the last 12
 * weeks, oldest first: as the last scrape of each week saw it, null for a week without one. Indexes
 * are probed for each post and week, whatever the number of both.
 */
export async function previewsOf(
  db: Db,
  ids: readonly string[],
  posts: number,
): Promise<BlogPreview[]> {
  const { rows } = await sql<BlogPreview>`
    select blog.id, ${byWeek('er')} as er, coalesce((
      select jsonb_agg(jsonb_build_object('platform_id', post.platform_id, 'code', post.code,
        'thumbnail_hash', ${postPictureHash}, 'is_reel', post.product_type = 'clips', 'taken_at', post.taken_at)
        order by post.taken_at desc)
      from (
        select blog_id, platform_id, code, coalesce(product_type, '') as product_type, taken_at
        from shared.blog_posts newest
        where newest.blog_id = blog.id and not newest.is_pinned and newest.taken_at <= (select world_now())
        order by newest.taken_at desc limit ${posts}
      ) post
    ), '[]') as posts
    from unnest(${ids}::uuid[]) as blog (id)`.execute(db)
  return rows
}
