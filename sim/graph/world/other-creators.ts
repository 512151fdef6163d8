import type { Truth } from '../../instagram/index.ts'
import { named, project, type Field, type Resolvers } from '../fields.ts'
import { metaTime } from '../endpoints/media.ts'

/**
 * Public creators without a connection; null for an unknown name. The first posts may be pinned.
 */
export type OtherCreators = (username: string, posts: number) => Truth | null

/** Pinned posts come first, and the newest are asked for. */
const MAX_PINNED = 3

/** Returns a professional creator as Business Discovery reports it; null for all other users. */
export function otherCreator(
  others: OtherCreators,
  username: string,
  { fields }: Pick<Field, 'fields'>,
): unknown {
  const truth = others(username, MAX_POSTS)
  const { profile } = truth ?? {}
  if (!truth || !profile?.isBusiness || profile.isPrivate || profile.isRestricted) return null
  const resolvers: Resolvers = {
    // Another one than the platform's own, which is `ig_id`.
    id: () => `1784${profile.platformId.padStart(13, '0').slice(-13)}`,
    ig_id: () => profile.platformId,
    username: () => profile.username,
    name: () => profile.fullName ?? undefined,
    biography: () => profile.biography ?? undefined,
    website: () => profile.externalUrl ?? undefined,
    profile_picture_url: () => profile.avatarUrl ?? undefined,
    followers_count: () => profile.followerCount ?? undefined,
    follows_count: () => profile.followingCount ?? undefined,
    media_count: () => profile.mediaCount ?? undefined,
    media: (field) => ({ data: newest(truth, field).map((post) => mediaOf(post, field)) }),
  }
  return project('BusinessDiscovery', resolvers, fields ?? named('id'))
}

const MAX_POSTS = 60

function newest({ posts }: Truth, { args }: Field): Truth['posts'] {
  const limit = Math.min(MAX_POSTS - MAX_PINNED, Number(args['limit'] ?? 25))
  return posts.toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime()).slice(0, limit)
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  photo: 'IMAGE',
  video: 'VIDEO',
  album: 'CAROUSEL_ALBUM',
}

function mediaOf(post: Truth['posts'][number], { fields }: Field): unknown {
  const isVideo = post.mediaType === 'video'
  const isReel = post.productType === 'clips'
  const resolvers: Resolvers = {
    id: () => `1790${post.platformId.slice(-13).padStart(13, '0')}`,
    caption: () => post.captionText ?? undefined,
    media_type: () => MEDIA_TYPES[post.mediaType] ?? 'IMAGE',
    media_product_type: () => (isReel ? 'REELS' : 'FEED'),
    media_url: () => (isVideo ? undefined : (post.thumbnailUrl ?? undefined)),
    thumbnail_url: () => (isVideo ? (post.thumbnailUrl ?? undefined) : undefined),
    permalink: () => `https://www.instagram.com/${isReel ? 'reel' : 'p'}/${post.code}/`,
    timestamp: () => metaTime(post.takenAt.getTime()),
    like_count: () => post.likeCount ?? undefined,
    comments_count: () => post.commentCount ?? undefined,
    view_count: () => (isVideo ? (post.viewCount ?? post.playCount ?? undefined) : undefined),
  }
  return project('IGMedia', resolvers, fields ?? named('id'))
}
