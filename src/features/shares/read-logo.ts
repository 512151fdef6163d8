import sharp from 'sharp'
import { readPictureHeader } from '../../media/picture-header/read-header.ts'
import { bytesOf } from '../../media/picture-header/picture-bytes.ts'
import { pictureFormat } from '../../media/shrink-image.ts'

const SIDE = 256
const MAX_PIXELS = 25_000_000
const TIMEOUT_SECONDS = 10

/** The pixels of a picture as a PNG, which may be transparent; undefined for anything else. */
export async function readLogo(source: Buffer): Promise<Buffer | undefined> {
  const format = pictureFormat(source)
  if (format === undefined) return undefined
  try {
    await readPictureHeader(format, bytesOf(source))
    return await sharp(source, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .timeout({ seconds: TIMEOUT_SECONDS })
      .autoOrient()
      .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
      .png()
      .toBuffer()
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
