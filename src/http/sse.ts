import { classify } from '../base/classify.ts'
import { pacedBody } from './paced-body.ts'
import type { HttpContext } from './router.ts'

/** An event of a stream; `data` is sent as JSON. */
export type ServerSentEvent = { id?: string; event: string; data: unknown }

const HEARTBEAT_MS = 15_000
const RECONNECT_MS = 2_000
/** A client that takes nothing for this long (real time) is taken for gone. */
const STALLED_AFTER_MS = 60_000

/**
 * Streams server-sent events, only as fast as the client takes them, until the generator ends; its
 * signal aborts when the client goes or the server stops. A comment after 15 s without an event
 * keeps proxies calm.
 */
export function streamEvents(
  c: HttpContext,
  events: (signal: AbortSignal) => AsyncGenerator<ServerSentEvent>,
  { heartbeatMs = HEARTBEAT_MS } = {},
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
  const pieces = piecesOf(c, events(AbortSignal.any(signals)), heartbeatMs)
  const pace = { idleMs: STALLED_AFTER_MS, release: () => leaving.abort() }
  return new Response(pacedBody(c, pieces, pace), { headers })
}

async function* piecesOf(
  c: HttpContext,
  events: AsyncGenerator<ServerSentEvent>,
  heartbeatMs: number,
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder()
  yield encoder.encode(`retry: ${RECONNECT_MS}\n\n`)
  try {
    for (let next = patient(events.next(), heartbeatMs); ;) {
      const found = await next()
      if (found?.done) return
      yield encoder.encode(found ? format(found.value) : ':\n\n')
      if (found) next = patient(events.next(), heartbeatMs)
    }
  } catch (thrown) {
    // The client comes back with Last-Event-ID, so the end of the stream loses nothing.
    const error = classify(thrown)
    c.get('log').warn({ err: error, code: error.code }, 'event stream ended early')
  } finally {
    await events.return(undefined)
  }
}

/**
 * Waits for `work`, each call for at most `ms` (real time): undefined while it goes on. However long
 * that is, `work` has one listener.
 */
function patient<T>(work: Promise<T>, ms: number): () => Promise<T | undefined> {
  let isSettled = false
  let notify = (): void => undefined
  const settled = (): void => {
    isSettled = true
    notify()
  }
  work.then(settled, settled)
  return async () => {
    if (!isSettled)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms).unref()
        notify = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    return isSettled ? await work : undefined
  }
}

function format({ id, event, data }: ServerSentEvent): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`
  return `${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
