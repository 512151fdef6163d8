import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import type { CreatorAddress } from '../manifest.ts'

/** The owner of the lists, by the name or the id of the request, and the known blog. */
export type Target = {
  username: string | null
  platformId: string | null
  blog: KnownBlog | null
}

type KnownBlog = {
  id: string
  scrape_status: string
  follower_count: number | null
  following_count: number | null
}

type Row = KnownBlog & { username: string; platform_id: string | null }

/**
 * A target need not be a known blog. A name means the account that has it now, even if a known blog
 * had it before. Throws NoSuchRecordError for an unknown blog id, and ConflictError for a blog
 * without a current name or platform id.
 */
export async function findTarget(db: Db, address: CreatorAddress): Promise<Target> {
  const { rows } = await sql<Row>`
    select id, username, platform_id, scrape_status, follower_count, following_count
    from shared.blogs where ${blogIs(address)}`.execute(db)
  const blog = rows[0] ?? null
  if ('username' in address) return { username: address.username, platformId: null, blog }
  if ('platformId' in address)
    return { username: nameOf(blog), platformId: address.platformId, blog }
  if (!blog) throw new NoSuchRecordError(`no blog ${address.blogId}`)
  const target = { username: nameOf(blog), platformId: blog.platform_id, blog }
  if (target.username === null && target.platformId === null)
    throw new ConflictError(`blog ${address.blogId} has no platform id yet; scrape it first`)
  return target
}

function blogIs(address: CreatorAddress) {
  if ('blogId' in address) return sql`id = ${address.blogId}::uuid`
  return 'username' in address
    ? sql`platform = 'instagram' and username = ${address.username}`
    : sql`platform = 'instagram' and platform_id = ${address.platformId}`
}

/** `~` begins the placeholder of a name that another account has taken over. */
const nameOf = (blog: Row | null): string | null =>
  blog === null || blog.username.startsWith('~') ? null : blog.username
