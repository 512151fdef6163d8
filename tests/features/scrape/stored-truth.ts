import type { Selectable } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { BlogPosts } from '../../../src/db/schema.ts'

/** What is stored of a creator, in the words of the platform port, to be compared with the world's truth. */
export async function storedTruth(db: Db, username: string) {
  const blog = await db
    .selectFrom('blogs')
    .selectAll()
    .where('username', '=', username)
    .executeTakeFirstOrThrow()
  const posts = await db
    .selectFrom('blog_posts')
    .selectAll()
    .where('blog_id', '=', blog.id)
    .execute()
  const highlights = await db
    .selectFrom('blog_highlights')
    .selectAll()
    .where('blog_id', '=', blog.id)
    .execute()
  return {
    profile: {
      platformId: blog.platform_id,
      username: blog.username,
      fullName: blog.full_name,
      biography: blog.biography,
      avatarUrl: blog.avatar_url,
      followerCount: blog.follower_count,
      followingCount: blog.following_count,
      mediaCount: blog.media_count,
      isVerified: blog.is_verified,
      isBusiness: blog.is_business,
      businessCategory: blog.business_category,
      externalUrl: blog.external_url,
      bioLinks: blog.bio_links,
      pictureId: blog.picture_id,
      latestStoryAt: blog.latest_story_at,
    },
    posts: byId(posts.map(postOf)),
    highlights: byId(
      highlights.map((row) => ({
        platformId: row.platform_id,
        title: row.title,
        mediaCount: row.media_count,
        coverUrl: row.cover_url,
        changedAt: row.changed_at,
        mentions: row.story_mentions,
        locations: row.story_locations,
        links: row.story_links,
        storiesRead: row.stories_read_at !== null,
      })),
    ),
  }
}

const postOf = (row: Selectable<BlogPosts>) => ({
  platformId: row.platform_id,
  code: row.code,
  captionText: row.caption_text,
  hashtags: row.hashtags,
  mentions: row.mentions,
  coauthors: row.coauthors,
  taggedUsers: row.tagged_users,
  likeCount: row.like_count,
  commentCount: row.comment_count,
  playCount: row.play_count,
  viewCount: row.view_count,
  childCount: row.child_count,
  isPaidPartnership: row.is_paid_partnership,
  sponsors: row.sponsors,
  music:
    row.music_id === null && row.music_title === null && row.music_artist === null
      ? null
      : { id: row.music_id, title: row.music_title, artist: row.music_artist },
  mediaType: row.media_type,
  productType: row.product_type,
  isPinned: row.is_pinned,
  thumbnailUrl: row.thumbnail_url,
  // The stand-in leaves the number out where comments are off.
  ...(row.comment_count === null && { commentsDisabled: true }),
  location:
    row.location_id === null
      ? null
      : {
          id: row.location_id,
          name: row.location_name,
          lat: row.location_lat,
          lng: row.location_lng,
        },
  takenAt: row.taken_at,
})

/** Rows have no order. */
export const byId = <T extends { platformId: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.platformId, row]))
