import { distinct } from '../../../creators/caption.ts'
import type { Tx } from '../../../db/handles.ts'
import type { Post, Profile } from '../../../platforms/creators.ts'
import type { ScrapedProfile } from '../../../platforms/creator-reader.ts'
import { linksOf } from '../../../platforms/reading/official-first.ts'
import { BioLinks } from './known-profile.ts'

type Read = Pick<ScrapedProfile, 'profile' | 'posts' | 'official'>

/** Completes what was read with stored facts where the official API did not return them. */
export async function withStoredFacts<Scraped extends Read>(
  tx: Tx,
  blogId: string,
  scraped: Scraped,
): Promise<Scraped> {
  const profile = await withStoredProfile(tx, blogId, scraped)
  if (!scraped.official?.includes('posts')) return { ...scraped, profile }
  return { ...scraped, profile, posts: await withStoredPosts(tx, blogId, scraped.posts) }
}

export async function withStoredProfile(
  tx: Tx,
  blogId: string,
  { profile, official }: Omit<Read, 'posts'>,
): Promise<Profile> {
  if (!official?.includes('profile')) return profile
  const stored = await tx
    .selectFrom('blogs')
    .select(['full_name', 'biography', 'avatar_url', 'external_url', 'bio_links', 'picture_id'])
    .select(['follower_count', 'following_count', 'media_count', 'latest_story_at'])
    .select(['is_verified', 'is_business', 'business_category', 'city_id', 'city_source'])
    .where('id', '=', blogId)
    .executeTakeFirstOrThrow()
  return {
    ...profile,
    fullName: profile.fullName ?? stored.full_name,
    biography: profile.biography ?? stored.biography,
    avatarUrl: profile.avatarUrl ?? stored.avatar_url,
    followerCount: profile.followerCount ?? stored.follower_count,
    followingCount: profile.followingCount ?? stored.following_count,
    mediaCount: profile.mediaCount ?? stored.media_count,
    externalUrl: profile.externalUrl ?? stored.external_url,
    bioLinks: linksOf(profile, BioLinks.parse(stored.bio_links)),
    isVerified: stored.is_verified,
    isBusiness: stored.is_business,
    businessCategory: stored.business_category,
    cityName: stored.city_source === 'written' ? String(stored.city_id) : null,
    pictureId: stored.picture_id,
    latestStoryAt: stored.latest_story_at,
  }
}

async function withStoredPosts(tx: Tx, blogId: string, posts: readonly Post[]): Promise<Post[]> {
  if (posts.length === 0) return []
  const rows = await readStoredPosts(tx, blogId, posts)
  const byId = new Map(rows.map((row) => [row.platform_id, row]))
  return posts.map((post) => {
    const stored = byId.get(post.platformId)
    return stored ? { ...post, ...retainedFields(post, stored) } : post
  })
}

const readStoredPosts = async (tx: Tx, blogId: string, posts: readonly Post[]) =>
  await tx
    .selectFrom('blog_posts')
    .select(['platform_id', 'coauthors', 'tagged_users', 'sponsors', 'is_paid_partnership'])
    .select(['like_count', 'comment_count', 'play_count', 'view_count', 'child_count'])
    .select(['music_id', 'music_title', 'music_artist', 'is_pinned', 'thumbnail_url'])
    .select('product_type')
    .select(['location_id', 'location_name', 'location_lat', 'location_lng'])
    .where('blog_id', '=', blogId)
    .where(
      'platform_id',
      'in',
      posts.map(({ platformId }) => platformId),
    )
    .execute()

type StoredPost = Awaited<ReturnType<typeof readStoredPosts>>[number]

const retainedFields = (post: Post, stored: StoredPost): Partial<Post> => ({
  ...countsOf(post, stored),
  mentions: distinct([...post.mentions, ...stored.tagged_users, ...stored.coauthors]),
  coauthors: stored.coauthors,
  taggedUsers: stored.tagged_users,
  sponsors: stored.sponsors,
  isPaidPartnership: stored.is_paid_partnership,
  isPinned: stored.is_pinned,
  // Never changes, and accounts see it more precisely.
  productType: stored.product_type ?? post.productType,
  thumbnailUrl: post.thumbnailUrl ?? stored.thumbnail_url,
  music: musicOf(stored),
  location: locationOf(stored),
})

const countsOf = (post: Post, stored: StoredPost): Partial<Post> => ({
  likeCount: post.likeCount ?? stored.like_count,
  commentCount: post.commentCount ?? stored.comment_count,
  playCount: stored.play_count,
  viewCount: post.viewCount ?? stored.view_count,
  childCount: post.childCount ?? stored.child_count,
})

const musicOf = ({ music_id: id, music_title: title, music_artist: artist }: StoredPost) =>
  id === null && title === null && artist === null ? null : { id, title, artist }

const locationOf = (stored: StoredPost): Post['location'] => {
  const { location_id: id, location_name: name, location_lat: lat, location_lng: lng } = stored
  return id === null ? null : { id, name, lat, lng }
}
