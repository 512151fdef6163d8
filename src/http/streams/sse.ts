import { classify } from '../../base/classify.ts'
import type { StreamOwner } from './open-streams.ts'
import { pacedBody } from '../paced-body.ts'
import type { HttpContext } from '../router.ts'

/** An event of a stream; `data` is sent as JSON. */
export type ServerSentEvent = { id?: string; event: string; data: unknown }

const HEARTBEAT_MS = 15_000
const RECONNECT_MS = 2_000
/** A client that takes no bytes for this long (real time) counts as gone. */
const STALLED_AFTER_MS = 60_000

type StreamOptions = {
  heartbeatMs?: number
  /** The owner of the stream; by default the sender of the request's `Authorization`. */
  owner?: StreamOwner
}

/**
 * Streams server-sent events, only as fast as the client takes them, until the generator ends. Its
 * signal aborts when the client disconnects, its owner loses access, or the server stops. A comment
 * after 15 s without an event keeps proxies from closing the connection. Throws
 * TooManyStreamsError.
 */
export function streamEvents(
  c: HttpContext,
  events: (signal: AbortSignal) => AsyncGenerator<ServerSentEvent>,
  { heartbeatMs = HEARTBEAT_MS, owner = ownerOf(c) }: StreamOptions = {},
): Response {
  const headers = {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  }
  // The answer to HEAD has no body, so its stream would never end.
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  const leaving = new AbortController()
  const close = c.get('streams').open(owner, () => leaving.abort())
  const signals = c.env?.closing ? [leaving.signal, c.env.closing] : [leaving.signal]
  const signal = AbortSignal.any(signals)
  const pieces = piecesOf(c, { events: events(signal), heartbeatMs, signal: leaving.signal })
  const release = (): void => {
    close()
    leaving.abort()
  }
  const pace = { idleMs: STALLED_AFTER_MS, release }
  return new Response(pacedBody(c, pieces, pace), { headers })
}

/** The token that the request was answered for. */
export const ownerOf = (c: HttpContext): StreamOwner => ({
  authorization: c.req.header('authorization'),
  principal: c.get('principal'),
})

async function* piecesOf(
  c: HttpContext,
  {
    events,
    heartbeatMs,
    signal,
  }: { events: AsyncGenerator<ServerSentEvent>; heartbeatMs: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder()
  yield encoder.encode(`retry: ${RECONNECT_MS}\n\n`)
  try {
    for (let next = patient(events.next(), heartbeatMs, signal); ;) {
      const found = await next()
      // Events read before the owner lost access are not sent; a server that stops sends a
      // farewell.
      if (found?.done || signal.aborted) return
      yield encoder.encode(found ? format(found.value) : ':\n\n')
      if (found) next = patient(events.next(), heartbeatMs, signal)
    }
  } catch (thrown) {
    // The client reconnects with Last-Event-ID, so ending the stream loses nothing.
    const error = classify(thrown)
    c.get('log').warn({ err: error, code: error.code }, 'event stream ended early')
  } finally {
    await events.return(undefined)
  }
}

/**
 * Waits for `work`, each call at most `ms` (real time) or until the signal aborts; undefined while
 * the work continues. `work` gets one listener, however many calls it takes.
 */
function patient<T>(
  work: Promise<T>,
  ms: number,
  signal: AbortSignal,
): () => Promise<T | undefined> {
  let isSettled = false
  let notify = (): void => undefined
  const settled = (): void => {
    isSettled = true
    notify()
  }
  work.then(settled, settled)
  return async () => {
    if (!isSettled && !signal.aborted)
      await new Promise<void>((resolve) => {
        const stop = (): void => notify()
        const timer = setTimeout(stop, ms).unref()
        notify = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', stop)
          resolve()
        }
        signal.addEventListener('abort', stop, { once: true })
      })
    return isSettled ? await work : undefined
  }
}

function format({ id, event, data }: ServerSentEvent): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`
  return `${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
