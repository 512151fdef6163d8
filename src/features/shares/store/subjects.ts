import { sql } from 'kysely'
import { blogSubject } from '../../../creators/blog-subject.ts'
import type { Db } from '../../../db/handles.ts'
import { storyOwner } from '../../stories/index.ts'
import type { Share } from '../fields/share.ts'

/** The creators that a link shows now: those who were erased or taken out are gone. */
export async function creatorsOf(db: Db, share: Share): Promise<string[]> {
  const { rows } =
    share.list_id === null
      ? await sql<{ id: string }>`
          select blog_id as id from share_creators where share_id = ${share.id}::uuid
          order by position`.execute(db)
      : await sql<{ id: string }>`
          select blog_id as id from shared.list_members where list_id = ${share.list_id}::uuid
          order by blog_id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Whether a stored picture is of these creators, of other accounts of theirs, or of a story. */
export async function isPictureOf(
  db: Db,
  blogIds: readonly string[],
  hash: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from shared.media_uses
    where sha256 = ${Buffer.from(hash, 'hex')} and owner in (
      select unnest(array[${sql.lit(blogSubject(''))} || account.id, ${sql.lit(storyOwner(''))} || account.id])
      from shared.blogs creator join shared.blogs account on account.person_id = creator.person_id
      where creator.id = any (${blogIds}::uuid[]))
    limit 1`.execute(db)
  return rows.length > 0
}

export type SharedView = { id: string; name: string; query: string }

/**
 * A saved view of creators; undefined once it is removed. `userId`: only one that this user sees.
 */
export async function findView(
  db: Db,
  id: string,
  userId?: string | null,
): Promise<SharedView | undefined> {
  const { rows } = await sql<SharedView>`
    select id, name, query from shared.saved_views
    where id = ${id}::uuid and page = 'creators'
      and (${userId === undefined} or is_shared or user_id is not distinct from ${userId ?? null}::uuid)`.execute(
    db,
  )
  return rows[0]
}
