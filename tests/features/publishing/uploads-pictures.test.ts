import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { makeMovie } from '../../../sim/files/make-movie.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { seededRandom } from '../../crash/random.ts'
import { uploadsWorld, type UploadsWorld } from './uploads-world.ts'

const picture = (width: number, height: number, channels: 3 | 4 = 3): Sharp =>
  sharp({
    create: {
      width,
      height,
      channels,
      background: { r: 200, g: 30, b: 30, alpha: channels === 4 ? 0 : 1 },
    },
  })

/** What was stored, as a reader sees it. */
async function stored({ folder, files }: UploadsWorld) {
  const name = (await files()).find((each) => !each.includes('preview')) ?? ''
  const bytes = await readFile(join(folder, name))
  const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  return { bytes, metadata: await sharp(bytes).metadata(), pixel: [...data.subarray(0, 3)] }
}

describe('a picture', () => {
  test('that is as platforms want it is stored as it came, with a preview', async ({ db }) => {
    const world = await uploadsWorld(db)
    const jpeg = await picture(1_080, 1_350).jpeg().toBuffer()

    const { status, body } = await world.upload(jpeg, 'cat.png')

    expect(status).toBe(201)
    expect(body).toMatchObject({
      file_name: 'cat.png',
      kind: 'picture',
      media_type: 'image/jpeg',
      width: 1_080,
      height: 1_350,
      bytes: jpeg.length,
      duration_ms: null,
      conversions: [],
      warnings: [],
    })
    expect((await stored(world)).bytes.equals(jpeg)).toBe(true)
    expect(
      body.fits?.flatMap(({ type, route, violations }) =>
        violations.length === 0 ? [`${type} ${route}`] : [],
      ),
    ).toEqual(['photo official', 'photo private', 'carousel official', 'carousel private'])
    const small = await world.ask('GET', `/api/uploads/${body.id}/preview`)
    expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({
      format: 'jpeg',
      width: 410,
      height: 512,
    })
  })

  test.for([10, 12] as const)(
    'is an AVIF of %i bits: it is read, too',
    async (bitdepth, { db }) => {
      const world = await uploadsWorld(db)
      const avif = await picture(600, 600).avif({ effort: 0, bitdepth }).toBuffer()
      const { status, body } = await world.upload(avif, 'a.avif')
      expect(status).toBe(201)
      expect(body.conversions).toEqual(['converted_to_jpeg', 'colors_converted'])
      const { pixel } = await stored(world)
      for (const [place, value] of [200, 30, 30].entries())
        expect(Math.abs((pixel[place] ?? 0) - value)).toBeLessThanOrEqual(4)
    },
  )

  test.for([
    ['zeros', (data: Buffer) => data.fill(0, 20_000, 22_000)],
    ['a pattern', (data: Buffer) => data.fill('gramd', 20_000, 20_400)],
    [
      'missing bytes',
      (data: Buffer) => Buffer.concat([data.subarray(0, 20_000), data.subarray(20_100)]),
    ],
    [
      'doubled bytes',
      (data: Buffer) => Buffer.concat([data.subarray(0, 20_100), data.subarray(20_000)]),
    ],
  ] as const)(
    'a JPEG whose data are damaged never goes on as it came: %s',
    async ([, damage], { db }) => {
      for (const progressive of [false, true]) {
        const world = await uploadsWorld(db)
        const whole = await noise(progressive)
        expect((await world.upload(whole, 'a.jpg')).body.conversions).toEqual([])
        const { status, body } = await world.upload(damage(Buffer.from(whole)), 'b.jpg')
        if (status === 201) expect(body.conversions).toEqual(['repaired'])
        else expect(body.errors).toMatchObject([{ code: 'complete' }])
      }
    },
  )

  test('a JPEG with bytes between its segments is encoded again', async ({ db }) => {
    const world = await uploadsWorld(db)
    const jpeg = await picture(640, 640).jpeg().toBuffer()
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]))
    const given = Buffer.concat([
      jpeg.subarray(0, scan),
      Buffer.from([0, 0, 0]),
      jpeg.subarray(scan),
    ])
    const { status, body } = await world.upload(given, 'a.jpg')
    if (status === 201) expect(body.conversions).toContain('repaired')
    else expect(body.errors).toMatchObject([{ code: 'complete' }])
  })

  test.for<[string, () => Promise<Buffer>, string[]]>([
    ['PNG', async () => await picture(600, 600).png().toBuffer(), ['converted_to_jpeg']],
    ['WebP', async () => await picture(600, 600).webp().toBuffer(), ['converted_to_jpeg']],
    [
      'AVIF',
      async () => await picture(600, 600).avif({ effort: 0 }).toBuffer(),
      ['converted_to_jpeg'],
    ],
    ['GIF', async () => await picture(600, 600).gif().toBuffer(), ['converted_to_jpeg']],
    [
      'transparent PNG',
      async () => await picture(600, 600, 4).png().toBuffer(),
      ['converted_to_jpeg', 'flattened'],
    ],
    ['wide', async () => await picture(2_000, 1_500).jpeg().toBuffer(), ['shrunk']],
    ['small', async () => await picture(200, 200).jpeg().toBuffer(), ['enlarged']],
    [
      'CMYK',
      async () => await picture(600, 600).toColorspace('cmyk').jpeg().toBuffer(),
      ['colors_converted'],
    ],
    [
      'turned, with tags',
      async () =>
        await picture(800, 600)
          .withExif({ IFD0: { Artist: 'Aigerim' }, IFD3: { GPSLatitude: '43/1 15/1 0/1' } })
          .withMetadata({ orientation: 6 })
          .jpeg()
          .toBuffer(),
      ['turned', 'metadata_removed'],
    ],
  ])('%s becomes a plain JPEG, and the answer says so', async ([, make, conversions], { db }) => {
    const world = await uploadsWorld(db)

    const { status, body } = await world.upload(await make())

    expect([status, body.conversions]).toEqual([201, conversions])
    const { bytes, metadata } = await stored(world)
    expect(metadata).toMatchObject({ format: 'jpeg', space: 'srgb', hasAlpha: false })
    expect(metadata).toMatchObject({ width: body.width, height: body.height })
    expect([metadata.exif, metadata.icc, metadata.xmp]).toEqual([undefined, undefined, undefined])
    expect(bytes.length).toBe(body.bytes)
    expect(bytes.includes('Aigerim')).toBe(false)
    expect(body.width).toBeGreaterThanOrEqual(320)
    expect(body.width).toBeLessThanOrEqual(1_440)
  })

  test('is turned, and white where it was transparent', async ({ db }) => {
    const turned = await uploadsWorld(db)
    const lying = picture(800, 600).withMetadata({ orientation: 6 }).jpeg()
    expect((await turned.upload(await lying.toBuffer())).body).toMatchObject({
      width: 600,
      height: 800,
    })
    const clear = await uploadsWorld(db)
    await clear.upload(await picture(600, 600, 4).png().toBuffer())
    expect((await stored(clear)).pixel).toEqual([255, 255, 255])
  })

  test('of more than 8 MB loses quality', async ({ db }) => {
    const world = await uploadsWorld(db)
    const noise = sharp({
      create: {
        width: 1_440,
        height: 2_600,
        channels: 3,
        background: 'white',
        noise: { type: 'gaussian', mean: 128, sigma: 80 },
      },
    })
    const big = await noise.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
    expect(big.length).toBeGreaterThan(8_000_000)

    const { body } = await world.upload(big)

    expect(body.conversions).toEqual(['compressed'])
    expect(body.bytes).toBeLessThan(8_000_000)
  })

  test('loses what hides behind its end or in its tags', async ({ db }) => {
    const world = await uploadsWorld(db)
    const jpeg = await picture(600, 600).jpeg().toBuffer()
    const { body } = await world.upload(Buffer.concat([jpeg, Buffer.from('a motion picture')]))
    expect(body.conversions).toEqual(['metadata_removed'])
    expect((await stored(world)).bytes.includes('motion')).toBe(false)
  })

  test('is told how it has to be cut', async ({ db }) => {
    const { upload } = await uploadsWorld(db)
    const tall = await upload(await picture(800, 1_200).jpeg().toBuffer())
    expect(tall.status).toBe(201)
    expect(tall.body.fits?.[0]).toEqual({
      type: 'photo',
      route: 'official',
      violations: [
        {
          rule: 'ratio',
          says: 'the ratio of width to height is 0.667:1, and at least 0.8:1 is taken',
          remedy: 'cut it lower, or wider',
          source: expect.stringContaining('Meta'),
        },
      ],
    })
  })
})

