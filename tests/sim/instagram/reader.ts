import { z } from 'zod'
import type { Truth } from '../../../sim/instagram/index.ts'

/** Reads the wire the way its documentation says, tolerant of every shape; what comes out must be the truth. */
const id = z.union([z.string(), z.number()]).transform(String)
const text = z
  .string()
  .nullish()
  .transform((value) => (value ? value : null))
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? null)
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null)
const picture = z.object({ width: z.number(), height: z.number(), url: z.string() })
const pictures = z.object({ candidates: z.array(picture) })
const named = z.object({ username: z.string() })

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
  category: text,
  category_name: text,
  external_url: text,
  has_highlight_reels: z.boolean(),
})

export const media = z.object({
  pk: id,
  caption: z.object({ text: z.string() }).nullish(),
  like_count: count,
  like_and_view_counts_disabled: z.boolean(),
  comment_count: count,
  play_count: count,
  view_count: count,
  media_type: z.number(),
  product_type: z.string(),
  user: z.object({ pk: id, username: z.string(), is_private: z.boolean() }),
  usertags: z
    .union([z.object({ in: z.array(z.object({ user: named })) }), z.array(z.never())])
    .nullish(),
  coauthor_producers: z.array(named).default([]),
  timeline_pinned_user_ids: z.array(id).default([]),
  image_versions2: pictures.optional(),
  carousel_media: z.array(z.object({ image_versions2: pictures })).default([]),
  location: z
    .object({ pk: id, name: z.string(), lat: z.number().nullish(), lng: z.number().nullish() })
    .nullish(),
  taken_at: z.number(),
})

const story = z.object({
  reel_mentions: z.array(z.object({ user: named })).default([]),
  story_bloks_stickers: z
    .array(z.object({ bloks_sticker: z.object({ sticker_data: z.object({ ig_mention: named }) }) }))
    .default([]),
  story_locations: z.array(z.object({ location: z.object({ name: z.string() }) })).default([]),
  story_link_stickers: z.array(z.object({ story_link: z.object({ url: z.string() }) })).default([]),
  story_cta: z.array(z.object({ links: z.array(z.object({ webUri: z.string() })) })).default([]),
})

const trayItem = z.object({
  id: z.string(),
  title: text,
  media_count: count,
  updated_timestamp: z.number(),
  cover_media: z.object({ cropped_image_version: z.object({ url: z.string() }) }),
})

export function readProfile(body: unknown): Truth['profile'] {
  const { user: found } = z.object({ user }).parse(body)
  return {
    platformId: found.pk,
    username: found.username,
    fullName: found.full_name,
    biography: found.biography,
    avatarUrl: found.hd_profile_pic_url_info.url,
    followerCount: found.follower_count,
    followingCount: found.following_count,
    mediaCount: found.media_count,
    isPrivate: found.is_private,
    isVerified: found.is_verified,
    isBusiness: found.is_business,
    businessCategory: found.category_name ?? found.category,
    externalUrl: found.external_url,
    hasHighlights: found.has_highlight_reels,
  }
}

const MEDIA_TYPES = new Map<number, Truth['posts'][number]['mediaType']>([
  [1, 'photo'],
  [2, 'video'],
  [8, 'album'],
])

export function readPost(item: unknown): Truth['posts'][number] {
  const post = media.parse(item)
  const caption = post.caption?.text ?? null
  const tagged = post.usertags && 'in' in post.usertags ? post.usertags.in : []
  const candidates = (post.image_versions2 ?? post.carousel_media[0]?.image_versions2)?.candidates
  return {
    platformId: post.pk,
    captionText: caption,
    hashtags: wordsAfter(/#([\p{L}\p{M}\p{N}_]+)/gu, caption),
    mentions: distinct([
      ...wordsAfter(/@([\w.]*\w)/g, caption),
      ...tagged.map(({ user }) => user.username),
      ...post.coauthor_producers.map(({ username }) => username),
    ]),
    likeCount: post.like_and_view_counts_disabled ? null : post.like_count,
    commentCount: post.comment_count,
    playCount: post.play_count ?? post.view_count,
    mediaType: MEDIA_TYPES.get(post.media_type) ?? 'unknown',
    productType: post.product_type,
    isPinned: post.timeline_pinned_user_ids.includes(post.user.pk),
    thumbnailUrl: candidates?.toSorted((a, b) => b.width - a.width)[0]?.url ?? null,
    location: readPlace(post.location),
    takenAt: new Date(post.taken_at * 1_000),
  }
}

const wordsAfter = (mark: RegExp, text: string | null): string[] =>
  distinct([...(text ?? '').matchAll(mark)].map(([, word]) => word?.toLowerCase() ?? ''))

function readPlace(place: z.infer<typeof media>['location']): Truth['posts'][number]['location'] {
  if (!place) return null
  return { id: place.pk, name: place.name, lat: place.lat ?? null, lng: place.lng ?? null }
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
    coverUrl: item.cover_media.cropped_image_version.url,
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
      items.flatMap((each) => each.story_locations.map(({ location }) => location.name)),
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
