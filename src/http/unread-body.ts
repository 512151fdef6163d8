import type { IncomingMessage, ServerResponse } from 'node:http'
import { SMALL_BODY } from './body/input-buffer.ts'

/** Real time in which a client can take its answer before the connection ends. */
const LINGER_MS = 1_000

/**
 * Reads no further in a large body that its answer did not wait for, such as one that is refused.
 * Node would read all of it to use the connection again; instead, the answer says that the connection
 * ends, so that the client sends nothing more on it, and it ends a moment later.
 */
export function leaveUnread(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const isUnread = (): boolean => !incoming.complete && !isSmall(incoming)
  outgoing.writeHead = new Proxy(outgoing.writeHead, {
    apply(writeHead, self, given) {
      if (isUnread()) {
        outgoing.setHeader('connection', 'close')
        endLater(incoming)
      }
      return Reflect.apply(writeHead, self, given)
    },
  })
  // Before Node's own listener, which discards as much as the client sends.
  outgoing.prependOnceListener('finish', () => {
    if (!isUnread()) return
    incoming.pause()
    // Counts as read, so that Node does not discard.
    incoming.read(0)
    incoming.on('data', () => void incoming.pause())
  })
}

/** Node ends a connection with its last answer; what the client still sends would take that answer away. */
function endLater({ socket }: IncomingMessage): void {
  const end = socket.destroySoon.bind(socket)
  socket.destroySoon = () => void setTimeout(end, LINGER_MS).unref()
}

const isSmall = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SMALL_BODY
