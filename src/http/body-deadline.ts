import type { IncomingMessage, Server } from 'node:http'

/** Real time in which a body has to arrive. */
const BODY_MS = 60_000
/** A large one has to bring this much in each such time: 20 KB a second. */
const LEAST_BYTES = 1_200_000

/** Body deadlines of requests by their messages. */
export type BodyDeadlines = {
  begin(incoming: IncomingMessage): void
  /** From now on the body may take longer, as long as it keeps coming. */
  extend(incoming: object): void
}

/** Tells a server with the error that Node has for it when the body of a request comes too slowly. */
export function createBodyDeadlines(server: () => Server): BodyDeadlines {
  const large = new WeakSet<object>()
  return {
    extend: (incoming) => void large.add(incoming),
    begin(incoming) {
      const { socket } = incoming
      let seen = socket.bytesRead
      const look = (): void => {
        // Nobody reads a body that a route does not declare, so that it does not end.
        if (incoming.complete) return
        if (large.has(incoming) && socket.bytesRead - seen >= LEAST_BYTES) {
          seen = socket.bytesRead
          timer.refresh()
          return
        }
        const late = Object.assign(new Error('the body is late'), {
          code: 'ERR_HTTP_REQUEST_TIMEOUT',
        })
        server().emit('clientError', late, socket)
      }
      const timer = setTimeout(look, BODY_MS).unref()
      const stop = (): void => clearTimeout(timer)
      incoming.once('end', stop)
      incoming.once('close', stop)
    },
  }
}
