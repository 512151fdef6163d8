import { unfit } from '../refusal.ts'
import { boxesIn, makeBox, type Box } from './boxes.ts'

/**
 * The samples of a track in the order in which they are decoded; times in the unit of the track.
 */
export type Samples = {
  /** Units of a second. */
  scale: number
  sizes: number[]
  offsets: number[]
  durations: number[]
  /** The times at which the samples are decoded, and at which they are shown. */
  decoded: number[]
  displayed: number[]
  /** Null: a decoder can begin with any of them. */
  sync: ReadonlySet<number> | null
}

/**
 * The length of the table is checked before: `readTracks` refuses what is made to exhaust its
 * reader.
 */
export function readSamples(moov: Buffer, track: Box): Samples {
  const find = finderIn(moov, track)
  const header = find(['mdia', 'mdhd'])
  const scale = header.readUInt32BE(header[0] === 1 ? 20 : 12)
  const table = ['mdia', 'minf', 'stbl']
  const sizes = sizesOf(find([...table, 'stsz']))
  const durations = expanded(find([...table, 'stts']), sizes.length)
  const shifts = optional(() => expanded(find([...table, 'ctts']), sizes.length, true))
  const decoded: number[] = []
  let at = 0
  for (const duration of durations) {
    decoded.push(at)
    at += duration
  }
  const sync = optional(() => find([...table, 'stss']))
  return {
    scale,
    sizes,
    durations,
    decoded,
    offsets: offsetsOf(find, sizes),
    displayed: decoded.map((time, sample) => time + (shifts?.[sample] ?? 0)),
    sync: sync === undefined ? null : new Set(numbersOf(sync).map((number) => number - 1)),
  }
}

type Find = (path: readonly string[]) => Buffer

class NoBoxError extends Error {
  override readonly name = 'NoBoxError'
}

const finderIn =
  (moov: Buffer, track: Box): Find =>
  (path) => {
    let box = track
    for (const type of path) {
      const inner = boxesIn(moov, box.dataStart, box.end).find((each) => each.type === type)
      if (inner === undefined) throw new NoBoxError(type)
      box = inner
    }
    return moov.subarray(box.dataStart, box.end)
  }

function optional<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof NoBoxError) return undefined
    throw error
  }
}

function sizesOf(data: Buffer): number[] {
  const [each, count] = [data.readUInt32BE(4), data.readUInt32BE(8)]
  return Array.from({ length: count }, (_, sample) =>
    each === 0 ? data.readUInt32BE(12 + sample * 4) : each,
  )
}

/** A table of counts and values, one value a sample. */
function expanded(data: Buffer, samples: number, isSigned = false): number[] {
  const values: number[] = []
  const entries = data.readUInt32BE(4)
  for (let entry = 0; entry < entries && values.length < samples; entry += 1) {
    const at = 8 + entry * 8
    const count = Math.min(data.readUInt32BE(at), samples - values.length)
    // Programs write negative shifts without saying so in the version.
    const value = isSigned ? data.readInt32BE(at + 4) : data.readUInt32BE(at + 4)
    for (let n = 0; n < count; n += 1) values.push(value)
  }
  return values
}

function numbersOf(data: Buffer): number[] {
  return Array.from({ length: data.readUInt32BE(4) }, (_, n) => data.readUInt32BE(8 + n * 4))
}

function offsetsOf(find: Find, sizes: readonly number[]): number[] {
  const table = ['mdia', 'minf', 'stbl']
  const runs = find([...table, 'stsc'])
  const short = optional(() => find([...table, 'stco']))
  const chunks = short ? numbersOf(short) : longNumbersOf(find([...table, 'co64']))
  const count = runs.readUInt32BE(4)
  const offsets: number[] = []
  let run = 0
  for (const [chunk, start] of chunks.entries()) {
    while (run + 1 < count && runs.readUInt32BE(8 + (run + 1) * 12) <= chunk + 1) run += 1
    let at = start
    for (
      let n = runs.readUInt32BE(8 + run * 12 + 4);
      n > 0 && offsets.length < sizes.length;
      n -= 1
    ) {
      offsets.push(at)
      at += sizes[offsets.length - 1] ?? 0
    }
  }
  return offsets
}

