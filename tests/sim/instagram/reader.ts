import { z } from 'zod'
import { cleanText } from '../../../src/base/text.ts'
import type { Truth } from '../../../sim/instagram/index.ts'
import { shortcode } from '../../../sim/instagram/world/ids.ts'

/** Reads the wire format as documented, in every shape; the result must be the truth. */
const id = z.union([z.string(), z.number()]).transform(String)
const text = z
  .string()
  .nullish()
  .transform((value) => {
    const clean = cleanText(value ?? '')
    return clean.trim() === '' ? null : clean
  })
const countUpTo = (most: number) =>
  z
    .union([z.number(), z.string()])
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : Number(value)))
    .transform((value) => (value !== null && value <= most ? value : null))
const count = countUpTo(2 ** 31 - 1)
const decimal = z
  .number()
  .nullish()
  .transform((value) => value ?? null)
const bigCount = countUpTo(Number.MAX_SAFE_INTEGER)
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null)
const picture = z.object({ width: z.number(), height: z.number(), url: z.string() })
const pictures = z.object({ candidates: z.array(picture) })
const named = z.object({ username: z.string() })
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? [])
const tag = z.object({ user: named })
const tags = z
  .union([z.object({ in: z.array(tag) }), z.array(tag)])
  .nullish()
  .transform((value) => (value && 'in' in value ? value.in : (value ?? [])))
const song = z.object({
  music_asset_info: z.object({ audio_cluster_id: id, title: text, display_artist: text }),
})
const sound = z.object({
  audio_asset_id: id,
  original_audio_title: text,
  ig_artist: named,
})
const music = z
  .object({ music_info: song.nullish(), original_sound_info: sound.nullish() })
  .nullish()

const user = z.object({
  pk: id,
  username: z.string(),
  full_name: text,
  biography: text,
  hd_profile_pic_url_info: z.object({ url: z.string() }),
  follower_count: count,
  following_count: count,
  media_count: count,
  is_private: z.boolean(),
  is_verified: flag,
  is_business: flag,
  city_name: z.string().nullish(),
  category: text,
  category_name: text,
  external_url: text,
  bio_links: listOf(z.object({ url: z.string(), title: text })),
  profile_pic_id: text,
  latest_reel_media: count,
  gating: z.object({ gating_type: z.string() }).nullish(),
  has_highlight_reels: flag,
})

export const media = z.object({
  pk: id,
  caption: z.object({ text }).nullish(),
  like_count: count,
  like_and_view_counts_disabled: z.boolean(),
  comment_count: count,
  code: text,
  play_count: bigCount,
  ig_play_count: bigCount,
  view_count: bigCount,
  comments_disabled: z.boolean().default(false),
  media_type: z.number(),
  product_type: z.string(),
  user: z.object({ pk: id, username: z.string(), is_private: z.boolean() }),
  usertags: tags,
  coauthor_producers: listOf(z.object({ pk: id, username: z.string() })),
  sponsor_tags: listOf(z.object({ sponsor: named })),
  is_paid_partnership: flag,
  clips_metadata: music,
  music_metadata: music,
  timeline_pinned_user_ids: z.array(id).default([]),
  image_versions2: pictures.optional(),
  carousel_media_count: count,
  carousel_media: z.array(z.object({ image_versions2: pictures, usertags: tags })).default([]),
  location: z
    .object({ pk: id.optional(), name: text.optional(), lat: decimal, lng: decimal })
    .nullish(),
  lat: decimal,
  lng: decimal,
  taken_at: z.number(),
})

type Media = z.infer<typeof media>

const story = z.object({
  reel_mentions: z.array(z.object({ user: named })).default([]),
  story_bloks_stickers: z
    .array(z.object({ bloks_sticker: z.object({ sticker_data: z.object({ ig_mention: named }) }) }))
    .default([]),
  story_locations: z.array(z.object({ location: z.object({ name: text }) })).default([]),
  story_link_stickers: z.array(z.object({ story_link: z.object({ url: z.string() }) })).default([]),
  story_cta: z.array(z.object({ links: z.array(z.object({ webUri: z.string() })) })).default([]),
})

const trayItem = z.object({
  id: z.string(),
  title: text,
  media_count: count,
  updated_timestamp: z.number(),
  cover_media: z
    .object({
      cropped_image_version: z.object({ url: text }).nullish(),
      full_image_version: z.object({ url: text }).nullish(),
    })
    .nullish(),
})

