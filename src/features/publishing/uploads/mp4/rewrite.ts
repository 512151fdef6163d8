import type { FileHandle } from 'node:fs/promises'
import { boxesIn, makeBox, type Box } from './boxes.ts'
import { cleaned, cleanType } from './clean.ts'
import { movieScaleOf, type Resolved } from './edits.ts'
import { chunksOf, sampleTables } from './samples.ts'
import type { Chunk, Track } from './tracks.ts'

/**
 * The parts of a video that are written: its pictures and its sound, without anything that they do
 * not need.
 */
export type MovieParts = {
  file: FileHandle
  /** The file type box as it is; undefined where there is none. */
  ftyp: Buffer | undefined
  moov: Buffer
  /** The tracks that are retained, each with its samples once its edit list is applied. */
  tracks: readonly (Track & { resolved: Resolved })[]
}
type RemuxedTrack = MovieParts['tracks'][number]

/**
 * The boxes within each box that players need; places, names of devices and comments are in others.
 */
const COPIED_BOXES: Readonly<Record<string, readonly string[]>> = {
  moov: ['mvhd', 'trak'],
  // The edit list is applied before.
  trak: ['tkhd', 'tapt', 'mdia'],
  mdia: ['mdhd', 'elng', 'hdlr', 'minf'],
  minf: ['vmhd', 'smhd', 'hdlr', 'dinf', 'stbl'],
  stbl: 'stsd stts ctts cslg stss stps sdtp stsc stsz sgpd sbgp stco co64'.split(' '),
}

/** Whether the index of the kept tracks may say where, by whom or with what it was made. */
export function hasTags(moov: Buffer, tracks: readonly Track[]): boolean {
  const visit = (box: Box): boolean => {
    const clean = cleaned(moov, box)
    if (clean !== undefined) return !clean.equals(moov.subarray(box.start, box.end))
    const copied = COPIED_BOXES[box.type]
    if (copied === undefined) return false
    return boxesIn(moov, box.dataStart, box.end).some((child) => {
      if (child.type === 'edts') return false
      if (child.type === 'trak' && !tracks.some(({ box: { start } }) => start === child.start))
        return false
      return copied.includes(child.type) ? visit(child) : !isEmptyPadding(moov, child)
    })
  }
  return boxesIn(moov, 0, moov.length).some(visit)
}

/** Returns whether a box is empty padding: data of an older index may still be in it. */
const isEmptyPadding = (moov: Buffer, box: Box): boolean =>
  isPadding(box) && moov.subarray(box.dataStart, box.end).every((byte) => byte === 0)

/** Whether tracks have lists of edits, which platforms do not read. */
export const hasEdits = (moov: Buffer, tracks: readonly Track[]): boolean =>
  tracks.some(({ box }) =>
    boxesIn(moov, box.dataStart, box.end).some(({ type }) => type === 'edts'),
  )

export const isPadding = ({ type }: Pick<Box, 'type'>): boolean => /^(free|skip|wide)$/.test(type)

const MDAT_HEADER = 8
const PIECE = 1024 * 1024

/**
 * The pieces of the rewritten file: the index first, then what the tracks refer to in its old
 * order.
 */
export async function* rewrittenMovie(parts: MovieParts): AsyncGenerator<Buffer, void> {
  const { file } = parts
  const ftyp = parts.ftyp
    ? cleanType(parts.ftyp)
    : makeBox('ftyp', Buffer.from('qt  \0\0\0\0qt  ', 'latin1'))
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
  /** The offsets of the chunks of each track, from the beginning of the data. */
  offsets: ReadonlyMap<RemuxedTrack, number[]>
  /** The ranges to copy, in order; neighbours are one run. */
  runs: readonly Chunk[]
  bytes: number
}

/** Returns the chunks of a track as they are in the file; of a cut track, those that are left. */
const placesOf = ({ chunks, resolved }: RemuxedTrack): readonly Chunk[] =>
  resolved.isChanged ? chunksOf(resolved.samples) : chunks

