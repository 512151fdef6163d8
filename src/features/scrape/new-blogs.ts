import { sql } from 'kysely'
import { jsonb, type Tx } from '../../db/database.ts'
import type { BlogSource } from './blogs-store.ts'

/** What is known of a creator before its first scrape. */
export type NewCreator = {
  platformId: string | null
  username: string
  fullName: string | null
  followerCount: number | null
  mediaCount: number | null
  isVerified: boolean | null
  businessCategory: string | null
}

/**
 * Makes person and blog of every creator that has none, by id and by name, whatever their number in three statements. A
 * name that belonged to somebody with another id is taken from that blog, as a scrape would. Returns the ids of the
 * blogs that were made.
 */
export async function createBlogs(
  tx: Tx,
  creators: readonly NewCreator[],
  source: BlogSource,
): Promise<string[]> {
  if (creators.length === 0) return []
  const rows = creators.map((creator) => ({
    platform_id: creator.platformId,
    username: creator.username,
    full_name: creator.fullName,
    follower_count: creator.followerCount,
    media_count: creator.mediaCount,
    is_verified: creator.isVerified,
    business_category: creator.businessCategory,
  }))
  // The next scrape by id tells its new name.
  await sql`
    with taken as materialized (
      select b.id
      from jsonb_to_recordset(${jsonb(rows)}) as given (platform_id text, username text)
      join blogs b on b.platform = 'instagram' and b.username = given.username and b.platform_id <> given.platform_id
      where not exists (select from blogs o where o.platform = 'instagram' and o.platform_id = given.platform_id)
      order by b.id
      for update of b
    )
    update blogs b set username = '~' || b.platform_id from taken where b.id = taken.id`.execute(tx)
  const { rows: made } = await sql<{ person_id: string; blog_id: string | null }>`
    with missing as materialized (
      select given.*, uuidv7() as person_id
      from jsonb_to_recordset(${jsonb(rows)}) as given (
        platform_id text, username text, full_name text, follower_count integer, media_count integer,
        is_verified boolean, business_category text
      )
      where not exists (select from blogs b where b.platform = 'instagram' and b.username = given.username)
        and not exists (select from blogs b where b.platform = 'instagram' and b.platform_id = given.platform_id)
    ),
    people as (insert into persons (id, full_name) select person_id, full_name from missing),
    made as (
      insert into blogs (
        person_id, source, username, platform_id, full_name, follower_count, media_count, is_verified,
        business_category
      )
      select person_id, ${source}, username, platform_id, full_name, follower_count, media_count, is_verified,
        business_category
      from missing order by username
      on conflict do nothing
      returning id, person_id
    )
    select missing.person_id, made.id as blog_id from missing left join made using (person_id)`.execute(
    tx,
  )
  const unused = made.flatMap((row) => (row.blog_id === null ? [row.person_id] : []))
  if (unused.length > 0) await tx.deleteFrom('persons').where('id', 'in', unused).execute()
  return made.flatMap((row) => row.blog_id ?? [])
}
