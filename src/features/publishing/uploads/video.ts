import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import type { Format } from './formats.ts'
import { fileBoxes, type Box } from './mp4/boxes.ts'
import { probeMovie, type MovieFacts } from './mp4/probe.ts'
import { hasTags, isPadding, rewrittenMovie } from './mp4/rewrite.ts'
import { readTracks, type Track } from './mp4/tracks.ts'
import type { NewFile, Prepared } from './prepared.ts'
import { refusal, unfit } from './refusal.ts'
import type { UploadFacts } from './measures.ts'
import { faultsEverywhere } from './rules.ts'

/** An index of 15 minutes has about 1 MB. It is read into memory. */
const MOST_INDEX_BYTES = 16 * 1024 * 1024
const MOST_TYPE_BYTES = 1_024

/** A video as it is read: its boxes, and its index. */
type Movie = { file: FileHandle; size: number; boxes: readonly Box[]; moov: Buffer; index: Box }

/**
 * Checks a video, and writes it to `target` with its index first and without tags unless it is so
 * already. Throws InvalidInputError for one that no route takes.
 */
export async function prepareVideo(
  source: NewFile,
  { format, target, limits }: { format: Format; target: string; limits: PlatformLimits },
): Promise<Prepared> {
  const file = await open(source.path, 'r')
  try {
    const movie = await readMovie(file, source.bytes)
    const tracks = readTracks(movie.moov)
    requireWhole(tracks, source.bytes)
    const found = await probeMovie(source.path)
    requireSense(found)
    const facts = factsOf(found, source.bytes)
    const faults = faultsEverywhere(facts, limits)
    if (faults.length > 0) throw refusal(faults)
    const kept = tracks.filter(({ id }) => id === found.video.id || id === found.audio?.id)
    const conversions = neededOn(movie, tracks, kept)
    const written = conversions.length === 0 ? source : await write(movie, kept, target)
    return {
      ...facts,
      ...written,
      mediaType: format === 'MOV' ? 'video/quicktime' : 'video/mp4',
      conversions,
      warnings: warningsOf(found),
      details: {
        video: { codec: found.video.details, rotation: found.video.rotation },
        audio: found.audio && { codec: found.audio.details, rate: found.audio.rate },
      },
    }
  } finally {
    await file.close()
  }
}

async function readMovie(file: FileHandle, size: number): Promise<Movie> {
  const boxes = await fileBoxes(file, size)
  if (boxes.some(({ type }) => type === 'moof'))
    throw unfit(
      'fragmented',
      'it is a fragmented MP4, as recorders in browsers and streams write it',
      'export it once more as a plain MP4',
    )
  const [index, second] = boxes.filter(({ type }) => type === 'moov')
  if (index === undefined || second !== undefined)
    throw unfit(
      'complete',
      index === undefined ? 'its index (moov) is missing' : 'it has two indexes (moov)',
      'record or export it once more: this happens when a recording is interrupted',
    )
  if (index.end - index.start > MOST_INDEX_BYTES)
    throw unfit(
      'structure',
      `its index has ${index.end - index.start} bytes, and at most ${MOST_INDEX_BYTES} are taken`,
      'export it once more as MP4',
    )
  return { file, size, boxes, index, moov: await readBox(file, index) }
}

async function readBox(file: FileHandle, { start, end }: Box): Promise<Buffer> {
  const data = Buffer.alloc(end - start)
  await file.read(data, 0, data.length, start)
  return data
}

/** What the index refers to must be there, and no more than there is: bytes may be referred to twice. */
function requireWhole(tracks: readonly Track[], size: number): void {
  const chunks = tracks.flatMap((track) => track.chunks)
  const outside = chunks.some(({ offset, bytes }) => offset + bytes > size)
  if (outside || sum(chunks) > size)
    throw unfit(
      'complete',
      'its index speaks of pictures or sound that are not in the file',
      'copy or export it once more',
    )
}

/** No rule is about a video without a size or an end. */
function requireSense({ width, height, durationMs, frameRate, bitRate }: MovieFacts): void {
  const values = [width, height, durationMs, frameRate]
  if (values.every((value) => Number.isFinite(value) && value > 0) && Number.isFinite(bitRate))
    return
  throw unfit(
    'structure',
    `its index says ${width}×${height} px, ${durationMs} ms and ${frameRate} frames a second`,
    'export it once more as MP4',
  )
}

const sum = (chunks: readonly { bytes: number }[]): number =>
  chunks.reduce((total, { bytes }) => total + bytes, 0)

const factsOf = (found: MovieFacts, bytes: number): UploadFacts => ({
  kind: 'video',
  bytes,
  width: found.width,
  height: found.height,
  durationMs: found.durationMs,
  frameRate: found.frameRate,
  bitRate: found.bitRate,
  audioRate: found.audio?.rate ?? null,
  codecs: [found.video.codec, ...(found.audio ? [found.audio.codec] : [])],
})

/** What has to be done to a video before it is sent; nothing for one that is as platforms want it. */
function neededOn(
  { boxes, index, moov }: Movie,
  tracks: readonly Track[],
  kept: readonly Track[],
): string[] {
  const data = boxes.filter(({ type }) => type === 'mdat')
  const isFirst = boxes[0]?.type === 'ftyp' && data.every(({ start }) => start > index.start)
  const known = /^(ftyp|moov|mdat|free|skip|wide)$/
  const stored = data.reduce((total, { dataStart, end }) => total + end - dataStart, 0)
  const padded = boxes.some((box) => isPadding(box) && box.end - box.start > MOST_TYPE_BYTES)
  return [
    ...(isFirst ? [] : ['index_moved']),
    ...(hasTags(moov) || boxes.some(({ type }) => !known.test(type)) ? ['tags_removed'] : []),
    ...(kept.length < tracks.length ? ['tracks_removed'] : []),
    ...(padded || sum(tracks.flatMap(({ chunks }) => chunks)) !== stored ? ['unused_removed'] : []),
  ]
}

async function write(
  { file, boxes, moov }: Movie,
  tracks: readonly Track[],
  path: string,
): Promise<NewFile> {
  const type = boxes.find((box) => box.type === 'ftyp')
  const isLong = type !== undefined && type.end - type.start > MOST_TYPE_BYTES
  if (isLong) throw unfit('structure', 'its type box is too long', 'export it once more as MP4')
  const ftyp = type && (await readBox(file, type))
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    rewrittenMovie({ file, ftyp, moov, tracks }),
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        hash.update(piece)
        bytes += piece.length
        yield piece
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  )
  return { path, bytes, sha256: hash.digest() }
}

const warningsOf = ({ video: { isHdr, rotation } }: MovieFacts): string[] => [
  ...(isHdr ? ['hdr'] : []),
  ...(rotation === 0 ? [] : ['turned_by_player']),
]