function placeChunks(tracks: readonly RemuxedTrack[]): Placed {
  const offsets = new Map(tracks.map((track) => [track, placesOf(track).map(() => 0)]))
  const all = tracks
    .flatMap((track) => placesOf(track).map((chunk, index) => ({ track, index, chunk })))
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
  offsets: ReadonlyMap<RemuxedTrack, readonly number[]>,
  data: number,
): Buffer {
  const write = (box: Box, track: RemuxedTrack | undefined): Buffer => {
    const places = (track && offsets.get(track)) ?? []
    if (track && (box.type === 'stco' || box.type === 'co64'))
      return chunkTable(places.map((offset) => data + offset))
    if (track?.resolved.isChanged && box.type === 'stbl')
      return makeBox(
        'stbl',
        ...newTables(moov, box, track),
        chunkTable(places.map((o) => data + o)),
      )
    const header = timed(moov, box, { tracks, track })
    if (header !== undefined) return header
    const clean = cleaned(moov, box)
    if (clean !== undefined) return clean
    const copied = COPIED_BOXES[box.type]
    if (copied === undefined) return moov.subarray(box.start, box.end)
    const children = boxesIn(moov, box.dataStart, box.end).filter(({ type }) =>
      copied.includes(type),
    )
    const parts = children.flatMap((child) => {
      if (child.type !== 'trak') return [write(child, track)]
      const of = tracks.find(({ box: { start } }) => start === child.start)
      return of ? [write(child, of)] : []
    })
    return makeBox(box.type, ...parts)
  }
  return Buffer.concat(boxesIn(moov, 0, moov.length).map((box) => write(box, undefined)))
}

/** The tables of a track that is cut: its description, and what is left of its samples. */
function newTables(moov: Buffer, { dataStart, end }: Box, { resolved }: RemuxedTrack): Buffer[] {
  const description = boxesIn(moov, dataStart, end).find(({ type }) => type === 'stsd')
  const clean = description && cleaned(moov, description)
  const { samples } = resolved
  return [...(clean ? [clean] : []), ...sampleTables(samples, chunksOf(samples))]
}

/** The offsets of the length in the headers of a movie, a track and its media, by version. */
const LENGTHS: Readonly<Record<string, readonly [short: number, long: number]>> = {
  mvhd: [16, 24],
  tkhd: [20, 28],
  mdhd: [16, 24],
}

/**
 * A header with the new length, where a track is cut or plays all of its media without its edit
 * list.
 */
function timed(
  moov: Buffer,
  box: Box,
  { tracks, track }: Pick<MovieParts, 'tracks'> & { track: RemuxedTrack | undefined },
): Buffer | undefined {
  const places = LENGTHS[box.type]
  const isNew = (track ? [track] : tracks).some(({ resolved }) => resolved.hasList)
  if (places === undefined || !isNew) return undefined
  const data = Buffer.from(moov.subarray(box.start, box.end))
  const head = box.dataStart - box.start
  const lasts = Math.max(...(track ? [track] : tracks).map(({ resolved }) => lengthOf(resolved)))
  const scale = box.type === 'mdhd' ? (track?.resolved.samples.scale ?? 1) : movieScaleOf(moov)
  const isLong = data[head] === 1
  if (isLong) data.writeBigUInt64BE(BigInt(Math.round(lasts * scale)), head + places[1])
  else data.writeUInt32BE(Math.round(lasts * scale), head + places[0])
  return data
}

const lengthOf = ({ samples: { durations, scale } }: Resolved): number =>
  durations.reduce((sum, duration) => sum + duration, 0) / scale

function chunkTable(offsets: readonly number[]): Buffer {
  const data = Buffer.alloc(8 + offsets.length * 4)
  data.writeUInt32BE(offsets.length, 4)
  for (const [index, offset] of offsets.entries()) data.writeUInt32BE(offset, 8 + index * 4)
  return makeBox('stco', data)
}
