import { describe, expect, test } from 'vitest'
import { dataUrlSize, imageSize } from '../../../sim/openai/image-size.ts'
import { imageTokens, textTokens, type ImageDetail } from '../../../sim/openai/tokens.ts'
import { bodyOf, test as worldTest } from './kit.ts'

/** A PNG with nothing but its header. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(24)
  bytes.write('\x89PNG\r\n\x1a\n', 0, 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}
const url = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`

function jpeg(width: number, height: number): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  const appSegment = Buffer.from([0xff, 0xe0, 0, 4, 1, 2])
  return Buffer.concat([Buffer.from([0xff, 0xd8]), appSegment, frame])
}

function gif(width: number, height: number): Buffer {
  const bytes = Buffer.from('GIF89a....', 'latin1')
  bytes.writeUInt16LE(width, 6)
  bytes.writeUInt16LE(height, 8)
  return bytes
}

function webp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(30)
  bytes.write('RIFF....WEBPVP8X', 0, 'latin1')
  bytes.writeUIntLE(width - 1, 24, 3)
  bytes.writeUIntLE(height - 1, 27, 3)
  return bytes
}

test.for([
  [1080, 1080, 'low', 308],
  [1080, 1350, 'low', 250],
  [1080, 1920, 'low', 173],
  [320, 320, 'low', 120],
  [1080, 1080, 'high', 1_388],
  [1080, 1350, 'high', 1_755],
  [1080, 1920, 'high', 2_448],
] as const)('an image of %i×%i costs at detail %s %i tokens', ([width, height, detail, tokens]) => {
  expect(imageTokens(url(png(width, height)), detail, 'gpt-6-luna')).toBe(tokens)
})

test('auto is the dearest detail on gpt-6, and high elsewhere', () => {
  const big = url(png(4_000, 4_000))
  const cost = (detail: ImageDetail, model: string) => imageTokens(big, detail, model)
  expect(cost('auto', 'gpt-6-luna')).toBe(cost('original', 'gpt-6-luna'))
  expect(cost('auto', 'gpt-6-luna')).toBeGreaterThan(cost('high', 'gpt-6-luna'))
  expect(cost('auto', 'gpt-5.4-nano')).toBe(cost('high', 'gpt-5.4-nano'))
})

describe('the size of an image', () => {
  test.for([
    ['PNG', png],
    ['JPEG', jpeg],
    ['GIF', gif],
    ['WebP', webp],
  ] as const)('is read from the header of a %s', ([, make]) => {
    expect(imageSize(make(640, 480))).toEqual({ width: 640, height: 480 })
  })

  test.for(['', 'hello world, this is no image', '\xff\xd8\xff\xd9'])(
    'is unknown for %j',
    (text) => {
      expect(imageSize(Buffer.from(text, 'latin1'))).toBeUndefined()
      expect(dataUrlSize(url(Buffer.from(text, 'latin1')))).toBeUndefined()
    },
  )
})

test('Cyrillic text costs twice as much as Latin', () => {
  expect(textTokens('mama')).toBe(1)
  expect(textTokens('мама')).toBe(2)
})

worldTest('a broken image is refused, a good one is counted', async ({ world }) => {
  const ask = (imageUrl: string) =>
    world.client.chat.completions.create({
      ...bodyOf('x'),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'A creator' },
            { type: 'image_url', image_url: { url: imageUrl, detail: 'low' } },
          ],
        },
      ],
    })
  const small = await ask(url(png(32, 32)))
  const large = await ask(url(png(512, 512)))
  expect((large.usage?.prompt_tokens ?? 0) - (small.usage?.prompt_tokens ?? 0)).toBe(308 - 2)
  await expect(ask('data:image/jpeg;base64,aGVsbG8=')).rejects.toMatchObject({
    status: 400,
    code: 'invalid_image_format',
  })
})
