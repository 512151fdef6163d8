import type { Post, Profile, ScrapedProfile } from '../../src/platforms/port.ts'
import type { Creator } from './world/creator.ts'
import type { WorldHighlight } from './world/highlight.ts'
import { MEDIA_TYPES } from './world/media-types.ts'
import type { WorldPost } from './world/post.ts'
import type { World } from './world/world.ts'
import { avatarUrl, highlightCoverUrl, postImageUrl } from './wire/image.ts'

/** What a perfect scrape of a creator would give. */
export type Truth = Omit<ScrapedProfile, 'requests'>

/**
 * The truth about a creator in the words of the platform port, to be compared field by field with what a client made
 * of our answers. Posts are the first `postCount` of the profile: pinned ones, then the newest. Empty text is null.
 * A private creator has neither posts nor highlights to be seen; a deleted or unheard-of one is null.
 */
export function truthOf(world: World, username: string, postCount = 20): Truth | null {
  const creator = world.creator(username)
  if (!creator || creator.isDeleted) return null
  const visible = !creator.isPrivate
  return {
    profile: profileOf(creator),
    posts: visible ? world.posts(creator, 0, postCount).map(postOf) : [],
    highlights: visible ? world.highlights(creator).map(highlightOf) : [],
  }
}

function profileOf(creator: Creator): Profile {
  return {
    platformId: creator.pk,
    username: creator.username,
    fullName: creator.fullName,
    biography: creator.biography,
    avatarUrl: avatarUrl(creator.pk),
    followerCount: creator.followerCount,
    followingCount: creator.followingCount,
    mediaCount: creator.mediaCount,
    isPrivate: creator.isPrivate,
    isVerified: creator.isVerified,
    isBusiness: creator.isBusiness,
    businessCategory: creator.category,
    externalUrl: creator.externalUrl,
    hasHighlights: creator.highlightCount > 0,
  }
}

function postOf(post: WorldPost): Post {
  const { place } = post
  const { mediaType, productType } = MEDIA_TYPES[post.kind]
  return {
    platformId: post.pk,
    captionText: post.caption?.text ?? null,
    hashtags: [...(post.caption?.hashtags ?? [])],
    mentions: distinct([
      ...(post.caption?.mentions ?? []),
      ...post.tagged.map(({ username }) => username),
      ...post.coauthors.map(({ username }) => username),
    ]),
    likeCount: post.likeCount,
    commentCount: post.commentCount,
    playCount: post.playCount,
    mediaType,
    productType,
    isPinned: post.isPinned,
    thumbnailUrl: postImageUrl(post.pk),
    location: place && {
      id: place.pk,
      name: place.name,
      lat: place.position?.lat ?? null,
      lng: place.position?.lng ?? null,
    },
    takenAt: post.takenAt,
  }
}

function highlightOf(highlight: WorldHighlight): Truth['highlights'][number] {
  const { stories } = highlight
  return {
    platformId: highlight.pk,
    title: highlight.title,
    mediaCount: stories.length,
    coverUrl: highlightCoverUrl(highlight.pk),
    changedAt: stories.at(-1)?.takenAt ?? null,
    mentions: distinct(stories.flatMap((story) => story.mentions.map(({ username }) => username))),
    locations: distinct(stories.flatMap((story) => (story.place ? [story.place.name] : []))),
    links: distinct(stories.flatMap((story) => (story.link ? [story.link.url] : []))),
  }
}

const distinct = (values: string[]): string[] => [...new Set(values)]
