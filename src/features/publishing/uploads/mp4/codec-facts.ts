import { boxesIn, type Box } from './boxes.ts'

/** Facts about the pictures in the configuration of a codec; null where it has none. */
export type CodecFacts = {
  /** The chroma subsampling, such as `4:2:0`. */
  chroma: string | null
  bits: number | null
  isInterlaced: boolean | null
}

const CHROMA = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const
const UNKNOWN: CodecFacts = { chroma: null, bits: null, isInterlaced: null }
const VIDEO_FIELDS = 78

/** Reads the configuration of a track of pictures (ISO/IEC 14496-15). */
export function codecFacts(moov: Buffer, track: Box): CodecFacts {
  const [entry] = within(moov, track, ['mdia', 'minf', 'stbl', 'stsd'])
  if (entry === undefined) return UNKNOWN
  const from = entry.dataStart + VIDEO_FIELDS
  if (from > entry.end) return UNKNOWN
  for (const box of until(moov, from, entry.end)) {
    const data = moov.subarray(box.dataStart, box.end)
    if (box.type === 'hvcC') return ofHevc(data)
    if (box.type === 'avcC') return ofAvc(data)
  }
  return UNKNOWN
}

/** The entries of the table at the end of the path. */
function within(moov: Buffer, track: Box, path: readonly string[]): Box[] {
  let box: Box | undefined = track
  for (const type of path) {
    if (box === undefined) return []
    box = boxesIn(moov, box.dataStart, box.end).find((each) => each.type === type)
  }
  return box === undefined ? [] : boxesIn(moov, box.dataStart + 8, box.end)
}

function* until(moov: Buffer, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to;) {
    const size = moov.readUInt32BE(at)
    if (size < 8 || at + size > to) return
    yield {
      type: moov.toString('latin1', at + 4, at + 8),
      start: at,
      dataStart: at + 8,
      end: at + size,
    }
    at += size
  }
}

function ofHevc(data: Buffer): CodecFacts {
  if (data.length < 23) return UNKNOWN
  const sources = data.readUInt8(6)
  const [isProgressive, isInterlaced] = [(sources & 0x80) !== 0, (sources & 0x40) !== 0]
  return {
    chroma: CHROMA[data.readUInt8(16) & 3] ?? null,
    bits: (data.readUInt8(17) & 7) + 8,
    isInterlaced: isInterlaced && !isProgressive,
  }
}

function ofAvc(data: Buffer): CodecFacts {
  const sets = (data[5] ?? 0) & 31
  if (sets === 0 || data.length < 8) return UNKNOWN
  const length = data.readUInt16BE(6)
  try {
    return ofParameterSet(data.subarray(8, 8 + length))
  } catch (error) {
    // What its decoder would refuse is not ours to judge.
    if (error instanceof EndOfBitsError) return UNKNOWN
    throw error
  }
}

/** Profiles whose parameter set says the chroma; all others are 4:2:0 with 8 bits. */
const HIGH = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

/** H.264, 7.3.2.1.1. */
function ofParameterSet(unit: Buffer): CodecFacts {
  const bits = bitsOf(unit.subarray(1))
  const profile = bits.read(8)
  bits.read(16)
  bits.ue()
  let [chroma, depth] = [1, 8]
  if (HIGH.has(profile)) {
    chroma = bits.ue()
    if (chroma === 3) bits.read(1)
    depth = bits.ue() + 8
    bits.ue()
    bits.read(1)
    if (bits.read(1) === 1) skipScaling(bits, chroma === 3 ? 12 : 8)
  }
  bits.ue()
  skipOrder(bits)
  bits.ue()
  bits.read(1)
  bits.ue()
  bits.ue()
  return { chroma: CHROMA[chroma] ?? null, bits: depth, isInterlaced: bits.read(1) === 0 }
}

function skipScaling(bits: Bits, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (bits.read(1) === 0) continue
    let [last, next] = [8, 8]
    for (let place = 0; place < (list < 6 ? 16 : 64) && next !== 0; place += 1) {
      next = (last + bits.se() + 256) % 256
      if (next !== 0) last = next
    }
  }
}

const MAX_IN_CYCLE = 255

function skipOrder(bits: Bits): void {
  const type = bits.ue()
  if (type === 0) bits.ue()
  if (type !== 1) return
  bits.read(1)
  bits.se()
  bits.se()
  const count = Math.min(bits.ue(), MAX_IN_CYCLE)
  for (let place = 0; place < count; place += 1) bits.se()
}

type Bits = { read(count: number): number; ue(): number; se(): number }

class EndOfBitsError extends Error {
  override readonly name = 'EndOfBitsError'
}

/** Bits of a unit without the bytes that keep it from looking like a beginning. */
function bitsOf(unit: Buffer): Bits {
  const data = unit.filter((byte, at) => !(byte === 3 && unit[at - 1] === 0 && unit[at - 2] === 0))
  let at = 0
  const read = (count: number): number => {
    let value = 0
    for (let bit = 0; bit < count; bit += 1, at += 1) {
      const byte = data[at >> 3]
      if (byte === undefined) throw new EndOfBitsError('a parameter set is cut off')
      value = value * 2 + ((byte >> (7 - (at & 7))) & 1)
    }
    return value
  }
  const ue = (): number => {
    let zeros = 0
    while (read(1) === 0) zeros += 1
    return 2 ** zeros - 1 + read(zeros)
  }
  return {
    read,
    ue,
    se() {
      const value = ue()
      return value % 2 === 1 ? (value + 1) / 2 : -value / 2
    },
  }
}
