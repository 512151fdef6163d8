import type { Truth } from '../instagram/truth.ts'

/** A row of the database as JSON, by the name of its columns. */
export type Row = Readonly<Record<string, unknown>>

/** What the database should hold of one creator; posts and highlights by the platform's id. */
export type CreatorRows = {
  blog: Row
  posts: ReadonlyMap<string, Row>
  highlights: ReadonlyMap<string, Row>
}

/** The truth about a creator, null for a deleted one, in the columns of the database. */
export function expectedRows(truth: Truth | null): CreatorRows {
  if (!truth) return { blog: { scrape_status: 'deleted' }, posts: new Map(), highlights: new Map() }
  const { profile } = truth
  if (profile.isRestricted)
    return { blog: { scrape_status: 'restricted' }, posts: new Map(), highlights: new Map() }
  if (profile.isPrivate)
    return { blog: { scrape_status: 'private' }, posts: new Map(), highlights: new Map() }
  return {
    blog: {
      username: profile.username,
      platform_id: profile.platformId,
      full_name: profile.fullName,
      biography: profile.biography,
      avatar_url: profile.avatarUrl,
      picture_id: profile.pictureId,
      follower_count: profile.followerCount,
      following_count: profile.followingCount,
      media_count: profile.mediaCount,
      is_verified: profile.isVerified,
      is_business: profile.isBusiness,
      business_category: profile.businessCategory,
      external_url: profile.externalUrl,
      bio_links: profile.bioLinks,
      latest_story_at: profile.latestStoryAt,
    },
    posts: new Map(truth.posts.map((post) => [post.platformId, postRow(post)])),
    highlights: new Map(
      truth.highlights.map((highlight) => [highlight.platformId, highlightRow(highlight)]),
    ),
  }
}

const postRow = (post: Truth['posts'][number]): Row => ({
  code: post.code,
  caption_text: post.captionText,
  hashtags: post.hashtags,
  mentions: post.mentions,
  tagged_users: post.taggedUsers,
  coauthors: post.coauthors,
  like_count: post.likeCount,
  comment_count: post.commentCount,
  play_count: post.playCount,
  view_count: post.viewCount,
  child_count: post.childCount,
  is_paid_partnership: post.isPaidPartnership,
  sponsors: post.sponsors,
  music_id: post.music?.id ?? null,
  music_title: post.music?.title ?? null,
  music_artist: post.music?.artist ?? null,
  media_type: post.mediaType,
  product_type: post.productType,
  is_pinned: post.isPinned,
  thumbnail_url: post.thumbnailUrl,
  location_id: post.location?.id ?? null,
  location_name: post.location?.name ?? null,
  location_lat: post.location?.lat ?? null,
  location_lng: post.location?.lng ?? null,
  taken_at: post.takenAt,
})

const highlightRow = (highlight: Truth['highlights'][number]): Row => ({
  title: highlight.title,
  media_count: highlight.mediaCount,
  cover_url: highlight.coverUrl,
  changed_at: highlight.changedAt,
  story_mentions: highlight.mentions,
  story_locations: highlight.locations,
  story_links: highlight.links,
  stories_read: highlight.storiesRead,
})
