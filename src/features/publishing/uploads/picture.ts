import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { Metadata } from 'sharp'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import type { PictureHeader } from '../../../media/picture-header/picture-header.ts'
import { isSrgb } from './color-profile.ts'
import {
  hasSmallFaults,
  metadataOf,
  openPixels,
  pixelsOf,
  requireWholeScan,
  type Pixels,
} from './decode-picture.ts'
import type { Format } from './formats.ts'
import type { NewFile, Prepared } from './prepared.ts'
import { refusal } from './refusal.ts'
import type { UploadFacts } from './measures.ts'
import { MB } from './route-limits.ts'
import { faultsEverywhere } from './rules.ts'

/**
 * The segments that a JPEG may have before its pixels: JFIF, a colour profile, Adobe's note on
 * colours, and tables.
 */
const PLAIN = new Set([0xe0, 0xe2, 0xee, 0xdb, 0xc0, 0xc1, 0xc2, 0xc4, 0xdd])
const START_OF_SCAN = 0xda

/** Whether a JPEG is its pixels alone: no tags, no second picture, nothing behind its end. */
function isPlainJpeg(bytes: Buffer): boolean {
  let at = 2
  for (;;) {
    const marker = bytes[at + 1]
    if (bytes[at] !== 0xff || marker === undefined || at + 4 > bytes.length) return false
    if (marker === START_OF_SCAN) break
    if (!PLAIN.has(marker)) return false
    // A second picture and other things come under the number of the colour profile.
    if (marker === 0xe2 && bytes.toString('latin1', at + 4, at + 15) !== 'ICC_PROFILE') return false
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return bytes.indexOf(Buffer.from([0xff, 0xd9]), at) === bytes.length - 2
}

/** A picture that is too narrow is enlarged as far as this. */
const MAX_ENLARGED = 2
/** The next is tried while the result is too large. */
const QUALITIES = [90, 85, 80, 75] as const

/** The format of a picture by its first bytes, and its header. */
type KnownPicture = { format: Format; header: PictureHeader }

/**
 * Checks a picture, and writes it to `target` as platforms take it, unless it is so already. Throws
 * InvalidInputError for one that no route takes.
 */
export async function preparePicture(
  source: NewFile,
  { format, header, target, limits }: KnownPicture & { target: string; limits: PlatformLimits },
): Promise<Prepared> {
  const metadata = await metadataOf(source.path, format, header)
  const { width, height } = requireWidth(metadata, limits)
  const scaled = scaledSize({ width, height }, limits)
  const plan = { format, metadata, width, scaled, maxBytes: limits.pictureMaxMegabytes * MB }
  // Before it is decoded: what is refused by its size is not worth the time.
  requireFit({ ...scaled, bytes: 1 }, limits)
  const known = await conversionsOf(plan, source)
  const made =
    known.length === 0
      ? { ...source, width, height, conversions: known }
      : await convert(source.path, plan, { target, known })
  const facts = requireFit(made, limits)
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

function requireFit(
  { width, height, bytes }: Size & { bytes: number },
  limits: PlatformLimits,
): UploadFacts {
  const facts: UploadFacts = {
    kind: 'picture',
    bytes,
    width,
    height,
    durationMs: null,
    frameRate: null,
    bitRate: null,
    audioRate: null,
    codecs: [],
  }
  const faults = faultsEverywhere(facts, limits)
  if (faults.length > 0) throw refusal(faults)
  return facts
}

/** The size as it is shown. */
function requireWidth(
  { autoOrient: { width, height } }: Metadata,
  { pictureMinWidth: least }: PlatformLimits,
): Size {
  const enlargedFrom = Math.ceil(least / MAX_ENLARGED)
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

/**
 * Returns the size scaled to the allowed width. A picture that fits by its ratio still fits: whole
 * pixels bring it nearer to a square.
 */
function scaledSize(
  { width, height }: Size,
  { pictureMinWidth: least, pictureMaxWidth: most }: PlatformLimits,
): Size {
  const scaled = Math.min(Math.max(width, least), most)
  if (scaled === width) return { width, height }
  const exact = (height * scaled) / width
  return {
    width: scaled,
    height: Math.max(1, height > width ? Math.floor(exact) : Math.ceil(exact)),
  }
}

type Plan = { format: Format; metadata: Metadata; width: number; scaled: Size; maxBytes: number }

/** Returns the conversions that a picture needs; none for a JPEG that platforms accept. */
async function conversionsOf(plan: Plan, source: NewFile): Promise<string[]> {
  const { format, metadata, width, scaled, maxBytes } = plan
  const { exif, xmp, iptc, orientation = 1 } = metadata
  const needed = {
    converted_to_jpeg: format !== 'JPEG',
    turned: orientation > 1,
    colors_converted: !(await isSrgb(metadata)),
    metadata_removed: [exif, xmp, iptc].some((tags) => tags !== undefined),
    shrunk: scaled.width < width,
    enlarged: scaled.width > width,
    compressed: source.bytes > maxBytes,
    repaired: format === 'JPEG' && (await hasSmallFaults(source.path, width)),
  }
  const done = Object.entries(needed).flatMap(([name, isNeeded]) => (isNeeded ? [name] : []))
  if (done.length > 0) return done
  const jpeg = await readFile(source.path)
  if (!isPlainJpeg(jpeg)) return ['metadata_removed']
  return requireWholeScan(jpeg).hasDataLeft ? ['repaired'] : []
}

async function convert(
  path: string,
  { metadata, scaled, width, maxBytes }: Plan,
  { target, known }: { target: string; known: readonly string[] },
) {
  const pixels = await pixelsOf(path, scaled.width === width ? undefined : scaled)
  const isFlattened = metadata.hasAlpha && !(await isOpaque(pixels))
  const done = inOrder(isFlattened ? [...known, 'flattened'] : known)
  for (const quality of QUALITIES) {
    const whole = openPixels(pixels).flatten({ background: '#ffffff' })
    const data = await whole.jpeg({ quality }).toBuffer()
    if (data.length > maxBytes && quality !== QUALITIES.at(-1)) continue
    await writeFile(target, data, { flag: 'wx', mode: 0o600 })
    const isPoorer = quality !== QUALITIES[0] && !known.includes('compressed')
    return {
      path: target,
      bytes: data.length,
      sha256: createHash('sha256').update(data).digest(),
      width: pixels.raw.width,
      height: pixels.raw.height,
      conversions: isPoorer ? [...done, 'compressed'] : done,
    }
  }
  throw new Error('no quality was tried')
}

/** Many programs write the channel and never use it. */
const isOpaque = async (pixels: Pixels): Promise<boolean> =>
  (await openPixels(pixels).stats()).isOpaque

const FIRST = ['converted_to_jpeg', 'flattened']
/** The conversions as they are done. */
const inOrder = (names: readonly string[]): string[] => [
  ...FIRST.filter((name) => names.includes(name)),
  ...names.filter((name) => !FIRST.includes(name)),
]
