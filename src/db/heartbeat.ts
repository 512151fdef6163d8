import type { BoundedClient } from './bounded-client.ts'

/** How often (real ms) an otherwise silent connection is asked for a sign of life. */
const HEARTBEAT_MS = 5_000

/**
 * Asks the server for a sign of life until the connection ends. One that is not answered within the
 * limit of the client's statements destroys the connection.
 */
export function startHeartbeat(client: BoundedClient, everyMs = HEARTBEAT_MS): void {
  const timer = setInterval(() => {
    // The client reports why a connection ends, to its listener of errors.
    if (!client.isBusy) client.query('select').catch(() => undefined)
  }, everyMs).unref()
  client.once('end', () => clearInterval(timer))
}
