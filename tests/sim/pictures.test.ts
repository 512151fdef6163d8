import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { drawPicture } from '../../sim/pictures/draw.ts'
import { makePicture } from '../../sim/instagram/cdn/picture.ts'
import { TOPICS } from '../../sim/instagram/world/topics.ts'
import { perceptualHashOf } from '../../src/features/catalog/posts/perceptual-hash.ts'

const SIZE = { width: 320, height: 400 }
const post = (topic: string) => ({ kind: 'post', topic, gender: 'female' }) as const
const NUMBERS = Array.from({ length: 12 }, (_, at) => at)

describe.for(TOPICS.map(({ name }) => name))('pictures about %s', (topic) => {
  const drawn = NUMBERS.map((at) => drawPicture(`post ${at}`, post(topic), SIZE))

  test('are different ones, each always alike', () => {
    expect(new Set(drawn).size).toBe(drawn.length)
    expect(drawPicture('post 3', post(topic), SIZE)).toBe(drawn[3])
  })

  test('consist of shapes whose paints exist, and of no words', () => {
    for (const svg of drawn) {
      expect(svg).not.toMatch(/<text|NaN|undefined|<image/)
      const paints = [...svg.matchAll(/url\(#(\w+)\)/g)].map(([, id]) => id)
      const defined = new Set([...svg.matchAll(/ id="(\w+)"/g)].map(([, id]) => id))
      expect(paints.filter((id) => !defined.has(id ?? ''))).toEqual([])
    }
  })
})

test('a drawn picture is no noise: neighbouring pixels are mostly alike', async () => {
  for (const { name } of TOPICS) {
    const jpeg = await makePicture('a post', SIZE, post(name))
    const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true })
    const alike = data.filter((value, at) => Math.abs(value - (data[at + 1] ?? value)) < 12).length
    expect([info.width, info.height]).toEqual([SIZE.width, SIZE.height])
    expect(alike / data.length).toBeGreaterThan(0.8)
    const { channels } = await sharp(jpeg).stats()
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(15)
  }
})

test('gramd knows the pictures of a store apart', async () => {
  const hashes = await Promise.all(
    NUMBERS.map(
      async (at) => await perceptualHashOf(await makePicture(`goods ${at}`, SIZE, post('any'))),
    ),
  )
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('an avatar is a person as the author is', () => {
  const avatar = (gender: 'female' | 'male') =>
    drawPicture('name', { kind: 'avatar', topic: 'food', gender }, { width: 160, height: 160 })
  expect(avatar('female')).not.toBe(avatar('male'))
})
