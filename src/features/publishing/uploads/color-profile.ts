import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Metadata } from 'sharp'

/**
 * The largest difference in colour with which a profile still counts as sRGB: less than people can
 * see.
 */
const MAX_DIFFERENCE = 2
/** Values of a channel that are compared: the ends, and between them where curves differ most. */
const LEVELS = [0, 8, 16, 32, 48, 64, 96, 128, 160, 192, 224, 255] as const
const HEADER_BYTES = 128

/**
 * Whether a picture's colours are sRGB as they stand: it has no profile, or one whose numbers do to
 * colours what sRGB does, whatever it calls itself. A profile that cannot be read is none: such a
 * picture is encoded without it.
 */
export async function isSrgb({ space, icc, depth }: Metadata): Promise<boolean> {
  if (depth !== 'uchar' || (space !== 'srgb' && space !== 'b-w')) return false
  if (icc === undefined) return true
  const model = icc.toString('latin1', 16, 20)
  const isProfile = icc.length > HEADER_BYTES && icc.toString('latin1', 36, 40) === 'acsp'
  if (!isProfile || model !== (space === 'srgb' ? 'RGB ' : 'GRAY')) return false
  const samples = space === 'srgb' ? colours() : Buffer.from(LEVELS)
  return await isUnchanged(samples, space === 'srgb' ? 3 : 1, icc)
}

/**
 * Converts the samples from the profile to sRGB with littleCMS, as it converts a picture, and
 * returns whether they stay the same.
 */
async function isUnchanged(samples: Buffer, channels: 1 | 3, icc: Buffer): Promise<boolean> {
  const png = pngOf(samples, channels, icc)
  const { data, info } = await sharp(png, { failOn: 'none' })
    .toColorspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const pixels = samples.length / channels
  for (let pixel = 0; pixel < pixels; pixel += 1)
    for (let channel = 0; channel < info.channels; channel += 1) {
      const from = samples[pixel * channels + Math.min(channel, channels - 1)] ?? 0
      const to = data[pixel * info.channels + channel] ?? 0
      if (Math.abs(from - to) > MAX_DIFFERENCE) return false
    }
  return true
}

function colours(): Buffer {
  return Buffer.from(LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.flatMap((b) => [r, g, b]))))
}

/** A PNG of one row with this profile. */
function pngOf(samples: Buffer, channels: 1 | 3, icc: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(samples.length / channels, 0)
  header.writeUInt32BE(1, 4)
  header.set([8, channels === 3 ? 2 : 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), deflateSync(icc)])),
    chunk('IDAT', deflateSync(Buffer.concat([Buffer.from([0]), samples]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
