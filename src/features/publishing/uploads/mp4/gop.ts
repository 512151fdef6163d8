import type { FileHandle } from 'node:fs/promises'
import type { Samples } from './samples.ts'

const HEAD_BYTES = 5
/** A film of 15 minutes with one a second; the first ones tell how it was encoded. */
const MAX_LOOKED_AT = 60
/** Parameter sets and comments come before the first slice of a frame. */
const MAX_UNITS = 20
const CLEAN_RANDOM_ACCESS = 21
const INSTANT_REFRESH = 5

/**
 * Returns whether frames that a player may begin with are followed by frames that need earlier ones
 * (an open GOP). It reads the first slice of each such frame in the file.
 */
export async function hasOpenGop(
  file: FileHandle,
  codec: string,
  { sync, offsets, sizes }: Samples,
): Promise<boolean> {
  if (sync === null || (codec !== 'avc' && codec !== 'hevc')) return false
  for (const sample of [...sync].slice(1, MAX_LOOKED_AT)) {
    const [offset, bytes] = [offsets[sample], sizes[sample]]
    if (offset === undefined || bytes === undefined) continue
    const type = await firstSlice(file, codec, { offset, bytes })
    if (codec === 'hevc' ? type === CLEAN_RANDOM_ACCESS : type !== null && type !== INSTANT_REFRESH)
      return true
  }
  return false
}

/** The type of a frame's first unit with pictures; null for what is none. */
async function firstSlice(
  file: FileHandle,
  codec: 'avc' | 'hevc',
  { offset, bytes }: { offset: number; bytes: number },
): Promise<number | null> {
  const head = Buffer.alloc(HEAD_BYTES)
  for (let at = 0, unit = 0; at + HEAD_BYTES <= bytes && unit < MAX_UNITS; unit += 1) {
    await file.read(head, 0, HEAD_BYTES, offset + at)
    const [length, first] = [head.readUInt32BE(0), head.readUInt8(4)]
    const type = codec === 'avc' ? first & 31 : (first >> 1) & 63
    if (length < 2 || at + 4 + length > bytes) return null
    if (codec === 'avc' ? type >= 1 && type <= 5 : type < 32) return type
    at += 4 + length
  }
  return null
}
