export { movieBox } from './movie-box.ts'
import { full, movieBox, u16, u32 } from './movie-box.ts'

/** A film as cameras and programs write it: an index that readers follow, and samples of noise. */
export type MovieOrder = {
  width?: number
  height?: number
  /** 0, 90, 180 or 270: how players turn it. */
  rotation?: number
  seconds?: number
  frameRate?: number
  /** The size of each frame. */
  frameBytes?: number
  /** Four letters of the sample entry: `avc1`, `hvc1`, `mp4v`, `apcn`. */
  videoCodec?: string | null
  /** `mp4a`, `alac`, `sowt`; null without sound. */
  audioCodec?: string | null
  audioRate?: number
  isMoovLast?: boolean
  /** A place, as phones write it into `udta`. */
  place?: string
  /** A track of places beside pictures and sound, as action cameras write it. */
  hasTelemetry?: boolean
  brand?: string
  /**
   * Lists of edits: length in ms of the movie, begin in units of the track (90,000 a second; the
   * sound's rate).
   */
  edits?: { video?: readonly MovieEdit[]; audio?: readonly MovieEdit[] }
  /** Frames from one that needs no other to the next; all are such without it. */
  keyEvery?: number
  /** Units by which each frame is shown later than it is decoded, as with B-frames. */
  shift?: number
  channels?: number
  /** A sequence parameter set of H.264. */
  parameterSet?: Buffer
  /** A name that cameras and programs leave wherever a box has room for one. */
  name?: string
}

type MovieEdit = readonly [ms: number, mediaTime: number, rate?: number]

const TIME_SCALE = 90_000
/** Frames of a chunk. */
const CHUNK = 10
const AUDIO_FRAME = 1_024
const AUDIO_BYTES = 200

const MATRICES: Readonly<Record<number, readonly number[]>> = {
  0: [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000],
  90: [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000],
  180: [-0x10000, 0, 0, 0, -0x10000, 0, 0, 0, 0x40000000],
  270: [0, -0x10000, 0, 0x10000, 0, 0, 0, 0, 0x40000000],
}

type MadeTrack = {
  handler: string
  scale: number
  /** Time units of each sample. */
  delta: number
  samples: number
  sampleBytes: number
  perChunk: number
  entry: Buffer
  header: Buffer
  size: readonly [number, number]
  rotation: number
  edits?: readonly MovieEdit[] | undefined
  keyEvery?: number | undefined
  shift?: number | undefined
  name?: string | undefined
}

function videoTrack(order: MovieOrder): MadeTrack {
  const {
    width = 1_080,
    height = 1_920,
    seconds = 6,
    frameRate = 30,
    frameBytes = 400,
    rotation = 0,
  } = order
  const codec = order.videoCodec ?? 'avc1'
  // Baseline, level 4, without parameter sets: the noise has none.
  const configurations: Record<string, Buffer> = {
    avc1: movieBox('avcC', avcConfiguration(order.parameterSet)),
    hvc1: movieBox(
      'hvcC',
      Buffer.from([1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8]),
      Buffer.from([0, 0, 0x0f, 0]),
    ),
  }
  const entry = movieBox(
    codec,
    Buffer.concat([u32(0), u16(0, 1), Buffer.alloc(16), u16(width, height)]),
    u32(0x480000, 0x480000, 0),
    Buffer.concat([u16(1), pascal(order.name), u16(24, 0xffff)]),
    configurations[codec] ?? Buffer.alloc(0),
    ...(order.name === undefined ? [] : [movieBox('udta', Buffer.from(order.name))]),
  )
  return {
    handler: 'vide',
    scale: TIME_SCALE,
    delta: Math.round(TIME_SCALE / frameRate),
    samples: Math.round(seconds * frameRate),
    sampleBytes: frameBytes,
    perChunk: CHUNK,
    entry,
    header: full('vmhd', 1, Buffer.alloc(8)),
    size: [width, height],
    rotation,
    edits: order.edits?.video,
    keyEvery: order.keyEvery,
    shift: order.shift,
    name: order.name,
  }
}

/** Without a set: the noise has none. */
function avcConfiguration(set?: Buffer): Buffer {
  const head = Buffer.from([1, set?.[1] ?? 0x42, 0xc0, 0x28, 0xff])
  return set === undefined
    ? Buffer.concat([head, Buffer.from([0xe0, 0])])
    : Buffer.concat([head, Buffer.from([0xe1]), u16(set.length), set, Buffer.from([0])])
}

