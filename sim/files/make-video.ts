type VideoOrder = {
  /** Makes the bytes differ from those of other videos. */
  name: string
  durationMs?: number
  /** The size of the whole file. */
  bytes?: number
  /** Puts the index behind the pictures. */
  isMoovLast?: boolean
}

const PIECE = 64 * 1024

const box = (name: string, data: Buffer): Buffer => {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(data.length + 8)
  header.write(name, 4, 'latin1')
  return Buffer.concat([header, data])
}

/** `mvhd` with a time scale of milliseconds. */
function movieHeader(durationMs: number): Buffer {
  const data = Buffer.alloc(100)
  data.writeUInt32BE(1_000, 12)
  data.writeUInt32BE(durationMs, 16)
  return box('mvhd', data)
}

function* piecesOf({ name, durationMs = 6_000, bytes = 4_096, isMoovLast = false }: VideoOrder) {
  const first = box('ftyp', Buffer.from('mp42\u0000\u0000\u0000\u0000mp42isom', 'latin1'))
  const moov = box('moov', movieHeader(durationMs))
  const size = bytes - first.length - moov.length
  const header = Buffer.alloc(8)
  header.writeUInt32BE(size)
  header.write('mdat', 4, 'latin1')
  const text = Buffer.alloc(PIECE, `pictures of ${name} `)
  yield first
  if (!isMoovLast) yield moov
  yield header
  for (let left = size - header.length; left > 0; left -= PIECE) yield text.subarray(0, left)
  if (isMoovLast) yield moov
}

/** A file that has the boxes of an MP4 and nothing that plays. */
export const makeVideo = (order: VideoOrder): Buffer => Buffer.concat([...piecesOf(order)])
