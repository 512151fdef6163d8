import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import type { Format } from './formats.ts'
import { fileBoxes, type Box } from './mp4/boxes.ts'
import { cleanType } from './mp4/clean.ts'
import { codecFacts, type CodecFacts } from './mp4/codec-facts.ts'
import { resolveEdits, type Resolved } from './mp4/edits.ts'
import { hasOpenGop } from './mp4/gop.ts'
import { probeMovie, type MovieFacts } from './mp4/probe.ts'
import { hasEdits, hasTags, isPadding, rewrittenMovie } from './mp4/rewrite.ts'
import { readSamples, type Samples } from './mp4/samples.ts'
import { readTracks, type Track } from './mp4/tracks.ts'
import type { NewFile, Prepared } from './prepared.ts'
import { refusal, unfit, type Fault } from './refusal.ts'
import type { UploadFacts } from './measures.ts'
import { faultsEverywhere } from './rules.ts'

/** An index of 15 minutes has about 1 MB. It is read into memory. */
const MAX_INDEX_BYTES = 16 * 1024 * 1024
const MAX_TYPE_BYTES = 1_024

/** A video as it is read: its boxes, and its index. */
type Movie = {
  file: FileHandle
  size: number
  boxes: readonly Box[]
  moov: Buffer
  index: Box
  /** Whether its type or its padding says by whom or with what it was made. */
  hasNames: boolean
}
/** A track with its samples once its edit list is applied. */
type ResolvedTrack = Track & { resolved: Resolved }

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
    const pictures = tracks.find(({ id }) => id === found.video.id)
    const coding = pictures ? codecFacts(movie.moov, pictures.box) : null
    const faults = [...faultsEverywhere(facts, limits), ...streamFaults(found, coding)]
    if (faults.length > 0) throw refusal(faults)
    const playable = resolveTracks(movie, tracks, found)
    const conversions = neededOn(movie, tracks, playable)
    const written = conversions.length === 0 ? source : await write(movie, playable, target)
    const isCut = playable.some(({ resolved }) => resolved.isChanged)
    const last = isCut ? await factsOfCut(written, limits) : facts
    return {
      ...last,
      ...written,
      mediaType: format === 'MOV' ? 'video/quicktime' : 'video/mp4',
      conversions,
      warnings: await warningsOf(movie, playable, found),
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
  if (index.end - index.start > MAX_INDEX_BYTES)
    throw unfit(
      'structure',
      `its index has ${index.end - index.start} bytes, and at most ${MAX_INDEX_BYTES} are taken`,
      'export it once more as MP4',
    )
  const moov = await readBox(file, index)
  return { file, size, boxes, index, moov, hasNames: await hasNamesOutside(file, boxes) }
}

/** Padding has what an older index had there, and a maker's brand is in the file type. */
async function hasNamesOutside(file: FileHandle, boxes: readonly Box[]): Promise<boolean> {
  for (const box of boxes) {
    const isSmall = box.end - box.start <= MAX_TYPE_BYTES
    if (!isSmall || (box.type !== 'ftyp' && !isPadding(box))) continue
    const data = await readBox(file, box)
    if (
      box.type === 'ftyp' ? cleanType(data) !== data : data.subarray(8).some((byte) => byte !== 0)
    )
      return true
  }
  return false
}

function resolveTracks(
  { moov }: Movie,
  tracks: readonly Track[],
  { video, audio }: MovieFacts,
): ResolvedTrack[] {
  const playable = tracks.filter(({ id }) => id === video.id || id === audio?.id)
  const all = playable.map((track) => ({ ...track, samples: readSamples(moov, track.box) }))
  const resolved = resolveEdits(moov, all)
  return playable.flatMap((track, place) => {
    const of = resolved[place]
    return of ? [{ ...track, resolved: of }] : []
  })
}

/** Returns the facts of a video whose edit list was applied. */
async function factsOfCut({ path, bytes }: NewFile, limits: PlatformLimits): Promise<UploadFacts> {
  const found = await probeMovie(path)
  requireSense(found)
  const facts = factsOf(found, bytes)
  const faults = faultsEverywhere(facts, limits)
  if (faults.length > 0) throw refusal(faults)
  return facts
}

/**
 * Returns the faults of pictures and sound that Meta's page names and no limit of a route covers.
 */
