import { sql } from 'kysely'
import type { BLOG_SOURCES } from '../../../../creators/fields.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { columnList, recordset, toRow } from '../../../../db/rows.ts'
import type { Profile } from '../../../../platforms/creators.ts'

/** The known facts about a creator before its first scrape. */
type Known = Pick<
  Profile,
  'fullName' | 'followerCount' | 'mediaCount' | 'isVerified' | 'businessCategory'
> & { platformId: string | null }
export type NewCreator = { username: string } & {
  [Field in keyof Known]?: Known[Field] | undefined
}

type BlogSource = (typeof BLOG_SOURCES)[number]

const COLUMNS = {
  username: 'text',
  platform_id: 'text',
  full_name: 'text',
  follower_count: 'integer',
  media_count: 'integer',
  is_verified: 'boolean',
  business_category: 'text',
} as const satisfies Record<keyof ReturnType<typeof toRow<Required<NewCreator>>>, string>

/**
 * Creates person and blog of every creator that has none, by id and by name, whatever their number
 * in three statements. A name that belonged to a creator with another id is taken from that blog,
 * as a scrape would. Returns the ids of the blogs that were created.
 */
export async function createBlogs(
  tx: Tx,
  creators: readonly NewCreator[],
  source: BlogSource,
): Promise<string[]> {
  if (creators.length === 0) return []
  const rows = creators.map(toRow)
  // The next scrape by id finds its new name.
  await sql`
    with taken as materialized (
      select b.id
      from ${recordset(rows, COLUMNS)}
      join blogs b on b.platform = 'instagram' and b.username = r.username and b.platform_id <> r.platform_id
      where not exists (select from blogs o where o.platform = 'instagram' and o.platform_id = r.platform_id)
      order by b.id
      for update of b
    )
    update blogs b set username = '~' || b.platform_id from taken where b.id = taken.id`.execute(tx)
  const { rows: made } = await sql<{ person_id: string; blog_id: string | null }>`
    with missing as materialized (
      select r.*, uuidv7() as person_id from ${recordset(rows, COLUMNS)}
      where not exists (select from blogs b where b.platform = 'instagram' and b.username = r.username)
        and not exists (select from blogs b where b.platform = 'instagram' and b.platform_id = r.platform_id)
    ),
    people as (insert into persons (id, full_name) select person_id, full_name from missing),
    made as (
      insert into blogs (person_id, source, ${columnList(COLUMNS)})
      select person_id, ${source}, ${columnList(COLUMNS)} from missing order by username
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

/**
 * Finds or creates the blogs of these usernames (lower case), each new one with a person of its
 * own, whatever their number in a few statements. Returns username → blog id, for every requested
 * name, in their order.
 */
export async function ensureBlogs(
  tx: Tx,
  usernames: readonly string[],
  source: BlogSource,
): Promise<Map<string, string>> {
  await createBlogs(
    tx,
    usernames.map((username) => ({ username })),
    source,
  )
  const { rows } = await sql<{ id: string; username: string }>`
    select b.id, b.username
    from unnest(${usernames}::text[]) with ordinality as input (username, place)
    join blogs b on b.platform = 'instagram' and b.username = input.username
    order by place`.execute(tx)
  return new Map(rows.map((row) => [row.username, row.id]))
}

/** Returns which of these usernames (lower case) have a blog. */
export async function knownBlogs(db: Db, usernames: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ username: string }>`
    select username from blogs
    where platform = 'instagram' and username = any(${usernames}::text[])`.execute(db)
  return new Set(rows.map(({ username }) => username))
}
