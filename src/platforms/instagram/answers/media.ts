import { z } from 'zod'
import type { MediaType, Post } from '../../creators.ts'
import { hashtagsOf, mentionsOf, usernames, distinct } from '../../../creators/caption.ts'
import { shortcodeOfId } from '../../../creators/shortcode.ts'
import {
  bigCount,
  count,
  decimal,
  flag,
  id,
  identified,
  lenient,
  isRecord,
  listOfFitting,
  seconds,
  text,
} from './fields.ts'
import { MusicFields, musicOf } from './music.ts'
import { pictureVersions, sufficient } from './picture.ts'

const Named = lenient(z.object({ username: text }))
/** A username, directly or as the user or sponsor of an entry. */
const Person = z
  .object({ username: text, user: Named, sponsor: Named })
  .transform((entry) => entry.user?.username ?? entry.sponsor?.username ?? entry.username)
/** A list, or `{in: [...]}`; null, absent and empty forms mean no people. */
const people = z
  .unknown()
  .optional()
  .transform((value) => (isRecord(value) ? value['in'] : value))
  .pipe(listOfFitting(Person))

const someId = lenient(id)
const Owner = z.object({ pk: someId, id: someId, username: text })
const Location = identified(['pk', 'id'], { name: text, lat: decimal, lng: decimal })
const Child = z.object({ usertags: people, image_versions2: pictureVersions })

/** A post in a feed. An id and a time are required. */
export const Media = identified(['pk', 'id'], {
  code: text,
  taken_at: seconds,
  media_type: count,
  product_type: text,
  user: lenient(Owner),
  caption: lenient(z.object({ text })),
  like_count: count,
  comment_count: count,
  play_count: bigCount,
  ig_play_count: bigCount,
  view_count: bigCount,
  like_and_view_counts_disabled: flag,
  comments_disabled: flag,
  usertags: people,
  coauthor_producers: listOfFitting(Owner),
  is_paid_partnership: flag,
  sponsor_tags: people,
  carousel_media_count: count,
  carousel_media: lenient(z.array(z.unknown())),
  image_versions2: pictureVersions,
  location: lenient(Location),
  lat: decimal,
  lng: decimal,
  timeline_pinned_user_ids: listOfFitting(id),
  clips_tab_pinned_user_ids: listOfFitting(id),
  ...MusicFields,
})
type Media = z.output<typeof Media>

const MEDIA_TYPES: Readonly<Record<number, MediaType>> = { 1: 'photo', 2: 'video', 8: 'album' }
const Children = listOfFitting(Child)

/** A post in the profile of `platformId`, who need not be its first author. */
export function postOf(media: Media, platformId: string): Post {
  const caption = media.caption?.text ?? null
  const mediaType = MEDIA_TYPES[media.media_type ?? 0] ?? 'unknown'
  const children = Children.parse(media.carousel_media)
  const taggedUsers = usernames([media.usertags, ...children.map((each) => each.usertags)].flat())
  const coauthors = coauthorsOf(media, platformId)
  const pinnedBy = [...media.timeline_pinned_user_ids, ...media.clips_tab_pinned_user_ids]
  return {
    platformId: media.pk,
    code: shortcodeOf(media.code, media.pk),
    captionText: caption,
    hashtags: hashtagsOf(caption ?? ''),
    mentions: distinct([...mentionsOf(caption ?? ''), ...taggedUsers, ...coauthors]),
    coauthors,
    taggedUsers,
    ...countsOf(media),
    mediaType,
    childCount: mediaType === 'album' ? childCountOf(media) : null,
    productType: media.product_type,
    isPinned: pinnedBy.includes(platformId),
    isPaidPartnership: media.is_paid_partnership,
    sponsors: usernames(media.sponsor_tags),
    music: musicOf(media),
    // Some albums have pictures on their children only.
    thumbnailUrl: pictureOf(media) ?? pictureOf(children[0]),
    ...(media.comments_disabled === true && { commentsDisabled: true as const }),
    location: locationOf(media),
    takenAt: media.taken_at,
  }
}

const childCountOf = ({ carousel_media_count: count, carousel_media: children }: Media) =>
  count ?? children?.length ?? null

const pictureOf = (media: Pick<Media, 'image_versions2'> | undefined): string | null =>
  sufficient(media?.image_versions2?.candidates ?? [])

/** Where likes are hidden, their number is fictitious (3); comments, plays and views are real. */
function countsOf(
  media: Media,
): Pick<Post, 'likeCount' | 'commentCount' | 'playCount' | 'viewCount'> {
  return {
    likeCount: media.like_and_view_counts_disabled === true ? null : media.like_count,
    commentCount: media.comment_count,
    playCount: media.play_count ?? media.ig_play_count,
    viewCount: media.view_count,
  }
}

/** All authors except the profile's owner, who may be a coauthor of another author's post. */
function coauthorsOf(media: Media, platformId: string): string[] {
  const authors = [...(media.user ? [media.user] : []), ...media.coauthor_producers]
  return usernames(
    authors
      .filter(({ pk, id: alias }) => (pk ?? alias) !== platformId)
      .map(({ username }) => username),
  )
}

const locationOf = ({ location, lat, lng }: Media): Post['location'] =>
  location && {
    id: location.pk,
    name: location.name,
    lat: location.lat ?? lat,
    lng: location.lng ?? lng,
  }

/** The short name in a post's address, as given or from its id. */
const shortcodeOf = (code: string | null, platformId: string): string =>
  code !== null && /^[\w-]+$/.test(code) ? code : shortcodeOfId(platformId)
