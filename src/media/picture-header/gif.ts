import type { PictureBytes } from './picture-bytes.ts'
import { animation, cutOff, requirePixels, unusual, type PictureHeader } from './picture-header.ts'

/** Kept in memory as a whole. Measured: 19.4 million pixels took 0.5 s and 133 MB. */
const MAX_PIXELS = 20_000_000
const MAX_BYTES = 20_000_000
const IMAGE = 0x2c
const EXTENSION = 0x21

export async function readGif(bytes: PictureBytes): Promise<PictureHeader> {
  if (bytes.size > MAX_BYTES) throw unusual(`it has ${bytes.size} bytes, more than a still GIF`)
  const data = await bytes.read(0, bytes.size)
  if (data.length < 13) throw cutOff()
  const screen = { width: data.readUInt16LE(6), height: data.readUInt16LE(8) }
  requirePixels(screen, MAX_PIXELS)
  const at = afterColors(data, 10, 13)
  const first = nextImage(data, at)
  if (first === undefined) throw cutOff()
  if (data.length < first + 10) throw cutOff()
  const right = data.readUInt16LE(first + 1) + data.readUInt16LE(first + 5)
  const bottom = data.readUInt16LE(first + 3) + data.readUInt16LE(first + 7)
  if (right > screen.width || bottom > screen.height)
    throw unusual('its picture lies outside its own edges')
  // One byte with the code size comes before the pixels.
  const end = afterBlocks(data, afterColors(data, first + 9, first + 10) + 1)
  if (nextImage(data, end) !== undefined) throw animation('several pictures')
  return { ...screen, bytes: screen.width * screen.height * 6 + 20_000_000 }
}

/** Returns the position after the table of colours that the byte at `flags` declares. */
function afterColors(data: Buffer, flags: number, start: number): number {
  const value = data[flags] ?? 0
  return start + ((value & 0x80) === 0 ? 0 : 3 * 2 ** ((value & 0x07) + 1))
}

function nextImage(data: Buffer, from: number): number | undefined {
  let at = from
  while (data[at] === EXTENSION) at = afterBlocks(data, at + 2)
  return data[at] === IMAGE ? at : undefined
}

function afterBlocks(data: Buffer, from: number): number {
  let at = from
  for (let length = data[at]; length !== undefined && length > 0; length = data[at])
    at += 1 + length
  return at + 1
}
