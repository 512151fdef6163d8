import { createHash } from 'node:crypto'

/** The facts about a video, read while its bytes pass. */
export type VideoFacts = {
  bytes: number
  sha256: string
  /** The names of its boxes, in order; empty unless it is an MP4. */
  boxes: readonly string[]
  /** The last box ends where the file ends. */
  isWhole: boolean
  /** Null when its header does not say. */
  durationMs: number | null
}

export type VideoReader = {
  add(chunk: Uint8Array): void
  facts(): VideoFacts
}

const SMALL_HEADER = 8
const LARGE_HEADER = 16
/** The maximum of bytes of `moov` that are read; the duration is at its beginning. */
const READ_BYTES = 4_096
const MAX_BOXES = 100

/** Walks the boxes of an MP4 without keeping them; a file of any size costs the same memory. */
export function createVideoReader(): VideoReader {
  const hash = createHash('sha256')
  const boxes: string[] = []
  let bytes = 0
  let header = Buffer.alloc(0)
  /** The bytes left of the box that is being passed. */
  let left = 0
  let moov = Buffer.alloc(0)
  let isBroken = false

  const beginBox = (): void => {
    const size = header.readUInt32BE(0)
    if (size === 1 && header.length < LARGE_HEADER) return
    const length = size === 1 ? Number(header.readBigUInt64BE(SMALL_HEADER)) : size
    boxes.push(header.toString('latin1', 4, SMALL_HEADER))
    left = size === 0 ? Number.POSITIVE_INFINITY : length - header.length
    isBroken ||= left < 0 || boxes[0] !== 'ftyp' || boxes.length > MAX_BOXES
    header = Buffer.alloc(0)
  }

  const take = (chunk: Buffer): Buffer => {
    if (left > 0) {
      const passed = chunk.subarray(0, Math.min(left, chunk.length))
      if (boxes.at(-1) === 'moov' && moov.length < READ_BYTES) moov = Buffer.concat([moov, passed])
      left -= passed.length
      return chunk.subarray(passed.length)
    }
    const wanted = header.length < SMALL_HEADER ? SMALL_HEADER : LARGE_HEADER
    const read = chunk.subarray(0, wanted - header.length)
    header = Buffer.concat([header, read])
    if (header.length === wanted) beginBox()
    return chunk.subarray(read.length)
  }

  return {
    add(chunk) {
      hash.update(chunk)
      bytes += chunk.byteLength
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      while (rest.length > 0 && !isBroken) rest = take(rest)
    },
    facts: () => ({
      bytes,
      sha256: hash.copy().digest('hex'),
      boxes: isBroken ? [] : boxes,
      isWhole:
        !isBroken && header.length === 0 && (left === 0 || left === Number.POSITIVE_INFINITY),
      durationMs: durationOf(moov),
    }),
  }
}

/** Meta wants the index before the pictures. */
export const isPlayable = ({ boxes, isWhole }: VideoFacts): boolean => {
  const moov = boxes.indexOf('moov')
  return isWhole && moov > 0 && moov < boxes.indexOf('mdat')
}

/** From `mvhd`: its time scale and duration. */
function durationOf(moov: Buffer): number | null {
  const at = moov.indexOf('mvhd', 0, 'latin1')
  if (at < 0 || moov.length < at + 36) return null
  const isLong = moov.readUInt8(at + 4) === 1
  const scale = moov.readUInt32BE(at + (isLong ? 24 : 16))
  const units = isLong ? Number(moov.readBigUInt64BE(at + 28)) : moov.readUInt32BE(at + 20)
  return scale === 0 ? null : Math.round((1_000 * units) / scale)
}