describe('a picture is cut', () => {
  test('to a part of it or to a ratio, and both are uploads', async ({ db }) => {
    const { upload, cut } = await uploadsWorld(db)
    const tall = (await upload(await picture(800, 1_200).png().toBuffer(), 'tall.png')).body.id

    const portrait = await cut(tall, { ratio: 0.8 })
    expect(portrait).toMatchObject({
      status: 201,
      body: {
        width: 800,
        height: 1_000,
        file_name: 'tall.png',
        conversions: ['converted_to_jpeg', 'cut'],
        original: { format: 'PNG' },
      },
    })
    expect(portrait.body.fits?.[0]?.violations).toEqual([])
    expect(await cut(tall, { ratio: 1.91 })).toMatchObject({ body: { width: 800, height: 419 } })
    const part = await cut(tall, { x: 500, y: 900, width: 300, height: 300 })
    expect(part.body).toMatchObject({ width: 320, height: 320, warnings: ['enlarged'] })
    expect(part.body.conversions).toEqual(['converted_to_jpeg', 'cut', 'enlarged'])
  })

  test('never beyond its edges, too small, or by half of an order', async ({ db }) => {
    const { upload, cut, files } = await uploadsWorld(db)
    const { id } = (await upload(await picture(800, 1_200).jpeg().toBuffer())).body
    for (const order of [
      { x: 500, y: 0, width: 301, height: 300 },
      { x: 0, y: 901, width: 300, height: 300 },
      { x: 0, y: 0, width: 100, height: 100 },
      { x: 0, y: 0, width: 800, height: 200 },
      { x: 0, y: 0, width: 800 },
      { ratio: 1, x: 0 },
      { ratio: 9 },
      { x: -1, y: 0, width: 300, height: 300 },
      {},
    ])
      expect((await cut(id, order)).status, JSON.stringify(order)).toBe(422)
    const film = (await upload(makeMovie())).body.id
    expect((await cut(film, { ratio: 1 })).status).toBe(409)
    expect(await files()).toHaveLength(3)
  })

  test('where the folder has its file, and says so elsewhere', async ({ db }) => {
    const { upload, cut, folder } = await uploadsWorld(db)
    const { id } = (await upload(await picture(800, 1_200).jpeg().toBuffer())).body
    await rm(folder, { recursive: true })
    expect(await cut(id, { ratio: 1 })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('GRAMD_UPLOADS_DIR') },
    })
  })
})

