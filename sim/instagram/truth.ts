import { cleanText } from '../../src/base/text.ts'
import type { BioLink, LiveStory } from '../../src/platforms/creators.ts'
import type { ScrapedProfile } from '../../src/platforms/creator-reader.ts'
import type { Creator, Identity } from './world/creator.ts'
import type { WorldHighlight } from './world/highlight.ts'
import { shortcode } from './world/ids.ts'
import { MEDIA_TYPES } from './world/media-types.ts'
import type { Place } from './world/place.ts'
import type { WorldPost } from './world/post.ts'
import type { World } from './world/world.ts'
import { avatarUrl, highlightCoverUrl, postImageUrl } from './wire/image.ts'

/** The maximum of 32-bit columns; plays and views may be more. */
const MAX_COUNT = 2_147_483_647
const MAX_PLAYS = Number.MAX_SAFE_INTEGER

/** The result of a perfect scrape. */
export type Truth = Pick<ScrapedProfile, 'profile' | 'posts' | 'highlights'>

export type TruthOptions = {
  /** From the top of the profile; 20 by default. */
  posts?: number | undefined
  /** Highlights of the tray whose stories are read, from the first on; all by default. */
  highlights?: number | undefined
}

/**
 * The truth about a creator in the terms of the platform port, to compare with a client's result.
 * Posts are the first of the profile: pinned ones, then the newest. Empty text is null. Private and
 * restricted creators have no posts and highlights; deleted and unknown ones are null.
 */
export function truthOf(world: World, username: string, options: TruthOptions = {}): Truth | null {
  const { posts = 20, highlights = Number.POSITIVE_INFINITY } = options
  const creator = world.creator(username)
  if (!creator || creator.isDeleted) return null
  const visible = !creator.isPrivate && creator.restriction === null
  return {
    profile: profileOf(creator),
    posts: visible ? world.posts(creator, 0, posts).map(postOf) : [],
    highlights: visible
      ? world.highlights(creator).map((highlight, at) => highlightOf(highlight, at < highlights))
      : [],
  }
}

function profileOf(creator: Creator): Truth['profile'] {
  const isGated = creator.restriction !== null
  return {
    platformId: creator.pk,
    username: creator.username,
    fullName: storableText(creator.fullName),
    biography: storableText(creator.biography),
    avatarUrl: avatarUrl(creator),
    pictureId: creator.pictureId,
    followerCount: isGated ? null : storableCount(creator.followerCount),
    followingCount: isGated ? null : storableCount(creator.followingCount),
    mediaCount: isGated ? null : storableCount(creator.mediaCount),
    isPrivate: creator.isPrivate,
    isRestricted: creator.restriction !== null,
    isVerified: creator.isVerified,
    isBusiness: creator.isBusiness,
    businessCategory: creator.category,
    cityName: creator.isBusiness ? creator.city.name : null,
    externalUrl: creator.externalUrl,
    bioLinks: linksOf(creator),
    latestStoryAt: creator.latestStoryAt,
    // A profile that does not say may have some: only the tray shows.
    hasHighlights: creator.highlightCount > 0 || !creator.showsHighlights,
  }
}

function linksOf({ externalUrl, links }: Creator): BioLink[] {
  const listed = (links ?? []).map(({ url, title }) => ({ url, title }))
  const isListed = listed.some(({ url }) => url === externalUrl)
  return externalUrl === null || isListed ? listed : [{ url: externalUrl, title: null }, ...listed]
}

function postOf(post: WorldPost): Truth['posts'][number] {
  const { place, music } = post
  const { mediaType, productType } = MEDIA_TYPES[post.kind]
  const taggedUsers = namesOf([...post.tagged, ...post.children.flatMap(({ tagged }) => tagged)])
  const coauthors = namesOf(post.coauthors)
  return {
    platformId: post.pk,
    code: shortcode(post.pk),
    captionText: storableText(post.caption?.text ?? null),
    hashtags: [...(post.caption?.hashtags ?? [])],
    mentions: distinct([...(post.caption?.mentions ?? []), ...taggedUsers, ...coauthors]),
    taggedUsers,
    coauthors,
    likeCount: storableCount(post.likeCount),
    commentCount: storableCount(post.commentCount),
    playCount: storableCount(post.playCount, MAX_PLAYS),
    viewCount: storableCount(post.viewCount, MAX_PLAYS),
    childCount: post.kind === 'album' ? post.children.length : null,
    isPaidPartnership: post.isPaidPartnership,
    sponsors: namesOf(post.sponsors),
    music: music && { id: music.id, title: music.title, artist: music.artist },
    mediaType,
    productType,
    isPinned: post.isPinned,
    thumbnailUrl: postImageUrl(post.pk),
    ...(post.commentCount === null && { commentsDisabled: true as const }),
    location: place && locationOf(place),
    takenAt: post.takenAt,
  }
}

const locationOf = ({ pk, name, position }: Place): Truth['posts'][number]['location'] => ({
  id: pk,
  name: storableText(name),
  lat: position?.lat ?? null,
  lng: position?.lng ?? null,
})

/** The live stories of a creator at a world time, as a perfect reading has them. */
export function storiesTruthOf(world: World, username: string, at: Date): LiveStory[] {
  const creator = world.creator(username)
  if (!creator || creator.isDeleted || creator.isPrivate || creator.restriction !== null) return []
  return world.stories(creator, at.getTime()).map((story) => ({
    platformId: story.pk,
    takenAt: story.takenAt,
    expiresAt: new Date(story.takenAt.getTime() + 86_400_000),
    mediaType: story.isVideo ? 'video' : 'photo',
    pictureUrl: postImageUrl(story.pk),
    mentions: namesOf(story.mentions),
    links: [...story.links],
    hashtags: story.hashtags.map((tag) => tag.toLowerCase()),
    stickers: [
      ...(story.poll ? [story.poll.question, ...story.poll.answers] : []),
      ...(story.question === null ? [] : [story.question]),
    ],
  }))
}

function highlightOf(highlight: WorldHighlight, storiesRead: boolean): Truth['highlights'][number] {
  const stories = storiesRead ? highlight.stories : []
  return {
    platformId: highlight.pk,
    title: storableText(highlight.title),
    mediaCount: highlight.stories.length,
    coverUrl: highlight.hasCover ? highlightCoverUrl(highlight.pk) : null,
    changedAt: highlight.stories.at(-1)?.takenAt ?? null,
    mentions: namesOf(stories.flatMap(({ mentions }) => mentions)),
    locations: distinct(stories.flatMap((story) => storableText(story.place?.name ?? null) ?? [])),
    links: distinct(stories.flatMap((story) => (story.link ? [story.link.url] : []))),
    storiesRead,
  }
}

/** Storable text; null if empty. */
function storableText(text: string | null): string | null {
  const clean = text === null ? '' : cleanText(text)
  return clean.trim() === '' ? null : clean
}

/** A storable count; null if it is too large. */
const storableCount = (count: number | null, most = MAX_COUNT): number | null =>
  count !== null && count <= most ? count : null

const namesOf = (users: readonly Identity[]): string[] =>
  distinct(users.map(({ username }) => username))

const distinct = (values: string[]): string[] => [...new Set(values)]
