import type { FaultCode } from '../../../base/fault-codes.ts'
import { open } from 'node:fs/promises'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { bytesIn } from '../../../media/picture-header/picture-bytes.ts'
import {
  PictureHeaderError,
  type PictureHeader,
} from '../../../media/picture-header/picture-header.ts'
import { readPictureHeader, type DecodedFormat } from '../../../media/picture-header/read-header.ts'
import type { Format } from './formats.ts'
import { scanEnd } from './jpeg-scan.ts'
import type { NewFile } from './prepared.ts'
import { unfit } from './refusal.ts'

/** A limit above the size of any camera's usual file. */
const MAX_BYTES = 50_000_000
/** The most pixels that any header is allowed; most formats have a lower limit. */
const MAX_PIXELS = 50_000_000
/** Ten times what the worst picture takes on a machine with nothing else to do. */
const TIMEOUT_SECONDS = 30

/** The decoders, by sharp's own names. */
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
  if (source.bytes > MAX_BYTES)
    throw unfit(
      'bytes',
      `the picture has ${source.bytes} bytes, and at most ${MAX_BYTES} are taken`,
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

/**
 * Returns what the decoder reads of a picture. Throws InvalidInputError when that differs from the
 * header.
 */
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

const openPicture = (path: string, failOn: 'error' | 'warning' = 'error'): Sharp =>
  sharp(path, { limitInputPixels: MAX_PIXELS, failOn, sequentialRead: true, pages: 1 })

/** The errors after which the decoder continues, and fills missing data with grey. */
const LOST_DATA = /premature end|bad huffman|bogus|corrupt jpeg data(?!: \d+ extraneous)/i
/**
 * JPEG decodes to an eighth of its size in a fraction of the time, and reads all of its data for
 * it.
 */
const SMALLEST = 8

/**
 * Whether a JPEG has faults that cost no pixel, such as bytes between two segments, so that other
 * programs may refuse it. Throws InvalidInputError for one whose data are damaged: the decoder
 * itself would fill the rest with grey.
 */
export async function hasSmallFaults(path: string, width: number): Promise<boolean> {
  try {
    await openPicture(path, 'warning')
      .timeout({ seconds: TIMEOUT_SECONDS })
      .resize({ width: Math.max(1, Math.floor(width / SMALLEST)) })
      .raw()
      .toBuffer()
  } catch (error) {
    if (!(error instanceof Error) || LOST_DATA.test(error.message)) throw undecodable(error)
    return true
  }
  return false
}

/**
 * Checks, like `hasSmallFaults`, the data that a decoder ignores. It takes 100 ms of this process
 * for the largest JPEG that is stored unchanged.
 */
export function requireWholeScan(jpeg: Buffer): { hasDataLeft: boolean } {
  const end = scanEnd(jpeg)
  if (end === 'damaged') throw undecodable(new Error('its codes are not those of a picture'))
  return { hasDataLeft: end === 'data_left' }
}

/** Treats the decoder's refusals as faults of the file. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw undecodable(error)
  }
}

/** The decoder's reasons that remain the same for another copy of the file. */
const REASONS: readonly { says: RegExp; rule: FaultCode; what: string; remedy: string }[] = [
  {
    says: /timeout/i,
    rule: 'structure',
    what: `the picture takes longer than ${TIMEOUT_SECONDS} seconds to decode`,
    remedy: 'export it once more as JPEG',
  },
  {
    says: /bit[ -]?depth|bits per|precision|unsupported|not supported|unimplemented|no decoder|unknown (?:codec|compression)/i,
    rule: 'format',
    what: 'the picture is coded in a way that gramd does not read',
    remedy: 'export it as JPEG with 8 bits per colour',
  },
  {
    says: /memory|too (?:large|big)|exceeds? (?:pixel )?limit/i,
    rule: 'structure',
    what: 'the picture takes too much memory to decode',
    remedy: 'export it smaller, as JPEG',
  },
]

const LONGEST_REASON = 120

/**
 * Says in the decoder's own words why it does not decode a picture: "damaged" only where data are.
 */
function undecodable(error: unknown) {
  const said = error instanceof Error ? error.message : String(error)
  const known = REASONS.find(({ says }) => says.test(said))
  const { rule, what, remedy } = known ?? {
    rule: 'complete',
    what: 'the picture is damaged or cut off',
    remedy: 'copy or export it once more',
  }
  const line = said.split('\n')[0] ?? ''
  const reason = line.replaceAll(/[^\p{L}\p{N}\p{P}\p{Zs}\p{Sm}]/gu, '').slice(0, LONGEST_REASON)
  return unfit(rule, `${what} (${reason})`, remedy, { cause: error })
}
