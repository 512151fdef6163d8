import { boxesIn, makeBox, type Box } from './boxes.ts'

/**
 * Names of handlers that programs write by themselves, and that say nothing of who made a video.
 */
const GENERIC =
  /^(?:name|(?:core media |apple )?(?:video|audio|sound|data)(?: ?(?:media|alias data))?(?: ?handler)?)?$/i

const ENTRY_HEADER = 8
/** The sizes of the fields in a sample entry between its header and its boxes. */
const VIDEO_FIELDS = 78
const AUDIO_FIELDS = [28, 44, 64] as const
const COMPRESSOR = { from: 42, to: 74 } as const

/**
 * The boxes in a sample entry that decoders and players need; colour profiles may name a screen or
 * its owner.
 */
const ENTRY_BOXES = new Set(
  (
    'avcC hvcC colr pasp clap fiel gama mdcv clli btrt dvcC dvvC hvcE amve esds wave chan chnl ' +
    'srat'
  ).split(' '),
)
const WAVE_BOXES = new Set(['frma', 'mp4a', 'esds', 'enda', '\0\0\0\0'])
/** Parameter sets; comments of encoders are in others. */
const HEVC_SETS = new Set([32, 33, 34])

/** A box of the index as it may be published; undefined for one that can hold no name. */
export function cleaned(moov: Buffer, box: Box): Buffer | undefined {
  switch (box.type) {
    case 'hdlr':
      return handler(moov, box)
    case 'stsd':
      return description(moov, box)
    case 'dinf':
      // An alias of QuickTime has the paths and volumes of the computer that made it.
      return makeBox('dinf', fullBox('dref', Buffer.from([0, 0, 0, 1]), ownData()))
    default:
      return undefined
  }
}

const fullBox = (type: string, ...parts: readonly Buffer[]): Buffer =>
  makeBox(type, Buffer.alloc(4), ...parts)

/** "In this file". */
const ownData = (): Buffer => makeBox('url ', Buffer.from([0, 0, 0, 1]))

/**
 * Returns the handler box with its type and no name; the name in MP4 ends with a zero, that in
 * QuickTime begins with its length.
 */
function handler(moov: Buffer, { start, dataStart, end }: Box): Buffer {
  const data = moov.subarray(dataStart, end)
  const name = data.toString('latin1', 24).replaceAll(/\p{Cc}/gu, '')
  const isPlain = GENERIC.test(name) && data.subarray(12, 24).every((byte) => byte === 0)
  if (isPlain) return moov.subarray(start, end)
  return makeBox('hdlr', Buffer.alloc(4), data.subarray(4, 12), Buffer.alloc(12), Buffer.from([0]))
}

function description(moov: Buffer, { dataStart, end }: Box): Buffer {
  const entries = boxesIn(moov, dataStart + 8, end).map((entry) => sampleEntry(moov, entry))
  return makeBox('stsd', moov.subarray(dataStart, dataStart + 8), ...entries)
}

function sampleEntry(moov: Buffer, entry: Box): Buffer {
  const data = Buffer.from(moov.subarray(entry.dataStart, entry.end))
  const isAudio = isAudioEntry(entry.type)
  const fields = isAudio ? audioFields(data) : VIDEO_FIELDS
  if (data.length < fields) return moov.subarray(entry.start, entry.end)
  // Revision and vendor; in MP4 they are zero.
  data.fill(0, 10, 16)
  if (!isAudio) data.fill(0, COMPRESSOR.from, COMPRESSOR.to)
  const boxes = boxesUntilDamage(data, fields).flatMap((box) => inEntry(data, box))
  return makeBox(entry.type, data.subarray(0, fields), ...boxes)
}

const isAudioEntry = (type: string): boolean =>
  /^(?:mp4a|alac|sowt|twos|lpcm|samr|sawb|ac-3|ec-3)$/.test(type)

const audioFields = (data: Buffer): number =>
  AUDIO_FIELDS[data.length >= 10 ? data.readUInt16BE(8) : 0] ?? AUDIO_FIELDS[0]

/** Old programs leave a few bytes behind the last box. */
function boxesUntilDamage(data: Buffer, from: number): Box[] {
  const boxes: Box[] = []
  for (let at = from; at + ENTRY_HEADER <= data.length;) {
    const size = data.readUInt32BE(at)
    if (size < ENTRY_HEADER || at + size > data.length) break
    const type = data.toString('latin1', at + 4, at + ENTRY_HEADER)
    boxes.push({ type, start: at, dataStart: at + ENTRY_HEADER, end: at + size })
    at += size
  }
  return boxes
}

function inEntry(data: Buffer, box: Box): Buffer[] {
  if (!ENTRY_BOXES.has(box.type)) return []
  const whole = data.subarray(box.start, box.end)
  if (box.type === 'hvcC') return [withoutComments(whole)]
  if (box.type === 'colr')
    return /^ncl[cx]$/.test(data.toString('latin1', box.dataStart, box.dataStart + 4))
      ? [whole]
      : []
  if (box.type !== 'wave') return [whole]
  const allowedBoxes = boxesUntilDamage(data.subarray(0, box.end), box.dataStart).filter(
    ({ type }) => WAVE_BOXES.has(type),
  )
  return [makeBox('wave', ...allowedBoxes.map(({ start, end }) => data.subarray(start, end)))]
}

const HVCC_ARRAYS = 22

/** The configuration of HEVC with its parameter sets alone. */
function withoutComments(box: Buffer): Buffer {
  const data = box.subarray(ENTRY_HEADER)
  const count = data[HVCC_ARRAYS] ?? 0
  const buffers: Buffer[] = []
  let at = HVCC_ARRAYS + 1
  for (let array = 0; array < count && at + 3 <= data.length; array += 1) {
    const start = at
    const units = data.readUInt16BE(at + 1)
    at += 3
    for (let unit = 0; unit < units && at + 2 <= data.length; unit += 1)
      at += 2 + data.readUInt16BE(at)
    if (HEVC_SETS.has((data[start] ?? 0) & 63)) buffers.push(data.subarray(start, at))
  }
  if (buffers.length === count) return box
  return makeBox('hvcC', data.subarray(0, HVCC_ARRAYS), Buffer.from([buffers.length]), ...buffers)
}

/** Brands that are standards; others are makers of cameras. */
const BRANDS =
  /^(?:iso[\dm-z]|isom|mp4[12]|mp71|avc1|hvc1|hev1|hvc2|av01|qt {2}|M4[VAP] |M4VP|M4VH|3g[p2][\da-z]|dby1|dash|msdh|cmf[c2]|iphl|\0\0\0\0)$/

/** The file type with the brands of standards alone; the box itself when it has no other. */
export function cleanType(box: Buffer): Buffer {
  const brands: string[] = []
  for (let at = ENTRY_HEADER; at + 4 <= box.length; at += 4)
    if (at !== ENTRY_HEADER + 4) brands.push(box.toString('latin1', at, at + 4))
  if (brands.every((brand) => BRANDS.test(brand))) return box
  const known = brands.filter((brand) => BRANDS.test(brand))
  const [major = ''] = brands
  const compatible = BRANDS.test(major) ? known : ['isom', ...known, 'mp42']
  const [first = 'isom', ...others] = compatible
  return makeBox(
    'ftyp',
    Buffer.from(first, 'latin1'),
    Buffer.alloc(4),
    Buffer.from([...new Set(others)].join(''), 'latin1'),
  )
}
