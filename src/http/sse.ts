import { classify } from '../base/classify.ts'
import type { HttpContext } from './router.ts'

/** An event of a stream; `data` is sent as JSON. */
export type ServerSentEvent = { id?: string; event: string; data: unknown }

const HEARTBEAT_MS = 15_000
const RECONNECT_MS = 2_000
/** A client that takes nothing for this long (real time) is taken for gone. */
const STALLED_AFTER_MS = 60_000

/**
 * Streams server-sent events, only as fast as the client takes them, until the generator ends; its
 * signal aborts when the client goes or the server stops. A comment every 15 s keeps proxies calm.
 */
export function streamEvents(
  c: HttpContext,
  events: (signal: AbortSignal) => AsyncGenerator<ServerSentEvent>,
  {
    heartbeatMs = HEARTBEAT_MS,
    stalledAfterMs = STALLED_AFTER_MS,
  }: { heartbeatMs?: number; stalledAfterMs?: number } = {},
): Response {
  const headers = {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  }
  // The answer to HEAD has no body, so nobody would ever end its stream.
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  const leaving = new AbortController()
  const signals = c.env?.closing ? [leaving.signal, c.env.closing] : [leaving.signal]
  const iterator = events(AbortSignal.any(signals))
  const encoder = new TextEncoder()
  let heartbeat: NodeJS.Timeout | undefined
  let patience: NodeJS.Timeout | undefined
  const finish = (): void => {
    clearInterval(heartbeat)
    clearTimeout(patience)
    leaving.abort()
  }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RECONNECT_MS}\n\n`))
      heartbeat = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(':\n\n'))
      }, heartbeatMs)
    },
    async pull(controller) {
      clearTimeout(patience)
      try {
        const next = await iterator.next()
        // The client may have gone while the event was waited for.
        if (leaving.signal.aborted) return
        if (!next.done) {
          controller.enqueue(encoder.encode(format(next.value)))
          // The next pull says that it was taken.
          patience = setTimeout(() => c.env?.breakConnection?.(), stalledAfterMs).unref()
          return
        }
      } catch (thrown) {
        // The client comes back with Last-Event-ID, so the end of the stream loses nothing.
        const error = classify(thrown)
        c.get('log').warn({ err: error, code: error.code }, 'event stream ended early')
      }
      finish()
      controller.close()
    },
    async cancel() {
      finish()
      await iterator.return(undefined)
    },
  })
  return new Response(body, { headers })
}

function format({ id, event, data }: ServerSentEvent): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`
  return `${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
