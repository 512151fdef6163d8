import type { IncomingMessage, Server } from 'node:http'

/** Real time in which a body has to arrive. */
const BODY_MS = 60_000
/** The same for one of a stranger, which is small. */
const STRANGER_BODY_MS = 10_000
/** A large one has to bring this much in each such time: 20 KB a second. */
const MIN_BYTES = 1_200_000

/** Body deadlines of requests by their messages. */
export type BodyDeadlines = {
  begin(incoming: IncomingMessage): void
  /** From now on the body may take longer, as long as it keeps coming. */
  extend(incoming: object): void
  /** The body of this request has to arrive sooner than others. */
  shorten(incoming: object): void
}

/** Tells a server with the error that Node has for it when the body of a request comes too slowly. */
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
      let seen = socket.bytesRead
      const check = (): void => {
        // Nobody reads a body that a route does not declare, so that it does not end.
        if (incoming.complete) return
        if (large.has(incoming) && socket.bytesRead - seen >= MIN_BYTES) {
          seen = socket.bytesRead
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
