import sharp from 'sharp'
import { GraphProblem } from '../errors.ts'

const LARGEST_IMAGE = 8 * 1024 * 1024
const NARROWEST = 4 / 5
const WIDEST = 1.91
const TIMEOUT_MS = 10_000
/** Subcode of a video that Meta cannot play. */
const BAD_VIDEO = 2_207_026

const refused = (code: number, subcode: number, message: string): GraphProblem =>
  new GraphProblem({ message: `(#${code}) ${message}`, code, subcode, isTransient: false })

/** The file at a public address, as Meta fetches it: no redirect, the right type. */
async function download(url: string, type: 'image/' | 'video/'): Promise<Buffer> {
  const unreachable = refused(9_004, 2_207_052, 'The media could not be fetched from this URI')
  if (!URL.canParse(url) || /[^\u0020-\u007e]/.test(url)) throw unreachable
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(url, { redirect: 'error', signal })
    const isRight = response.headers.get('content-type')?.startsWith(type)
    if (!response.ok || !isRight) throw unreachable
    return Buffer.from(await response.arrayBuffer())
  } catch {
    // However it failed, Meta says no more than this.
    throw unreachable
  }
}

/** Throws what Meta answers to an image that it does not take. */
export async function checkImage(url: string, { isStory }: { isStory: boolean }): Promise<void> {
  const file = await download(url, 'image/')
  if (file.length > LARGEST_IMAGE) throw refused(36_000, 2_207_004, 'The image is too large')
  const isJpeg = file.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))
  if (!isJpeg) throw refused(36_001, 2_207_005, 'The image format is not supported')
  const { width, height } = await sharp(file).metadata()
  const ratio = width / height
  if (!isStory && (ratio < NARROWEST || ratio > WIDEST)) {
    throw refused(36_003, 2_207_009, 'The aspect ratio is not supported')
  }
}

/** Null, or the subcode for which the container will fail. */
export async function checkVideo(url: string): Promise<number | null> {
  const file = await download(url, 'video/')
  return file.subarray(4, 8).toString('latin1') === 'ftyp' ? null : BAD_VIDEO
}
