import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { forModel } from '../../src/media/for-model.ts'
import { shrinkImage, UnreadableImageError } from '../../src/media/shrink-image.ts'
import { makeBomb, makePicture } from '../../sim/instagram/cdn/picture.ts'

const plain = (width: number, height: number, background = '#804020') =>
  sharp({ create: { width, height, channels: 4, background } })

describe('a picture is fitted into 512 px and becomes a JPEG', () => {
  test.for([
    ['a 4:5 post', 1080, 1350, 410, 512],
    ['a wide one', 1920, 1080, 512, 288],
    ['a small one keeps its size', 320, 320, 320, 320],
    ['a line', 4_000, 2, 512, 1],
  ] as const)('%s', async ([, width, height, shrunkWidth, shrunkHeight]) => {
    const shrunk = await shrinkImage(await makePicture('a', { width, height }))
    const size = { width: shrunkWidth, height: shrunkHeight }
    expect(shrunk).toMatchObject(size)
    expect(await sharp(shrunk.bytes).metadata()).toMatchObject({ format: 'jpeg', ...size })
    expect(shrunk.sha256).toEqual(createHash('sha256').update(shrunk.bytes).digest())
  })
})

test('a stored picture is made small for a model, and a small one is sent as it is', async () => {
  const large = await shrinkImage(await makePicture('a', { width: 1080, height: 1350 }), 1_440)
  expect(large).toMatchObject({ width: 1080, height: 1350 })
  const stored = { base64: large.bytes.toString('base64'), width: 1080, height: 1350 }
  const sent = await forModel(stored)
  expect(sent).toMatchObject({ width: 410, height: 512 })
  const { width, height } = await sharp(Buffer.from(sent.base64, 'base64')).metadata()
  expect([width, height]).toEqual([410, 512])
  expect(await forModel(sent)).toBe(sent)
})

test('the same picture has the same bytes, another has others', async () => {
  const [one, same, other] = await Promise.all(
    ['a', 'a', 'b'].map(
      async (name) => await shrinkImage(await makePicture(name, { width: 640, height: 800 })),
    ),
  )
  expect(same?.sha256).toEqual(one?.sha256)
  expect(other?.sha256).not.toEqual(one?.sha256)
})

test.for(['png', 'webp'] as const)(
  'a %s is a picture too, and what is transparent in it becomes white',
  async (format) => {
    const source = await plain(64, 64, '#00000000').toFormat(format).toBuffer()
    const { bytes } = await shrinkImage(source)
    const { dominant } = await sharp(bytes).stats()
    expect(Math.min(dominant.r, dominant.g, dominant.b)).toBeGreaterThan(240)
  },
)

test('what the camera wrote beside the pixels goes, but a turned picture is upright', async () => {
  const source = await plain(200, 100)
    .withExif({ IFD0: { Copyright: 'told by the camera' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const shrunk = await shrinkImage(source)
  expect(shrunk).toMatchObject({ width: 100, height: 200 })
  expect((await sharp(shrunk.bytes).metadata()).exif).toBeUndefined()
})

describe('what is no picture that can be used is refused', () => {
  const whole = async (): Promise<Buffer> => await makePicture('a', { width: 640, height: 800 })
  test.for<[string, () => Promise<Buffer>]>([
    ['nothing', async () => Buffer.alloc(0)],
    ['a page', async () => Buffer.from('<!DOCTYPE html>')],
    ['a drawing', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a GIF', async () => await plain(8, 8).gif().toBuffer()],
    ['half a JPEG', async () => (await whole()).subarray(0, 5_000)],
    ['a JPEG in name only', async () => Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])],
  ])('%s', async ([, source]) => {
    await expect(shrinkImage(await source())).rejects.toBeInstanceOf(UnreadableImageError)
  })
})

test('a picture of too many pixels is refused by its head, before it is laid out in memory', async () => {
  await expect(shrinkImage(makeBomb())).rejects.toThrow('16000×16000 px')
})
