import { unfit } from '../refusal.ts'
import { boxesIn, type Box } from './boxes.ts'

/** A run of bytes of a track in the file. */
export type Chunk = { offset: number; bytes: number }

export type Track = {
  id: number
  box: Box
  /** The type of its media: `vide`, `soun`, or another. */
  handler: string
  chunks: Chunk[]
}

/** 15 minutes with 120 frames a second, and sound: what says more is made to exhaust its reader. */
const MAX_SAMPLES = 250_000
const MAX_TRACKS = 20

const damaged = (what: string) =>
  unfit('structure', `the index of the video is damaged (${what})`, 'export it once more as MP4')

/**
 * The tracks of a `moov`, with where their bytes are. Throws InvalidInputError for one that lies.
 */
export function readTracks(moov: Buffer): Track[] {
  const [root] = boxesIn(moov, 0, moov.length)
  if (root === undefined) throw damaged('moov')
  const traks = boxesIn(moov, root.dataStart, root.end).filter(({ type }) => type === 'trak')
  if (traks.length > MAX_TRACKS)
    throw unfit(
      'structure',
      `it has ${traks.length} tracks, and at most ${MAX_TRACKS} are taken`,
      'export it with pictures and sound alone',
    )
  return traks.map((trak) => readTrack(moov, trak))
}

function readTrack(moov: Buffer, box: Box): Track {
  const children = boxesIn(moov, box.dataStart, box.end)
  const header = dataOf(moov, children, 'tkhd')
  const media = boxesIn(moov, ...span(children, 'mdia'))
  const inner = boxesIn(moov, ...span(media, 'minf'))
  requireOwnData(moov, inner)
  const table = boxesIn(moov, ...span(inner, 'stbl'))
  return {
    id: uint32(header, header[0] === 1 ? 20 : 12),
    box,
    handler: dataOf(moov, media, 'hdlr').toString('latin1', 8, 12),
    chunks: chunksOf(moov, table),
  }
}

/** Throws for a track that refers to other files, which gramd does not have. */
function requireOwnData(moov: Buffer, inner: readonly Box[]): void {
  const [from, to] = span(boxesIn(moov, ...span(inner, 'dinf')), 'dref')
  for (const entry of boxesIn(moov, from + 8, to))
    if ((uint32(moov, entry.dataStart) & 1) === 0)
      throw unfit(
        'structure',
        'its pictures or sound are in another file',
        'export it as one MP4 with everything in it',
      )
}

function chunksOf(moov: Buffer, table: readonly Box[]): Chunk[] {
  const sizes = sampleSizes(moov, table)
  requireTimes(moov, table, sizes.length)
  const offsets = chunkOffsets(moov, table)
  const runs = entriesOf(dataOf(moov, table, 'stsc'), 12, 'stsc')
  const chunks: Chunk[] = []
  let [run, sample] = [0, 0]
  for (const [index, offset] of offsets.entries()) {
    while (run + 1 < runs.length && uint32(runs[run + 1], 0) <= index + 1) run += 1
    const count = uint32(runs[run], 4)
    if (sample + count > sizes.length) throw damaged('more samples in chunks than there are')
    let bytes = 0
    for (const end = sample + count; sample < end; sample += 1) bytes += sizes[sample] ?? 0
    chunks.push({ offset, bytes })
  }
  if (sample !== sizes.length) throw damaged('fewer samples in chunks than there are')
  return chunks
}

function sampleSizes(moov: Buffer, table: readonly Box[]): Uint32Array {
  const box = table.find(({ type }) => type === 'stz2')
  if (box !== undefined) throw damaged('stz2')
  const data = dataOf(moov, table, 'stsz')
  const [each, count] = [uint32(data, 4), uint32(data, 8)]
  if (count > MAX_SAMPLES) throw tooMany(count)
  if (each === 0 && data.length < 12 + count * 4) throw damaged('stsz')
  return Uint32Array.from({ length: count }, (_, index) =>
    each === 0 ? data.readUInt32BE(12 + index * 4) : each,
  )
}

/** Readers expand these tables: each entry may stand for any number of samples. */
function requireTimes(moov: Buffer, table: readonly Box[], samples: number): void {
  for (const type of ['stts', 'ctts']) {
    if (type === 'ctts' && !table.some((box) => box.type === type)) continue
    const entries = entriesOf(dataOf(moov, table, type), 8, type)
    const count = entries.reduce((sum, entry) => sum + uint32(entry, 0), 0)
    if (count > MAX_SAMPLES) throw tooMany(count)
    if (type === 'stts' && count < samples) throw damaged(type)
  }
}

const tooMany = (count: number) =>
  unfit(
    'samples',
    `it has ${count} frames or pieces of sound in a track, and at most ${MAX_SAMPLES} are taken`,
    'cut it shorter, or export it with 30 frames a second',
  )

function chunkOffsets(moov: Buffer, table: readonly Box[]): number[] {
  if (table.some(({ type }) => type === 'co64'))
    return entriesOf(dataOf(moov, table, 'co64'), 8, 'co64').map((entry) =>
      Number(entry.readBigUInt64BE(0)),
    )
  return entriesOf(dataOf(moov, table, 'stco'), 4, 'stco').map((entry) => uint32(entry, 0))
}

/** The entries of a table: version and flags, their number, and that many of so many bytes. */
function entriesOf(data: Buffer, bytes: number, what: string): Buffer[] {
  const count = uint32(data, 4)
  if (count > MAX_SAMPLES || data.length < 8 + count * bytes) throw damaged(what)
  return Array.from({ length: count }, (_, index) =>
    data.subarray(8 + index * bytes, 8 + (index + 1) * bytes),
  )
}

function span(boxes: readonly Box[], type: string): [from: number, to: number] {
  const box = boxes.find((each) => each.type === type)
  if (box === undefined) throw damaged(`no ${type}`)
  return [box.dataStart, box.end]
}

const dataOf = (moov: Buffer, boxes: readonly Box[], type: string): Buffer =>
  moov.subarray(...span(boxes, type))

function uint32(data: Buffer | undefined, at: number): number {
  if (data === undefined || data.length < at + 4) throw damaged('an entry is cut off')
  return data.readUInt32BE(at)
}
