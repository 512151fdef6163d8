import type { FileHandle } from 'node:fs/promises'
import { unfit } from '../refusal.ts'

/** A box of a file or of a buffer; `start` is that of its header. */
export type Box = { type: string; start: number; dataStart: number; end: number }

const SMALL_HEADER = 8
const LARGE_HEADER = 16
/** The most boxes in a file; cameras write a few. */
const MAX_BOXES = 1_000

/**
 * The boxes of a file from its beginning to its end. Throws InvalidInputError when the last one
 * ends elsewhere.
 */
export async function fileBoxes(file: FileHandle, size: number): Promise<Box[]> {
  const boxes: Box[] = []
  for (let start = 0; start < size;) {
    const header = Buffer.alloc(LARGE_HEADER)
    const { bytesRead } = await file.read(header, 0, LARGE_HEADER, start)
    const box = boxAt(header.subarray(0, bytesRead), 0, size - start)
    if (box === undefined) throw cutOff(boxes.at(-1)?.type)
    if (boxes.length >= MAX_BOXES)
      throw unfit(
        'structure',
        `the file has more than ${MAX_BOXES} boxes`,
        'export it once more as MP4',
      )
    boxes.push({
      type: box.type,
      start,
      dataStart: start + box.dataStart,
      end: start + box.end,
    })
    start += box.end
  }
  return boxes
}

const cutOff = (last: string | undefined) =>
  unfit(
    'complete',
    'the file is not whole: what follows ' +
      `${last === undefined ? 'its beginning' : `the box '${last}'`} does not end where the ` +
      'file ends',
    'copy or export it once more',
  )

/** The boxes in a part of a buffer. Throws InvalidInputError when they do not fill it. */
export function boxesIn(buffer: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = []
  for (let start = from; start < to;) {
    const box = boxAt(buffer, start, to)
    if (box === undefined) {
      // QuickTime ends a list of boxes with four zero bytes.
      if (to - start === 4 && buffer.readUInt32BE(start) === 0) break
      throw unfit('structure', 'the index of the video is damaged', 'export it once more as MP4')
    }
    boxes.push(box)
    start = box.end
  }
  return boxes
}

/** Undefined when no box fits between `start` and `limit`. */
function boxAt(buffer: Buffer, start: number, limit: number): Box | undefined {
  if (start + SMALL_HEADER > buffer.length || start + SMALL_HEADER > limit) return undefined
  const size = buffer.readUInt32BE(start)
  const type = buffer.toString('latin1', start + 4, start + SMALL_HEADER)
  let [length, header] = [size, SMALL_HEADER]
  if (size === 0) length = limit - start
  if (size === 1) {
    if (start + LARGE_HEADER > buffer.length) return undefined
    header = LARGE_HEADER
    length = Number(buffer.readBigUInt64BE(start + SMALL_HEADER))
  }
  if (length < header || start + length > limit) return undefined
  return { type, start, dataStart: start + header, end: start + length }
}

/** A box of these parts. */
export function makeBox(type: string, ...parts: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(SMALL_HEADER)
  header.writeUInt32BE(parts.reduce((sum, { length }) => sum + length, SMALL_HEADER))
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, ...parts])
}
