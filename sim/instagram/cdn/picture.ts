import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { drawPicture, type PictureSubject } from '../../pictures/draw.ts'
import { createRandom } from '../random.ts'

/** Areas of colour, in any size. */
const COLUMNS = 4
const ROWS = 5
/** The side of a picture that does not fit into memory. */
const BOMB_SIDE = 16_000
const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

export type Size = { width: number; height: number }

/**
 * A JPEG that depends only on its name and its subject: a drawing, or areas of colour without a
 * subject, which cost much less.
 */
export async function makePicture(
  name: string,
  { width, height }: Size,
  subject: PictureSubject | null = null,
): Promise<Buffer> {
  if (subject) {
    const drawing = Buffer.from(drawPicture(name, subject, { width, height }))
    return await sharp(drawing).jpeg({ quality: 80 }).toBuffer()
  }
  const random = createRandom('picture', name)
  const fields = Buffer.from(
    Array.from({ length: COLUMNS * ROWS * 3 }, () => random.integer(0, 255)),
  )
  return await sharp(fields, { raw: { width: COLUMNS, height: ROWS, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .jpeg({ quality: 80 })
    .toBuffer()
}

/** A small PNG file of an enormous black picture with one bit per pixel. */
export function makeBomb(): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(BOMB_SIDE, 0)
  header.writeUInt32BE(BOMB_SIDE, 4)
  header[8] = 1
  const rows = Buffer.alloc(BOMB_SIDE * (1 + BOMB_SIDE / 8))
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]
  return Buffer.concat([PNG_SIGNATURE, ...parts])
}

/** A part of a PNG: its length, name, data and checksum. */
function chunk(name: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}
