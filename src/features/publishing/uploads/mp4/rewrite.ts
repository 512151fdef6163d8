import type { FileHandle } from 'node:fs/promises'
import { boxesIn, makeBox, type Box } from './boxes.ts'
import type { Chunk, Track } from './tracks.ts'

/** What is written of a video: its pictures and its sound, without anything that they do not need. */
export type MovieParts = {
  file: FileHandle
  /** The file type box as it is; undefined where there is none. */
  ftyp: Buffer | undefined
  moov: Buffer
  /** Of the tracks that are kept. */
  tracks: readonly Track[]
}

/** What players need of the boxes within each box; places, names of devices and comments are in others. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  moov: ['mvhd', 'trak'],
  trak: ['tkhd', 'tapt', 'edts', 'mdia'],
  mdia: ['mdhd', 'elng', 'hdlr', 'minf'],
  minf: ['vmhd', 'smhd', 'gmhd', 'hdlr', 'dinf', 'stbl'],
  stbl: 'stsd stts ctts cslg stss stps sdtp stsc stsz sgpd sbgp stco co64'.split(' '),
}

/** Whether the index has boxes that are not kept: `tags` when they may say where or by whom it was made. */
export function hasTags(moov: Buffer): boolean {
  const look = (box: Box): boolean => {
    const kept = KEPT[box.type]
    if (kept === undefined) return false
    return boxesIn(moov, box.dataStart, box.end).some(
      (child) => (!kept.includes(child.type) && !isPadding(child)) || look(child),
    )
  }
  return boxesIn(moov, 0, moov.length).some(look)
}

export const isPadding = ({ type }: Pick<Box, 'type'>): boolean => /^(free|skip|wide)$/.test(type)

const MDAT_HEADER = 8
const PIECE = 1024 * 1024

/** The pieces of the rewritten file: the index first, then what the tracks refer to in its old order. */
export async function* rewrittenMovie(parts: MovieParts): AsyncGenerator<Buffer, void> {
  const { file, ftyp = makeBox('ftyp', Buffer.from('qt  \0\0\0\0qt  ', 'latin1')) } = parts
  const placed = placeChunks(parts.tracks)
  const size = writeIndex(parts, placed.offsets, 0).length
  const data = ftyp.length + size + MDAT_HEADER
  yield ftyp
  yield writeIndex(parts, placed.offsets, data)
  const header = Buffer.alloc(MDAT_HEADER)
  header.writeUInt32BE(placed.bytes + MDAT_HEADER)
  header.write('mdat', 4, 'latin1')
  yield header
  for (const { offset, bytes } of placed.runs) {
    for (let done = 0; done < bytes;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, bytes - done))
      const { bytesRead } = await file.read(piece, 0, piece.length, offset + done)
      if (bytesRead === 0) throw new Error('the file became shorter while it was read')
      yield piece.subarray(0, bytesRead)
      done += bytesRead
    }
  }
}

type Placed = {
  /** Of the chunks of each track, from the beginning of the data. */
  offsets: ReadonlyMap<Track, number[]>
  /** What is copied, in order; neighbours are one run. */
  runs: readonly Chunk[]
  bytes: number
}

function placeChunks(tracks: readonly Track[]): Placed {
  const offsets = new Map(tracks.map((track) => [track, track.chunks.map(() => 0)]))
  const all = tracks
    .flatMap((track) => track.chunks.map((chunk, index) => ({ track, index, chunk })))
    .toSorted((a, b) => a.chunk.offset - b.chunk.offset)
  const runs: Chunk[] = []
  let bytes = 0
  for (const { track, index, chunk } of all) {
    const places = offsets.get(track)
    if (places) places[index] = bytes
    const last = runs.at(-1)
    if (last && last.offset + last.bytes === chunk.offset) last.bytes += chunk.bytes
    else runs.push({ ...chunk })
    bytes += chunk.bytes
  }
  return { offsets, runs, bytes }
}

/** `moov` with what is kept, its chunks `data` bytes behind the beginning of the file. */
function writeIndex(
  { moov, tracks }: MovieParts,
  offsets: ReadonlyMap<Track, readonly number[]>,
  data: number,
): Buffer {
  const write = (box: Box, track: Track | undefined): Buffer => {
    if (track && (box.type === 'stco' || box.type === 'co64'))
      return chunkTable((offsets.get(track) ?? []).map((offset) => data + offset))
    const kept = KEPT[box.type]
    if (kept === undefined) return moov.subarray(box.start, box.end)
    const children = boxesIn(moov, box.dataStart, box.end).filter(({ type }) => kept.includes(type))
    const parts = children.flatMap((child) => {
      if (child.type !== 'trak') return [write(child, track)]
      const of = tracks.find(({ box: { start } }) => start === child.start)
      return of ? [write(child, of)] : []
    })
    return makeBox(box.type, ...parts)
  }
  return Buffer.concat(boxesIn(moov, 0, moov.length).map((box) => write(box, undefined)))
}

function chunkTable(offsets: readonly number[]): Buffer {
  const data = Buffer.alloc(8 + offsets.length * 4)
  data.writeUInt32BE(offsets.length, 4)
  for (const [index, offset] of offsets.entries()) data.writeUInt32BE(offset, 8 + index * 4)
  return makeBox('stco', data)
}