const FTYP = (brand: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from(`ftyp${brand}\0\0\0\0mif1heic`, 'latin1'),
    Buffer.alloc(500),
  ])

/** A PNG that says how large it is, and has hardly any bytes. */
function bomb(width: number, height: number, depth = 8): Buffer {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  png.writeUInt32BE(width, 16)
  png.writeUInt32BE(height, 20)
  png.writeUInt8(depth, 24)
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
  return png
}

function crc32(bytes: Buffer): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1
  }
  return (crc ^ 0xffff_ffff) >>> 0
}

/** The same noise in every run: what is damaged in a scan that refines another need not be noticed. */
async function noise(progressive = false): Promise<Buffer> {
  const random = seededRandom(11)
  const pixels = Buffer.from(Uint8Array.from({ length: 640 * 640 * 3 }, () => 64 + 128 * random()))
  return await sharp(pixels, { raw: { width: 640, height: 640, channels: 3 } })
    .jpeg({ progressive })
    .toBuffer()
}

const animated = async (format: 'gif' | 'webp'): Promise<Buffer> => {
  const frame = await picture(400, 400).png().toBuffer()
  const other = await picture(400, 400).negate().png().toBuffer()
  return await sharp([frame, other], { join: { animated: true } })
    .toFormat(format)
    .toBuffer()
}

async function animatedPng(): Promise<Buffer> {
  const png = await picture(400, 400).png().toBuffer()
  const control = Buffer.from('\0\0\0\u0008acTL\0\0\0\u0002\0\0\0\0\0\0\0\0', 'latin1')
  control.writeUInt32BE(crc32(control.subarray(4, 16)), 16)
  return Buffer.concat([png.subarray(0, 33), control, png.subarray(33)])
}

