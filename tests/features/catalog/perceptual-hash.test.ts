import sharp from 'sharp'
import { isAlike, perceptualHashOf } from '../../../src/features/catalog/posts/perceptual-hash.ts'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { describe, expect, test } from '../../fixtures/test.ts'

/** A picture whose places are as bright as this says, by column from 0 to 8. */
const drawn = async (brightness: (column: number, row: number) => number) =>
  await sharp(
    Buffer.from(Array.from({ length: 72 }, (_, at) => brightness(at % 9, Math.floor(at / 9)))),
    { raw: { width: 9, height: 8, channels: 1 } },
  )
    .png()
    .toBuffer()

describe('a phash', () => {
  test('has a bit for each place that is brighter than the one on its right', async () => {
    expect(await perceptualHashOf(await drawn((column) => 200 - 20 * column))).toBe(-1n)
    expect(await perceptualHashOf(await drawn((column) => 20 * column))).toBe(0n)
    expect(
      await perceptualHashOf(await drawn((column, row) => (row === 7 && column === 7 ? 9 : 0))),
    ).toBe(1n)
    expect(
      await perceptualHashOf(await drawn((column, row) => (row === 0 && column === 0 ? 9 : 0))),
    ).toBe(-(2n ** 63n))
  })

  test('of one picture in another size and compression is nearly the same', async () => {
    const small = await perceptualHashOf(await makePicture('dress', { width: 320, height: 400 }))
    const large = await makePicture('dress', { width: 480, height: 600 })
    const worse = await sharp(large).jpeg({ quality: 40 }).toBuffer()
    expect(isAlike(small, await perceptualHashOf(worse))).toBe(true)
    const other = await makePicture('kanga', { width: 320, height: 400 })
    expect(isAlike(small, await perceptualHashOf(other))).toBe(false)
  })
})

test.for<[bigint, bigint, boolean]>([
  [0n, 0n, true],
  [-1n, -1n, true],
  [0n, 0b111111n, true],
  [0n, 0b1111111n, false],
  [-1n, 0n, false],
  [-(2n ** 63n), 0n, true],
  [-1n, 2n ** 63n - 1n, true],
])('%d and %d are alike: %s', ([one, other, expected]) => {
  expect(isAlike(one, other)).toBe(expected)
})
