import type { IncomingMessage, ServerResponse } from 'node:http'
import { SMALL_BODY } from './body/input-buffer.ts'

/** Real time in which a client can take its answer before the connection ends. */
const LINGER_MS = 1_000

/**
 * Reads no further in a large body that its answer did not wait for, such as one that is refused.
 * Node would read all of it to use the connection again; instead, the connection ends.
 */
export function leaveUnread(incoming: IncomingMessage, outgoing: ServerResponse): void {
  // Before Node's own listener, which discards as much as the client sends.
  outgoing.prependOnceListener('finish', () => {
    if (incoming.complete || isSmall(incoming)) return
    incoming.pause()
    // Counts as read, so that Node does not discard.
    incoming.read(0)
    incoming.on('data', () => void incoming.pause())
    setTimeout(() => incoming.socket.destroySoon(), LINGER_MS).unref()
  })
}

const isSmall = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SMALL_BODY
