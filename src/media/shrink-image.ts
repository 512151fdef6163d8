import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { bytesOf } from './picture-header/picture-bytes.ts'
import { readPictureHeader } from './picture-header/read-header.ts'

/** The side in pixels that a model reads at low detail. */
export const MODEL_SIDE = 512
const QUALITY = 80
/** More than any picture of the platform: a larger file is made to exhaust its reader. */
const MAX_PIXELS = 25_000_000
const TIMEOUT_SECONDS = 10

/** A JPEG that holds only its pixels, without metadata. */
export type ShrunkImage = { sha256: Buffer; bytes: Buffer; width: number; height: number }

/** The bytes are not a usable picture. */
export class UnreadableImageError extends Error {
  override readonly name = 'UnreadableImageError'
}

/**
 * Fits a JPEG, PNG or WebP into a square of `side` pixels as a JPEG; a smaller one keeps its size.
 * The same picture gives the same bytes. Throws UnreadableImageError for anything else, damaged, or
 * too costly to decode by its header.
 */
export async function shrinkImage(source: Buffer, side = MODEL_SIDE): Promise<ShrunkImage> {
  // The decoder supports more formats, but each is attack surface.
  const format = pictureFormat(source)
  if (format === undefined) throw new UnreadableImageError('neither JPEG nor PNG nor WebP')
  try {
    await readPictureHeader(format, bytesOf(source))
    const options = { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true } as const
    const { data, info } = await sharp(source, options)
      .timeout({ seconds: TIMEOUT_SECONDS })
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true })
    const sha256 = createHash('sha256').update(data).digest()
    return { sha256, bytes: data, width: info.width, height: info.height }
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new UnreadableImageError(reason, { cause: thrown })
  }
}

/** The format by the first bytes; undefined for one that is not decoded. */
export function pictureFormat(bytes: Buffer): 'JPEG' | 'PNG' | 'WebP' | undefined {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'JPEG'
  if (bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return 'PNG'
  const isWebp =
    bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
  return isWebp ? 'WebP' : undefined
}

/** Decodes each picture in one thread, limited by libuv's pool, and caches none. */
export function limitImageMemory(): void {
  sharp.concurrency(1)
  sharp.cache(false)
}
