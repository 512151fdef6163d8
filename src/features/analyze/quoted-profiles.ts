import type { Db } from '../../db/database.ts'
import { runPrepared } from '../../db/prepared.ts'
import { quotable, type QuotedProfile } from './evidence.ts'
import {
  clipped,
  firstNames,
  firstOf,
  MAX_CAPTION,
  MAX_HIGHLIGHTS,
  MAX_LIST,
  MAX_POSTS,
  MAX_TEXT,
  mostUsed,
  SHORT_CAPTION,
  soundOf,
} from './profile-facts.ts'

// What `quotedProfile` makes of the facts of a profile, read by itself: thousands of answers are compared with it, and the
// numbers, times and names of fields that only a model needs are most of what reading the facts takes.

type Row = {
  id: string
  username: string
  full_name: string | null
  biography: string | null
  external_url: string | null
  bio_links: { url: string; title: string | null }[]
  business_category: string | null
  engagement_trend: string | null
  /** JSON of PostTexts and HighlightTexts. */
  posts: string | null
  highlights: string | null
  captions: string | null
}

/** The columns that PROFILES names, in their order: with their names they would be twice as long. */
type PostTexts = [
  id: string,
  location: string | null,
  artist: string | null,
  title: string | null,
  hashtags: string[],
  mentions: string[],
  sponsors: string[],
  tagged: string[],
]
type HighlightTexts = [
  title: string | null,
  mentions: string[],
  locations: string[],
  links: string[],
]

/** Between two captions, in which it is a space. */
const PARTING = '\u001e'

/**
 * Blogs $1, without the posts that were found after $2. Captions are told beside the rest of their posts: as JSON they would
 * take more time than everything else.
 */
const PROFILES = {
  name: 'quoted_profiles',
  text: `
    select b.id, b.username, b.full_name, b.biography, b.external_url, b.bio_links, b.business_category, b.engagement_trend,
      p.posts, p.captions, h.highlights
    from blogs b
    cross join lateral (
      select json_agg(texts)::text as posts, string_agg(caption, E'\\x1e') as captions from (
        select json_build_array(platform_id, location_name, music_artist, music_title, hashtags, mentions, sponsors,
            tagged_users) as texts,
          replace(coalesce(${SHORT_CAPTION}, ''), E'\\x1e', ' ') as caption
        from blog_posts
        where blog_id = b.id and ($2::timestamptz is null or created_at <= $2)
        order by taken_at desc, platform_id
        limit ${MAX_POSTS}
      ) newest
    ) p
    cross join lateral (
      select json_agg(texts)::text as highlights from (
        select json_build_array(title, story_mentions, story_locations, story_links) as texts
        from blog_highlights
        where blog_id = b.id
        order by platform_id
        limit ${MAX_HIGHLIGHTS}
      ) first
    ) h
    where b.id = any ($1::uuid[])`,
}

/**
 * Where evidence about these blogs is looked up, by id: the texts of `readProfileFacts`, in one query whatever their
 * number. Blogs that are gone are missing. With `knownAt` (world time), without the posts that were found later. A
 * profile takes much more memory than its text: it is unfolded by the function that stands for it.
 */
export async function readQuotedProfiles(
  db: Db,
  blogIds: readonly string[],
  knownAt: Date | null = null,
): Promise<Map<string, () => QuotedProfile>> {
  const rows = await runPrepared<Row>(db, PROFILES, [blogIds, knownAt])
  return new Map(rows.map((row) => [row.id, () => profileOf(row)]))
}

function profileOf(row: Row): QuotedProfile {
  const posts: PostTexts[] = row.posts === null ? [] : JSON.parse(row.posts)
  const highlights: HighlightTexts[] = row.highlights === null ? [] : JSON.parse(row.highlights)
  const captions = row.captions?.split(PARTING) ?? []
  const mentions = mostUsed(posts.flatMap(([, , , , , names]) => names))
  const sponsors = mostUsed(posts.flatMap(([, , , , , , names]) => names))
  const tagged = mostUsed(posts.flatMap(([, , , , , , , names]) => names))
  const stories = highlights.map(([, names]) => firstOf(names))
  const told = posts.map(([, , , , , , ...names]) => names.flatMap(firstNames))
  return quotable({
    texts: [
      row.username,
      ...text(row.full_name, MAX_TEXT),
      ...text(row.biography, MAX_CAPTION),
      ...text(row.external_url, MAX_TEXT),
      ...row.bio_links
        .slice(0, MAX_LIST)
        .flatMap(({ url, title }) => [...text(url, MAX_TEXT), ...text(title, MAX_TEXT)]),
      ...text(row.business_category, MAX_TEXT),
      ...text(row.engagement_trend, MAX_TEXT),
      ...mostUsed(posts.flatMap(([, , , , names]) => names)),
      ...mentions,
      ...tagged,
      ...sponsors,
      ...stories.flat(),
      ...highlights.flatMap(([title, , locations, links]) => [
        ...text(title, MAX_TEXT),
        ...firstOf(locations),
        ...firstOf(links),
      ]),
    ],
    names: [mentions, tagged, sponsors, ...told, ...stories].flat(),
    posts: new Map(
      posts.map(([id, location, artist, title], place) => [
        id,
        [
          ...filled(captions[place]).map((caption) => clipped(caption, MAX_CAPTION)),
          ...(told[place] ?? []),
          ...text(soundOf(artist, title), MAX_TEXT),
          ...text(location, MAX_TEXT),
        ],
      ]),
    ),
  })
}

const filled = (caption: string | undefined): string[] => (caption ? [caption] : [])

const text = (value: string | null, length: number): string[] =>
  value === null ? [] : [clipped(value, length)]
