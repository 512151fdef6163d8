import { cleanText } from '../../src/base/text.ts'
import type { BioLink } from '../../src/platforms/creators.ts'
import type { ScrapedProfile } from '../../src/platforms/creator-reader.ts'
import type { Creator, Identity } from './world/creator.ts'
import type { WorldHighlight } from './world/highlight.ts'
import { shortcode } from './world/ids.ts'
import { MEDIA_TYPES } from './world/media-types.ts'
import type { WorldPost } from './world/post.ts'
import type { World } from './world/world.ts'
import { avatarUrl, highlightCoverUrl, postImageUrl } from './wire/image.ts'

/** What 32 bits hold; plays and views may be more. */
const MOST_COUNT = 2_147_483_647
const MOST_PLAYS = Number.MAX_SAFE_INTEGER

/** What a perfect scrape of a creator would give. */
export type Truth = Pick<ScrapedProfile, 'profile' | 'posts' | 'highlights'>

export type TruthOptions = {
  /** How many posts from the top of the profile; 20 when left out. */
  posts?: number | undefined
  /** Of how many highlights the stories are read, the first ones of the tray; of all when left out. */
  highlights?: number | undefined
}

/**
 * The truth about a creator in the words of the platform port, to be compared field by field with what a client made
 * of our answers. Posts are the first ones of the profile: pinned ones, then the newest. Empty text is null.
 * A private or restricted creator has neither posts nor highlights to be seen; a deleted or unheard-of one is null.
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
    fullName: told(creator.fullName),
    biography: told(creator.biography),
    avatarUrl: avatarUrl(creator),
    pictureId: creator.pictureId,
    followerCount: isGated ? null : counted(creator.followerCount),
    followingCount: isGated ? null : counted(creator.followingCount),
    mediaCount: isGated ? null : counted(creator.mediaCount),
    isPrivate: creator.isPrivate,
    isRestricted: creator.restriction !== null,
    isVerified: creator.isVerified,
    isBusiness: creator.isBusiness,
    businessCategory: creator.category,
    externalUrl: creator.externalUrl,
    bioLinks: linksOf(creator),
    latestStoryAt: creator.latestStoryAt,
    // Where the profile does not say, only the tray would, so there may be some.
    hasHighlights: creator.highlightCount > 0 || !creator.tellsHighlights,
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
    captionText: told(post.caption?.text ?? null),
    hashtags: [...(post.caption?.hashtags ?? [])],
    mentions: distinct([...(post.caption?.mentions ?? []), ...taggedUsers, ...coauthors]),
    taggedUsers,
    coauthors,
    likeCount: counted(post.likeCount),
    commentCount: counted(post.commentCount),
    playCount: counted(post.playCount, MOST_PLAYS),
    viewCount: counted(post.viewCount, MOST_PLAYS),
    childCount: post.kind === 'album' ? post.children.length : null,
    isPaidPartnership: post.isPaidPartnership,
    sponsors: namesOf(post.sponsors),
    music: music && { id: music.id, title: music.title, artist: music.artist },
    mediaType,
    productType,
    isPinned: post.isPinned,
    thumbnailUrl: postImageUrl(post.pk),
    location: place && {
      id: place.pk,
      name: told(place.name),
      lat: place.position?.lat ?? null,
      lng: place.position?.lng ?? null,
    },
    takenAt: post.takenAt,
  }
}

function highlightOf(highlight: WorldHighlight, storiesRead: boolean): Truth['highlights'][number] {
  const stories = storiesRead ? highlight.stories : []
  return {
    platformId: highlight.pk,
    title: told(highlight.title),
    mediaCount: highlight.stories.length,
    coverUrl: highlight.hasCover ? highlightCoverUrl(highlight.pk) : null,
    changedAt: highlight.stories.at(-1)?.takenAt ?? null,
    mentions: namesOf(stories.flatMap(({ mentions }) => mentions)),
    locations: distinct(stories.flatMap((story) => told(story.place?.name ?? null) ?? [])),
    links: distinct(stories.flatMap((story) => (story.link ? [story.link.url] : []))),
    storiesRead,
  }
}

/** Text as it can be stored; what is empty then is none. */
function told(text: string | null): string | null {
  const clean = text === null ? '' : cleanText(text)
  return clean.trim() === '' ? null : clean
}

/** A count as it can be stored; one that is too great for that is not known. */
const counted = (count: number | null, most = MOST_COUNT): number | null =>
  count !== null && count <= most ? count : null

const namesOf = (users: readonly Identity[]): string[] =>
  distinct(users.map(({ username }) => username))

const distinct = (values: string[]): string[] => [...new Set(values)]
