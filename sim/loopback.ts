import type { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'

let nextPort = 0

/** Servers started from now on listen on this port and the following ones, in order. */
export function listenFrom(first: number): void {
  nextPort = first
}

/** Listens on 127.0.0.1, on a free port unless `listenFrom` says otherwise; returns the port. */
export async function listenOnLoopback(server: Server): Promise<number> {
  const port = nextPort
  if (nextPort > 0) nextPort += 1
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

/** Stops listening; the caller closes open connections. */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
}

export type Listening = { url: string; close(): Promise<void> }

/** Serves on a free port of 127.0.0.1. `close` closes open connections. */
export async function serveOnLoopback(server: HttpServer): Promise<Listening> {
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const stopped = stopListening(server)
      server.closeAllConnections()
      await stopped
    },
  }
}
