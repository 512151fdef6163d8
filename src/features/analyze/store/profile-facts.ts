import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Db } from '../../../db/handles.ts'
import type { Advertising } from '../../scrape/index.ts'

/** Newest posts that a model gets. */
const MAX_POSTS = 20
const MAX_HIGHLIGHTS = 30
const MAX_CAPTION = 500
const MAX_TEXT = 200
/** The maximum length of a username or hashtag; the platform's own limits are 30 and 100. */
const MAX_NAME = 50
const MAX_LIST = 8
/** Per post: few posts name more, and there are many posts. */
const MAX_NAMED = 5
const MAX_COUNTED = 30
/** The platform's word for a reel. */
const REEL = 'clips'

export type PostFacts = ReturnType<typeof postFacts>

/**
 * The facts of a profile that a model gets: public facts only, each bounded, all in the user
 * message.
 */
export type ProfileFacts = ReturnType<typeof factsOf>

/**
 * The facts of these blogs by id, in one query whatever their number. Blogs that are gone are
 * missing. With `knownAt` (world time), without the posts that were found later.
 */
export async function readProfileFacts(
  db: Db,
  blogIds: readonly string[],
  knownAt: Date | null = null,
): Promise<Map<string, ProfileFacts>> {
  const profiles = await readProfiles(db, blogIds, knownAt)
  return new Map(profiles.map((profile) => [profile.id, factsOf(profile)]))
}

/**
 * A caption, shortened if it has more bytes than that many characters can have: counting the
 * characters takes longer than reading them.
 */
const SHORT_CAPTION = sql<string | null>`
  case when octet_length(caption_text) > ${sql.lit(4 * MAX_CAPTION)} then left(caption_text, ${sql.lit(MAX_CAPTION)})
    else caption_text end`

// Posts and highlights as JSON: parsing each of 16 fields of 20 posts takes longer than the rest.
const readProfiles = async (db: Db, blogIds: readonly string[], knownAt: Date | null) =>
  await db
    .selectFrom('shared.blogs as blogs')
    .select(['id', 'username', 'full_name', 'biography', 'external_url'])
    .select(['is_business', 'business_category', 'is_verified'])
    .select(['follower_count', 'following_count', 'media_count'])
    .select(['er', 'er_reels', 'engagement_trend', 'posts_per_week'])
    .select(sql<{ url: string; title: string | null }[]>`bio_links`.as('bio_links'))
    .select(({ selectFrom }) => [
      jsonArrayFrom(
        selectFrom('shared.blog_posts as blog_posts')
          .select([
            'blog_posts.platform_id',
            'product_type',
            'location_name',
            'music_artist',
            'music_title',
          ])
          .select(['like_count', 'comment_count', 'play_count', 'view_count'])
          .select(['hashtags', 'mentions', 'tagged_users', 'sponsors', 'is_paid_partnership'])
          .select([
            SHORT_CAPTION.as('caption_text'),
            sql<Advertising | null>`advertising`.as('advertising'),
            sql<string>`to_char(taken_at at time zone 'UTC', 'YYYY-MM-DD')`.as('taken_on'),
          ])
          .whereRef('blog_id', '=', 'blogs.id')
          .where(sql<boolean>`(${knownAt}::timestamptz is null or created_at <= ${knownAt})`)
          .orderBy('taken_at', 'desc')
          .orderBy('blog_posts.platform_id')
          .limit(sql.lit(MAX_POSTS)),
      ).as('posts'),
      jsonArrayFrom(
        selectFrom('shared.blog_highlights as blog_highlights')
          .select(['title', 'story_mentions', 'story_locations', 'story_links'])
          .whereRef('blog_id', '=', 'blogs.id')
          .orderBy('blog_highlights.platform_id')
          .limit(sql.lit(MAX_HIGHLIGHTS)),
      ).as('highlights'),
    ])
    .where('id', '=', sql<string>`any(${blogIds}::uuid[])`)
    .execute()
type ProfileRow = Awaited<ReturnType<typeof readProfiles>>[number]
type PostRow = ProfileRow['posts'][number]

function factsOf({ posts, highlights, ...blog }: ProfileRow) {
  const factsOfPost = (post: PostRow) => postFacts(post, blog.follower_count)
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
    posts: posts.filter((post) => post.product_type !== REEL).map(factsOfPost),
    reels: posts.filter((post) => post.product_type === REEL).map(factsOfPost),
    // These five: of the posts above, most used first.
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

/** `er` is (likes + comments) / followers; null when a count is hidden. */
function postFacts(post: PostRow, followers: number | null) {
  const { like_count, comment_count } = post
  const known = like_count !== null && comment_count !== null && followers !== null && followers > 0
  return {
    // As blog_posts has it; evidence refers to it.
    id: post.platform_id,
    date: post.taken_on,
    caption: clipped(post.caption_text, MAX_CAPTION),
    er: known ? rounded((like_count + comment_count) / followers) : null,
    likes: like_count,
    comments: comment_count,
    plays: post.play_count,
    // Counted otherwise than plays.
    views: post.view_count,
    paid_partnership: post.is_paid_partnership,
    sponsors: firstNames(post.sponsors),
    advertising: advertisingFacts(post.advertising),
    tagged: firstNames(post.tagged_users),
    music: soundOf(post.music_artist, post.music_title),
    location: clipped(post.location_name, MAX_TEXT),
  }
}

/** Signs of advertising for one post: few say it all. */
const MAX_SIGNS = 3

/** The findings of the rules; the label and the sponsors are fields of their own. */
export function advertisingFacts(
  found: Advertising | null,
): { signs: string[]; brands: string[] } | null {
  if (found === null) return null
  const signs = [...new Set(found.signs.flatMap(({ quote }) => quote ?? []))]
  return {
    signs: signs.slice(0, MAX_SIGNS).map((sign) => clipped(sign, MAX_TEXT)),
    brands: firstNames(found.brands.map(({ brand }) => brand)),
  }
}

const firstNames = (names: readonly string[]): string[] =>
  names.slice(0, MAX_NAMED).map((name) => clipped(name, MAX_NAME))

/** Artist and title, as far as they are known. */
function soundOf(artist: string | null, title: string | null): string | null {
  const known = [artist, title].filter((text) => text !== null)
  return known.length === 0 ? null : clipped(known.join(' – '), MAX_TEXT)
}

function mostUsed(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MAX_COUNTED)
    .map(([name]) => clipped(name, MAX_NAME))
}

const firstOf = (texts: readonly string[]): string[] =>
  texts.slice(0, MAX_LIST).map((text) => clipped(text, MAX_TEXT))

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10_000) / 10_000

/** The first `length` UTF-16 units, without half a character at the end, which the API refuses. */
function clipped(text: string, length: number): string
function clipped(text: string | null, length: number): string | null
function clipped(text: string | null, length: number): string | null {
  if (text === null || text.length <= length) return text
  return text.slice(0, length).replace(/\p{Surrogate}$/u, '')
}
