import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import type { CreatorAddress } from '../manifest.ts'

/** Whose lists are asked for: by name or by id, whichever the caller has given, and the blog that it is as far as known. */
export type Target = {
  username: string | null
  platformId: string | null
  blog: KnownBlog | null
}

export type KnownBlog = {
  id: string
  scrape_status: string
  follower_count: number | null
  following_count: number | null
}

type Row = KnownBlog & { username: string; platform_id: string | null }

/**
 * Somebody who is no blog of ours is a target as well. A name is whoever has it by now, also if a blog of ours had it
 * before. Throws NoSuchRecordError for a blog that there is not, and ConflictError for one that nobody could find.
 */
export async function findTarget(db: Db, address: CreatorAddress): Promise<Target> {
  const { rows } = await sql<Row>`
    select id, username, platform_id, scrape_status, follower_count, following_count
    from blogs where ${blogIs(address)}`.execute(db)
  const blog = rows[0] ?? null
  if ('username' in address) return { username: address.username, platformId: null, blog }
  if ('platformId' in address)
    return { username: nameOf(blog), platformId: address.platformId, blog }
  if (!blog) throw new NoSuchRecordError(`no blog ${address.blogId}`)
  const target = { username: nameOf(blog), platformId: blog.platform_id, blog }
  if (target.username === null && target.platformId === null)
    throw new ConflictError(`nobody knows by now who blog ${address.blogId} is on the platform`)
  return target
}

function blogIs(address: CreatorAddress) {
  if ('blogId' in address) return sql`id = ${address.blogId}::uuid`
  return 'username' in address
    ? sql`platform = 'instagram' and username = ${address.username}`
    : sql`platform = 'instagram' and platform_id = ${address.platformId}`
}

/** `~` begins what stands for a name that somebody else has taken over. */
const nameOf = (blog: Row | null): string | null =>
  blog === null || blog.username.startsWith('~') ? null : blog.username