export function readProfile(body: unknown): Truth['profile'] {
  const { user: found } = z.object({ user }).parse(body)
  const links = found.bio_links.map(({ url, title }) => ({ url: unwrap(url), title }))
  const external = found.external_url ?? links[0]?.url ?? null
  const externalUrl = external && unwrap(external)
  const isListed = links.some(({ url }) => url === externalUrl)
  const all = externalUrl && !isListed ? [{ url: externalUrl, title: null }, ...links] : links
  return {
    platformId: found.pk,
    username: found.username,
    fullName: found.full_name,
    biography: found.biography,
    avatarUrl: found.hd_profile_pic_url_info.url,
    followerCount: found.gating ? null : found.follower_count,
    followingCount: found.gating ? null : found.following_count,
    mediaCount: found.gating ? null : found.media_count,
    isPrivate: found.is_private,
    isRestricted: Boolean(found.gating),
    isVerified: found.is_verified,
    isBusiness: found.is_business,
    businessCategory: found.category_name ?? found.category,
    cityName: found.city_name || null,
    externalUrl,
    bioLinks: all.filter(
      ({ url }, at) => all.findIndex((other) => other.url === url.replace(/#.*/, '')) === at,
    ),
    pictureId: found.profile_pic_id,
    latestStoryAt: found.latest_reel_media ? new Date(found.latest_reel_media * 1_000) : null,
    hasHighlights: found.has_highlight_reels ?? true,
  }
}

const MEDIA_TYPES = new Map<number, Truth['posts'][number]['mediaType']>([
  [1, 'photo'],
  [2, 'video'],
  [8, 'album'],
])

/** A post on the profile of the user with this id, who may not be its first author. */
export function readPost(item: unknown, ownerPk: string): Truth['posts'][number] {
  const post = media.parse(item)
  const caption = post.caption?.text ?? null
  const tagged = [post, ...post.carousel_media].flatMap(({ usertags }) => usertags)
  const taggedUsers = distinct(tagged.map(({ user }) => user.username))
  const authors = [post.user, ...post.coauthor_producers].filter(({ pk }) => pk !== ownerPk)
  const coauthors = distinct(authors.map(({ username }) => username))
  const candidates = (post.image_versions2 ?? post.carousel_media[0]?.image_versions2)?.candidates
  return {
    platformId: post.pk,
    code: post.code ?? shortcode(post.pk),
    captionText: caption,
    // The mark of a keycap is no letter, so it makes no hashtag.
    hashtags: wordsAfter(/#([\p{L}\p{M}\p{N}_]+)/gu, caption).filter((tag) =>
      /^[\p{L}\p{N}_]/u.test(tag),
    ),
    mentions: distinct([...wordsAfter(/@([\w.]*\w)/g, caption), ...taggedUsers, ...coauthors]),
    taggedUsers,
    coauthors,
    sponsors: distinct(post.sponsor_tags.map(({ sponsor }) => sponsor.username)),
    isPaidPartnership: post.is_paid_partnership,
    music: readMusic(post.clips_metadata ?? post.music_metadata),
    ...readCounts(post),
    childCount:
      post.media_type === 8 ? (post.carousel_media_count ?? post.carousel_media.length) : null,
    mediaType: MEDIA_TYPES.get(post.media_type) ?? 'unknown',
    productType: post.product_type,
    isPinned: post.timeline_pinned_user_ids.includes(ownerPk),
    ...(post.comments_disabled && { commentsDisabled: true as const }),
    thumbnailUrl: candidates?.toSorted((a, b) => b.width - a.width)[0]?.url ?? null,
    location: readPlace(post),
    takenAt: new Date(post.taken_at * 1_000),
  }
}

function readCounts(
  post: Media,
): Pick<Truth['posts'][number], 'likeCount' | 'commentCount' | 'playCount' | 'viewCount'> {
  return {
    likeCount: post.like_and_view_counts_disabled ? null : post.like_count,
    commentCount: post.comment_count,
    playCount: post.play_count ?? post.ig_play_count,
    viewCount: post.view_count,
  }
}

const wordsAfter = (mark: RegExp, text: string | null): string[] =>
  distinct([...(text ?? '').matchAll(mark)].map(([, word]) => word?.toLowerCase() ?? ''))

function readPlace({ location, lat, lng }: Media): Truth['posts'][number]['location'] {
  if (!location?.pk) return null
  const { pk, name = null } = location
  return { id: pk, name, lat: location.lat ?? lat, lng: location.lng ?? lng }
}

function readMusic(found: z.infer<typeof music>): Truth['posts'][number]['music'] {
  const asset = found?.music_info?.music_asset_info
  if (asset) return { id: asset.audio_cluster_id, title: asset.title, artist: asset.display_artist }
  const own = found?.original_sound_info
  return own
    ? { id: own.audio_asset_id, title: own.original_audio_title, artist: own.ig_artist.username }
    : null
}

export const readTray = (body: unknown) => z.object({ tray: z.array(trayItem) }).parse(body).tray

export function readHighlight(
  item: z.infer<typeof trayItem>,
  reel: unknown,
): Truth['highlights'][number] {
  const { items } = z.object({ items: z.array(story) }).parse(reel)
  return {
    platformId: item.id.replace('highlight:', ''),
    title: item.title,
    mediaCount: item.media_count,
    coverUrl:
      item.cover_media?.cropped_image_version?.url ??
      item.cover_media?.full_image_version?.url ??
      null,
    storiesRead: true,
    changedAt: new Date(item.updated_timestamp * 1_000),
    mentions: distinct(
      items.flatMap((each) => [
        ...each.reel_mentions.map(({ user }) => user.username),
        ...each.story_bloks_stickers.map(
          ({ bloks_sticker }) => bloks_sticker.sticker_data.ig_mention.username,
        ),
      ]),
    ),
    locations: distinct(
      items.flatMap((each) => each.story_locations.flatMap(({ location }) => location.name ?? [])),
    ),
    links: distinct(
      items.flatMap((each) => [
        ...each.story_link_stickers.map(({ story_link }) => unwrap(story_link.url)),
        ...each.story_cta.flatMap(({ links }) => links.map(({ webUri }) => webUri)),
      ]),
    ),
  }
}

function unwrap(url: string): string {
  const { host, searchParams } = new URL(url)
  return host === 'l.instagram.com' ? (searchParams.get('u') ?? url) : url
}

const distinct = (values: string[]): string[] => [...new Set(values)]
