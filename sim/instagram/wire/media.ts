import type { Random } from '../random.ts'
import { shortcode } from '../world/ids.ts'
import { MEDIA_TYPES } from '../world/media-types.ts'
import type { Identity } from '../world/creator.ts'
import type { Place } from '../world/place.ts'
import type { WorldPost } from '../world/post.ts'
import { postImageUrl, smallPostImageUrl, videoUrl } from './image.ts'
import { idAs } from './json.ts'
import { musicFields } from './music.ts'
import { coauthorField, sponsorField, userTags } from './tags.ts'
import { mentionedUser, shapeOf, userStub, type Shapes } from './user.ts'

const HIDDEN_LIKES = 3
/** Media types that no client knows. */
const UNHEARD_OF = [19, 5, 120, 0]

/**
 * A post in feeds, clips and pages of hashtags and places. On its creator's profile another user
 * may have posted it, with the creator as a coauthor.
 */
export function mediaOf(
  post: WorldPost,
  shapes: Shapes,
  surface: 'profile' | 'postFeed' = 'postFeed',
): Record<string, unknown> {
  const shape = shapeOf(shapes, 'media', post.pk)
  const isShared = (shape?.chance(0.4) ?? false) && surface === 'profile'
  const lead = isShared ? post.coauthors[0] : undefined
  const { code, productType } = MEDIA_TYPES[post.kind]
  const seconds = post.takenAt.getTime() / 1000
  const isVideo = code === 2
  return {
    ...idFields(post, lead ?? post.creator, shape),
    taken_at: seconds,
    device_timestamp: BigInt(seconds) * 1_000_000n,
    media_type: post.kind === 'unheard_of' ? unheardOf(shape) : code,
    product_type: productType,
    caption: captionField(post, seconds),
    ...countFields(post, shape),
    ...authorFields(post, shapes, lead),
    ...(post.isPaidPartnership === null ? {} : { is_paid_partnership: post.isPaidPartnership }),
    ...sponsorField(post.sponsors, shape),
    ...userTags(post.tagged, shape),
    ...musicFields(post, shape),
    ...(post.place ? placeFields(post.place, shape) : nowhere(shape)),
    ...pictureFields(post, shape),
    ...(isVideo ? { has_audio: true, ...videoFields(post.pk) } : {}),
    ...pinField(post, shape),
    original_width: 1080,
    original_height: 1350,
    filter_type: 0,
    has_liked: false,
    organic_tracking_token: `eyJ2ZXJzaW9uIjo1${shortcode(post.pk)}`,
  }
}

const idFields = ({ pk }: WorldPost, owner: Identity, shape: Random | null): object => ({
  pk: idAs(pk, shape?.chance(0.3) ?? false),
  id: `${pk}_${owner.pk}`,
  ...(shape?.chance(0.05) ? {} : { code: shortcode(pk) }),
})

/** The creator and the coauthors; a coauthor may appear as the owner. */
function authorFields(post: WorldPost, shapes: Shapes, lead: Identity | undefined): object {
  const { creator, coauthors } = post
  const shape = shapeOf(shapes, 'authors', post.pk)
  if (!lead) return { user: userStub(creator, shapes), ...coauthorField(coauthors, shape) }
  const others = [creator, ...coauthors.filter((each) => each !== lead)]
  return { user: mentionedUser(lead, shape), ...coauthorField(others, shape) }
}

const unheardOf = (shape: Random | null): number => shape?.pick(UNHEARD_OF) ?? 19

function pinField({ isPinned, creator }: WorldPost, shape: Random | null): object {
  if (isPinned) return { timeline_pinned_user_ids: [idAs(creator.pk, shape?.chance(0.5) ?? true)] }
  return shape?.chance(0.5) ? {} : { timeline_pinned_user_ids: [] }
}

function captionField(post: WorldPost, seconds: number): object | null {
  if (!post.caption) return null
  return {
    pk: BigInt(post.pk) + 1n,
    user_id: BigInt(post.creator.pk),
    text: post.caption.text,
    created_at: seconds,
    created_at_utc: seconds,
    type: 1,
    content_type: 'comment',
    media_id: BigInt(post.pk),
  }
}

function countFields(post: WorldPost, shape: Random | null): object {
  const isHidden = post.hidesCounts
  const comments =
    post.commentCount === null ? { comments_disabled: true } : { comment_count: post.commentCount }
  return {
    like_count: isHidden ? HIDDEN_LIKES : post.likeCount,
    like_and_view_counts_disabled: isHidden,
    ...comments,
    ...playFields(post, shape),
    ...viewField(post),
  }
}

/** Plays in all apps and in this one alone; only the second may be present. */
function playFields({ playCount }: WorldPost, shape: Random | null): object {
  if (playCount === null) return {}
  const form = shape?.integer(0, 3) ?? 0
  if (form === 0) return { play_count: playCount, ig_play_count: playCount }
  if (form === 1) return { play_count: playCount }
  if (form === 2) return { ig_play_count: playCount }
  return { play_count: playCount, ig_play_count: Math.floor(playCount * 0.9) }
}

const viewField = ({ viewCount }: WorldPost): object =>
  viewCount === null ? {} : { view_count: viewCount }

/** The place of a post or story, with its position inside, beside it, or both. */
export function placeFields(place: Place, shape: Random | null): object {
  const where = shape?.pick(['both', 'both', 'inside', 'beside'] as const) ?? 'both'
  const location = {
    pk: idAs(place.pk, shape?.chance(0.5) ?? true),
    name: place.name,
    short_name: place.name,
    address: '',
    city: '',
    external_source: 'facebook_places',
    facebook_places_id: 100_000_000_000_000n + BigInt(place.pk),
    ...(where === 'beside' ? {} : place.position),
  }
  return { location, ...(where === 'inside' ? {} : place.position) }
}

/** No place is null, an empty object or a missing field. */
function nowhere(shape: Random | null): object {
  const form = shape?.integer(0, 5) ?? 0
  if (form === 1) return { location: null, lat: null, lng: null }
  return form === 2 ? { location: {} } : {}
}

/** Sizes in no fixed order; albums of old answers have pictures on their children only. */
function pictureFields(post: WorldPost, shape: Random | null): object {
  const candidates = [
    { width: 1080, height: 1350, url: postImageUrl(post.pk) },
    { width: 320, height: 400, url: smallPostImageUrl(post.pk) },
  ]
  const image_versions2 = { candidates: shape?.chance(0.3) ? candidates.reverse() : candidates }
  if (post.kind !== 'album') return { image_versions2 }
  const children = post.children.map((child, at) => {
    // An id between those of two posts.
    const pk = String(BigInt(post.pk) + BigInt(at + 1))
    return {
      pk: idAs(pk, shape?.chance(0.3) ?? false),
      id: `${pk}_${post.creator.pk}`,
      media_type: child.isVideo ? 2 : 1,
      image_versions2:
        at === 0
          ? image_versions2
          : { candidates: [{ width: 1080, height: 1350, url: postImageUrl(pk) }] },
      ...(child.isVideo ? videoFields(pk) : {}),
      ...userTags(child.tagged, shape),
      original_width: 1080,
      original_height: 1350,
      carousel_parent_id: `${post.pk}_${post.creator.pk}`,
    }
  })
  return {
    ...(shape?.chance(0.3) ? {} : { image_versions2 }),
    ...(shape?.chance(0.2) ? {} : { carousel_media_count: post.children.length }),
    carousel_media: children,
  }
}

const videoFields = (pk: string): object => ({
  video_duration: 12.8,
  video_versions: [{ type: 101, width: 720, height: 1280, url: videoUrl(pk) }],
})