const longNumbersOf = (data: Buffer): number[] =>
  Array.from({ length: data.readUInt32BE(4) }, (_, n) => Number(data.readBigUInt64BE(8 + n * 8)))

/** Returns the selected samples, from the first one that is shown on. */
export function selectSamples(samples: Samples, selected: readonly number[]): Samples {
  const pick = (values: readonly number[]): number[] =>
    selected.map((sample) => values[sample] ?? 0)
  const durations = pick(samples.durations)
  const displayed = pick(samples.displayed)
  const first = displayed.reduce((least, time) => Math.min(least, time), Infinity)
  let at = 0
  const decoded = durations.map((duration) => {
    at += duration
    return at - duration
  })
  const { sync } = samples
  return {
    scale: samples.scale,
    sizes: pick(samples.sizes),
    offsets: pick(samples.offsets),
    durations,
    decoded,
    displayed: displayed.map((time) => time - first),
    sync:
      sync === null
        ? null
        : new Set(
            [...selected.entries()].flatMap(([place, sample]) => (sync.has(sample) ? [place] : [])),
          ),
  }
}

/** The tables of these samples, one chunk a sample run; `offsets` are filled in by the writer. */
export function sampleTables(samples: Samples, chunks: readonly { samples: number }[]): Buffer[] {
  const { sizes, durations, decoded, displayed, sync } = samples
  const shifts = displayed.map((time, sample) => time - (decoded[sample] ?? 0))
  const table = (type: string, version: number, entries: readonly number[][]): Buffer =>
    makeBox(type, u32([version << 24, entries.length]), u32(entries.flat()))
  return [
    table('stts', 0, runsOf(durations)),
    ...(shifts.some((shift) => shift !== 0) ? [table('ctts', 1, runsOf(shifts))] : []),
    ...(sync === null
      ? []
      : [
          table(
            'stss',
            0,
            [...sync].map((sample) => [sample + 1]),
          ),
        ]),
    table('stsc', 0, chunkRuns(chunks)),
    makeBox('stsz', u32([0, 0, sizes.length]), u32(sizes)),
  ]
}

function chunkRuns(chunks: readonly { samples: number }[]): number[][] {
  const runs: number[][] = []
  for (const [chunk, { samples }] of chunks.entries())
    if (runs.at(-1)?.[1] !== samples) runs.push([chunk + 1, samples, 1])
  return runs
}

function runsOf(values: readonly number[]): number[][] {
  const runs: number[][] = []
  for (const value of values) {
    const last = runs.at(-1)
    if (last?.[1] === value) last[0] = (last[0] ?? 0) + 1
    else runs.push([1, value])
  }
  return runs
}

/** A list, not arguments: a long film has more frames than a call may have arguments. */
function u32(values: readonly number[]): Buffer {
  const data = Buffer.alloc(values.length * 4)
  for (const [place, value] of values.entries()) data.writeInt32BE(value | 0, place * 4)
  return data
}

/** Samples that follow each other in the file are one chunk, as far as they did before. */
export function chunksOf({
  sizes,
  offsets,
}: Samples): { offset: number; bytes: number; samples: number }[] {
  const chunks: { offset: number; bytes: number; samples: number }[] = []
  for (const [sample, offset] of offsets.entries()) {
    const bytes = sizes[sample] ?? 0
    const last = chunks.at(-1)
    if (last && last.offset + last.bytes === offset && last.samples < MAX_IN_CHUNK) {
      last.bytes += bytes
      last.samples += 1
    } else chunks.push({ offset, bytes, samples: 1 })
  }
  return chunks
}

/** About a second: players read a chunk at once. */
const MAX_IN_CHUNK = 30

export const damagedTimes = () =>
  unfit('structure', 'the times of the video are damaged', 'export it once more as MP4')
