import { z } from 'zod'
import { hashtagsOf, mentionsOf } from '../../creators/caption.ts'
import { idOfShortcode } from '../../creators/shortcode.ts'
import type { MediaType, Post, Profile } from '../creators.ts'
import { UnexpectedAnswerError } from '../errors.ts'
import type { GraphCall } from '../graph-call.ts'
import type { DiscoveredCreator } from '../official-creators.ts'
import {
  count,
  id,
  items,
  readAnswer,
  requiredText,
  text,
  timestamp,
  webAddress,
} from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'
import { shortcodeOf } from './media.ts'

const PROFILE_FIELDS = [
  'id,ig_id,username,name,biography,website,profile_picture_url',
  'followers_count,follows_count,media_count',
].join(',')
const MEDIA_FIELDS = [
  'id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,timestamp',
  'like_count,comments_count,view_count',
].join(',')

/** A larger page is often refused as too much data. */
const MAX_POSTS = 50

const List = z.object({ data: items }).nullish().catch(null)

const Discovered = z.object({
  /** The platform's own id; `id` exists only in the official API. */
  ig_id: id.nullable().catch(null),
  username: requiredText,
  name: text,
  biography: text,
  website: webAddress,
  profile_picture_url: webAddress,
  followers_count: count,
  follows_count: count,
  media_count: count,
  media: List,
})
type Discovered = z.output<typeof Discovered>

const Media = z.object({
  caption: text,
  media_type: text,
  media_product_type: text,
  media_url: webAddress,
  thumbnail_url: webAddress,
  permalink: webAddress,
  timestamp,
  like_count: count,
  comments_count: count,
  view_count: count,
})
type Media = z.output<typeof Media>

const MEDIA_TYPES: Readonly<Record<string, MediaType>> = {
  IMAGE: 'photo',
  VIDEO: 'video',
  CAROUSEL_ALBUM: 'album',
}
/** The platform's own value; Meta calls it FEED, like that of a single picture. */
const ALBUM = 'carousel_container'
const PRODUCT_TYPES: Readonly<Record<string, string>> = { FEED: 'feed', REELS: 'clips' }

export async function discoverCreator(
  connection: GraphConnection,
  call: GraphCall,
  platformId: string,
  { username, posts }: { username: string; posts: number },
): Promise<DiscoveredCreator | null> {
  if (!/^[a-z0-9._]{1,30}$/i.test(username)) return null
  const limit = Math.min(Math.max(posts, 1), MAX_POSTS)
  const fields = `${PROFILE_FIELDS},media.limit(${limit}){${MEDIA_FIELDS}}`
  const answer = await connection.get(call, {
    path: platformId,
    query: { fields: `business_discovery.username(${username}){${fields}}` },
    what: 'the creator',
  })
  const schema = z.object({ business_discovery: Discovered })
  const { business_discovery: found } = readAnswer(schema, answer, 'creator')
  const listed = found.media?.data ?? []
  const read = listed.flatMap((item) => postOf(Media.safeParse(item).data) ?? [])
  if (listed.length > 0 && read.length === 0) {
    throw new UnexpectedAnswerError("Meta's posts of a creator have none that can be read")
  }
  if (found.ig_id === null) return null
  return {
    profile: profileOf(found, found.ig_id),
    posts: read.slice(0, posts),
    postsAreWhole: read.length === listed.length,
  }
}

const profileOf = (found: Discovered, platformId: string): Profile => ({
  platformId,
  username: found.username.toLowerCase(),
  fullName: found.name,
  biography: found.biography,
  avatarUrl: found.profile_picture_url,
  followerCount: found.followers_count,
  followingCount: found.follows_count,
  mediaCount: found.media_count,
  // Business Discovery returns only public professional accounts.
  isPrivate: false,
  isRestricted: false,
  isVerified: null,
  isBusiness: null,
  businessCategory: null,
  cityName: null,
  externalUrl: found.website,
  bioLinks: found.website === null ? [] : [{ url: found.website, title: null }],
  pictureId: null,
  latestStoryAt: null,
  hasHighlights: true,
})

/**
 * Returns null for a post without a permalink: its id on the platform is derived from the shortcode
 * there.
 */
function postOf(media: Media | undefined): Post | null {
  const code = shortcodeOf(media?.permalink ?? null)
  const platformId = code === null ? null : idOfShortcode(code)
  return media && platformId !== null
    ? { ...NOTHING_KNOWN, platformId, code, ...factsOf(media) }
    : null
}

/** The fields that Business Discovery does not return. */
const NOTHING_KNOWN = {
  coauthors: [],
  taggedUsers: [],
  playCount: null,
  childCount: null,
  isPaidPartnership: null,
  sponsors: [],
  music: null,
  isPinned: false,
  location: null,
} satisfies Partial<Post>

function factsOf(media: Media): Omit<Post, keyof typeof NOTHING_KNOWN | 'platformId' | 'code'> {
  const mediaType = MEDIA_TYPES[media.media_type ?? ''] ?? 'unknown'
  const caption = media.caption ?? ''
  return {
    captionText: media.caption,
    hashtags: hashtagsOf(caption),
    mentions: mentionsOf(caption),
    likeCount: media.like_count,
    commentCount: media.comments_count,
    viewCount: media.view_count,
    mediaType,
    productType: mediaType === 'album' ? ALBUM : productTypeOf(media.media_product_type),
    // The only picture of a video is its thumbnail.
    thumbnailUrl: media.thumbnail_url ?? (mediaType === 'video' ? null : media.media_url),
    takenAt: media.timestamp,
  }
}

const productTypeOf = (product: string | null): string | null =>
  product === null ? null : (PRODUCT_TYPES[product] ?? product.toLowerCase())
