import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { createVideoReader, isPlayable, type VideoFacts } from '../../files/video-reader.ts'
import { rejected } from '../errors.ts'

const LARGEST_IMAGE = 8 * 1024 * 1024
const LARGEST_VIDEO = 300 * 1024 * 1024
const NARROWEST = 4 / 5
const WIDEST = 1.91
const TIMEOUT_MS = 60_000
/** Subcode of a video that Meta cannot play. */
const BAD_VIDEO = 2_207_026
/** Subcode of a cover that begins after the end of the video. */
const BAD_OFFSET = 2_207_057

/** A file that was fetched; `failure` is the subcode of a failure that shows up later. */
export type FetchedFile = { sha256: string; failure: number | null }

/** The file at a public address, as Meta fetches it: no redirect, the right type, whole. */
async function download(
  url: string,
  type: 'image/' | 'video/',
  onChunk: (chunk: Uint8Array) => void,
): Promise<void> {
  const unreachable = rejected(9_004, 2_207_052, 'The media could not be fetched from this URI')
  if (!URL.canParse(url) || /[^\u0020-\u007e]/.test(url)) throw unreachable
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(url, { redirect: 'error', signal })
    const isRight = response.headers.get('content-type')?.startsWith(type)
    if (!response.ok || !isRight) throw unreachable
    for await (const chunk of response.body ?? []) onChunk(chunk)
  } catch {
    // However it failed, Meta says no more than this.
    throw unreachable
  }
}

/** Throws what Meta answers to an image that it does not take; gives its SHA-256. */
export async function fetchImage(
  url: string,
  { anyRatio }: { anyRatio: boolean },
): Promise<FetchedFile> {
  const chunks: Uint8Array[] = []
  let size = 0
  await download(url, 'image/', (chunk) => {
    size += chunk.byteLength
    if (size <= LARGEST_IMAGE) chunks.push(chunk)
  })
  if (size > LARGEST_IMAGE) throw rejected(36_000, 2_207_004, 'The image is too large')
  const file = Buffer.concat(chunks)
  const isJpeg = file.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))
  if (!isJpeg) throw rejected(36_001, 2_207_005, 'The image format is not supported')
  const { width, height } = await sharp(file).metadata()
  const ratio = width / height
  if (!anyRatio && (ratio < NARROWEST || ratio > WIDEST)) {
    throw rejected(36_003, 2_207_009, 'The aspect ratio is not supported')
  }
  return { sha256: createHash('sha256').update(file).digest('hex'), failure: null }
}

/** Fetches a video. Throws for a cover behind its end; other faults show up in its container. */
export async function fetchVideo(url: string, thumbOffset: number | null): Promise<FetchedFile> {
  const reader = createVideoReader()
  await download(url, 'video/', (chunk) => reader.add(chunk))
  const facts = reader.facts()
  if (thumbOffset !== null && thumbOffset > (facts.durationMs ?? thumbOffset)) {
    throw rejected(1, BAD_OFFSET, 'The thumbnail offset must be within the video')
  }
  return { sha256: facts.sha256, failure: failureOfVideo(facts) }
}

/** The subcode for which a container with this video fails; null for a good one. */
export const failureOfVideo = (facts: VideoFacts): number | null =>
  isPlayable(facts) && facts.bytes <= LARGEST_VIDEO ? null : BAD_VIDEO
