import { Readable } from 'node:stream'

/**
 * Wraps a stream so that it fails unless it has exactly this many bytes: a request that promised
 * more would wait forever for the rest.
 */
export const exactly = (stream: Readable, bytes: number): Readable =>
  Readable.from(counted(stream, bytes))

async function* counted(stream: Readable, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const chunk of stream) {
    const piece = Buffer.from(chunk)
    left -= piece.length
    if (left < 0) break
    yield piece
  }
  if (left !== 0) throw new Error('the file has another size than it had')
}
