import type { PictureBytes } from './picture-bytes.ts'
import { cutOff, unusual } from './picture-header.ts'

/** The size that a decoder allocates: `isDeep` samples of 10 or 12 bits take twice the memory. */
type Size = { width: number; height: number; isDeep: boolean }

const SEQUENCE_HEADER = 1
const MAX_UNITS = 1_000

/**
 * The largest size that the sequence headers of coded AV1 data allow (AV1 Bitstream, 5.3 to 5.5);
 * undefined without one.
 */
export async function readSequenceSize(
  bytes: PictureBytes,
  from: number,
  to: number,
): Promise<Size | undefined> {
  let size: Size | undefined
  let at = from
  for (let units = 0; at < to && units < MAX_UNITS; units += 1) {
    const head = await bytes.read(at, 12)
    const flags = head[0] ?? 0
    const hasExtension = (flags & 4) !== 0
    const start = at + (hasExtension ? 2 : 1)
    const length = (flags & 2) === 0 ? { value: to - start, bytes: 0 } : leb128(head, start - at)
    const data = start + length.bytes
    if (((flags >> 3) & 15) === SEQUENCE_HEADER) {
      const found = sizeIn(await bytes.read(data, Math.min(length.value, 200)))
      if (size === undefined || costOf(found) > costOf(size)) size = found
    }
    at = data + length.value
  }
  if (at < to) throw cutOff()
  return size
}

/** Returns the pixels, counted as if all had 8 bits. */
export const costOf = ({ width, height, isDeep }: Size): number => width * height * (isDeep ? 2 : 1)

function leb128(data: Buffer, from: number): { value: number; bytes: number } {
  let value = 0
  for (let i = 0; i < 8; i += 1) {
    const byte = data[from + i]
    if (byte === undefined) break
    value += (byte & 127) * 2 ** (7 * i)
    if (byte < 128) return { value, bytes: i + 1 }
  }
  throw cutOff()
}

function sizeIn(data: Buffer): Size {
  const bits = bitReader(data)
  bits(4) // profile, still picture
  const isReduced = bits(1) === 1
  if (isReduced) bits(5)
  else skipOperatingPoints(bits)
  const [wide, high] = [bits(4) + 1, bits(4) + 1]
  const size = { width: bits(wide) + 1, height: bits(high) + 1 }
  skipTools(bits, isReduced)
  return { ...size, isDeep: bits(1) === 1 }
}

/** Skips the flags between the size and the colours. */
function skipTools(bits: Bits, isReduced: boolean): void {
  if (!isReduced && bits(1) === 1) bits(7) // numbers of frames
  bits(3)
  if (!isReduced) skipTime(bits)
  bits(3)
}

/** Skips the fields that relate a frame to others. */
function skipTime(bits: Bits): void {
  bits(4)
  const hasOrder = bits(1) === 1
  if (hasOrder) bits(2)
  const forcesScreen = bits(1) === 1 || bits(1) === 1
  if (forcesScreen && bits(1) === 0) bits(1)
  if (hasOrder) bits(3)
}

type Bits = (count: number) => number

/** A still picture has no timing; a file with timing is refused. */
function skipOperatingPoints(bits: Bits): void {
  if (bits(1) === 1) throw unusual('it says the times of an animation, and is a still picture')
  const hasDelay = bits(1) === 1
  for (let points = bits(5) + 1; points > 0; points -= 1) {
    bits(12)
    if (bits(5) > 7) bits(1)
    if (hasDelay && bits(1) === 1) bits(4)
  }
}

function bitReader(data: Buffer): Bits {
  let at = 0
  return (count) => {
    let value = 0
    for (let i = 0; i < count; i += 1, at += 1) {
      const byte = data[at >> 3]
      if (byte === undefined) throw cutOff()
      value = value * 2 + ((byte >> (7 - (at & 7))) & 1)
    }
    return value
  }
}
