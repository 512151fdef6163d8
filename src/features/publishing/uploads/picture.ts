import { createHash } from 'node:crypto'
import { open, readFile, writeFile } from 'node:fs/promises'
import sharp, { type Metadata, type Sharp } from 'sharp'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import type { Format } from './formats.ts'
import { isPlainJpeg } from './plain-jpeg.ts'
import type { NewFile, Prepared } from './prepared.ts'
import { refusal, unfit } from './refusal.ts'
import type { UploadFacts } from './measures.ts'
import { MB } from './route-limits.ts'
import { faultsEverywhere } from './rules.ts'

/** Beyond any camera's usual file. */
const MOST_BYTES = 50_000_000
const MOST_SIDE = 12_000
/** Read line by line. Measured with 48 million: 30 to 90 MB; a progressive JPEG 170 MB. */
const MOST_PIXELS = 50_000_000
/** Held whole while they are read. Measured: a GIF and an interlaced PNG 6 bytes a pixel, a WebP 8, an AVIF 18. */
const MOST_HELD_PIXELS = {
  GIF: 20_000_000,
  PNG: 20_000_000,
  WebP: 20_000_000,
  AVIF: 10_000_000,
}
const TIMEOUT_SECONDS = 30

/** A picture that is too narrow is enlarged as far as this. */
const MOST_ENLARGED = 2
/** The next is tried while the result is too large. */
const QUALITIES = [90, 85, 80, 75] as const

/**
 * Checks a picture, and writes it to `target` as platforms take it, unless it is so already. Throws
 * InvalidInputError for one that no route takes.
 */
export async function preparePicture(
  source: NewFile,
  { format, target, limits }: { format: Format; target: string; limits: PlatformLimits },
): Promise<Prepared> {
  if (source.bytes > MOST_BYTES)
    throw unfit(
      'bytes',
      `the picture has ${source.bytes} bytes, and at most ${MOST_BYTES} are taken`,
      'export it smaller, as JPEG',
    )
  const metadata = await readable(async () => await openPicture(source.path).metadata())
  requireStill(metadata, format)
  if (format === 'PNG' && (await isAnimatedPng(source))) throw animation('several pictures')
  const { width, height } = requireSize(metadata, format, limits)
  const scaled = scaledSize({ width, height }, limits)
  const plan = { format, metadata, width, scaled, mostBytes: limits.pictureMostMegabytes * MB }
  const known = await conversionsOf(plan, source)
  const made =
    known.length === 0
      ? { ...source, width, height, conversions: known }
      : await convert(source.path, plan, target, known)
  const facts: UploadFacts = {
    kind: 'picture',
    bytes: made.bytes,
    width: made.width,
    height: made.height,
    durationMs: null,
    frameRate: null,
    bitRate: null,
    audioRate: null,
    codecs: [],
  }
  const faults = faultsEverywhere(facts, limits)
  if (faults.length > 0) throw refusal(faults)
  return {
    ...facts,
    path: made.path,
    sha256: made.sha256,
    mediaType: 'image/jpeg',
    conversions: made.conversions,
    warnings: plan.scaled.width > width ? ['enlarged'] : [],
    details: {},
  }
}

const openPicture = (path: string): Sharp =>
  sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true, pages: 1 })

/** What the decoder refuses is the file's fault. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    if (/exceeds pixel limit/i.test(says))
      throw tooLarge(`more than ${MOST_PIXELS} pixels`, MOST_PIXELS)
    throw unfit('complete', 'the picture is damaged or cut off', 'copy or export it once more', {
      cause: error,
    })
  }
}

const tooLarge = (value: string, most: number) =>
  unfit(
    'pixels',
    `the picture has ${value}; at most ${MOST_SIDE} px a side and ${most / 1_000_000} million pixels are taken`,
    most === MOST_PIXELS ? 'export it smaller' : 'export it smaller, or as JPEG',
  )

/** A PNG is held whole only when it is interlaced. */
function mostPixels(format: Format, { isProgressive }: Metadata): number {
  if (format === 'GIF' || format === 'WebP' || format === 'AVIF') return MOST_HELD_PIXELS[format]
  return format === 'PNG' && isProgressive ? MOST_HELD_PIXELS.PNG : MOST_PIXELS
}

/** Of sharp's own names. */
const DECODERS: Partial<Record<Format, string>> = {
  JPEG: 'jpeg',
  PNG: 'png',
  WebP: 'webp',
  GIF: 'gif',
  AVIF: 'heif',
}

function requireStill({ format: found, pages = 1 }: Metadata, format: Format): void {
  if (found !== DECODERS[format])
    throw unfit(
      'format',
      `it begins as ${format} and is something else`,
      'export it once more from the program that made it',
    )
  if (pages > 1) throw animation(`${pages} pictures`)
}