describe('a file is refused that is', () => {
  const jpeg = async (): Promise<Buffer> => await picture(600, 600).jpeg().toBuffer()
  const zipEnd = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)])

  test.for<[string, () => Promise<Buffer> | Buffer, string, RegExp]>([
    ['HEIC', () => FTYP('heic'), 'format', /HEIC; export it as JPEG/],
    ['HEIC by another brand', () => FTYP('mif1'), 'format', /HEIC/],
    [
      'JPEG XL',
      () => Buffer.from('0000000c4a584c200d0a870a', 'hex'),
      'format',
      /it is JPEG XL; export it as JPEG/,
    ],
    ['a stream of JPEG XL', () => Buffer.from('ff0a0102', 'hex'), 'format', /JPEG XL/],
    ['JPEG 2000', () => Buffer.from('0000000c6a5020200d0a870a', 'hex'), 'format', /JPEG 2000/],
    ['a stream of JPEG 2000', () => Buffer.from('ff4fff510029', 'hex'), 'format', /JPEG 2000/],
    ['a raw picture', () => FTYP('crx '), 'format', /camera raw picture; develop it/],
    ['Photoshop', () => Buffer.from('8BPS\0\u0001'), 'format', /Photoshop; export it as JPEG/],
    [
      'a JPEG whose data end too early',
      async () => Buffer.concat([(await noise()).subarray(0, 40_000), Buffer.from([0xff, 0xd9])]),
      'complete',
      /damaged or cut off \(.*premature end/,
    ],
    ['SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'format', /SVG/],
    [
      'SVG with a prologue',
      () => Buffer.from('<?xml version="1.0"?>\n<!-- x -->\n<svg></svg>'),
      'format',
      /SVG/,
    ],
    ['PDF', () => Buffer.from('%PDF-1.7 1 0 obj'), 'format', /PDF/],
    ['TIFF', async () => await picture(400, 400).tiff().toBuffer(), 'format', /TIFF/],
    ['WebM', () => Buffer.from('1a45dfa3a3428681', 'hex'), 'format', /Matroska; export it as MP4/],
    ['sound', () => Buffer.from('ID3\u0004rest'), 'format', /audio/],
    ['text', () => Buffer.from('hello, world'), 'format', /neither a picture nor a video/],
    ['a program', () => Buffer.from('7f454c4602010100', 'hex'), 'format', /neither/],
    ['empty', () => Buffer.alloc(0), 'bytes', /empty/],
    ['an animated GIF', async () => await animated('gif'), 'animation', /several pictures/],
    ['an animated WebP', async () => await animated('webp'), 'animation', /several pictures/],
    ['an animated PNG', animatedPng, 'animation', /several pictures/],
    ['cut off', async () => (await jpeg()).subarray(0, 900), 'complete', /damaged or cut off/],
    [
      'damaged',
      async () => Buffer.concat([(await jpeg()).subarray(0, 20), Buffer.alloc(900)]),
      'complete',
      /damaged/,
    ],
    [
      '20,000 px wide',
      async () => await picture(20_000, 500).png().toBuffer(),
      'pixels',
      /20000×500 px/,
    ],
    ['a bomb', () => bomb(50_000, 50_000), 'pixels', /50 million pixels/],
    ['a bomb within the sides', () => bomb(11_000, 11_000), 'pixels', /50 million pixels/],
    [
      'a bomb of a kilobyte',
      async () => await picture(4_000, 3_000).avif({ effort: 0 }).toBuffer(),
      'pixels',
      /6 million pixels are allowed for this format; export it smaller, or as a plain JPEG/,
    ],
    ['a bomb of 16 bits', () => bomb(7_000, 7_000, 16), 'pixels', /25 million pixels/],
    [
      'interlaced and large',
      async () => await picture(6_000, 4_000).png({ progressive: true }).toBuffer(),
      'pixels',
      /20 million pixels/,
    ],
    [
      'tiny',
      async () => await picture(100, 100).jpeg().toBuffer(),
      'width',
      /100 px, and at least 320/,
    ],
    [
      'a strip',
      async () => await picture(1_400, 400).jpeg().toBuffer(),
      'ratio',
      /3\.5:1, and at most 1\.91:1/,
    ],
    [
      'a ZIP, too',
      async () => Buffer.concat([await jpeg(), zipEnd]),
      'polyglot',
      /JPEG and ZIP at once/,
    ],
    [
      'a page, too',
      () => Buffer.from('GIF89a/*<script>alert(1)</script>*/', 'latin1'),
      'polyglot',
      /GIF and HTML at once/,
    ],
  ])('%s', async ([, make, rule, words], { db }) => {
    const { upload, files } = await uploadsWorld(db)

    const { status, body } = await upload(await make(), 'photo.jpg')

    expect(status).toBe(422)
    expect(body.errors).toEqual([
      { field: 'file', code: rule, reason: expect.stringMatching(words) },
    ])
    expect(await files()).toEqual([])
  })
})
