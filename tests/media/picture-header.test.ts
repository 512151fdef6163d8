import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/media/picture-header/picture-bytes.ts'
import {
  readPictureHeader,
  type DecodedFormat,
} from '../../src/media/picture-header/read-header.ts'
import { shrinkImage, UnreadableImageError } from '../../src/media/shrink-image.ts'

const plain = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 9, g: 99, b: 9, alpha: 0.5 } } })
const read = async (format: DecodedFormat, bytes: Buffer) =>
  await readPictureHeader(format, bytesOf(bytes))

describe('the size of a picture is read from its header', () => {
  test.for<[string, DecodedFormat, () => Promise<Buffer>]>([
    ['JPEG', 'JPEG', async () => await plain(640, 480).jpeg().toBuffer()],
    [
      'progressive JPEG',
      'JPEG',
      async () => await plain(640, 480).jpeg({ progressive: true }).toBuffer(),
    ],
    ['grey JPEG', 'JPEG', async () => await plain(640, 480).greyscale().jpeg().toBuffer()],
    ['PNG', 'PNG', async () => await plain(640, 480, 4).png().toBuffer()],
    ['palette PNG', 'PNG', async () => await plain(640, 480, 4).png({ palette: true }).toBuffer()],
    ['WebP', 'WebP', async () => await plain(640, 480).webp().toBuffer()],
    [
      'lossless WebP',
      'WebP',
      async () => await plain(640, 480).webp({ lossless: true }).toBuffer(),
    ],
    ['WebP with alpha', 'WebP', async () => await plain(640, 480, 4).webp().toBuffer()],
    ['GIF', 'GIF', async () => await plain(640, 480).gif().toBuffer()],
    ['AVIF', 'AVIF', async () => await plain(640, 480).avif({ effort: 0 }).toBuffer()],
    [
      'AVIF with alpha',
      'AVIF',
      async () => await plain(640, 480, 4).avif({ effort: 0 }).toBuffer(),
    ],
  ])('%s', async ([, format, make]) => {
    const { width, height, bytes } = await read(format, await make())
    expect([width, height]).toEqual([640, 480])
    expect(bytes).toBeLessThan(150_000_000)
  })
})

const chunk = (type: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, data, Buffer.alloc(4)])
}

/** A PNG of these pixels that has no pixels: only its header is read. */
function png(
  width: number,
  height: number,
  of: { depth?: number; color?: number; interlaced?: boolean; chunks?: Buffer[] } = {},
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(of.depth ?? 8, 8)
  header.writeUInt8(of.color ?? 2, 9)
  header.writeUInt8(of.interlaced ? 1 : 0, 12)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...(of.chunks ?? []),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A JPEG that says what its pixels are, and has none. */
function jpeg(
  width: number,
  height: number,
  { frame = 0xc0, scans = 1, sampling = 0x11 } = {},
): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16BE(height)
  size.writeUInt16BE(width, 2)
  const components = Buffer.from([1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1])
  const scan = Buffer.from([0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0, 1, 2])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, frame, 0, 17, 8]),
    size,
    Buffer.from([3]),
    components,
    ...Array.from({ length: scans }, () => scan),
    Buffer.from([0xff, 0xd9]),
  ])
}

function gif(width: number, height: number, frames: number): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\0\0\0', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  const frame = Buffer.from([
    0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0,
  ])
  return Buffer.concat([
    head,
    Buffer.concat(Array.from({ length: frames }, () => frame)),
    Buffer.from([0x3b]),
  ])
}

/** The container says that the picture is small; what is coded in it is not. */
async function lyingAvif(): Promise<Buffer> {
  const avif = await plain(2_600, 2_500).avif({ effort: 0 }).toBuffer()
  for (let at = avif.indexOf('ispe'); at >= 0; at = avif.indexOf('ispe', at + 4)) {
    avif.writeUInt32BE(300, at + 8)
    avif.writeUInt32BE(300, at + 12)
  }
  return avif
}

/** The same of more than 8 bits a sample: the flag is 6 bits behind the size. */
async function deepAvif(): Promise<Buffer> {
  const avif = await plain(2_000, 2_000).avif({ effort: 0 }).toBuffer()
  const bits = [...avif].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const side = (1_999).toString(2)
  const size = bits.indexOf(`10101010${side}${side}`)
  const at = size + 8 + 2 * side.length + 6
  avif[at >> 3] = (avif[at >> 3] ?? 0) | (128 >> (at & 7))
  return avif
}

