import type { IncomingMessage, ServerResponse } from 'node:http'
import { SMALL_BODY } from './body/input-buffer.ts'

/** Real time that a client has to take its answer before the connection ends. */
const LINGER_MS = 1_000

/**
 * Stops reading a large body whose answer did not wait for it, such as a refused one. Node would
 * read all of it to reuse the connection; instead, the answer announces that the connection closes,
 * so the client stops sending, and it closes a moment later.
 */
export function leaveUnread(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const isUnread = (): boolean => !incoming.complete && !isSmall(incoming)
  outgoing.writeHead = new Proxy(outgoing.writeHead, {
    apply(writeHead, self, args) {
      if (isUnread()) {
        outgoing.setHeader('connection', 'close')
        endLater(incoming)
      }
      return Reflect.apply(writeHead, self, args)
    },
  })
  // Runs before Node's own listener, which discards as much as the client sends.
  outgoing.prependOnceListener('finish', () => {
    if (!isUnread()) return
    incoming.pause()
    // Marks the body as read, so that Node does not discard it.
    incoming.read(0)
    incoming.on('data', () => void incoming.pause())
  })
}

/**
 * Node closes a connection with its last answer; bytes that the client still sends would reset the
 * connection and lose that answer.
 */
function endLater({ socket }: IncomingMessage): void {
  const end = socket.destroySoon.bind(socket)
  socket.destroySoon = () => void setTimeout(end, LINGER_MS).unref()
}

const isSmall = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SMALL_BODY
