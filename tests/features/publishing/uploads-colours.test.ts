import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from '../../fixtures/test.ts'
import { makeProfile, PROFILES, toSrgb, type ProfileOrder } from './icc-profiles.ts'
import { uploadsWorld, type UploadsWorld } from './uploads-world.ts'

/** Flat fields, so that JPEG itself changes nothing; none is too bright for the smallest of the profiles. */
const COLOURS = [
  [128, 128, 128],
  [40, 40, 40],
  [230, 230, 230],
  [150, 110, 100],
  [100, 140, 110],
  [110, 110, 150],
  [180, 170, 120],
  [60, 70, 90],
] as const
const SIDE = 80

/** A JPEG of fields in these colours, with a profile put beside its pixels. */
async function fields(profile: Buffer): Promise<Buffer> {
  const width = COLOURS.length * SIDE
  const data = Buffer.alloc(width * width * 3)
  for (let at = 0; at < width * width; at += 1)
    data.set(COLOURS[Math.floor((at % width) / SIDE)] ?? [], at * 3)
  const jpeg = await sharp(data, { raw: { width, height: width, channels: 3 } })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer()
  const head = Buffer.from([0xff, 0xe2, 0, 0])
  const body = Buffer.concat([Buffer.from('ICC_PROFILE\0\u0001\u0001', 'latin1'), profile])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)])
}

async function storedPixels({ folder, files }: UploadsWorld): Promise<number[][]> {
  const name = (await files()).find((each) => !each.includes('preview')) ?? ''
  // As a platform reads it that knows no profiles.
  const bytes = await readFile(join(folder, name))
  const { data, info } = await sharp(bytes, { failOn: 'error' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return COLOURS.map((_, place) => {
    const at = (40 * info.width + place * SIDE + SIDE / 2) * info.channels
    return [...data.subarray(at, at + 3)]
  })
}

/** The pixels of a picture: as littleCMS converts them, by libvips, or as they are coded. */
async function pixelsOf(jpeg: Buffer, ignoreIcc = false): Promise<number[][]> {
  const { data, info } = await sharp(jpeg, { ignoreIcc })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return COLOURS.map((_, place) => {
    const at = (40 * info.width + place * SIDE + SIDE / 2) * info.channels
    return [...data.subarray(at, at + 3)]
  })
}

const furthest = (a: readonly number[][], b: readonly (readonly number[])[]): number =>
  Math.max(...a.flatMap((colour, i) => colour.map((v, n) => Math.abs(v - (b[i]?.[n] ?? 0)))))

const ORDERS: readonly ProfileOrder[] = PROFILES

describe('the colours of a picture', () => {
  test('twenty profiles are told apart by their numbers', () => {
    expect(ORDERS.length).toBeGreaterThanOrEqual(20)
  })

  test.for(ORDERS)('with $name end within 3 of 255 of littleCMS', async (order, { db }) => {
    const world = await uploadsWorld(db)
    const jpeg = await fields(makeProfile(order))

    const { status, body } = await world.upload(jpeg, 'a.jpg')

    expect(status).toBe(201)
    const pixels = await storedPixels(world)
    expect(furthest(pixels, await pixelsOf(jpeg))).toBeLessThanOrEqual(3)
    // By the formulas of the profile, without any library.
    const coded = await pixelsOf(jpeg, true)
    const exact = coded.map((colour) => toSrgb(order, colour))
    expect(furthest(pixels, exact)).toBeLessThanOrEqual(3)
    expect(body.conversions).toEqual(order.isSrgb === true ? [] : ['colors_converted'])
  })

  test('of a profile that cannot be read are sent without it', async ({ db }) => {
    const world = await uploadsWorld(db)
    const { status, body } = await world.upload(await fields(Buffer.from('sRGB, or so'.repeat(20))))
    expect(status).toBe(201)
    expect(body.conversions).toEqual(['colors_converted'])
    expect(furthest(await storedPixels(world), COLOURS)).toBeLessThanOrEqual(3)
  })
})
