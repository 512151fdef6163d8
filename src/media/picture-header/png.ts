import type { PictureBytes } from './picture-bytes.ts'
import { animation, cutOff, requirePixels, unusual, type PictureHeader } from './picture-header.ts'

/**
 * Bytes of decoded rows, which are decoded one by one: 200 MB took 0.6 s and 60 MB of memory
 * (7,000×7,000 of 8 bits with alpha).
 */
const MAX_DECODED = 200_000_000
/** The same for an interlaced picture, which is kept in memory as a whole. */
const MAX_HELD = 80_000_000
/** Encoders write pixels in pieces of 8 KB and more. */
const MAX_CHUNKS = 20_000
/** The maximum number of packed texts: each may unpack to 8 MB. */
const MAX_PACKED = 4
const PACKED = new Set(['zTXt', 'iTXt', 'iCCP'])
/** Channels by the type of colour: grey, RGB, palette, grey with alpha, RGB with alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 4, 4: 2, 6: 4 }

export async function readPng(bytes: PictureBytes): Promise<PictureHeader> {
  const head = await bytes.read(0, 33)
  if (head.length < 33 || head.toString('latin1', 12, 16) !== 'IHDR') throw cutOff()
  const [width, height] = [head.readUInt32BE(16), head.readUInt32BE(20)]
  const channels = CHANNELS[head.readUInt8(25)]
  if (channels === undefined) throw cutOff()
  const ofPixel = channels * (head.readUInt8(24) === 16 ? 2 : 1)
  const isInterlaced = head.readUInt8(28) !== 0
  const most = (isInterlaced ? MAX_HELD : MAX_DECODED) / ofPixel
  requirePixels({ width, height }, Math.min(most, isInterlaced ? 20_000_000 : 50_000_000))
  await requireFewChunks(bytes)
  const held = isInterlaced ? width * height * ofPixel : width * ofPixel * 300
  return { width, height, bytes: held + 40_000_000 }
}

async function requireFewChunks(bytes: PictureBytes): Promise<void> {
  let [chunks, packed] = [0, 0]
  for (let at = 8; at + 8 <= bytes.size; chunks += 1) {
    const head = await bytes.read(at, 8)
    if (head.length < 8) return
    const type = head.toString('latin1', 4, 8)
    if (type === 'acTL') throw animation('several pictures')
    if (PACKED.has(type)) packed += 1
    if (packed > MAX_PACKED || chunks > MAX_CHUNKS)
      throw unusual('it has more texts or pieces than a picture needs')
    at += 12 + head.readUInt32BE(0)
  }
}
