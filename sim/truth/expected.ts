import type { Creator, Identity } from '../instagram/world/creator.ts'
import type { WorldHighlight } from '../instagram/world/highlight.ts'
import { shortcode } from '../instagram/world/ids.ts'
import { MEDIA_TYPES } from '../instagram/world/media-types.ts'
import type { WorldPost } from '../instagram/world/post.ts'
import type { World } from '../instagram/world/world.ts'
import { avatarUrl, highlightCoverUrl, postImageUrl } from '../instagram/wire/image.ts'
import { expectedMetrics } from './metrics.ts'
import { storableBigCount, storableCount, storableText } from './storable.ts'

/** A row of the database as JSON. */
export type Row = Readonly<Record<string, unknown>>

/**
 * The rows that the database must contain of one creator; posts and highlights by the platform's
 * id.
 */
export type CreatorRows = {
  blog: Row
  posts: ReadonlyMap<string, Row>
  highlights: ReadonlyMap<string, Row>
}

/**
 * The size of a scrape: posts from the top of the profile, and the stories of the first highlights
 * of the tray.
 */
export type ScrapeSize = { posts: number; highlights: number }

/**
 * The rows of a creator after its first scrape, derived from the world that the stand-in serves; it
 * shares no code with gramd. Metrics depend on the time of the scrape. A hidden or deleted creator
 * has a status only.
 */
export function expectedRows(
  world: World,
  username: string,
  { posts, highlights }: ScrapeSize,
): CreatorRows & { metricsAt: (time: Date) => Row } {
  const creator = world.creator(username)
  const status = hiddenStatus(creator)
  if (!creator || status) {
    const blog = { scrape_status: status }
    return { blog, posts: new Map(), highlights: new Map(), metricsAt: () => ({}) }
  }
  const listed = world.posts(creator, 0, posts)
  const tray = world.highlights(creator)
  const followers = storableCount(creator.followerCount)
  const following = storableCount(creator.followingCount)
  return {
    blog: profileColumns(creator),
    posts: new Map(listed.map((post) => [post.pk, postColumns(post)])),
    highlights: new Map(
      tray.map((highlight, at) => [highlight.pk, highlightColumns(highlight, at < highlights)]),
    ),
    metricsAt: (time) => expectedMetrics({ followers, following }, listed, time),
  }
}

/** Null for a public creator. */
function hiddenStatus(creator: Creator | null): string | null {
  if (!creator || creator.isDeleted) return 'deleted'
  if (creator.restriction !== null) return 'restricted'
  return creator.isPrivate ? 'private' : null
}

const profileColumns = (creator: Creator): Row => ({
  username: creator.username,
  platform_id: creator.pk,
  full_name: storableText(creator.fullName),
  biography: storableText(creator.biography),
  avatar_url: avatarUrl(creator),
  picture_id: creator.pictureId,
  follower_count: storableCount(creator.followerCount),
  following_count: storableCount(creator.followingCount),
  media_count: storableCount(creator.mediaCount),
  is_verified: creator.isVerified,
  is_business: creator.isBusiness,
  business_category: creator.category,
  external_url: creator.externalUrl,
  bio_links: allLinks(creator),
  latest_story_at: creator.latestStoryAt,
})

/** The profile's list of links; the external link comes first if the list lacks it. */
function allLinks({ externalUrl, links }: Creator): readonly object[] {
  const list = links ?? []
  const isMissing = externalUrl !== null && list.every(({ url }) => url !== externalUrl)
  return isMissing ? [{ url: externalUrl, title: null }, ...list] : list
}

function postColumns(post: WorldPost): Row {
  const tagged = usernames([post, ...post.children].flatMap((picture) => picture.tagged))
  const coauthors = usernames(post.coauthors)
  const { mediaType, productType } = MEDIA_TYPES[post.kind]
  return {
    code: shortcode(post.pk),
    caption_text: storableText(post.caption?.text ?? null),
    hashtags: post.caption?.hashtags ?? [],
    mentions: [...new Set([...(post.caption?.mentions ?? []), ...tagged, ...coauthors])],
    tagged_users: tagged,
    coauthors,
    sponsors: usernames(post.sponsors),
    like_count: storableCount(post.likeCount),
    comment_count: storableCount(post.commentCount),
    play_count: storableBigCount(post.playCount),
    view_count: storableBigCount(post.viewCount),
    child_count: post.kind === 'album' ? post.children.length : null,
    is_paid_partnership: post.isPaidPartnership,
    is_pinned: post.isPinned,
    media_type: mediaType,
    product_type: productType,
    thumbnail_url: postImageUrl(post.pk),
    taken_at: post.takenAt,
    ...musicColumns(post),
    ...placeColumns(post),
  }
}

const musicColumns = ({ music }: WorldPost): Row => ({
  music_id: music ? music.id : null,
  music_title: music ? music.title : null,
  music_artist: music ? music.artist : null,
})

const placeColumns = ({ place }: WorldPost): Row => ({
  location_id: place ? place.pk : null,
  location_name: place ? storableText(place.name) : null,
  location_lat: place?.position ? place.position.lat : null,
  location_lng: place?.position ? place.position.lng : null,
})

function highlightColumns(highlight: WorldHighlight, areStoriesRead: boolean): Row {
  const stories = areStoriesRead ? highlight.stories : []
  const places = stories.map(({ place }) => storableText(place?.name ?? null))
  const links = stories.map(({ link }) => link?.url ?? null)
  return {
    title: storableText(highlight.title),
    media_count: highlight.stories.length,
    cover_url: highlight.hasCover ? highlightCoverUrl(highlight.pk) : null,
    changed_at: highlight.stories.at(-1)?.takenAt ?? null,
    story_mentions: usernames(stories.flatMap(({ mentions }) => mentions)),
    story_locations: distinct(places),
    story_links: distinct(links),
    stories_read: areStoriesRead,
  }
}

const usernames = (people: readonly Identity[]): string[] =>
  distinct(people.map(({ username }) => username))

const distinct = (texts: readonly (string | null)[]): string[] => [
  ...new Set(texts.filter((text) => text !== null)),
]