const animation = (of: string) =>
  unfit(
    'animation',
    `it is an animation of ${of}`,
    'export one picture as JPEG, or the animation as a video (MP4)',
  )

/** The decoder sees the first picture alone: a chunk before the pixels says that there are more. */
async function isAnimatedPng({ path, bytes }: NewFile): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const head = Buffer.alloc(8)
    for (let at = 8; at + 12 <= bytes; at += 12 + head.readUInt32BE(0)) {
      await file.read(head, 0, head.length, at)
      const type = head.toString('latin1', 4, 8)
      if (type === 'acTL') return true
      if (type === 'IDAT') break
    }
    return false
  } finally {
    await file.close()
  }
}

/** As it is shown. */
function requireSize(
  metadata: Metadata,
  format: Format,
  { pictureLeastWidth: least }: PlatformLimits,
): Size {
  const { width, height } = metadata.autoOrient
  const most = mostPixels(format, metadata)
  if (Math.max(width, height) > MOST_SIDE || width * height > most)
    throw tooLarge(`${width}×${height} px`, most)
  const enlargedFrom = Math.ceil(least / MOST_ENLARGED)
  if (width < enlargedFrom)
    throw refusal([
      {
        rule: 'width',
        says: `the width is ${width} px, and at least ${least} px is taken; from ${enlargedFrom} px on it is enlarged`,
        remedy: 'take a larger original',
        limits: { least: enlargedFrom },
      },
    ])
  return { width, height }
}

type Size = { width: number; height: number }

/** As wide as is taken. A picture that fits by its ratio still fits: whole pixels bring it nearer to a square. */
function scaledSize(
  { width, height }: Size,
  { pictureLeastWidth: least, pictureMostWidth: most }: PlatformLimits,
): Size {
  const scaled = Math.min(Math.max(width, least), most)
  if (scaled === width) return { width, height }
  const exact = (height * scaled) / width
  return {
    width: scaled,
    height: Math.max(1, height > width ? Math.floor(exact) : Math.ceil(exact)),
  }
}

type Plan = { format: Format; metadata: Metadata; width: number; scaled: Size; mostBytes: number }

/** What has to be done to a picture; nothing for a JPEG that is as platforms want it. */
async function conversionsOf(plan: Plan, source: NewFile): Promise<string[]> {
  const { format, metadata, width, scaled, mostBytes } = plan
  const { hasAlpha, exif, xmp, iptc, orientation = 1 } = metadata
  const needed = {
    converted_to_jpeg: format !== 'JPEG',
    flattened: hasAlpha && !(await isOpaque(source)),
    turned: orientation > 1,
    colors_converted: hasOtherColors(metadata),
    metadata_removed: [exif, xmp, iptc].some((tags) => tags !== undefined),
    shrunk: scaled.width < width,
    enlarged: scaled.width > width,
    compressed: source.bytes > mostBytes,
  }
  const done = Object.entries(needed).flatMap(([name, isNeeded]) => (isNeeded ? [name] : []))
  if (done.length > 0 || isPlainJpeg(await readFile(source.path))) return done
  return ['metadata_removed']
}

/** Many programs write the channel and never use it. */
async function isOpaque({ path }: NewFile): Promise<boolean> {
  return (await readable(async () => await openPicture(path).stats())).isOpaque
}

/** A profile that calls itself sRGB needs no conversion. */
function hasOtherColors({ space, icc, depth }: Metadata): boolean {
  if (space !== 'srgb' && space !== 'b-w') return true
  if (depth !== 'uchar') return true
  return icc !== undefined && !/s\0?R\0?G\0?B/.test(icc.toString('latin1'))
}

async function convert(path: string, plan: Plan, target: string, known: string[]) {
  const { scaled, width, mostBytes } = plan
  for (const quality of QUALITIES) {
    const { data, info } = await readable(
      async () =>
        await openPicture(path)
          .timeout({ seconds: TIMEOUT_SECONDS })
          .autoOrient()
          .resize(scaled.width === width ? {} : { ...scaled, fit: 'fill' })
          .flatten({ background: '#ffffff' })
          .toColorspace('srgb')
          .jpeg({ quality })
          .toBuffer({ resolveWithObject: true }),
    )
    if (data.length > mostBytes && quality !== QUALITIES.at(-1)) continue
    await writeFile(target, data, { flag: 'wx', mode: 0o600 })
    const isPoorer = quality !== QUALITIES[0] && !known.includes('compressed')
    return {
      path: target,
      bytes: data.length,
      sha256: createHash('sha256').update(data).digest(),
      width: info.width,
      height: info.height,
      conversions: isPoorer ? [...known, 'compressed'] : known,
    }
  }
  throw new Error('no quality was tried')
}
