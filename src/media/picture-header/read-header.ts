import { readAvif } from './avif.ts'
import { readGif } from './gif.ts'
import { readJpeg } from './jpeg.ts'
import type { PictureBytes } from './picture-bytes.ts'
import type { PictureHeader } from './picture-header.ts'
import { readPng } from './png.ts'
import { readWebp } from './webp.ts'

const READERS = {
  JPEG: readJpeg,
  PNG: readPng,
  WebP: readWebp,
  GIF: readGif,
  AVIF: readAvif,
} as const

export type DecodedFormat = keyof typeof READERS

/**
 * Reads the size of a picture without a decoder. Throws PictureHeaderError for one that would take
 * its decoder more than 3 s or 150 MB, and for an animation. `tests/media/picture-header.slow.ts`
 * measures the worst accepted pictures.
 */
export const readPictureHeader = async (
  format: DecodedFormat,
  bytes: PictureBytes,
): Promise<PictureHeader> => await READERS[format](bytes)
