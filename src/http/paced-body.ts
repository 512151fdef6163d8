import { classify } from '../base/classify.ts'
import { TransientError } from '../base/errors.ts'
import type { HttpContext } from './router.ts'

export type Pace = {
  /** Real time that the client has to take the next piece. */
  idleMs: number
  /** Real time for the whole body; unlimited by default. */
  totalMs?: number
  /** Called once, however the body ends. */
  release: () => void
}

/**
 * Returns a body that is read only as fast as the client takes it. When a piece fails or the client
 * is too slow, the connection breaks: an answer that ended normally would look complete.
 */
export function pacedBody(
  c: HttpContext,
  pieces: AsyncGenerator<Uint8Array, void>,
  { idleMs, totalMs, release }: Pace,
): ReadableStream<Uint8Array> {
  let idle: NodeJS.Timeout | undefined
  let deadline: NodeJS.Timeout | undefined
  let isOver = false
  const finish = (): void => {
    isOver = true
    clearTimeout(idle)
    clearTimeout(deadline)
    release()
  }
  const breakOff = (controller: ReadableStreamDefaultController, thrown: unknown): void => {
    if (isOver) return
    finish()
    void pieces.return()
    const error = classify(thrown)
    c.get('log').warn({ err: error, code: error.code, path: c.req.path }, 'answer broken off')
    // Without a server to break the connection, the reader of the stream gets the error itself.
    if (c.env?.breakConnection) c.env.breakConnection()
    else controller.error(error)
  }
  const after = (ms: number, controller: ReadableStreamDefaultController): NodeJS.Timeout =>
    setTimeout(
      () => breakOff(controller, new TransientError('the client reads too slowly')),
      ms,
    ).unref()
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (totalMs !== undefined) deadline = after(totalMs, controller)
      },
      async pull(controller) {
        clearTimeout(idle)
        try {
          const next = await pieces.next()
          if (isOver) return
          if (next.done) {
            finish()
            return controller.close()
          }
          controller.enqueue(next.value)
          idle = after(idleMs, controller)
        } catch (thrown) {
          breakOff(controller, thrown)
        }
      },
      async cancel() {
        finish()
        await pieces.return()
      },
    },
    { highWaterMark: 0 },
  )
}
