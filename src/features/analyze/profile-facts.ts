import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Advertising } from '../scrape/index.ts'

/** Newest posts that a model is told of. */
export const MAX_POSTS = 20
export const MAX_HIGHLIGHTS = 30
export const MAX_CAPTION = 500
export const MAX_TEXT = 200
/** Of a username or hashtag; the platform's own limits are 30 and 100. */
const MAX_NAME = 50
export const MAX_LIST = 8
/** Per post: few posts name more, and there are many posts. */
const MAX_NAMED = 5
const MAX_COUNTED = 30
/** The platform's word for a reel. */
const REEL = 'clips'

export type PostFacts = {
  /** As blog_posts has it; evidence refers to it. */
  id: string
  date: string
  caption: string | null
  er: number | null
  likes: number | null
  comments: number | null
  plays: number | null
  /** Counted otherwise than plays. */
  views: number | null
  paid_partnership: boolean | null
  sponsors: string[]
  /** Found by rules in the caption, beyond the label; null where they find nothing. */
  advertising: { signs: string[]; brands: string[] } | null
  tagged: string[]
  /** Artist and title, as far as they are known. */
  music: string | null
  location: string | null
}

/** What a model is told about a profile: public facts only, each bounded, all of them in the user message. */
export type ProfileFacts = {
  username: string
  full_name: string | null
  biography: string | null
  external_url: string | null
  bio_links: { url: string; title: string | null }[]
  is_business: boolean | null
  business_category: string | null
  is_verified: boolean | null
  followers: number | null
  following: number | null
  posts_total: number | null
  er: number | null
  er_reels: number | null
  engagement_trend: string | null
  posts_per_week: number | null
  posts: PostFacts[]
  reels: PostFacts[]
  /** Of the posts above, most used first. */
  hashtags: string[]
  mentions: string[]
  tagged: string[]
  sponsors: string[]
  /** Of the posts above, those that most of them advertise first. */
  advertised_brands: string[]
  highlights: { title: string | null; mentions: string[]; locations: string[]; links: string[] }[]
}

/**
 * The facts of these blogs by id, in three queries whatever their number. Blogs that are gone are missing. With `knownAt`
 * (world time), without the posts that were found later.
 */
export async function readProfileFacts(
  db: Db,
  blogIds: readonly string[],
  knownAt: Date | null = null,
): Promise<Map<string, ProfileFacts>> {
  const blogs = await db
    .selectFrom('blogs')
    .select([
      'id',
      'username',
      'full_name',
      'biography',
      'external_url',
      'is_business',
      'is_verified',
    ])
    .select(['business_category', 'follower_count', 'following_count', 'media_count'])
    .select(['er', 'er_reels', 'engagement_trend', 'posts_per_week'])
    .select(sql<ProfileFacts['bio_links']>`bio_links`.as('bio_links'))
    .where('id', '=', sql<string>`any(${blogIds}::uuid[])`)
    .execute()
  const posts = await readPosts(db, blogIds, knownAt)
  const highlights = await readHighlights(db, blogIds)
  return new Map(
    blogs.map((blog) => [
      blog.id,
      factsOf(blog, posts.get(blog.id) ?? [], highlights.get(blog.id) ?? []),
    ]),
  )
}

/**
 * A caption, shortened if it has more bytes than that many characters can have: to count the characters of all takes longer
 * than to read them.
 */
export const SHORT_CAPTION = `
  case when octet_length(caption_text) > ${4 * MAX_CAPTION} then left(caption_text, ${MAX_CAPTION}) else caption_text end`

type PostRow = {
  platform_id: string
  caption_text: string | null
  hashtags: string[]
  mentions: string[]
  like_count: number | null
  comment_count: number | null
  play_count: number | null
  view_count: number | null
  is_paid_partnership: boolean | null
  sponsors: string[]
  advertising: Advertising | null
  tagged_users: string[]
  music_title: string | null
  music_artist: string | null
  product_type: string | null
  location_name: string | null
  /** UTC, as in 2026-11-21. */
  taken_on: string
}

async function readPosts(
  db: Db,
  blogIds: readonly string[],
  knownAt: Date | null,
): Promise<Map<string, PostRow[]>> {
  // As JSON: the driver would read each of 16 fields of 20 posts by itself, which takes longer than all the rest.
  const { rows } = await sql<{ id: string; posts: PostRow[] }>`
    select b.id, (select coalesce(json_agg(p), '[]') from (
      select platform_id, ${sql.raw(SHORT_CAPTION)} as caption_text, hashtags, mentions, like_count,
             comment_count, play_count, view_count, is_paid_partnership, sponsors, advertising, tagged_users, music_title,
             music_artist, product_type, location_name, to_char(taken_at at time zone 'UTC', 'YYYY-MM-DD') as taken_on
      from blog_posts
      where blog_id = b.id and (${knownAt}::timestamptz is null or created_at <= ${knownAt})
      order by taken_at desc, platform_id
      limit ${MAX_POSTS}
    ) p) as posts
    from unnest(${blogIds}::uuid[]) as b (id)`.execute(db)
  return new Map(rows.map(({ id, posts }) => [id, posts]))
}

type HighlightRow = {
  title: string | null
  story_mentions: string[]
  story_locations: string[]
  story_links: string[]
}

