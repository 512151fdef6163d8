import { sql } from 'kysely'
import { BLANK, mentionPattern, type CreatorIdentity } from '../../creators/identity.ts'
import type { Tx } from '../../db/database.ts'
import type { Forgotten } from '../../queue/care/erase.ts'
import type { ForgottenCreator } from '../manifest.ts'
import { forgetImages } from './images/forget-images.ts'
import { renamePersons } from './persons-store.ts'
import { refreshSearch } from './search-store.ts'

/** Removes a creator's blogs with their posts, highlights, pictures and history, and its person if that has no other blog. */
export async function forgetScraped(tx: Tx, creator: ForgottenCreator): Promise<Forgotten> {
  const { blogIds } = creator
  const removed = {
    blog_posts: await count(
      tx,
      sql`delete from blog_posts where blog_id = any (${blogIds}::uuid[])`,
    ),
    blog_highlights: await count(
      tx,
      sql`delete from blog_highlights where blog_id = any (${blogIds}::uuid[])`,
    ),
    blog_snapshots: await count(
      tx,
      sql`delete from blog_snapshots where blog_id = any (${blogIds}::uuid[])`,
    ),
    ...(await forgetImages(tx, blogIds)),
    ...(await deleteBlogs(tx, blogIds)),
  }
  return { removed, changed: {} }
}

async function count(tx: Tx, statement: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows = 0n } = await statement.execute(tx)
  return Number(numAffectedRows)
}

async function deleteBlogs(
  tx: Tx,
  blogIds: readonly string[],
): Promise<{ blogs: number; persons: number }> {
  const { rows } = await sql<{ person_id: string }>`
    delete from blogs where id = any (${blogIds}::uuid[]) returning person_id`.execute(tx)
  const personIds = rows.map((row) => row.person_id)
  const persons = await count(
    tx,
    sql`
      delete from persons p
      where p.id = any (${personIds}::uuid[])
        and not exists (select from blogs b where b.person_id = p.id)`,
  )
  await renamePersons(tx, personIds)
  return { blogs: rows.length, persons }
}

/**
 * Takes a creator's names out of what others have written; the indexes that find it are made for these conditions.
 * Returns the rows by table.
 */
export async function forgetNames(
  tx: Tx,
  { usernames }: CreatorIdentity,
): Promise<Record<string, number>> {
  const pattern = mentionPattern(usernames)
  if (pattern === null) return {}
  const posts = await namingPosts(usernames, pattern).execute(tx)
  const blogs = await namingBlogs(usernames, pattern).execute(tx)
  const blogIds = [...posts.rows, ...blogs.rows].map((row) => row.blog_id)
  await refreshSearch(tx, [...new Set(blogIds)])
  return {
    blog_posts: posts.rows.length,
    blog_highlights: await count(tx, namingHighlights(usernames, pattern)),
    blogs: blogs.rows.length,
  }
}

const without = (column: string, usernames: readonly string[]) =>
  usernames.reduce(
    (list, name) => sql`array_remove(${list}, ${name}::text)`,
    sql`${sql.ref(column)}`,
  )

const blanked = (column: string, pattern: string) =>
  sql`regexp_replace(${sql.ref(column)}, ${pattern}, ${`\\1${BLANK}`}, 'gi')`

/** What posts advertise, without these names among the brands and in quotes. */
const withoutBrands = (usernames: readonly string[], pattern: string) => sql`
  case when advertising is null then null else jsonb_set(
    ${sql`regexp_replace(advertising::text, ${pattern}, ${`\\1${BLANK}`}, 'gi')`}::jsonb,
    '{brands}',
    (
      select coalesce(jsonb_agg(brand order by place), '[]')
      from jsonb_array_elements(
        ${sql`regexp_replace(advertising::text, ${pattern}, ${`\\1${BLANK}`}, 'gi')`}::jsonb -> 'brands'
      ) with ordinality as each (brand, place)
      where brand ->> 'brand' <> all (${usernames}::text[])
    )
  ) end`

/** Apart from `forgetNames`, as the next two, so that a test can ask PostgreSQL to explain it. */
export const namingPosts = (usernames: readonly string[], pattern: string) => sql<{
  blog_id: string
}>`
  update blog_posts set
    mentions = ${without('mentions', usernames)},
    tagged_users = ${without('tagged_users', usernames)},
    coauthors = ${without('coauthors', usernames)},
    sponsors = ${without('sponsors', usernames)},
    music_artist = case when lower(music_artist) = any (${usernames}::text[]) then null else music_artist end,
    caption_text = ${blanked('caption_text', pattern)},
    advertising = ${withoutBrands(usernames, pattern)}
  where mentions && ${usernames}::text[]
    or (sponsors <> '{}' and sponsors && ${usernames}::text[])
    or (music_artist is not null and lower(music_artist) = any (${usernames}::text[]))
  returning blog_id`

export const namingHighlights = (usernames: readonly string[], pattern: string) => sql`
  update blog_highlights set
    story_mentions = ${without('story_mentions', usernames)},
    story_links = array(
      select link from unnest(story_links) with ordinality as each (link, place)
      where not told_names(link) && ${usernames}::text[] order by place
    ),
    title = ${blanked('title', pattern)}
  where (story_mentions <> '{}' and story_mentions && ${usernames}::text[])
    or highlight_names(title, story_links) && ${usernames}::text[]`

/** Exactly the expression of the index. */
const TOLD_NAMES = sql`told_names(
  coalesce(biography, '') || ' ' || coalesce(external_url, '') || ' ' || bio_links::text
)`

/**
 * The newest insights of a blog are a version of its answers, whose index finds them as long as nobody has taken the names
 * out of those: names are forgotten in the order of the features, and those that build on blogs come later.
 */
export const namingBlogs = (usernames: readonly string[], pattern: string) => sql<{
  blog_id: string
}>`
  update blogs set
    biography = ${blanked('biography', pattern)},
    external_url = case when told_names(external_url) && ${usernames}::text[] then null else external_url end,
    bio_links = (
      select coalesce(jsonb_agg(link order by place), '[]')
      from jsonb_array_elements(bio_links) with ordinality as each (link, place)
      where not told_names(link::text) && ${usernames}::text[]
    ),
    ai_insights = regexp_replace(ai_insights::text, ${pattern}, ${`\\1${BLANK}`}, 'gi')::jsonb
  where id in (
    select id from blogs where ${TOLD_NAMES} && ${usernames}::text[]
    union
    select blog_id from ai_insights where told_names(insights::text) && ${usernames}::text[]
  )
  and (${TOLD_NAMES} && ${usernames}::text[] or told_names(ai_insights::text) && ${usernames}::text[])
  returning id as blog_id`
