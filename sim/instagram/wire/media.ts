import type { Random } from '../random.ts'
import { shortcode } from '../world/ids.ts'
import { MEDIA_TYPES } from '../world/media-types.ts'
import type { Place, WorldPost } from '../world/post.ts'
import { postImageUrl, smallPostImageUrl, videoUrl } from './image.ts'
import { idAs } from './json.ts'
import { mentionedUser, shapeOf, userStub, type Shapes } from './user.ts'

/** What the platform shows instead of a hidden number of likes. */
const HIDDEN_LIKES = 3

/** A post as feeds, clips and hashtag pages carry it. */
export function mediaOf(post: WorldPost, shapes: Shapes): Record<string, unknown> {
  const shape = shapeOf(shapes, 'media', post.pk)
  const { code, productType } = MEDIA_TYPES[post.kind]
  const { creator } = post
  const seconds = post.takenAt.getTime() / 1000
  const isVideo = code === 2
  return {
    pk: idAs(post.pk, shape?.chance(0.3) ?? false),
    id: `${post.pk}_${creator.pk}`,
    code: shortcode(post.pk),
    taken_at: seconds,
    device_timestamp: BigInt(seconds) * 1_000_000n,
    media_type: code,
    product_type: productType,
    caption: captionField(post, seconds),
    ...countFields(post),
    user: userStub(creator, shapes),
    ...(post.coauthors.length > 0 ? { coauthor_producers: post.coauthors.map(mentionedUser) } : {}),
    ...(post.isPaidPartnership || !shape?.chance(0.3)
      ? { is_paid_partnership: post.isPaidPartnership }
      : {}),
    ...userTags(post, shape),
    ...(post.place ? placeFields(post.place) : {}),
    ...pictureFields(post, shape),
    ...(isVideo
      ? {
          has_audio: true,
          video_duration: 12.8,
          video_versions: [{ type: 101, width: 720, height: 1280, url: videoUrl(post.pk) }],
        }
      : {}),
    ...(post.isPinned ? { timeline_pinned_user_ids: [BigInt(creator.pk)] } : pinnedNowhere(shape)),
    original_width: 1080,
    original_height: 1350,
    filter_type: 0,
    has_liked: false,
    organic_tracking_token: `eyJ2ZXJzaW9uIjo1${shortcode(post.pk)}`,
  }
}

const pinnedNowhere = (shape: Random | null): object =>
  shape?.chance(0.5) ? {} : { timeline_pinned_user_ids: [] }

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

function countFields(post: WorldPost): object {
  const isHidden = post.likeCount === null
  const comments =
    post.commentCount === null ? { comments_disabled: true } : { comment_count: post.commentCount }
  const plays =
    post.playCount === null
      ? {}
      : post.kind === 'reel'
        ? { play_count: post.playCount, ig_play_count: post.playCount }
        : { view_count: post.playCount }
  return {
    like_count: isHidden ? HIDDEN_LIKES : post.likeCount,
    like_and_view_counts_disabled: isHidden,
    ...comments,
    ...plays,
  }
}

/** Nobody tagged is told in four ways. */
function userTags(post: WorldPost, shape: Random | null): object {
  const tagged = post.tagged.map((identity) => ({
    user: mentionedUser(identity),
    position: shape?.chance(0.3) ? ['0.5', '0.43'] : [0.5, 0.43],
    start_time_in_video_in_sec: null,
    duration_in_video_in_sec: null,
  }))
  if (tagged.length > 0) return { usertags: { in: tagged } }
  const form = shape?.integer(0, 3) ?? 0
  if (form === 0) return {}
  return { usertags: form === 1 ? null : form === 2 ? [] : { in: [] } }
}

/** The place of a post or a story. */
export function placeFields(place: Place): object {
  const location = {
    pk: BigInt(place.pk),
    name: place.name,
    short_name: place.name,
    address: '',
    city: '',
    external_source: 'facebook_places',
    facebook_places_id: 100_000_000_000_000n + BigInt(place.pk),
    ...place.position,
  }
  return { location, ...place.position }
}

/** Sizes in no certain order; an album of an old answer has pictures on its children only. */
function pictureFields(post: WorldPost, shape: Random | null): object {
  const candidates = [
    { width: 1080, height: 1350, url: postImageUrl(post.pk) },
    { width: 320, height: 400, url: smallPostImageUrl(post.pk) },
  ]
  const image_versions2 = { candidates: shape?.chance(0.3) ? candidates.reverse() : candidates }
  if (post.kind !== 'album') return { image_versions2 }
  const children = Array.from({ length: post.children }, (_, at) => {
    // Ids between those of two posts.
    const pk = String(BigInt(post.pk) + BigInt(at + 1))
    return {
      pk,
      id: `${pk}_${post.creator.pk}`,
      media_type: 1,
      image_versions2:
        at === 0
          ? image_versions2
          : { candidates: [{ width: 1080, height: 1350, url: postImageUrl(pk) }] },
      original_width: 1080,
      original_height: 1350,
      carousel_parent_id: `${post.pk}_${post.creator.pk}`,
    }
  })
  return {
    ...(shape?.chance(0.3) ? {} : { image_versions2 }),
    carousel_media_count: post.children,
    carousel_media: children,
  }
}
