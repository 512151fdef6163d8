import { removeBlogs } from './store/blogs/blogs.ts'
import { sql } from 'kysely'
import { blogSubject } from '../../creators/blog-subject.ts'
import { BLANK } from '../../creators/identity.ts'
import type { Tx } from '../../db/handles.ts'
import { releaseMedia } from '../../media/media-store.ts'
import type { ErasedRows } from '../../queue/care/erase.ts'
import type { ErasureRule, Rewrite } from '../erasure-rule.ts'
import type { CreatorToErase } from '../erasures.ts'
import { removePersonsWithoutBlogs, renamePersons } from './store/blogs/persons.ts'
import { refreshSearch } from './store/blogs/search.ts'

/** Rewrites the advertising of posts: without these names among the brands and in quotes. */
const withoutBrands: Rewrite = (usernames, pattern) => {
  const blanked = sql`regexp_replace(advertising::text, ${pattern}, ${`\\1${BLANK}`}, 'gi')::jsonb`
  return sql`
    case when advertising is null then null else jsonb_set(${blanked}, '{brands}', (
      select coalesce(jsonb_agg(brand order by place), '[]')
      from jsonb_array_elements(${blanked} -> 'brands') with ordinality as each (brand, place)
      where brand ->> 'brand' <> all (${usernames}::text[])
    )) end`
}

/** Exactly the expression of the index. */
const PROFILE_MENTIONS = sql`mentioned_names(
  coalesce(biography, '') || ' ' || coalesce(external_url, '') || ' ' || bio_links::text
)`

/**
 * A creator's own rows, and what others have written; the indexes that find that are made for these
 * conditions.
 */
export const SCRAPE_ERASURE: readonly ErasureRule[] = [
  { table: 'blog_posts', ids: { blog_id: 'blogId' } },
  { table: 'blog_highlights', ids: { blog_id: 'blogId' } },
  { table: 'blog_snapshots', ids: { blog_id: 'blogId' } },
  {
    table: 'media_uses',
    ids: { owner: 'subject' },
    remove: async (tx, { blogIds }) => ({
      removed: await releaseMedia(tx, blogIds.map(blogSubject)),
    }),
  },
  {
    table: 'blogs',
    ids: { id: 'blogId', platform_id: 'platformId', username: 'username' },
    alsoIn: ['persons.full_name'],
    remove: deleteBlogs,
  },
  {
    table: 'blog_posts',
    names: {
      mentions: 'usernames',
      tagged_users: 'usernames',
      coauthors: 'usernames',
      sponsors: 'usernames',
      music_artist: 'username',
      caption_text: 'text',
      advertising: withoutBrands,
    },
    find: (usernames) => sql`(mentions && ${usernames}::text[]
      or (sponsors <> '{}' and sponsors && ${usernames}::text[])
      or (music_artist is not null and lower(music_artist) = any (${usernames}::text[])))`,
    afterwards: { column: 'blog_id', run: refreshSearch },
  },
  {
    table: 'blog_highlights',
    names: { story_mentions: 'usernames', story_links: 'links', title: 'text' },
    find: (usernames) => sql`((story_mentions <> '{}' and story_mentions && ${usernames}::text[])
      or highlight_mentions(title, story_links) && ${usernames}::text[])`,
  },
  {
    table: 'blogs',
    names: {
      biography: 'text',
      external_url: 'link',
      bio_links: 'json links',
      ai_insights: 'json',
    },
    // The newest insights of a blog are a version of its answers, whose index finds them.
    find: (usernames) => sql`id in (
        select id from blogs where ${PROFILE_MENTIONS} && ${usernames}::text[]
        union
        select blog_id from derived.answers_naming(${usernames}::text[])
      )
      and (${PROFILE_MENTIONS} && ${usernames}::text[] or mentioned_names(ai_insights::text) && ${usernames}::text[])`,
    afterwards: { column: 'id', run: refreshSearch },
  },
]

/** Removes blogs, and their persons unless these have others. */
async function deleteBlogs(tx: Tx, { blogIds }: CreatorToErase): Promise<Partial<ErasedRows>> {
  const owners = await removeBlogs(tx, blogIds)
  const persons = await removePersonsWithoutBlogs(tx, owners)
  await renamePersons(tx, owners)
  return { removed: { blogs: owners.length, persons } }
}
