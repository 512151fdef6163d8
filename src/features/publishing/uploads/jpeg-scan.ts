/** The end of a JPEG's data: with its last pixel, with more data behind it, or before it. */
type ScanEnd = 'whole' | 'data_left' | 'damaged'

type Table = { first: number[]; start: number[]; counts: number[]; values: Buffer }
type Component = { across: number; down: number; dc: number; ac: number }

const [START_OF_SCAN, END_OF_IMAGE, TABLES, INTERVAL] = [0xda, 0xd9, 0xc4, 0xdd]
const BASELINE = new Set([0xc0, 0xc1])
const LONGEST_CODE = 16
const COEFFICIENTS = 64

/**
 * Reads the Huffman codes of a JPEG whose pixels are in one scan (ITU T.81, F.2.2): a decoder shows
 * as much as it can of damaged data, and ignores the rest. A JPEG with several scans is `whole`
 * here: its decoder reads all of it.
 */
export function scanEnd(jpeg: Buffer): ScanEnd {
  const header: Header = {
    tables: new Map(),
    components: new Map(),
    interval: 0,
    width: 0,
    height: 0,
  }
  for (let at = 2; at + 4 <= jpeg.length;) {
    const marker = jpeg[at + 1] ?? 0
    if (jpeg[at] !== 0xff) return 'damaged'
    const end = marker === 0xff ? at + 1 : at + 2 + jpeg.readUInt16BE(at + 2)
    if (end > jpeg.length) return 'damaged'
    const data = jpeg.subarray(at + 4, end)
    if (marker === START_OF_SCAN) return ofScan(jpeg, end, { data, header })
    if (marker !== 0xff) readSegment(marker, data, header)
    at = end
  }
  return 'damaged'
}

type Header = {
  tables: Map<number, Table>
  components: Map<number, Component>
  /** Units between two restarts; 0 for none. */
  interval: number
  width: number
  height: number
}

function readSegment(marker: number, data: Buffer, header: Header): void {
  if (marker === TABLES) readTables(data, header.tables)
  if (marker === INTERVAL && data.length >= 2) header.interval = data.readUInt16BE(0)
  if (!BASELINE.has(marker) || data.length < 6) return
  header.height = data.readUInt16BE(1)
  header.width = data.readUInt16BE(3)
  for (let place = 6; place + 2 < data.length; place += 3) {
    const factors = data.readUInt8(place + 1)
    const component = { across: factors >> 4, down: factors & 15, dc: 0, ac: 0 }
    header.components.set(data.readUInt8(place), component)
  }
}

function ofScan(
  jpeg: Buffer,
  from: number,
  { data, header }: { data: Buffer; header: Header },
): ScanEnd {
  const { components } = header
  if (components.size === 0 || data[0] !== components.size) return 'whole'
  for (let place = 1; place < 1 + components.size * 2; place += 2) {
    const component = components.get(data[place] ?? 0)
    const tables = data[place + 1]
    if (component === undefined || tables === undefined) return 'damaged'
    component.dc = tables >> 4
    component.ac = 0x10 | (tables & 15)
  }
  return readScan(jpeg, from, { ...header, components: [...components.values()] })
}

function readTables(data: Buffer, tables: Map<number, Table>): void {
  for (let at = 0; at + 17 <= data.length;) {
    const counts = [...data.subarray(at + 1, at + 17)]
    const total = counts.reduce((sum, count) => sum + count, 0)
    const [first, start]: [number[], number[]] = [[], []]
    let [code, place] = [0, 0]
    for (const count of counts) {
      first.push(code)
      start.push(place)
      code = (code + count) * 2
      place += count
    }
    const values = data.subarray(at + 17, at + 17 + total)
    tables.set(data.readUInt8(at), { first, start, counts, values })
    at += 17 + total
  }
}

type Scan = Omit<Header, 'components'> & { components: readonly Component[] }

class DamagedScanError extends Error {
  override readonly name = 'DamagedScanError'
}

function readScan(jpeg: Buffer, from: number, scan: Scan): ScanEnd {
  const bits = bitsOf(jpeg, from)
  try {
    readUnits(bits, scan)
    return bits.isAtEnd() ? 'whole' : 'data_left'
  } catch (error) {
    if (error instanceof DamagedScanError) return 'damaged'
    throw error
  }
}

function readUnits(bits: Bits, scan: Scan): void {
  const { components, interval, tables } = scan
  // The blocks of a unit; a picture of one component is not interleaved.
  const blocks = components.flatMap(({ dc, ac, across, down }) => {
    const block = { dc: tables.get(dc), ac: tables.get(ac) }
    return Array.from({ length: components.length === 1 ? 1 : across * down }, () => block)
  })
  const units = unitsOf(scan)
  for (let unit = 0; unit < units; unit += 1) {
    if (interval > 0 && unit > 0 && unit % interval === 0) bits.restart((unit / interval - 1) % 8)
    for (const { dc, ac } of blocks) readBlock(bits, dc, ac)
  }
}

function unitsOf({ width, height, components }: Scan): number {
  const isOne = components.length === 1
  const across = isOne ? 1 : Math.max(...components.map((each) => each.across))
  const down = isOne ? 1 : Math.max(...components.map((each) => each.down))
  return Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down))
}

function readBlock(bits: Bits, dc: Table | undefined, ac: Table | undefined): void {
  if (dc === undefined || ac === undefined) throw new DamagedScanError()
  bits.skip(bits.code(dc) & 15)
  for (let place = 1; place < COEFFICIENTS;) {
    const code = bits.code(ac)
    const [run, size] = [code >> 4, code & 15]
    if (size === 0 && run !== 15) return
    place += run + 1
    if (place > COEFFICIENTS) throw new DamagedScanError()
    bits.skip(size)
  }
}

type Bits = {
  code(table: Table): number
  skip(count: number): void
  /** Goes over the marker of a restart. */
  restart(number: number): void
  isAtEnd(): boolean
}

function bitsOf(jpeg: Buffer, from: number): Bits {
  let [at, byte, left] = [from, 0, 0]
  const bit = (): number => {
    if (left === 0) {
      byte = jpeg[at] ?? 0xff
      // Behind a byte of ones a zero is no data; anything else is a marker, which ends them.
      if (byte === 0xff && jpeg[at + 1] !== 0) throw new DamagedScanError()
      at += byte === 0xff ? 2 : 1
      left = 8
    }
    left -= 1
    return (byte >> left) & 1
  }
  const markerAt = (): number => {
    left = 0
    while (jpeg[at] === 0xff && jpeg[at + 1] === 0xff) at += 1
    return jpeg[at] === 0xff ? (jpeg[at + 1] ?? 0) : 0
  }
  return {
    code({ first, start, counts, values }) {
      let code = 0
      for (let length = 0; length < LONGEST_CODE; length += 1) {
        code = code * 2 + bit()
        const place = code - (first[length] ?? 0)
        if (place >= 0 && place < (counts[length] ?? 0))
          return values[(start[length] ?? 0) + place] ?? 0
      }
      throw new DamagedScanError()
    },
    skip(count) {
      for (let n = 0; n < count; n += 1) bit()
    },
    restart(number) {
      if (markerAt() !== 0xd0 + number) throw new DamagedScanError()
      at += 2
    },
    isAtEnd: () => markerAt() === END_OF_IMAGE,
  }
}