function streamFaults({ audio }: MovieFacts, format: CodecFacts | null): Fault[] {
  const faults: Fault[] = []
  const { chroma = null, isInterlaced = null } = format ?? {}
  if (chroma !== null && chroma !== '4:2:0')
    faults.push({
      rule: 'chroma',
      says: `the colours of its pictures are stored as ${chroma}, and 4:2:0 is taken`,
      remedy: 'export it as H.264 with 4:2:0 (profile High or Main)',
    })
  if (isInterlaced === true)
    faults.push({
      rule: 'scan',
      says: 'its pictures are interlaced, and whole frames are taken (progressive scan)',
      remedy: 'export it once more with deinterlacing',
    })
  if (audio !== null && audio.channels > MAX_CHANNELS)
    faults.push({
      rule: 'audio_channels',
      says: `the sound has ${audio.channels} channels, and at most ${MAX_CHANNELS} are taken`,
      remedy: 'export it with the sound in stereo',
      limits: { most: MAX_CHANNELS },
    })
  return faults
}

const MAX_CHANNELS = 2
/** Encoders write a few packets of silence before the sound begins. */
const MAX_PRIMING_SECONDS = 0.15
/** Meta's page says 128 kbit/s; a variable rate passes it by a little. */
const MAX_AUDIO_RATE = 140_000

async function readBox(file: FileHandle, { start, end }: Box): Promise<Buffer> {
  const data = Buffer.alloc(end - start)
  await file.read(data, 0, data.length, start)
  return data
}

/**
 * Checks that the file has all the data that its index refers to, and that the index does not refer
 * to more than that: it may refer to the same bytes twice.
 */
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

/** Refuses a video without a size or an end, to which no rule applies. */
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

/**
 * Returns the changes that a video needs before it is sent; none if platforms accept it as it is.
 */
function neededOn(
  { boxes, index, moov, hasNames }: Movie,
  tracks: readonly Track[],
  playable: readonly ResolvedTrack[],
): string[] {
  const data = boxes.filter(({ type }) => type === 'mdat')
  const isFirst = boxes[0]?.type === 'ftyp' && data.every(({ start }) => start > index.start)
  const known = /^(ftyp|moov|mdat|free|skip|wide)$/
  const stored = data.reduce((total, { dataStart, end }) => total + end - dataStart, 0)
  const isTrimmed = playable.some(({ resolved }) => resolved.cutSeconds > MAX_PRIMING_SECONDS)
  const padded = boxes.some((box) => isPadding(box) && box.end - box.start > MAX_TYPE_BYTES)
  return [
    ...(isFirst ? [] : ['index_moved']),
    ...(hasTags(moov, playable) || hasNames || boxes.some(({ type }) => !known.test(type))
      ? ['tags_removed']
      : []),
    ...(playable.length < tracks.length ? ['tracks_removed'] : []),
    ...(isTrimmed ? ['trimmed'] : hasEdits(moov, playable) ? ['edit_list_removed'] : []),
    ...(padded || sum(tracks.flatMap(({ chunks }) => chunks)) !== stored ? ['unused_removed'] : []),
  ]
}

async function write(
  { file, boxes, moov }: Movie,
  tracks: readonly ResolvedTrack[],
  path: string,
): Promise<NewFile> {
  const type = boxes.find((box) => box.type === 'ftyp')
  const isLong = type !== undefined && type.end - type.start > MAX_TYPE_BYTES
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

async function warningsOf(
  { file }: Movie,
  playable: readonly ResolvedTrack[],
  { video: { id, codec, isHdr, rotation }, audio }: MovieFacts,
): Promise<string[]> {
  const samplesOf = (track: number | undefined): Samples | undefined =>
    playable.find((each) => each.id === track)?.resolved.samples
  const [pictures, sound] = [samplesOf(id), samplesOf(audio?.id)]
  return [
    ...(isHdr ? ['hdr'] : []),
    ...(rotation === 0 ? [] : ['turned_by_player']),
    ...(pictures && (await hasOpenGop(file, codec, pictures)) ? ['open_gop'] : []),
    ...(sound && bitRateOf(sound) > MAX_AUDIO_RATE ? ['sound_compressed'] : []),
  ]
}

function bitRateOf({ sizes, durations, scale }: Samples): number {
  const bytes = sizes.reduce((total, size) => total + size, 0)
  return (bytes * 8 * scale) / durations.reduce((total, duration) => total + duration, 0)
}