async function readHighlights(
  db: Db,
  blogIds: readonly string[],
): Promise<Map<string, HighlightRow[]>> {
  const { rows } = await sql<{ id: string; highlights: HighlightRow[] }>`
    select b.id, (select coalesce(json_agg(h), '[]') from (
      select title, story_mentions, story_locations, story_links
      from blog_highlights
      where blog_id = b.id
      order by platform_id
      limit ${MAX_HIGHLIGHTS}
    ) h) as highlights
    from unnest(${blogIds}::uuid[]) as b (id)`.execute(db)
  return new Map(rows.map(({ id, highlights }) => [id, highlights]))
}

type BlogRow = Omit<
  ProfileFacts,
  | 'followers'
  | 'following'
  | 'posts_total'
  | 'posts'
  | 'reels'
  | 'hashtags'
  | 'mentions'
  | 'tagged'
  | 'sponsors'
  | 'advertised_brands'
  | 'highlights'
> & {
  follower_count: number | null
  following_count: number | null
  media_count: number | null
}

function factsOf(
  blog: BlogRow,
  posts: readonly PostRow[],
  highlights: readonly HighlightRow[],
): ProfileFacts {
  const told = (post: PostRow): PostFacts => postFacts(post, blog.follower_count)
  return {
    username: blog.username,
    full_name: clipped(blog.full_name, MAX_TEXT),
    biography: clipped(blog.biography, MAX_CAPTION),
    external_url: clipped(blog.external_url, MAX_TEXT),
    bio_links: blog.bio_links.slice(0, MAX_LIST).map(({ url, title }) => ({
      url: clipped(url, MAX_TEXT),
      title: clipped(title, MAX_TEXT),
    })),
    is_business: blog.is_business,
    business_category: clipped(blog.business_category, MAX_TEXT),
    is_verified: blog.is_verified,
    followers: blog.follower_count,
    following: blog.following_count,
    posts_total: blog.media_count,
    er: rounded(blog.er),
    er_reels: rounded(blog.er_reels),
    engagement_trend: blog.engagement_trend,
    posts_per_week: rounded(blog.posts_per_week),
    posts: posts.filter((post) => post.product_type !== REEL).map(told),
    reels: posts.filter((post) => post.product_type === REEL).map(told),
    hashtags: mostUsed(posts.flatMap((post) => post.hashtags)),
    mentions: mostUsed(posts.flatMap((post) => post.mentions)),
    tagged: mostUsed(posts.flatMap((post) => post.tagged_users)),
    sponsors: mostUsed(posts.flatMap((post) => post.sponsors)),
    advertised_brands: mostUsed(
      posts.flatMap(({ advertising }) => advertising?.brands.map(({ brand }) => brand) ?? []),
    ),
    highlights: highlights.map((highlight) => ({
      title: clipped(highlight.title, MAX_TEXT),
      mentions: firstOf(highlight.story_mentions),
      locations: firstOf(highlight.story_locations),
      links: firstOf(highlight.story_links),
    })),
  }
}

/** A post's own engagement rate by followers: (likes + comments) / followers; null when a count is hidden. */
function postFacts(post: PostRow, followers: number | null): PostFacts {
  const { like_count, comment_count } = post
  const known = like_count !== null && comment_count !== null && followers !== null && followers > 0
  return {
    id: post.platform_id,
    date: post.taken_on,
    caption: clipped(post.caption_text, MAX_CAPTION),
    er: known ? rounded((like_count + comment_count) / followers) : null,
    likes: like_count,
    comments: comment_count,
    plays: post.play_count,
    views: post.view_count,
    paid_partnership: post.is_paid_partnership,
    sponsors: firstNames(post.sponsors),
    advertising: toldAdvertising(post.advertising),
    tagged: firstNames(post.tagged_users),
    music: soundOf(post.music_artist, post.music_title),
    location: clipped(post.location_name, MAX_TEXT),
  }
}

/** Signs of advertising for one post: few say it all. */
const MAX_SIGNS = 3

/** What a model is told of what the rules have found: it sees the label and the sponsors by themselves. */
export function toldAdvertising(found: Advertising | null): PostFacts['advertising'] {
  if (found === null) return null
  const signs = [...new Set(found.signs.flatMap(({ quote }) => quote ?? []))]
  return {
    signs: signs.slice(0, MAX_SIGNS).map((sign) => clipped(sign, MAX_TEXT)),
    brands: firstNames(found.brands.map(({ brand }) => brand)),
  }
}

export const firstNames = (names: readonly string[]): string[] =>
  names.slice(0, MAX_NAMED).map((name) => clipped(name, MAX_NAME))

/** Artist and title, as far as they are known. */
export function soundOf(artist: string | null, title: string | null): string | null {
  const known = [artist, title].filter((text) => text !== null)
  return known.length === 0 ? null : clipped(known.join(' – '), MAX_TEXT)
}

export function mostUsed(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MAX_COUNTED)
    .map(([name]) => clipped(name, MAX_NAME))
}

export const firstOf = (texts: readonly string[]): string[] =>
  texts.slice(0, MAX_LIST).map((text) => clipped(text, MAX_TEXT))

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10_000) / 10_000

/** The first `length` UTF-16 units, without a half of a character at the end, which the API would refuse. */
export function clipped(text: string, length: number): string
export function clipped(text: string | null, length: number): string | null
export function clipped(text: string | null, length: number): string | null {
  if (text === null || text.length <= length) return text
  return text.slice(0, length).replace(/\p{Surrogate}$/u, '')
}
