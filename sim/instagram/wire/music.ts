import type { Random } from '../random.ts'
import type { WorldMusic } from '../world/post-details.ts'
import type { WorldPost } from '../world/post.ts'
import { idAs } from './json.ts'
import { mentionedUser } from './user.ts'

/** Reels have music in one field, pictures in another; both have several forms for no music. */
export function musicFields(post: WorldPost, shape: Random | null): object {
  const { music } = post
  if (post.kind === 'reel') return { clips_metadata: clipsMetadata(post, shape) }
  if (music === null) {
    const form = shape?.integer(0, 2) ?? 0
    if (form === 0) return {}
    return { music_metadata: form === 1 ? null : { music_info: null, original_sound_info: null } }
  }
  return {
    music_metadata: {
      music_canonical_id: '0',
      audio_type: null,
      music_info: songInfo(music, shape),
      original_sound_info: null,
      pinned_media_ids: null,
    },
  }
}

function clipsMetadata(post: WorldPost, shape: Random | null): object | null {
  const { music } = post
  if (music === null) {
    return shape?.chance(0.5)
      ? null
      : { audio_type: null, music_info: null, original_sound_info: null }
  }
  if (music.kind === 'song') {
    return {
      audio_type: 'licensed_music',
      music_info: songInfo(music, shape),
      ...(shape?.chance(0.3) ? {} : { original_sound_info: null }),
    }
  }
  return {
    audio_type: 'original_sounds',
    ...(shape?.chance(0.3) ? {} : { music_info: null }),
    ...originalSound(music, post, shape),
  }
}

function originalSound(music: WorldMusic, post: WorldPost, shape: Random | null): object {
  return {
    original_sound_info: {
      audio_asset_id: idAs(music.id, shape?.chance(0.5) ?? true),
      original_audio_title: music.title ?? (shape?.chance(0.5) ? '' : null),
      ig_artist: mentionedUser(post.creator, shape),
      should_mute_audio: false,
      duration_in_ms: 12_800,
      is_explicit: false,
    },
  }
}

function songInfo(music: WorldMusic, shape: Random | null): object {
  return {
    music_asset_info: {
      audio_cluster_id: idAs(music.id, shape?.chance(0.5) ?? false),
      // The id of this recording; the cluster id identifies the song.
      id: `${music.id}001`,
      audio_asset_id: `${music.id}001`,
      title: music.title ?? '',
      subtitle: '',
      display_artist: music.artist ?? (shape?.chance(0.5) ? null : ''),
      ig_username: null,
      is_explicit: false,
      duration_in_ms: 187_000,
    },
    music_consumption_info: { is_bookmarked: false, should_mute_audio: false },
  }
}
