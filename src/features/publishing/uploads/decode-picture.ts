import { open } from 'node:fs/promises'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { bytesIn } from '../../../media/picture-header/picture-bytes.ts'
import {
  PictureHeaderError,
  type PictureHeader,
} from '../../../media/picture-header/picture-header.ts'
import { readPictureHeader, type DecodedFormat } from '../../../media/picture-header/read-header.ts'
import type { Format } from './formats.ts'
import type { NewFile } from './prepared.ts'
import { unfit } from './refusal.ts'

/** Beyond any camera's usual file. */
const MOST_BYTES = 50_000_000
/** What some header lets pass; most formats have less. */
const MOST_PIXELS = 50_000_000
/** Ten times what the worst takes on a machine with nothing else to do. */
const TIMEOUT_SECONDS = 30

/** Of sharp's own names. */
const DECODERS: Readonly<Record<DecodedFormat, string>> = {
  JPEG: 'jpeg',
  PNG: 'png',
  WebP: 'webp',
  GIF: 'gif',
  AVIF: 'heif',
}
const isDecoded = (format: Format): format is DecodedFormat => format in DECODERS

/** Reads the header of a picture. Throws InvalidInputError for one that is not decoded at all. */
export async function headerOf(source: NewFile, format: Format): Promise<PictureHeader> {
  if (source.bytes > MOST_BYTES)
    throw unfit(
      'bytes',
      `the picture has ${source.bytes} bytes, and at most ${MOST_BYTES} are taken`,
      'export it smaller, as JPEG',
    )
  if (!isDecoded(format)) throw new Error(`${format} is no picture that gramd takes`)
  const file = await open(source.path, 'r')
  try {
    return await readPictureHeader(format, bytesIn(file, source.bytes))
  } catch (error) {
    if (!(error instanceof PictureHeaderError)) throw error
    throw unfit(error.rule, error.message, error.remedy, { cause: error })
  } finally {
    await file.close()
  }
}

/** What the decoder says of a picture. Throws InvalidInputError when it says something else than the header. */
export async function metadataOf(
  path: string,
  format: Format,
  header: PictureHeader,
): Promise<Metadata> {
  const metadata = await readable(async () => await openPicture(path).metadata())
  const { format: found, pages = 1 } = metadata
  if (!isDecoded(format) || found !== DECODERS[format])
    throw unfit(
      'format',
      `it begins as ${format} and is something else`,
      'export it once more from the program that made it',
    )
  if (pages > 1)
    throw unfit(
      'animation',
      `it is an animation of ${pages} pictures`,
      'export one picture as JPEG',
    )
  const { width, height } = metadata.autoOrient
  if (width * height > header.width * header.height)
    throw unfit(
      'structure',
      `its header says ${header.width}×${header.height} px, and it has ${width}×${height} px`,
      'export it once more as JPEG',
    )
  return metadata
}

/** A picture as it will be, before it is encoded. */
export type Pixels = {
  data: Buffer
  raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 }
}

/** Decodes a picture, once: what is tried on the result is small. */
export async function pixelsOf(
  path: string,
  size: { width: number; height: number } | undefined,
): Promise<Pixels> {
  const { data, info } = await readable(
    async () =>
      await openPicture(path)
        .timeout({ seconds: TIMEOUT_SECONDS })
        .autoOrient()
        .resize(size === undefined ? {} : { ...size, fit: 'fill' })
        .toColorspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true }),
  )
  return { data, raw: { width: info.width, height: info.height, channels: info.channels } }
}

export const openPixels = ({ data, raw }: Pixels): Sharp => sharp(data, { raw })

const openPicture = (path: string): Sharp =>
  sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true, pages: 1 })

/** What the decoder refuses is the file's fault. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw unfit('complete', 'the picture is damaged or cut off', 'copy or export it once more', {
      cause: error,
    })
  }
}
