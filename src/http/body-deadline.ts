import type { IncomingMessage, Server } from 'node:http'

/** Real time in which a body must arrive. */
const BODY_MS = 60_000
/** The same for a body of an anonymous client, which is small. */
const STRANGER_BODY_MS = 10_000
/** A large body must bring this many bytes in each such period: 20 KB a second. */
const MIN_BYTES = 1_200_000

/** Deadlines for bodies, by request message. */
export type BodyDeadlines = {
  begin(incoming: IncomingMessage): void
  /** Allows the body to take longer, as long as it keeps arriving. */
  extend(incoming: object): void
  /** Requires the body of this request to arrive sooner than others. */
  shorten(incoming: object): void
}

/** Reports a body that arrives too slowly to the server, with the error that Node uses for it. */
export function createBodyDeadlines(
  server: () => Server,
  { bodyMs = BODY_MS, strangerBodyMs = STRANGER_BODY_MS } = {},
): BodyDeadlines {
  const large = new WeakSet<object>()
  const shortened = new WeakMap<object, () => void>()
  return {
    extend: (incoming) => void large.add(incoming),
    shorten: (incoming) => shortened.get(incoming)?.(),
    begin(incoming) {
      const { socket } = incoming
      let received = socket.bytesRead
      const check = (): void => {
        // A body that a route does not declare is never read, so its end is never seen.
        if (incoming.complete) return
        if (large.has(incoming) && socket.bytesRead - received >= MIN_BYTES) {
          received = socket.bytesRead
          timer.refresh()
          return
        }
        const late = Object.assign(new Error('the body is late'), {
          code: 'ERR_HTTP_REQUEST_TIMEOUT',
        })
        server().emit('clientError', late, socket)
      }
      let timer = setTimeout(check, bodyMs).unref()
      shortened.set(incoming, () => {
        if (incoming.complete) return
        clearTimeout(timer)
        timer = setTimeout(check, strangerBodyMs).unref()
      })
      const stop = (): void => clearTimeout(timer)
      incoming.once('end', stop)
      incoming.once('close', stop)
    },
  }
}
