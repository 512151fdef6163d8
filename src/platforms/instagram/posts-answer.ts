import { z } from 'zod'
import type { MediaType, Post } from '../port.ts'
import { hashtagsOf, mentionsOf, usernames, distinct } from './caption.ts'
import {
  count,
  decimal,
  flag,
  id,
  listOfFitting,
  part,
  incidental,
  identified,
  readAnswer,
  seconds,
  text,
} from './fields.ts'
import { biggest, pictureVersions } from './picture.ts'

const Tagged = z.object({ user: z.object({ username: text }) })
/** Nobody tagged is told by null, by an empty list, by `{in: []}` or not at all. */
const tags = incidental(z.object({ in: listOfFitting(Tagged) }))
const Location = identified(['pk', 'id'], { name: text, lat: decimal, lng: decimal })

const Media = identified(['pk', 'id'], {
  taken_at: seconds,
  media_type: count,
  product_type: text,
  caption: part(z.object({ text })),
  like_count: count,
  comment_count: count,
  play_count: count,
  ig_play_count: count,
  view_count: count,
  like_and_view_counts_disabled: flag,
  usertags: tags,
  coauthor_producers: listOfFitting(z.object({ username: text })),
  carousel_media: listOfFitting(z.object({ usertags: tags, image_versions2: pictureVersions })),
  image_versions2: pictureVersions,
  location: incidental(Location),
  lat: decimal,
  lng: decimal,
  timeline_pinned_user_ids: listOfFitting(id),
  clips_tab_pinned_user_ids: listOfFitting(id),
})
type Media = z.output<typeof Media>

const FeedAnswer = z.object({ items: z.array(Media) })

const MEDIA_TYPES: Readonly<Record<number, MediaType>> = { 1: 'photo', 2: 'video', 8: 'album' }

/** Reads a page of `feed/user` of that user: the first `limit` posts, pinned ones, as the owner arranged them, before the newest. */
export function readPosts(body: unknown, platformId: string, limit: number): Post[] {
  const { items } = readAnswer(FeedAnswer, body, 'feed')
  return items
    .map((media) => postOf(media, platformId))
    .sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || (a.isPinned ? 0 : newerFirst(a, b)))
    .slice(0, limit)
}

const newerFirst = (a: Post, b: Post): number => b.takenAt.getTime() - a.takenAt.getTime()

function postOf(media: Media, platformId: string): Post {
  const caption = media.caption?.text ?? null
  const isHidden = media.like_and_view_counts_disabled === true
  const pinnedBy = [...media.timeline_pinned_user_ids, ...media.clips_tab_pinned_user_ids]
  return {
    platformId: media.pk,
    captionText: caption,
    hashtags: hashtagsOf(caption ?? ''),
    mentions: distinct([...mentionsOf(caption ?? ''), ...taggedIn(media)]),
    // Where counts are hidden, those that are told are made up.
    likeCount: isHidden ? null : media.like_count,
    commentCount: media.comment_count,
    playCount: isHidden ? null : (media.play_count ?? media.ig_play_count ?? media.view_count),
    mediaType: MEDIA_TYPES[media.media_type ?? 0] ?? 'unknown',
    productType: media.product_type,
    isPinned: pinnedBy.includes(platformId),
    thumbnailUrl: thumbnailOf(media),
    location: media.location && {
      id: media.location.pk,
      name: media.location.name,
      lat: media.location.lat ?? media.lat,
      lng: media.location.lng ?? media.lng,
    },
    takenAt: media.taken_at,
  }
}

/** Users tagged on the picture or on a picture of an album, and coauthors. */
function taggedIn(media: Media): string[] {
  const tagged = [media.usertags, ...media.carousel_media.map(({ usertags }) => usertags)]
  return usernames([
    ...tagged.flatMap((tags) => tags?.in.map(({ user }) => user.username) ?? []),
    ...media.coauthor_producers.map(({ username }) => username),
  ])
}

/** Some albums have pictures on their children only. */
function thumbnailOf(media: Media): string | null {
  const own = biggest(media.image_versions2?.candidates ?? [])
  return own ?? biggest(media.carousel_media[0]?.image_versions2?.candidates ?? [])
}
