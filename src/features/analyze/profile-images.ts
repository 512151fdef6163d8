import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

/** A JPEG in Base64, small enough to be shown to a model as it is. */
export type ProfileImage = { base64: string; width: number; height: number }

/** Which of these blogs have pictures: most questions for them can be left out. */
export async function findPictured(
  db: Db,
  blogIds: readonly string[],
  limit: number,
): Promise<ReadonlySet<string>> {
  if (limit === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select b.id from unnest(${blogIds}::uuid[]) as b (id)
    where exists (select from blog_images i where i.blog_id = b.id)`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** The first `limit` pictures of these blogs by id, in their order; blogs without any are missing. */
export async function readProfileImages(
  db: Db,
  blogIds: readonly string[],
  limit: number,
): Promise<Map<string, ProfileImage[]>> {
  if (limit === 0 || blogIds.length === 0) return new Map()
  // Written as Base64 where it is stored: what passes through this process is what is sent, and no more.
  const { rows } = await sql<ProfileImage & { blog_id: string }>`
    select b.id as blog_id, replace(encode(shown.bytes, 'base64'), chr(10), '') as base64, shown.width, shown.height
    from unnest(${blogIds}::uuid[]) as b (id)
    cross join lateral (
      select i.bytes, i.width, i.height, u.position
      from blog_images u join images i using (sha256)
      where u.blog_id = b.id
      order by u.position, u.platform_id
      limit ${limit}
    ) shown
    order by b.id, shown.position`.execute(db)
  return Map.groupBy(rows, (row) => row.blog_id)
}
