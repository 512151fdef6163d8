import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from '../../fixtures/test.ts'
import { USUAL_LIMITS } from '../../fixtures/usual-limits.ts'
import { judge } from '../../../src/features/publishing/uploads/rules.ts'
import { uploadsWorld } from './uploads-world.ts'

const side = fc.integer({ min: 320, max: 1_440 })

const picture = async (width: number, height: number): Promise<Buffer> =>
  await sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .jpeg({ quality: 40 })
    .toBuffer()

const facts = (width: number, height: number) => ({
  kind: 'picture' as const,
  bytes: 1_000,
  width,
  height,
  durationMs: null,
  frameRate: null,
  bitRate: null,
  audioRate: null,
  codecs: [],
})

describe('the ratio of a picture', () => {
  test('is compared exactly: in whole numbers, 4:5 and 191:100 are the last that fit', () => {
    fc.assert(
      fc.property(side, fc.integer({ min: 320, max: 1_800 }), (width, height) => {
        const isTaken = width * 5 >= height * 4 && width * 100 <= height * 191
        for (const type of ['photo', 'carousel'] as const)
          for (const route of ['official', 'private'] as const) {
            const rules = judge(facts(width, height), { type, route }, USUAL_LIMITS)
            expect(rules.map(({ rule }) => rule)).toEqual(isTaken ? [] : ['ratio'])
          }
      }),
    )
  })

  test.for([
    [1_080, 1_356, '0.796:1, and at least 0.8:1'],
    [1_080, 1_351, '0.799:1, and at least 0.8:1'],
    [1_439, 1_799, '0.7999:1, and at least 0.8:1'],
    [1_080, 565, '1.912:1, and at most 1.91:1'],
  ] as const)('%d×%d is a violation and says why', async ([width, height, words], { db }) => {
    const { upload } = await uploadsWorld(db)
    const { status, body } = await upload(await picture(width, height))
    expect([status, body.width, body.height]).toEqual([201, width, height])
    const photos = body.fits?.filter(({ type }) => type === 'photo') ?? []
    expect(photos).toHaveLength(2)
    for (const { violations } of photos)
      expect(violations).toMatchObject([{ rule: 'ratio', says: expect.stringContaining(words) }])
  })

  test('is a setting, and a violation by it names the setting as its source', async ({ db }) => {
    const { upload } = await uploadsWorld(db, { GRAMD_PICTURE_MIN_RATIO: '0.75' })
    const phone = await upload(await picture(1_080, 1_440))
    expect(phone.body.fits?.[0]).toMatchObject({ type: 'photo', violations: [] })
    const taller = await upload(await picture(1_080, 1_441))
    expect(taller.body.fits?.[0]?.violations).toMatchObject([
      { rule: 'ratio', source: 'the setting GRAMD_PICTURE_MIN_RATIO' },
    ])
  })
})

describe('what gramd makes fits exactly', () => {
  test('a cut to a ratio that is taken, of any size', async ({ db }) => {
    const { upload, cut } = await uploadsWorld(db, { GRAMD_PICTURE_MIN_RATIO: '0.75' })
    const sizes = [
      [583, 900],
      [997, 1_801],
      [1_999, 1_003],
      [331, 523],
    ] as const
    for (const [width, height] of sizes) {
      const { id } = (await upload(await picture(width, height))).body
      for (const ratio of [0.75, 0.8, 1.91]) {
        const { body } = await cut(id, { ratio })
        const violations = body.fits?.[0]?.violations ?? [{}]
        expect(violations, `${width}×${height} to ${ratio}`).toEqual([])
        const made = (body.width ?? 0) / (body.height ?? 1)
        expect(ratio > 1 ? made <= ratio : made >= ratio).toBe(true)
      }
    }
  })

  test('a picture that fits still fits when it is shrunk or enlarged', async ({ db }) => {
    const { upload } = await uploadsWorld(db, { GRAMD_PICTURE_MIN_RATIO: '0.77' })
    // Nearest to the ratio that is taken, so that rounding up one pixel would pass it.
    for (const width of [161, 167, 251, 1_441, 1_511]) {
      const height = Math.floor(width / 0.77)
      const { body } = await upload(await picture(width, height))
      expect(body.fits?.[0]?.violations, `${width}×${height}`).toEqual([])
      const wide = await upload(await picture(width, Math.ceil(width / 1.91)))
      expect(wide.body.fits?.[0]?.violations, `${width} wide`).toEqual([])
    }
  })
})
