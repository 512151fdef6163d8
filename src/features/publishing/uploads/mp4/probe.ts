import type { Input, InputTrack } from 'mediabunny'
import { codeOf } from '../../../../base/errors.ts'
import { unfit } from '../refusal.ts'

export type MovieFacts = {
  width: number
  height: number
  durationMs: number
  frameRate: number
  bitRate: number
  video: { id: number; codec: string; details: string | null; isHdr: boolean; rotation: number }
  /** Null without sound. */
  audio: {
    id: number
    codec: string
    details: string | null
    rate: number
    channels: number
  } | null
}

/**
 * Returns what a video's headers say. Its index must have been checked: the reader expands it.
 * Throws InvalidInputError for a video that it cannot read, or that has no pictures.
 */
export async function probeMovie(path: string): Promise<MovieFacts> {
  // Loaded with the first video: most processes never see one.
  const bunny = await import('mediabunny')
  const { FilePathSource, Logging, LogLevel, MP4, QTFF } = bunny
  // Standard output and error are our log's; what it would say, the refusal says.
  Logging.level = LogLevel.Silent
  const input = new bunny.Input({ source: new FilePathSource(path), formats: [MP4, QTFF] })
  try {
    return await readFacts(input)
  } catch (error) {
    // The system's own errors, such as that of a disk, are no fault of the file.
    if (/^E[A-Z]+$/.test(codeOf(error) ?? '')) throw error
    if (error instanceof Error && 'problems' in error) throw error
    throw unfit('structure', 'the video cannot be read', 'export it once more as MP4 with H.264', {
      cause: error,
    })
  } finally {
    input.dispose()
  }
}

async function readFacts(input: Input): Promise<MovieFacts> {
  const video = await input.getPrimaryVideoTrack()
  if (video === null)
    throw unfit(
      'no_video',
      'there are no pictures in it, only sound or nothing',
      'choose a video, or make one of the sound and a picture',
    )
  const audio = await bestSound(input)
  const stats = await video.computePacketStats()
  return {
    width: await video.getDisplayWidth(),
    height: await video.getDisplayHeight(),
    durationMs: Math.round((await input.computeDuration()) * 1_000),
    frameRate: stats.averagePacketRate,
    bitRate: Math.round(stats.averageBitrate),
    video: {
      ...(await codecOf(video)),
      isHdr: await video.hasHighDynamicRange(),
      rotation: await video.getRotation(),
    },
    audio: audio && {
      ...(await codecOf(audio)),
      rate: await audio.getSampleRate(),
      channels: await audio.getNumberOfChannels(),
    },
  }
}

/** The most channels that platforms play. */
const MAX_CHANNELS = 2

/**
 * Returns the sound that platforms play: phones store the sound in stereo and, beside it, in space.
 */
async function bestSound(input: Input) {
  for (const track of await input.getAudioTracks()) {
    const [codec, channels] = [await track.getCodec(), await track.getNumberOfChannels()]
    if (codec === 'aac' && channels <= MAX_CHANNELS) return track
  }
  return await input.getPrimaryAudioTrack()
}

/** A codec that is not known by its name in the file. */
async function codecOf(track: InputTrack) {
  const codec = await track.getCodec()
  const own = await track.getInternalCodecId()
  return {
    id: track.id,
    codec: codec ?? (typeof own === 'string' && /^[\w .-]{1,8}$/.test(own) ? own : 'unknown'),
    details: codec === null ? null : await track.getCodecParameterString(),
  }
}
