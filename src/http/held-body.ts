import { TransientError } from '../base/errors.ts'
import type { HttpContext } from './router.ts'

/** Real time in which a client has to take all of an answer: 10 KB a second for a large page. */
const SLOWEST_READER_MS = 120_000
const PIECE_BYTES = 64 * 1024

/**
 * A body that is written piece by piece, as fast as the client takes it. A client that is idle or too slow loses its
 * connection, and the body its memory.
 */
export function heldBody(
  c: HttpContext,
  body: Uint8Array<ArrayBuffer>,
  options: { release: () => void; idleMs: number },
): ReadableStream<Uint8Array> {
  const { release, idleMs } = options
  let left: Uint8Array<ArrayBuffer> | undefined = body
  let idle: NodeJS.Timeout | undefined
  const finish = (): void => {
    clearTimeout(idle)
    clearTimeout(slowest)
    left = undefined
    release()
  }
  const breakOff = (controller: ReadableStreamDefaultController): void => {
    if (left === undefined) return
    finish()
    c.get('log').info({ path: c.req.path, code: 'reader_too_slow' }, 'answer broken off')
    if (c.env?.breakConnection) c.env.breakConnection()
    else controller.error(new TransientError('the client reads too slowly'))
  }
  let slowest: NodeJS.Timeout | undefined
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        slowest = setTimeout(() => breakOff(controller), SLOWEST_READER_MS).unref()
      },
      pull(controller) {
        clearTimeout(idle)
        if (left === undefined) return
        controller.enqueue(left.subarray(0, PIECE_BYTES))
        left = left.subarray(PIECE_BYTES)
        if (left.byteLength === 0) {
          finish()
          controller.close()
          return
        }
        idle = setTimeout(() => breakOff(controller), idleMs).unref()
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  )
}