/** The name of a compressor: its length and 31 bytes. */
function pascal(name = ''): Buffer {
  const data = Buffer.alloc(32)
  data.writeUInt8(Math.min(name.length, 31))
  data.write(name.slice(0, 31), 1, 'latin1')
  return data
}

/** The sample rates in the order of their numbers in AAC. */
const RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000]

function audioTrack(order: MovieOrder): MadeTrack {
  const { seconds = 6, audioRate = 48_000, audioCodec, channels = 2 } = order
  const rate = RATES.indexOf(audioRate)
  const config = Buffer.from([0x05, 2, 0x10 | (rate >> 1), ((rate & 1) << 7) | (channels << 3)])
  const decoder = Buffer.concat([
    Buffer.from([0x04, 13 + config.length, 0x40, 0x15]),
    Buffer.alloc(11),
    config,
  ])
  const stream = Buffer.concat([
    Buffer.from([0x03, 3 + decoder.length + 3, 0, 0, 0]),
    decoder,
    Buffer.from([0x06, 1, 2]),
  ])
  const entry = movieBox(
    audioCodec ?? 'mp4a',
    Buffer.concat([u32(0), u16(0, 1), Buffer.alloc(8), u16(channels, 16, 0, 0), u16(audioRate, 0)]),
    audioCodec === 'mp4a' || audioCodec === undefined ? full('esds', 0, stream) : Buffer.alloc(0),
  )
  return {
    handler: 'soun',
    scale: audioRate,
    delta: AUDIO_FRAME,
    samples: Math.round((seconds * audioRate) / AUDIO_FRAME),
    sampleBytes: AUDIO_BYTES,
    perChunk: CHUNK,
    entry,
    header: full('smhd', 0, Buffer.alloc(4)),
    size: [0, 0],
    rotation: 0,
    edits: order.edits?.audio,
    name: order.name,
  }
}

/** One sample of text with a place, as GoPro's `gpmd`. */
const telemetryTrack = (): MadeTrack => ({
  handler: 'meta',
  scale: 1_000,
  delta: 1_000,
  samples: 3,
  sampleBytes: 64,
  perChunk: 1,
  entry: movieBox('gpmd', u32(0), u16(0, 1)),
  header: movieBox('gmhd', full('gmin', 0, Buffer.alloc(12))),
  size: [0, 0],
  rotation: 0,
})

const chunksOf = ({ samples, perChunk }: MadeTrack): number => Math.ceil(samples / perChunk)

const bytesOfChunk = ({ samples, perChunk, sampleBytes }: MadeTrack, chunk: number): number =>
  Math.min(perChunk, samples - chunk * perChunk) * sampleBytes

const milliseconds = ({ samples, delta, scale }: MadeTrack): number =>
  Math.round((samples * delta * 1_000) / scale)

function trakBox(track: MadeTrack, id: number, offsets: readonly number[]): Buffer {
  const { samples, perChunk, delta, scale, sampleBytes, entry, header } = track
  const rest = samples % perChunk
  const runs = [
    [1, perChunk, 1],
    ...(rest > 0 && samples > perChunk ? [[chunksOf(track), rest, 1]] : []),
  ]
  if (samples < perChunk) runs[0] = [1, samples, 1]
  const matrix = MATRICES[track.rotation] ?? MATRICES[0] ?? []
  const table = movieBox(
    'stbl',
    full('stsd', 0, u32(1), entry),
    full('stts', 0, u32(1, samples, delta)),
    ...(track.shift === undefined ? [] : [full('ctts', 0, u32(1, samples, track.shift))]),
    ...(track.keyEvery === undefined ? [] : [syncTable(samples, track.keyEvery)]),
    full('stsc', 0, u32(runs.length, ...runs.flat())),
    full('stsz', 0, u32(sampleBytes, samples)),
    full('stco', 0, u32(offsets.length, ...offsets)),
  )
  // QuickTime refers to the file by an alias, with the name of its volume.
  const reference =
    track.name === undefined ? full('url ', 1) : full('alis', 1, Buffer.from(track.name))
  const own = movieBox('dinf', full('dref', 0, u32(1), reference))
  const name = Buffer.concat([
    u32(0),
    Buffer.from(track.handler),
    Buffer.alloc(12),
    Buffer.from(`${track.name ?? 'Name'}\0`),
  ])
  return movieBox(
    'trak',
    full(
      'tkhd',
      3,
      u32(0, 0, id, 0, milliseconds(track), 0, 0),
      u16(0, 0, track.handler === 'soun' ? 0x100 : 0, 0),
      u32(...matrix, track.size[0] << 16, track.size[1] << 16),
    ),
    ...(track.edits === undefined ? [] : [editBox(track.edits)]),
    movieBox(
      'mdia',
      full('mdhd', 0, u32(0, 0, scale, samples * delta), u16(0x55c4, 0)),
      full('hdlr', 0, name),
      movieBox('minf', header, own, table),
    ),
  )
}

