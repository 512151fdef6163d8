import { classify } from '../base/classify.ts'
import { TransientError } from '../base/errors.ts'
import { DOWNLOAD_BYTES } from './answer-room.ts'
import { AnswersWaitError } from './errors.ts'
import type { HttpContext } from './router.ts'

/** A client that takes nothing for this long (real time) is taken for gone. */
const STALLED_AFTER_MS = 5 * 60_000

export type DownloadOptions = {
  contentType: string
  /** What browsers save it as: ASCII, without quotes. */
  fileName: string
  stalledAfterMs?: number
}

/**
 * Answers with texts as they come, read only as fast as the client takes them. The first is waited for, so that what
 * fails until then is answered as any other error. What fails later breaks the connection: an answer that ended in the
 * regular way would look whole. When the client goes, the generator is told to return.
 */
export async function streamDownload(
  c: HttpContext,
  texts: AsyncGenerator<string, void>,
  options: DownloadOptions,
): Promise<Response> {
  const headers = {
    'content-type': options.contentType,
    'content-disposition': `attachment; filename="${options.fileName}"`,
    'x-accel-buffering': 'no',
  }
  // The answer to HEAD has no body, so nobody would ever end its stream.
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  const release = takeRoom(c)
  try {
    const first = await texts.next()
    const stalledAfterMs = options.stalledAfterMs ?? STALLED_AFTER_MS
    return new Response(asBody(c, first, texts, { stalledAfterMs, release }), { headers })
  } catch (error) {
    release()
    throw error
  }
}

/** A download counts as much as it may hold until it ends. Throws AnswersWaitError when too much waits already. */
function takeRoom(c: HttpContext): () => void {
  const room = c.env?.room
  if (room === undefined) return () => undefined
  const release = room.take(DOWNLOAD_BYTES)
  if (!release) throw new AnswersWaitError()
  return release
}

function asBody(
  c: HttpContext,
  first: IteratorResult<string, void>,
  texts: AsyncGenerator<string, void>,
  { stalledAfterMs, release }: { stalledAfterMs: number; release: () => void },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let waiting: IteratorResult<string, void> | undefined = first
  let patience: NodeJS.Timeout | undefined
  let gone = false
  const breakOff = (controller: ReadableStreamDefaultController, thrown: unknown): void => {
    gone = true
    release()
    const error = classify(thrown)
    c.get('log').warn({ err: error, code: error.code, path: c.req.path }, 'download broken off')
    // Without a server to break the connection, whoever reads the stream gets the error itself.
    if (c.env?.breakConnection) c.env.breakConnection()
    else controller.error(error)
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(patience)
        try {
          const next = waiting ?? (await texts.next())
          waiting = undefined
          if (gone) return
          if (next.done) {
            release()
            return controller.close()
          }
          controller.enqueue(encoder.encode(next.value))
          patience = setTimeout(() => {
            breakOff(controller, new TransientError('the client takes nothing any more'))
            void texts.return()
          }, stalledAfterMs)
          patience.unref()
        } catch (thrown) {
          if (!gone) breakOff(controller, thrown)
        }
      },
      async cancel() {
        gone = true
        release()
        clearTimeout(patience)
        await texts.return()
      },
    },
    { highWaterMark: 0 },
  )
}