const text = (): Buffer =>
  chunk(
    'zTXt',
    Buffer.concat([Buffer.from('a\0\0', 'latin1'), deflateSync(Buffer.alloc(7_000_000))]),
  )
const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make)

describe('a picture is refused from its header that is', () => {
  test.for<[string, DecodedFormat, () => Buffer | Promise<Buffer>, RegExp]>([
    [
      'a PNG of 16 bits',
      'PNG',
      () => png(7_000, 7_000, { depth: 16, color: 6 }),
      /7000×7000 px.*25 million/,
    ],
    ['a PNG of 50 million pixels and more', 'PNG', () => png(7_100, 7_100), /50 million/],
    ['an interlaced PNG', 'PNG', () => png(5_000, 5_000, { interlaced: true }), /20 million/],
    ['a wide PNG', 'PNG', () => png(12_001, 10), /12000 px a side/],
    [
      'a PNG of packed texts',
      'PNG',
      () => png(9, 9, { chunks: list(5, text) }),
      /more texts or pieces/,
    ],
    [
      'a PNG of many pieces',
      'PNG',
      () => png(9, 9, { chunks: list(20_002, () => chunk('IDAT', Buffer.alloc(0))) }),
      /pieces/,
    ],
    [
      'an animated PNG',
      'PNG',
      () => png(9, 9, { chunks: [chunk('acTL', Buffer.alloc(8))] }),
      /animation/,
    ],
    [
      'a large progressive JPEG',
      'JPEG',
      () => jpeg(7_000, 7_000, { frame: 0xc2 }),
      /13\.3 million/,
    ],
    [
      'a JPEG in many scans',
      'JPEG',
      () => jpeg(3_000, 3_000, { frame: 0xc2, scans: 31 }),
      /more than 30 steps/,
    ],
    ['a JPEG coded arithmetically', 'JPEG', () => jpeg(300, 300, { frame: 0xc9 }), /few programs/],
    [
      'a JPEG of tags',
      'JPEG',
      () =>
        Buffer.concat([
          Buffer.from([0xff, 0xd8]),
          ...list(260, () =>
            Buffer.concat([Buffer.from([0xff, 0xe1, 0xff, 0xff]), Buffer.alloc(65_533)]),
          ),
        ]),
      /tags/,
    ],
    ['a GIF of two frames', 'GIF', () => gif(400, 400, 2), /animation/],
    ['a GIF of a million frames', 'GIF', () => gif(400, 400, 800_000), /animation/],
    ['a GIF of many pixels', 'GIF', () => gif(5_000, 5_000, 1), /20 million/],
    [
      'a GIF whose picture is outside',
      'GIF',
      () => {
        const odd = gif(400, 400, 1)
        odd.writeUInt16LE(60_000, 26)
        return odd
      },
      /outside/,
    ],
    [
      'an animated WebP',
      'WebP',
      () => Buffer.from('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x0f\0\0\x0f\0\0', 'latin1'),
      /animation/,
    ],
    [
      'a WebP of many pixels',
      'WebP',
      () => Buffer.from('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x1f\0\xff\x1f\0', 'latin1'),
      /20 million/,
    ],
    ['an AVIF that is larger than it says', 'AVIF', lyingAvif, /2600×2500 px.*6 million/],
    ['an AVIF of more bits', 'AVIF', deepAvif, /2000×2000 px.*3 million/],
    ['no AVIF', 'AVIF', () => Buffer.alloc(100, 1), /damaged/],
    ['cut off', 'PNG', () => png(9, 9).subarray(0, 20), /damaged/],
  ])('%s', async ([, format, make, words]) => {
    await expect(read(format, await make())).rejects.toThrow(words)
  })
})

test('a progressive JPEG as phones and shops make it passes', async () => {
  expect(await read('JPEG', jpeg(4_000, 3_000, { frame: 0xc2, scans: 10 }))).toMatchObject({
    width: 4_000,
  })
  expect(
    await read('JPEG', jpeg(5_900, 4_500, { frame: 0xc2, scans: 10, sampling: 0x22 })),
  ).toMatchObject({ width: 5_900 })
})

test('pictures of other places are refused by the same rules', async () => {
  for (const bytes of [
    jpeg(4_900, 4_900, { frame: 0xc2 }),
    png(4_900, 4_900, { interlaced: true }),
    png(9, 9, { chunks: list(5, text) }),
  ])
    await expect(shrinkImage(bytes)).rejects.toBeInstanceOf(UnreadableImageError)
})
