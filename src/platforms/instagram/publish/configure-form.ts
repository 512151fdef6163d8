import type { IgApiClient } from 'instagram-private-api'
import { uuidOf } from '../../publish-ids.ts'
import type { PeopleIds } from '../../publish-session.ts'
import type { PublishLocation, PublishMedia, PublishRequest, PublishTag } from '../../publisher.ts'

type State = IgApiClient['state']

/** The platform's code for a file of the phone's library. */
const LIBRARY = '4'

/** Returns the form that creates the post of an order. */
export function configureForm(
  state: State,
  order: PublishRequest,
  people: PeopleIds,
): Record<string, unknown> {
  const common = {
    ...commonFields(state, order),
    ...detailsOf(order, people),
    device: deviceOf(state),
  }
  if (order.type === 'carousel') return { ...common, ...sidecar(state, order, people) }
  const [media] = order.media
  if (!media) throw new Error('an order without a file')
  return {
    ...common,
    ...(media.durationMs === null
      ? pictureFields(media, people)
      : reelFields(order, media, people)),
  }
}

const commonFields = (state: State, { ids }: PublishRequest): Record<string, unknown> => ({
  _uid: state.cookieUserId,
  _uuid: state.uuid,
  device_id: state.deviceId,
  timezone_offset: state.timezoneOffset,
  creation_logger_session_id: uuidOf(ids.post, 'creation'),
  upload_id: ids.post,
  source_type: LIBRARY,
})

function detailsOf(order: PublishRequest, people: PeopleIds): Record<string, unknown> {
  const { caption, location, collaborators } = order
  return {
    caption,
    location: location ? JSON.stringify(placeOf(location)) : '{}',
    ...(collaborators.length > 0 && {
      invite_coauthor_user_ids: collaborators.flatMap(({ username }) => people[username] ?? []),
      internal_features: 'coauthor_post',
    }),
  }
}

const placeOf = ({ platformId, name, address, lat, lng }: PublishLocation) => ({
  name,
  address,
  lat,
  lng,
  external_source: 'facebook_places',
  facebook_places_id: platformId,
})

const pictureFields = (media: PublishMedia, people: PeopleIds): Record<string, unknown> => ({
  ...shapeOf(media),
  usertags: tagsOf(media.userTags, people),
  scene_capture_type: '',
  multi_sharing: '1',
  media_folder: 'Camera',
  ...altTextOf(media),
})

const altTextOf = ({ altText }: PublishMedia): Record<string, unknown> =>
  altText === null ? {} : { custom_accessibility_caption: altText }

const shapeOf = ({ width, height }: PublishMedia): Record<string, unknown> => ({
  extra: { source_width: width, source_height: height },
  edits: { crop_original_size: [width, height], crop_center: [0, 0], crop_zoom: 1 },
})

function reelFields(
  { sharesToFeed }: PublishRequest,
  media: PublishMedia,
  people: PeopleIds,
): Record<string, unknown> {
  const { width, height } = media
  return {
    extra: { source_width: width, source_height: height },
    length: secondsOf(media),
    audio_muted: false,
    filter_type: '0',
    poster_frame_index: 0,
    usertags: tagsOf(
      media.userTags.map((tag) => ({ ...tag, x: 0, y: 0 })),
      people,
    ),
    clips_share_preview_to_feed: sharesToFeed ? '1' : '0',
    clips_segments_metadata: {
      num_segments: 1,
      clips_segments: [
        {
          index: 0,
          face_effect_id: null,
          speed: 100,
          source_type: '1',
          duration_ms: media.durationMs,
          audio_type: 'original',
          from_draft: '0',
          camera_position: '2',
          media_folder: null,
          media_type: 'video',
          original_media_type: '2',
        },
      ],
    },
    clips_audio_metadata: { original: { volume_level: 1 } },
    additional_audio_info: { has_voiceover_attribution: 0 },
    capture_type: 'clips_v2',
    clips_creation_entry_point: 'clips',
    audience: 'default',
    include_e2ee_mentioned_user_list: '1',
    original_width: width,
    original_height: height,
    ...altTextOf(media),
  }
}

const sidecar = (
  state: State,
  order: PublishRequest,
  people: PeopleIds,
): Record<string, unknown> => ({
  client_sidecar_id: order.ids.post,
  children_metadata: order.media.map((media, at) => ({
    upload_id: order.ids.items[at],
    source_type: LIBRARY,
    timezone_offset: state.timezoneOffset,
    device: JSON.stringify(deviceOf(state)),
    ...texts(shapeOf(media)),
    scene_capture_type: '',
    scene_type: null,
    usertags: tagsOf(media.userTags, people),
    ...altTextOf(media),
    ...(media.durationMs !== null && videoItemFields(media)),
  })),
})

/** Nested values of items are sent as JSON text. */
const texts = (fields: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]))

const videoItemFields = (media: PublishMedia): Record<string, unknown> => ({
  length: secondsOf(media),
  clips: JSON.stringify([{ length: secondsOf(media), source_type: LIBRARY }]),
  poster_frame_index: '0',
  filter_type: '0',
  video_result: '',
  audio_muted: 'false',
})

const secondsOf = ({ durationMs }: PublishMedia): number => (durationMs ?? 0) / 1_000

const tagsOf = (tags: readonly PublishTag[], people: PeopleIds): string =>
  JSON.stringify({
    in: tags.flatMap(({ username, x, y }) => {
      const id = people[username]
      return id === undefined ? [] : [{ user_id: id, position: [x, y] }]
    }),
  })

/** The library's own device has a space before maker and model. */
function deviceOf({ devicePayload }: State) {
  const { android_version, android_release, manufacturer, model } = devicePayload
  return {
    android_version,
    android_release,
    manufacturer: manufacturer.trim(),
    model: model.trim(),
  }
}
