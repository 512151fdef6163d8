import type { PictureBytes } from './picture-bytes.ts'
import { cutOff, unusual } from './picture-header.ts'

export type Box = { type: string; start: number; end: number }
/** A part of the file, with its type. */
export type Item = { type: string; start: number; end: number }

const MAX_BOXES = 1_000

/**
 * Reads the boxes between two positions (ISO/IEC 14496-12, 4.2); `start` is after the header of a
 * box.
 */
export async function boxesOf(bytes: PictureBytes, from: number, to: number): Promise<Box[]> {
  const boxes: Box[] = []
  for (let at = from; at + 8 <= to;) {
    const head = await bytes.read(at, 16)
    if (head.length < 8) throw cutOff()
    const short = head.readUInt32BE(0)
    const isLong = short === 1 && head.length === 16
    const size = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short
    if (size < 8 || at + size > to) throw cutOff()
    boxes.push({
      type: head.toString('latin1', 4, 8),
      start: at + (isLong ? 16 : 8),
      end: at + size,
    })
    if (boxes.length > MAX_BOXES) throw unusual('it has more parts than a picture needs')
    at += size
  }
  return boxes
}

/** Reads the items of a picture with their positions (ISO/IEC 14496-12, 8.11). */
export async function itemsOf(bytes: PictureBytes, meta: Box): Promise<Item[]> {
  const boxes = await boxesOf(bytes, meta.start + 4, meta.end)
  const find = (type: string): Box => {
    const box = boxes.find((each) => each.type === type)
    if (box === undefined) throw cutOff()
    return box
  }
  const types = await typesOf(bytes, find('iinf'))
  const idat = boxes.find(({ type }) => type === 'idat')
  const location = find('iloc')
  const data = await bytes.read(location.start, location.end - location.start)
  return places(data, idat?.start).map(({ id, start, end }) => {
    if (start < 0 || end > bytes.size) throw cutOff()
    return { type: types.get(id) ?? '', start, end }
  })
}

async function typesOf(bytes: PictureBytes, { start, end }: Box): Promise<Map<number, string>> {
  const [version = 0] = await bytes.read(start, 1)
  const types = new Map<number, string>()
  for (const box of await boxesOf(bytes, start + (version === 0 ? 6 : 8), end)) {
    const entry = await bytes.read(box.start, 14)
    if (box.type !== 'infe' || entry.length < 12) continue
    const isLong = entry.readUInt8(0) >= 3
    const id = isLong ? entry.readUInt32BE(4) : entry.readUInt16BE(4)
    const at = isLong ? 10 : 8
    types.set(id, entry.toString('latin1', at, at + 4))
  }
  return types
}

type Place = { id: number; start: number; end: number }

/** Reads the positions of the items; an item in several pieces is refused. */
function places(data: Buffer, idat: number | undefined): Place[] {
  const read = reader(data)
  const version = read(1)
  read(3)
  const sizes = read(2)
  const [offset, length, base] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const index = version > 0 ? sizes & 15 : 0
  const count = read(version < 2 ? 2 : 4)
  return Array.from({ length: Math.min(count, MAX_BOXES) }, () => {
    const id = read(version < 2 ? 2 : 4)
    const method = version > 0 ? read(2) & 15 : 0
    read(2)
    const start = read(base)
    if (read(2) !== 1 || method > 1) throw unusual('its parts lie in several pieces')
    read(index)
    const from = start + read(offset) + (method === 1 ? (idat ?? -1) : 0)
    return { id, start: from, end: from + read(length) }
  })
}

function reader(data: Buffer): (bytes: number) => number {
  let at = 0
  return (bytes) => {
    if (at + bytes > data.length || bytes > 8) throw cutOff()
    at += bytes
    if (bytes === 8) return Number(data.readBigUInt64BE(at - 8))
    return bytes === 0 ? 0 : data.readUIntBE(at - bytes, bytes)
  }
}
