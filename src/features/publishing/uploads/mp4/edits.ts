import { unfit } from '../refusal.ts'
import { boxesIn, type Box } from './boxes.ts'
import { damagedTimes, selectSamples, type Samples } from './samples.ts'

/**
 * The part of a track that plays, in seconds: nothing for `delay`, then its media from `from` to
 * `to`.
 */
type Edit = { delay: number; from: number; to: number }

/** A track without its edit list. */
export type Resolved = {
  samples: Samples
  /** Whether it had a list: its headers then describe what that list plays. */
  hasList: boolean
  /** Whether samples are missing, or are shown at other times: its tables have to be rewritten. */
  isChanged: boolean
  /** Seconds of media that were cut off by the list alone, and are gone. */
  cutSeconds: number
}

const NORMAL_RATE = 0x10000
/** The longest hidden media that people do not notice: one frame, or sound beside its pictures. */
const MAX_HIDDEN_SECONDS = 0.05
const MAX_DELAY_SECONDS = 0.1
/** Frames behind the end that others before it are made of. */
const MAX_TAIL_SECONDS = 0.5

/**
 * Cuts the media of a clip to what its edit list shows: platforms do not read edit lists, and would
 * show what a person has cut away. This is lossless where the clip begins with a frame that needs
 * no other one. Throws InvalidInputError elsewhere.
 */
export function resolveEdits(
  moov: Buffer,
  tracks: readonly { box: Box; handler: string; samples: Samples }[],
): Resolved[] {
  const scale = movieScaleOf(moov)
  const edits = tracks.map(({ box, samples }) => editOf(moov, box, { scale, samples }))
  const least = Math.min(...edits.map((edit) => edit?.delay ?? 0))
  return tracks.map(({ handler, samples }, place) => {
    const edit = edits[place]
    if (edit === undefined) return { samples, hasList: false, isChanged: false, cutSeconds: 0 }
    if (edit.delay - least > MAX_DELAY_SECONDS)
      throw notApplied('a track begins later than another one')
    return handler === 'soun' ? cutSound(samples, edit) : cutPictures(samples, edit)
  })
}

/** Units of a second in the headers of the movie and its tracks. */
export function movieScaleOf(moov: Buffer): number {
  const [root] = boxesIn(moov, 0, moov.length)
  const header = root && boxesIn(moov, root.dataStart, root.end).find(({ type }) => type === 'mvhd')
  if (header === undefined) throw damagedTimes()
  const at = header.dataStart + (moov[header.dataStart] === 1 ? 20 : 12)
  return moov.readUInt32BE(at)
}

/** Undefined without a list. Pieces that follow each other are one. */
function editOf(
  moov: Buffer,
  track: Box,
  { scale, samples }: { scale: number; samples: Samples },
): Edit | undefined {
  const list = boxesIn(moov, track.dataStart, track.end)
    .filter(({ type }) => type === 'edts')
    .flatMap((box) => boxesIn(moov, box.dataStart, box.end))
    .find(({ type }) => type === 'elst')
  if (list === undefined) return undefined
  let edit: Edit = { delay: 0, from: 0, to: 0 }
  let isBegun = false
  for (const { duration, mediaTime, rate } of entriesOf(moov.subarray(list.dataStart, list.end))) {
    const seconds = duration / scale
    if (mediaTime < 0) {
      if (isBegun) throw notApplied('it shows nothing for a while')
      edit = { ...edit, delay: edit.delay + seconds }
      continue
    }
    if (rate !== NORMAL_RATE) throw notApplied('a part of it plays at another speed')
    const from = mediaTime / samples.scale
    // A length of zero: to the end.
    const to = duration === 0 ? Infinity : from + seconds
    if (isBegun && Math.abs(from - edit.to) > MAX_HIDDEN_SECONDS)
      throw notApplied('parts in its middle are left out')
    edit = isBegun ? { ...edit, to } : { ...edit, from, to }
    isBegun = true
  }
  return isBegun ? edit : undefined
}

type Entry = { duration: number; mediaTime: number; rate: number }

function entriesOf(data: Buffer): Entry[] {
  const isLong = data[0] === 1
  const bytes = isLong ? 20 : 12
  const count = data.length < 8 ? 0 : data.readUInt32BE(4)
  if (data.length < 8 + count * bytes) throw damagedTimes()
  return Array.from({ length: count }, (_, entry) => {
    const at = 8 + entry * bytes
    return isLong
      ? {
          duration: Number(data.readBigUInt64BE(at)),
          mediaTime: Number(data.readBigInt64BE(at + 8)),
          rate: data.readUInt32BE(at + 16),
        }
      : {
          duration: data.readUInt32BE(at),
          mediaTime: data.readInt32BE(at + 4),
          rate: data.readUInt32BE(at + 8),
        }
  })
}

function cutPictures(samples: Samples, edit: Edit): Resolved {
  const { scale, displayed, durations } = samples
  const frame = durations[0] ?? 0
  const timeOf = (sample: number): number => displayed[sample] ?? 0
  const start = startOf(samples, edit.from * scale + frame / 2)
  const hidden = edit.from - timeOf(start) / scale
  if (hidden > Math.max(MAX_HIDDEN_SECONDS, frame / scale))
    throw notApplied(`${seconds(hidden)} before its beginning are still in the file`)
  const end = edit.to * scale - frame / 2
  let last = displayed.length - 1
  while (last > start && timeOf(last) >= end) last -= 1
  // Frames that are shown before the first one are made of what came before it.
  const entries = [...displayed.keys()].filter(
    (sample) => sample >= start && sample <= last && timeOf(sample) >= timeOf(start),
  )
  const latest = entries.reduce((most, sample) => Math.max(most, timeOf(sample)), 0)
  const tail = edit.to === Infinity ? 0 : (latest + frame) / scale - edit.to
  if (tail > MAX_TAIL_SECONDS)
    throw notApplied(`${seconds(tail)} behind its end are still in the file`)
  return resolved(samples, entries)
}

/** Returns the last frame, among those that need no other one, that is shown by then. */
function startOf({ displayed, sync }: Samples, by: number): number {
  let start = 0
  for (const [sample, time] of displayed.entries())
    if ((sync === null || sync.has(sample)) && time <= by) start = sample
  return start
}

/** Sound is cut at whole packets, some 20 ms apart. */
function cutSound(samples: Samples, { from, to }: Edit): Resolved {
  const { scale, decoded, durations } = samples
  const samplesInOrder = decoded.flatMap((time, sample) => {
    const half = (durations[sample] ?? 0) / 2
    return time + half >= from * scale && time + half < to * scale ? [sample] : []
  })
  return resolved(samples, samplesInOrder)
}

function resolved(samples: Samples, selected: readonly number[]): Resolved {
  if (selected.length === 0) throw notApplied('nothing of a track is shown')
  const rest = selectSamples(samples, selected)
  const all = samples.durations.reduce((sum, duration) => sum + duration, 0)
  const left = rest.durations.reduce((sum, duration) => sum + duration, 0)
  const isSame =
    selected.length === samples.sizes.length &&
    rest.displayed.every((time, sample) => time === (samples.displayed[sample] ?? 0))
  return {
    samples: rest,
    hasList: true,
    isChanged: !isSame,
    cutSeconds: (all - left) / samples.scale,
  }
}

const seconds = (value: number): string => `${Number(value.toFixed(2))} s`

const notApplied = (what: string) =>
  unfit(
    'edit_list',
    `it has a list of edits, which Instagram does not follow: ${what}`,
    'export it once more from the program that edited it',
  )