function syncTable(samples: number, every: number): Buffer {
  const numbers = Array.from({ length: Math.ceil(samples / every) }, (_, n) => n * every + 1)
  return full('stss', 0, u32(numbers.length, ...numbers))
}

function editBox(edits: readonly MovieEdit[]): Buffer {
  const entries = edits.flatMap(([ms, time, rate = 1]) => [ms, time, rate * 0x10000])
  return movieBox('edts', full('elst', 0, u32(edits.length, ...entries)))
}

function moovBox(
  tracks: readonly MadeTrack[],
  offsets: readonly number[][],
  place?: string,
): Buffer {
  const duration = Math.max(...tracks.map(milliseconds))
  const matrix = MATRICES[0] ?? []
  return movieBox(
    'moov',
    full(
      'mvhd',
      0,
      u32(0, 0, 1_000, duration, 0x10000),
      u16(0x100, 0),
      u32(0, 0, ...matrix, 0, 0, 0, 0, 0, 0, tracks.length + 1),
    ),
    ...tracks.map((track, index) => trakBox(track, index + 1, offsets[index] ?? [])),
    ...(place === undefined
      ? []
      : [movieBox('udta', movieBox('\u00a9xyz', u16(place.length, 0x15c7), Buffer.from(place)))]),
  )
}

/** The pieces of a film, made while they are read: a large one needs no memory. */
export function* moviePieces(order: MovieOrder = {}): Generator<Buffer, void> {
  const { isMoovLast = false, brand = 'isom', place } = order
  const tracks = tracksOf(order)
  const ftyp = movieBox('ftyp', Buffer.from(`${brand}\0\0\0\u0001${brand}mp42`, 'latin1'))
  const plan = interleaved(tracks)
  const size = moovBox(
    tracks,
    tracks.map((track) => Array.from<number>({ length: chunksOf(track) }).fill(0)),
    place,
  ).length
  const moov = moovBox(
    tracks,
    offsetsOf(tracks, plan, ftyp.length + 8 + (isMoovLast ? 0 : size)),
    place,
  )
  yield ftyp
  if (!isMoovLast) yield moov
  const header = u32(
    plan.reduce((sum, { bytes }) => sum + bytes, 8),
    0,
  )
  header.write('mdat', 4, 'latin1')
  yield header
  for (const { track, chunk, bytes } of plan)
    yield Buffer.alloc(bytes, `${track.handler} ${chunk} `)
  if (isMoovLast) yield moov
}

const tracksOf = (order: MovieOrder): MadeTrack[] => [
  ...(order.videoCodec === null ? [] : [videoTrack(order)]),
  ...(order.audioCodec === null ? [] : [audioTrack(order)]),
  ...(order.hasTelemetry === true ? [telemetryTrack()] : []),
]

type PlannedChunk = { track: MadeTrack; chunk: number; bytes: number }

function offsetsOf(
  tracks: readonly MadeTrack[],
  plan: readonly PlannedChunk[],
  from: number,
): number[][] {
  const offsets = new Map(
    tracks.map((track) => [track, Array.from<number>({ length: chunksOf(track) })]),
  )
  let at = from
  for (const { track, chunk, bytes } of plan) {
    offsets.get(track)?.splice(chunk, 1, at)
    at += bytes
  }
  return [...offsets.values()]
}

/** Chunks of all tracks, one after the other. */
function interleaved(tracks: readonly MadeTrack[]): PlannedChunk[] {
  const most = Math.max(...tracks.map(chunksOf))
  return Array.from({ length: most }, (_, chunk) =>
    tracks.flatMap((track) =>
      chunk < chunksOf(track) ? [{ track, chunk, bytes: bytesOfChunk(track, chunk) }] : [],
    ),
  ).flat()
}

export const makeMovie = (order: MovieOrder = {}): Buffer => Buffer.concat([...moviePieces(order)])
