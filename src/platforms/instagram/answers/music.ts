import { z } from 'zod'
import type { Music } from '../../creators.ts'
import { id, lenient, text } from './fields.ts'

const someId = lenient(id)
const Song = z.object({
  audio_cluster_id: someId,
  audio_id: someId,
  id: someId,
  title: text,
  display_artist: text,
})
/** The song is in its own part, in old answers beside it. */
const SongInfo = z.union([
  z.object({ music_asset_info: Song }).transform((info) => info.music_asset_info),
  Song,
])
const Sound = z.object({
  audio_asset_id: someId,
  original_audio_title: text,
  ig_artist: lenient(z.object({ username: text })),
})
const metadata = lenient(
  z.object({ music_info: lenient(SongInfo), original_sound_info: lenient(Sound) }),
)

/** The music of a post: reels have it in one part, photos and albums in another. */
export const MusicFields = { clips_metadata: metadata, music_metadata: metadata }
const MusicMedia = z.object(MusicFields)

/** A song takes precedence over the author's sound; null without both. */
export function musicOf(media: z.output<typeof MusicMedia>): Music | null {
  const parts = [media.clips_metadata, media.music_metadata]
  const candidates = [
    ...parts.map((part) => part?.music_info && songOf(part.music_info)),
    ...parts.map((part) => part?.original_sound_info && soundOf(part.original_sound_info)),
  ]
  return (
    candidates.find((music) => music && Object.values(music).some((value) => value !== null)) ??
    null
  )
}

const songOf = (song: z.output<typeof Song>): Music => ({
  id: song.audio_cluster_id ?? song.audio_id ?? song.id,
  title: song.title,
  artist: song.display_artist,
})

const soundOf = (found: z.output<typeof Sound>): Music => ({
  id: found.audio_asset_id,
  title: found.original_audio_title,
  artist: found.ig_artist?.username ?? null,
})
